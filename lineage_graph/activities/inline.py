"""Sources and sinks of data flows that have no dataset: their options in the script stand for one.

https://learn.microsoft.com/azure/data-factory/data-flow-source#inline-datasets
"""

from collections.abc import Mapping
from typing import Final

from lineage_graph.catalog import connection
from lineage_graph.expressions import Template, Unknown
from lineage_graph.records import Properties, Reference
from lineage_graph.site import Site
from lineage_graph.stores.place import Place

_LOCATIONS: Final = {
    "AzureBlobFS": "AzureBlobFSLocation",
    "AzureBlobStorage": "AzureBlobStorageLocation",
    "AzureStorage": "AzureBlobStorageLocation",
}
_DATASETS: Final = {
    "AzureSqlDatabase": "AzureSqlTable",
    "AzureSqlDW": "AzureSqlDWTable",
    "AzureSqlMI": "AzureSqlMITable",
    "SqlServer": "SqlServerTable",
    "Snowflake": "SnowflakeTable",
    "SnowflakeV2": "SnowflakeV2Table",
    "CosmosDb": "CosmosDbSqlApiCollection",
    "AzureDatabricksDeltaLake": "AzureDatabricksDeltaLakeDataset",
}
_FIELDS: Final = {"schemaName": "schema", "tableName": "table", "collection": "collectionName", "entity": "entityName"}
"""What the script calls a field, and what a dataset calls it."""


def inline_place(
    site: Site, reference: Reference | None, options: Mapping[str, str | Template | Unknown | None]
) -> Place:
    """The place that a linked service and the script's options name, in the shape of a dataset's."""
    at = connection(site.catalog, reference, site.scope)
    written = {_FIELDS.get(name, name): text for name, value in options.items() if (text := at.holes.write(value))}
    if location := _location(at.type, written):
        settings = Properties({"location": Properties({"type": location})})
        return Place("Inline", settings, at, site.scope, written=written)
    return Place(_DATASETS.get(at.type, at.type or "Inline"), Properties(), at, site.scope, written=written)


def _location(linked_service_type: str, options: Mapping[str, str]) -> str | None:
    """The kind of location; where the linked service is missing, the options tell files from tables."""
    if not linked_service_type and options.keys() & {"fileSystem", "container", "folderPath"}:
        return "AzureBlobFSLocation"
    return _LOCATIONS.get(linked_service_type)
