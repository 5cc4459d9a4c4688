"""Naming a host that was hidden moves everything behind it to a new key, and nothing of the old is lost."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lineage_graph.answers.impact import impact
from lineage_graph.answers.reach import Walk
from lineage_graph.answers.starts import Direction
from lineage_graph.declared import declare
from lineage_graph.graph import Graph, LoadOptions, LoadSummary, dump, load
from lineage_graph.graph.renaming import moved
from tests.graph.sales import changes
from tests.sources.writing import Json, activity, dataset, linked_service, only_service, pipeline

MARCH, APRIL, MAY = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4, 5))
HIDDEN = "kv-prod+crm"
HOST = "crm.database.windows.net"
OLD, NEW = f"mssql://{HIDDEN}/{{}}/dbo/orders", f"mssql://{HOST}/sales/dbo/orders"
LAKE = "abfss://raw@lake.dfs.core.windows.net/orders"


def factory() -> dict[str, Json]:
    """Orders of a server whose connection string is in a vault, copied into a lake."""
    vault = {"referenceName": "vault", "type": "LinkedServiceReference"}
    secret = {"type": "AzureKeyVaultSecret", "store": vault, "secretName": "crm"}
    place = {"location": {"type": "AzureBlobFSLocation", "fileSystem": "raw", "folderPath": "orders"}}
    copy = activity(
        "Copy",
        "Copy",
        typeProperties={"source": {"type": "AzureSqlSource"}, "sink": {"type": "JsonSink"}},
        inputs=[{"referenceName": "orders", "type": "DatasetReference"}],
        outputs=[{"referenceName": "raw", "type": "DatasetReference"}],
    )
    return {
        "factory/f.json": {"name": "f"},
        "linkedService/vault.json": linked_service(
            "vault", "AzureKeyVault", baseUrl="https://kv-prod.vault.azure.net/"
        ),
        "linkedService/crm.json": linked_service("crm", "AzureSqlDatabase", connectionString=secret),
        "linkedService/lake.json": linked_service("lake", url="https://lake.dfs.core.windows.net"),
        "dataset/orders.json": dataset(
            "orders", "AzureSqlTable", "crm", typeProperties={"schema": "dbo", "table": "Orders"}
        ),
        "dataset/raw.json": dataset("raw", "Json", "lake", typeProperties=place),
        "pipeline/p.json": pipeline(copy),
    }


def loaded(graph: Graph, folder: Path, at: datetime, hosts: Mapping[str, str]) -> LoadSummary:
    declaration, _ = declare(only_service(folder, factory()), hosts)
    return load(graph, [declaration], LoadOptions(at=at, hosts=hosts))


def renamed(graph: Graph, *, holding: bool = True) -> set[tuple[object, object]]:
    rows = graph.ask(
        "MATCH (old)-[r:RENAMED_TO]->(new) WHERE (r.removedAt IS NULL) = $holding "
        "RETURN old.key AS old, new.key AS new",
        {"holding": holding},
    )
    return {(row["old"], row["new"]) for row in rows}


def test_what_moved_to_a_named_host_is_tied_to_its_new_key(graph: Graph, tmp_path: Path) -> None:
    loaded(graph, tmp_path, MARCH, {})
    loaded(graph, tmp_path, APRIL, {HIDDEN: f"{HOST}/sales"})
    assert renamed(graph) == {(OLD, NEW), (f"mssql://{HIDDEN}", f"mssql://{HOST}")}
    books = "RETURN [toString(a.declaredSince), toString(a.removedAt)] AS found"
    assert graph.ask(f"MATCH (a:Asset {{key: $key}}) {books}", {"key": OLD}) == [
        {"found": ["2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"]}
    ]
    assert graph.ask(f"MATCH (a:Asset {{key: $key}}) {books}", {"key": NEW}) == [
        {"found": ["2026-04-01T00:00:00Z", None]}
    ]


def test_the_old_key_finds_the_new_one_with_a_note(graph: Graph, tmp_path: Path) -> None:
    loaded(graph, tmp_path, MARCH, {})
    loaded(graph, tmp_path, APRIL, {HIDDEN: f"{HOST}/sales"})
    report = impact(graph, OLD, Walk(Direction.DOWNSTREAM))
    assert report.answer.parameters["key"] == NEW
    assert LAKE in {result.key for result in report.answer.results}
    assert report.answer.notes == (f"{OLD} is called {NEW} now.",)


def test_loading_again_writes_nothing_more(graph: Graph, tmp_path: Path) -> None:
    hosts = {HIDDEN: f"{HOST}/sales"}
    loaded(graph, tmp_path, MARCH, {})
    loaded(graph, tmp_path, APRIL, hosts)
    before, written = dump(graph), changes(graph)
    loaded(graph, tmp_path, MAY, hosts)
    assert (dump(graph), changes(graph)) == (before, written)


def test_a_host_that_is_no_longer_named_brings_the_old_key_back(graph: Graph, tmp_path: Path) -> None:
    loaded(graph, tmp_path, MARCH, {})
    loaded(graph, tmp_path, APRIL, {HIDDEN: f"{HOST}/sales"})
    loaded(graph, tmp_path, MAY, {})
    assert renamed(graph) == set()
    assert (OLD, NEW) in renamed(graph, holding=False)
    assert impact(graph, OLD, Walk(Direction.DOWNSTREAM)).answer.notes == ()


def test_a_tie_that_an_interrupted_load_left_out_is_made_good(graph: Graph, tmp_path: Path) -> None:
    hosts = {HIDDEN: f"{HOST}/sales"}
    loaded(graph, tmp_path, MARCH, {})
    loaded(graph, tmp_path, APRIL, hosts)
    graph.change("MATCH ()-[r:RENAMED_TO]->() DELETE r")
    loaded(graph, tmp_path, APRIL, hosts)
    assert (OLD, NEW) in renamed(graph)


@pytest.mark.parametrize(
    ("key", "given", "expected"),
    [
        (OLD, f"{HOST}/sales", (NEW, f"mssql://{HOST}/{{}}/dbo/orders")),
        (f"mssql://{HIDDEN}", f"{HOST}/sales", (f"mssql://{HOST}",)),
        (f"mssql://{HIDDEN}/crm/dbo/t", HOST.upper(), (f"mssql://{HOST}/crm/dbo/t",)),
        (f"abfss://raw@{HIDDEN}/a/b", "lake.dfs.core.windows.net", ("abfss://raw@lake.dfs.core.windows.net/a/b",)),
        (f"mssql://{HIDDEN}2/crm/dbo/t", HOST, ()),
    ],
)
def test_where_a_key_may_have_moved(key: str, given: str, expected: tuple[str, ...]) -> None:
    assert moved(key, HIDDEN, given) == expected


@pytest.mark.parametrize(
    ("key", "given", "expected"),
    [
        (f"mssql://{HIDDEN}/crm/dbo/t", f"tcp:{HOST},1433", f"mssql://{HOST}/crm/dbo/t"),
        (f"mssql://{HIDDEN}/crm/dbo/t", f"{HOST},1444", f"mssql://{HOST}:1444/crm/dbo/t"),
        (f"abfss://raw@{HIDDEN}/a", "https://lake.blob.core.windows.net/", "abfss://raw@lake.dfs.core.windows.net/a"),
        (f"cosmosdb://{HIDDEN}/d/c", "https://shop.documents.azure.com:443/", "cosmosdb://shop/d/c"),
    ],
)
def test_a_key_may_have_moved_to_the_store_s_own_spelling(key: str, given: str, expected: str) -> None:
    assert expected in moved(key, HIDDEN, given)
