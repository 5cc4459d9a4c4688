"""Sources and sinks of data flows that have no dataset: their options in the script stand for one.

https://learn.microsoft.com/azure/data-factory/data-flow-source#inline-datasets
"""

from collections.abc import Mapping
from typing import Final

from lineage_graph.catalog import connection
from lineage_graph.expressions import Unknown
from lineage_graph.records import Properties, Reference, Value
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


def inline_place(site: Site, reference: Reference | None, options: Mapping[str, str | Unknown]) -> Place | Unknown:
    """The place that a linked service and the script's options name, in the shape of a dataset's."""
    unknown = next((value for value in options.values() if isinstance(value, Unknown)), None)
    if unknown:
        return unknown
    at = connection(site.catalog, reference, site.scope)
    known: dict[str, Value] = {
        _FIELDS.get(name, name): value for name, value in options.items() if isinstance(value, str)
    }
    if location := _location(at.type, known):
        settings = Properties({"location": Properties({"type": location, **known})})
        return Place("Inline", settings, at, site.scope)
    return Place(_DATASETS.get(at.type, at.type or "Inline"), Properties(known), at, site.scope)


def _location(linked_service_type: str, options: Mapping[str, Value]) -> str | None:
    """The kind of location; where the linked service is missing, the options tell files from tables."""
    if not linked_service_type and options.keys() & {"fileSystem", "container", "folderPath"}:
        return "AzureBlobFSLocation"
    return _LOCATIONS.get(linked_service_type)
