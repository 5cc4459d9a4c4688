"""Sources and sinks of data flows that have no dataset: their options in the script stand for one.

https://learn.microsoft.com/azure/data-factory/data-flow-source#inline-datasets
"""

from collections.abc import Mapping
from typing import Final

from lineage_graph.catalog import workspace_sql
from lineage_graph.expressions import Template, Unknown
from lineage_graph.records import Properties, Reference
from lineage_graph.site import Site, linked_at
from lineage_graph.stores.lake_database import LAKE_DATABASE
from lineage_graph.stores.place import Connection, Place
from lineage_graph.stores.registry import PLACES

Options = Mapping[str, str | Template | Unknown | None]

LOCATING: Final = (
    "store",
    "format",
    "container",
    "fileSystem",
    "bucketName",
    "folderPath",
    "entityPath",
    "fileName",
    "schemaName",
    "tableName",
    "database",
    "collection",
    "entity",
    "context",
    "objectName",
    "resourceName",
    "spreadSheetId",
    "sheetName",
)
"""The options of a script that locate data. Those of each format: the page of its connector, "mapping data flow"."""

_FIELDS: Final = {"schemaName": "schema", "tableName": "table", "resourceName": "entity"}
"""What the script calls a field, and what a dataset calls it."""

_STORES: Final = {
    "cosmosdb": "CosmosDbSqlApiCollection",
    "dynamics": "CommonDataServiceForAppsEntity",
    "restservice": "RestResource",
    "sapodp": "SapOdpResource",
    "snowflake": "SnowflakeTable",
    "sqlserver": "AzureSqlTable",
    "synapseanalytics": "AzureSqlDWTable",
}
"""What the option ``store`` says where the linked service is missing."""

_FORMATS: Final = {"rest": "RestResource", "sapObject": "SapOdpResource", "dynamicsformat": _STORES["dynamics"]}
"""What the option ``format`` says then."""


def inline_place(site: Site, reference: Reference | None, options: Options) -> Place:
    """The place that a linked service and the script's options name, in the shape of a dataset's."""
    at = linked_at(site, reference)
    written = _written(at, options)
    kind = PLACES.get(at.type) or _told_by(written) or at.type or "Inline"
    if kind == "LakeHouseLocation" and "table" in written:
        kind = "LakehouseTable"
    return Place(kind, Properties(), at, site.scope, written=written)


def workspace_place(site: Site, options: Options) -> Place | None:
    """A table in a lake database of the workspace itself, which needs no linked service; None for anything else."""
    if options.get("store") != "synapse":
        return None
    at = workspace_sql(site.catalog, serverless=True)
    return Place(LAKE_DATABASE, Properties(), at, site.scope, written=_written(at, options))


def _written(at: Connection, options: Options) -> Mapping[str, str]:
    """The options as texts. An entity of the Common Data Model has its folder below the root's."""
    found = {_FIELDS.get(name, name): text for name, value in options.items() if (text := at.holes.write(value))}
    if entity := found.pop("entityPath", None):
        found["folderPath"] = "/".join(part for part in (found.get("folderPath"), entity) if part)
    return found


def _told_by(options: Mapping[str, str]) -> str | None:
    """Where the linked service is missing, the options tell files from tables."""
    if options.keys() & {"fileSystem", "container", "folderPath"}:
        return "AzureBlobFSLocation"
    if options.get("format") == "delta" and "table" in options:
        return "LakehouseTable"
    return _STORES.get(options.get("store", "").lower()) or _FORMATS.get(options.get("format", ""))
