"""Any store that has no file of its own yet: an endpoint under its linked service, still joined by its name."""

from typing import Final

from lineage_graph.keys import object_key
from lineage_graph.model import Reason, Store
from lineage_graph.stores.paths import encoded, segments
from lineage_graph.stores.place import Located, Place, located

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
    """``{linked service}/{the dataset's own names}``, with the reason ``unsupported-store``."""
    fields = place.within("location")
    parts = segments(*(fields.text(name) for name in _LOCATORS))
    scheme = place.connection.service_key
    base = object_key(scheme, "linkedservices", place.connection.name)
    kind = place.connection.type or place.type
    reason = place.connection.missing or Reason.UNSUPPORTED_STORE
    detail = f"linked service {place.connection.name}" if place.connection.missing else kind
    key = "/".join(part for part in (base, encoded(parts)) if part)
    store = Store(key=base, name=place.connection.name, type=kind, reason=reason, detail=detail)
    return located(store, key, "/".join(parts) or place.connection.name, "Endpoint")
