"""Copy: what it writes is its sink and nothing else, whatever other stores it is given."""

import pytest

from lineage_graph.model import Activity as ActivityNode
from lineage_graph.model import Uses
from lineage_graph.records import Activity
from tests.activities.estate import HERE, P, declared, linked_service, properties, said
from tests.declared.estate import dataset, edges, executed, folder, linked, links, node

DATASETS = tuple(folder(name, name) for name in ("a", "b", "x", "y"))
OTHER_STORES = {
    "staging": {"enableStaging": True, "stagingSettings": {"linkedServiceName": linked("side"), "path": "stage"}},
    "redirected rows": {"redirectIncompatibleRowSettings": {"linkedServiceName": linked("side"), "path": "bad"}},
    "the log": {"logSettings": {"logLocationSettings": {"linkedServiceName": linked("side"), "path": "log"}}},
    "the older log": {"logStorageSettings": {"linkedServiceName": linked("side"), "path": "log"}},
}
SINKS = {
    "upsert": {"type": "AzureSqlSink", "writeBehavior": "upsert", "upsertSettings": {"useTempDB": True, "keys": ["k"]}},
    "upsert, with a procedure left over": {
        "type": "AzureSqlSink",
        "writeBehavior": "Upsert",
        "sqlWriterStoredProcedureName": "etl.Merge",
    },
    "generated file names": {
        "type": "ParquetSink",
        "storeSettings": {"type": "AzureBlobFSWriteSettings", "copyBehavior": "MergeFiles"},
        "formatSettings": {"type": "ParquetWriteSettings", "maxRowsPerFile": 10, "fileNamePrefix": "part"},
    },
}


def copy(inputs: tuple[str, ...] = ("a",), outputs: tuple[str, ...] = ("x",), /, **settings: object) -> Activity:
    return Activity(
        name="a",
        type="Copy",
        origin=HERE,
        inputs=tuple(map(dataset, inputs)),
        outputs=tuple(map(dataset, outputs)),
        settings=properties(settings),
    )


@pytest.mark.parametrize("settings", OTHER_STORES.values(), ids=OTHER_STORES)
def test_stores_beside_the_way_are_used_and_not_written(settings: dict[str, object]) -> None:
    side = linked_service("side", "AzureBlobStorage", serviceEndpoint="https://side.blob.core.windows.net")
    found = declared(copy(**settings), side, datasets=DATASETS)
    assert links(found) == {("a", "x", "data")}
    assert (f"{P}/activities/a", "adf://sales/linkedservices/side") in edges(found, Uses)


@pytest.mark.parametrize("sink", SINKS.values(), ids=SINKS)
def test_how_the_sink_writes_changes_nothing(sink: dict[str, object]) -> None:
    assert links(declared(copy(sink=sink), datasets=DATASETS)) == {("a", "x", "data")}


def test_rows_that_go_into_a_procedure_reach_no_table_that_one_can_name() -> None:
    sink = {"type": "AzureSqlSink", "sqlWriterStoredProcedureName": "etl.Merge", "sqlWriterTableType": "Rows"}
    found = declared(copy(sink=sink), datasets=DATASETS)
    assert links(found) == {("a", "p/activities/a/unknown/sink", "data")}
    assert said(found)[0] == "opaque-code"
    assert {key.rpartition("/etl/")[2] for key in executed(found)} == {"merge()"}


@pytest.mark.parametrize(
    ("written", "effect"), [(True, "delete-source"), ("true", "delete-source"), ("False", None), (False, None)]
)
def test_a_source_that_deletes_what_it_read_says_so(written: object, effect: str | None) -> None:
    source = {"type": "BinarySource", "storeSettings": {"deleteFilesAfterCompletion": written}}
    made = node(declared(copy(source=source), datasets=DATASETS), f"{P}/activities/a")
    assert isinstance(made, ActivityNode)
    assert made.effect == effect


def test_several_inputs_and_outputs_of_old_definitions_are_all_joined() -> None:
    found = declared(copy(("a", "b"), ("x", "y")), datasets=DATASETS)
    assert links(found) == {("a", "x", "data"), ("b", "x", "data"), ("a", "y", "data"), ("b", "y", "data")}
