"""Whatever people wrote into a definition, every store gives a whole key or says why there is none."""

import pytest

from lineage_graph.expressions import Scope, Unknown
from lineage_graph.records import Expression, Masked, Properties, Value
from lineage_graph.stores import locate, store_behind
from lineage_graph.stores.place import Connection, Place
from lineage_graph.stores.registry import CONNECTIONS, PLACES, STORES

FIELDS = (
    *("table", "tableName", "schema", "database", "dataset", "keyspace", "collection", "collectionName", "entityName"),
    *("container", "fileSystem", "bucketName", "folderPath", "fileName", "relativeUrl", "path", "listName", "key"),
    *("objectApiName", "reportId", "objectName", "openHubDestinationName", "indexName", "entity", "spreadSheetId"),
)
SETTINGS = (
    *("connectionString", "server", "host", "hostName", "port", "url", "endpoint", "serviceUri", "environmentUrl"),
    *("accountIdentifier", "accountEndpoint", "sasUri", "domain", "serviceUrl", "siteUrl", "dataLakeStoreUri"),
    *("fileShare", "workspaceId", "artifactId", "database", "project", "systemNumber", "messageServer"),
)
TEXTS: tuple[Value, ...] = (
    *(" ", ".", "..", "*", "//", "\\\\", "\\\\srv\\share", "C:\\", '"', "`", "[", "[]", "[[a].[b]", "[a", "a..b"),
    *("https://[x", "https://u:p@h:x/", "://", "jdbc:snowflake://", "mongodb://", "(HOST=)", ";=;Server=;", "a=b;c"),
    *("é/ü", "{}%#", "\ue000", "@", "a" * 9000, 5, 1.5, True, None, Masked(), ("x",), Properties({"a": 1})),
    *(Expression("@item().x"), Expression("a/@{item()}/b")),
)


@pytest.mark.parametrize("kind", sorted(STORES))
def test_no_text_breaks_a_store(kind: str) -> None:
    linked = next((one for one, place in PLACES.items() if place == kind), "")
    for text in TEXTS:
        connection = Connection("adf://sales", "ls", linked, Properties(dict.fromkeys(SETTINGS, text)))
        located = locate(Place(kind, Properties(dict.fromkeys(FIELDS, text)), connection, Scope()))
        if not isinstance(located, Unknown):
            _is_whole(located.asset.key)
            _is_whole(located.store.key)


@pytest.mark.parametrize("linked", sorted(CONNECTIONS))
def test_no_text_breaks_a_linked_service(linked: str) -> None:
    for text in TEXTS:
        store = store_behind(Connection("adf://sales", "ls", linked, Properties(dict.fromkeys(SETTINGS, text))))
        if store:
            _is_whole(store.key)


def _is_whole(key: str) -> None:
    scheme, _, rest = key.partition("://")
    assert scheme
    assert rest
    assert not rest.endswith("/")
    assert not any(0xE000 <= ord(character) <= 0xF8FF for character in key)
    assert len(key.encode()) <= 4096
