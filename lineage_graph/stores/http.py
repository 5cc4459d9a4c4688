"""What answers at a URL: HTTP files, REST, OData and the services that speak it, web pages, SharePoint lists.

To add one: a line in ``_RESOURCES``. https://learn.microsoft.com/azure/data-factory/connector-http
"""

from dataclasses import dataclass
from functools import partial
from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.address import url_of
from lineage_graph.stores.paths import encoded, files, segments
from lineage_graph.stores.place import Connection, Host, Located, Place, known_or_unknown, located, store_at
from lineage_graph.stores.registry import connects, names


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of resource below a linked service's URL: the dataset's field that names it, and what stands before it."""

    datasets: tuple[str, ...]
    linked_services: tuple[str, ...]
    url: str = "url"
    fields: tuple[str, ...] = ("path", "entity")
    below: str | None = None
    kind: str = "Endpoint"


_RESOURCES: Final = (
    Resource(("HttpServerLocation", "HttpFile"), ("HttpServer",), fields=("relativeUrl",), kind="Path"),
    Resource(("RestResource",), ("RestService",), fields=("relativeUrl", "entity")),
    Resource(("ODataResource",), ("OData",)),
    Resource(("WebTable",), ("Web",)),
    Resource(("SapEccResource",), ("SapEcc",)),
    Resource(("SapCloudForCustomerResource",), ("SapCloudForCustomer",)),
    Resource(("DynamicsAXResource",), ("DynamicsAX",)),
    Resource(
        ("SharePointOnlineListResource",),
        ("SharePointOnlineList",),
        url="siteUrl",
        fields=("listName", "entity"),
        below="Lists",
        kind="Entity",
    ),
)


def resource(kind: Resource, place: Place) -> Located | Unknown:
    """``https://{host}/{path}``, without the query; a relative URL that is a whole one stands for itself."""
    fields = place.within("location")
    named = next((text for field in kind.fields if (text := fields.text(field))), "")
    store = web_server(kind, place.connection)
    if "://" in named and (server := url_of(named).authority):
        store, path = _store(Host(server)), segments(url_of(named).path)
    else:
        base = url_of(place.connection.text(kind.url) or "").path if store.reason is None else None
        path = segments(base, kind.below if named else None, _without_query(named), *files(fields))
    key = "/".join(part for part in (store.key, encoded(path)) if part)
    return located(store, key, "/".join(path) or store.name, kind.kind)


def web_server(kind: Resource, connection: Connection) -> Store:
    """The server, with its port where it is not that of HTTPS or HTTP."""
    url = connection.text(kind.url)
    return _store(known_or_unknown(url_of(url).authority if url else None, connection, kind.url))


def _store(host: Host) -> Store:
    name = host.name.removesuffix(":443").removesuffix(":80")
    return store_at("https", Host(name, host.reason, host.detail), "Web server")


def _without_query(text: str) -> str:
    return text.partition("?")[0].partition("#")[0]


for _kind in _RESOURCES:
    names(*_kind.datasets)(partial(resource, _kind))
    connects(*_kind.linked_services, place=_kind.datasets[0])(partial(web_server, _kind))
