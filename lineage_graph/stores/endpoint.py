"""A dataset whose type nobody here knows, or that names no place: an endpoint under its linked service."""

from typing import Final

from lineage_graph.keys import object_key
from lineage_graph.model import Reason, Store
from lineage_graph.stores.paths import encoded, segments
from lineage_graph.stores.place import Located, Place, located

FORMATS: Final = frozenset(
    {"Avro", "Binary", "DelimitedText", "Excel", "Iceberg", "Json", "Orc", "Parquet", "Xml"},
)
"""Types of datasets that tell the format of files; their location, or their linked service, tells the store."""

WITHOUT_A_KEY: Final = {
    "CustomDataset": "only the code behind its custom activity knows what it names",
    "SapBwCube": "a cube is named by the MDX query alone",
    **dict.fromkeys(FORMATS, "the location names the store"),
}
"""The dataset types of Azure that have no naming function, and why."""

_LOCATORS: Final = (
    "bucketName",
    "container",
    "fileSystem",
    "database",
    "dataset",
    "keyspace",
    "context",
    "schema",
    "table",
    "tableName",
    "collection",
    "collectionName",
    "entity",
    "entityName",
    "objectApiName",
    "objectName",
    "reportId",
    "listName",
    "indexName",
    "openHubDestinationName",
    "path",
    "relativeUrl",
    "key",
    "folderPath",
    "fileName",
)
"""The fields that locate data, from the widest to the narrowest, whatever the type of the dataset."""


def endpoint(place: Place) -> Located:
    """``{linked service}/{the dataset's own names}``, with the reason: no key, or a new type."""
    fields = place.within("location")
    parts = segments(*(fields.text(name) for name in _LOCATORS))
    base = object_key(place.connection.service_key, "linkedservices", place.connection.name)
    kind = place.connection.type or place.type
    known = place.type in WITHOUT_A_KEY
    reason = place.connection.missing or (Reason.UNSUPPORTED_STORE if known else Reason.UNKNOWN_DATASET_TYPE)
    detail = f"linked service {place.connection.name}" if place.connection.missing else place.type
    key = "/".join(part for part in (base, encoded(parts)) if part)
    store = Store(key=base, name=place.connection.name, type=kind, reason=reason, detail=detail)
    return located(store, key, "/".join(parts) or place.connection.name, "Endpoint")
