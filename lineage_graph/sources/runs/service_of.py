"""Which service a run belongs to, as its resource id says, or as the user does."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from lineage_graph.keys import storable
from lineage_graph.records import ServiceKind

ServiceName = tuple[ServiceKind, str]

_RESOURCE: Final = re.compile(
    r"(?:^|/)(?:providers/(?P<provider>[^/]+)/)?(?P<collection>factories|workspaces)/(?P<name>[^/]+)", re.IGNORECASE
)
_KINDS: Final = {
    ("microsoft.datafactory", "factories"): ServiceKind.DATA_FACTORY,
    ("microsoft.synapse", "workspaces"): ServiceKind.SYNAPSE,
    (None, "factories"): ServiceKind.DATA_FACTORY,
    (None, "workspaces"): ServiceKind.SYNAPSE,
}


def service_of(resource_id: object) -> ServiceName | None:
    """The service in ``/subscriptions/…/factories/{name}/pipelineruns/…``; None where it names another or none.

    Logs write resource ids in capitals: https://learn.microsoft.com/azure/data-factory/monitor-schema-logs-events
    """
    if not isinstance(resource_id, str):
        return None
    return _named(resource_id.partition("/pipelineruns/")[0])


@lru_cache(maxsize=1024)
def _named(resource: str) -> ServiceName | None:
    found = _RESOURCE.search(resource)
    if found is None:
        return None
    provider = found["provider"]
    kind = _KINDS.get((provider.lower() if provider else None, found["collection"].lower()))
    return (kind, storable(found["name"])) if kind is not None else None


def service_named(name: str, known: Mapping[str, ServiceKind]) -> ServiceName:
    """The service that a user means with ``adf-prod``, ``adf://adf-prod`` or ``synapse://ws``.

    A name alone is of the kind in ``known`` (by the name in lower case), else a Data Factory's.
    """
    kind = next((kind for kind in ServiceKind if name.lower().startswith(f"{kind.value}://")), None)
    if kind is not None:
        return kind, name.partition("://")[2]
    return known.get(name.lower(), ServiceKind.DATA_FACTORY), name
