"""SSIS packages: the activity executes the package of the catalog that its integration runtime is bound to.

https://learn.microsoft.com/azure/data-factory/how-to-invoke-ssis-package-ssis-activity
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lineage_graph.activities.registry import understands
from lineage_graph.activities.unseen import unseen
from lineage_graph.catalog import name_of
from lineage_graph.expressions import Unknown, text_of
from lineage_graph.keys import bounded, segment
from lineage_graph.model import Package, Reason
from lineage_graph.records import Activity, Expression, Properties, Value
from lineage_graph.site import Flow, Site
from lineage_graph.stores.connection_string import first, pairs
from lineage_graph.stores.place import Connection, Host
from lineage_graph.stores.sql_server import server_of

_CATALOG: Final = "SSISDB"
_INLINE: Final = "InlinePackage"
_SERVERS: Final = ("servername", "datasource", "server", "address", "addr", "networkaddress")
_DATABASES: Final = ("initialcatalog", "database", "databasename")


@understands("ExecuteSSISPackage")
def execute_package(activity: Activity, site: Site) -> Flow:
    """``ssis://{catalog host}/{path}``; a package outside a catalog, or in an unknown one, stands below the service."""
    location = activity.settings.properties("packageLocation")
    kind = location.text("type") or _CATALOG
    inside = location.properties("typeProperties")
    path = text_of(location.get("packagePath") or inside.get("packageName"), site.scope)
    if not isinstance(path, str) or not path:
        why = path or Unknown(Reason.MISSING_REFERENCE, "no package is named")
        return Flow(reason=why.reason, detail=why.detail)
    host = _catalog(activity, site) if kind == _CATALOG else Host(_service(site))
    below = site.owner.removeprefix(f"{site.catalog.key}/").split("/") if kind == _INLINE else []
    parts = (*below, *(segment(part) for part in re.split(r"[\\/]+", path) if part))
    key = bounded(f"ssis://{host.name}/{'/'.join(parts)}")
    name = re.split(r"[\\/]", path.rstrip("\\/"))[-1]
    package = Package(key=key, name=name, reason=host.reason, detail=host.detail)
    return replace(unseen(path, *_settings(activity, site)), executes=(package.ref,), nodes=(package,))


def _service(site: Site) -> str:
    return site.catalog.key.partition("://")[2]


def _catalog(activity: Activity, site: Site) -> Host:
    """The server of the SSISDB that the integration runtime names, else the service with the reason."""
    reference = activity.settings.reference("connectVia")
    name = name_of(reference, site.scope) if reference else "none"
    if isinstance(name, Unknown):
        return Host(_service(site), name.reason, name.detail)
    runtime = site.catalog.integration_runtimes.get(name.lower())
    if runtime is None:
        return Host(_service(site), Reason.MISSING_REFERENCE, f"integration runtime {name}")
    server = runtime.settings.properties("ssisProperties").properties("catalogInfo").get("catalogServerEndpoint")
    settings = Properties({"server": server})
    found = server_of(Connection(site.catalog.key, name, settings=settings, hosts=site.catalog.hosts))
    return Host(_service(site), found.reason, f"integration runtime {name}") if found.reason else found


def _settings(activity: Activity, site: Site) -> Iterator[str]:
    """What the activity hands to the package: where its connections point, and the parameters that are expressions."""
    for level in ("project", "package"):
        for name, manager in activity.settings.properties(f"{level}ConnectionManagers").items():
            if isinstance(manager, Properties) and (place := _place(site, manager)):
                yield f"{name}: {place}"
    for level in ("project", "package"):
        for name, parameter in activity.settings.properties(f"{level}Parameters").items():
            if isinstance(value := _value(parameter), Expression):
                yield f"{name} = {value.text}"


def _place(site: Site, manager: Properties) -> str:
    """``server s, database d``, of the connection manager's own properties or of its connection string."""
    own = {name.lower(): _value(value) for name, value in manager.items()}
    at = Connection(site.catalog.key, "", settings=Properties(own), scope=site.scope)
    parts = pairs(at, "connectionstring")
    found = (
        (word, next((text for name in names if (text := at.text(name))), None) or first(parts, *names))
        for word, names in (("server", _SERVERS), ("database", _DATABASES))
    )
    return ", ".join(f"{word} {at.holes.shown(text)}" for word, text in found if text)


def _value(parameter: Value) -> Value:
    return parameter.get("value") if isinstance(parameter, Properties) else parameter
