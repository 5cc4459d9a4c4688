"""Pipelines of Microsoft Fabric, as their files lie in repositories beside those of Data Factory.

They name no dataset and no linked service: what these would say stands in the activity itself, or behind a connection
of which only the identifier is written. https://learn.microsoft.com/fabric/data-factory/pipeline-rest-api
"""

from typing import Final

from lineage_graph.catalog import connection
from lineage_graph.expressions import text_of
from lineage_graph.records import Activity, Properties, Reference
from lineage_graph.site import Site, linked_at
from lineage_graph.stores.place import Connection, Place

_DATASET: Final = "datasetSettings"


def written_out(site: Site, settings: Properties, role: str) -> Place | None:
    """The place that the settings of a source, sink or activity write out; None where they do not."""
    given = settings.properties(_DATASET)
    kind = given.get("type")
    if not isinstance(kind, str):
        return None
    return Place(kind, given.properties("typeProperties"), _behind(site, given, role), site.scope)


def connected(site: Site, activity: Activity) -> Connection | None:
    """The connection that stands beside an activity's settings; None where there is none."""
    return _external(site, activity.rest)


def _behind(site: Site, given: Properties, role: str) -> Connection:
    linked = given.properties("linkedService")
    inner = linked.properties("properties")
    name = text_of(linked.get("name"), site.scope)
    kind = inner.get("type")
    if isinstance(kind, str) and isinstance(name, str):
        settings, hosts = inner.properties("typeProperties"), site.catalog.hosts
        return Connection(site.catalog.key, name, kind, settings, site.scope, vaults=site.catalog.vaults, hosts=hosts)
    return _external(site, given) or linked_at(site, None, role)


def _external(site: Site, given: Properties) -> Connection | None:
    """The connection by its identifier, which stands where a linked service's name would."""
    identifier = given.properties("externalReferences").text("connection")
    if not identifier:
        return None
    return connection(site.catalog, Reference("LinkedServiceReference", identifier), site.scope)
