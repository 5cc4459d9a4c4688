"""Fabric's pipelines: what a dataset would say stands in the activity, or behind a connection without a name."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.activities.estate import activity, declared, properties
from tests.declared.estate import expression, links, node

CONNECTION = {"connection": "0f1e2d3c-0000-4000-8000-00000000000a"}
BEHIND = "sales+0f1e2d3c-0000-4000-8000-00000000000a"
LAKEHOUSE = {
    "name": "warehouse_files",
    "properties": {
        "type": "Lakehouse",
        "typeProperties": {
            "workspaceId": expression("@pipeline().parameters.area"),
            "artifactId": "item1",
            "rootFolder": "Files",
        },
    },
}
BLOBS = {
    "name": "open_data",
    "properties": {
        "type": "AzureBlobStorage",
        "typeProperties": {"containerUri": "https://open.blob.core.windows.net/public"},
    },
}


def files(location: Mapping[str, object], **behind: object) -> dict[str, object]:
    return {"datasetSettings": {"type": "Json", "typeProperties": {"location": location}, **behind}}


IN_LAKE = {"type": "AzureBlobFSLocation", "fileSystem": "raw", "folderPath": "orders"}
IN_HOUSE = {"type": "LakehouseLocation", "folderPath": "orders", "fileName": "day.json"}
IN_BLOBS = {"type": "AzureBlobStorageLocation", "container": "public", "folderPath": "rates"}
ONE_LAKE = "abfss://eu@onelake.dfs.fabric.microsoft.com/item1"


@pytest.mark.parametrize(
    ("source", "key"),
    [
        (files(IN_BLOBS, linkedService=BLOBS), "abfss://public@open.dfs.core.windows.net/rates"),
        (files(IN_HOUSE, linkedService=LAKEHOUSE), f"{ONE_LAKE}/Files/orders/day.json"),
        (files(IN_LAKE, externalReferences=CONNECTION), f"abfss://raw@{BEHIND}/orders"),
        (files(IN_LAKE), "abfss://raw@sales+pipelines%2Fp%2Factivities%2Fa%2Fsource/orders"),
    ],
    ids=["known host", "lakehouse", "connection", "neither"],
)
def test_a_copy_moves_from_what_its_source_writes_out_to_what_its_sink_does(
    source: dict[str, object], key: str
) -> None:
    sink = {
        "datasetSettings": {
            "type": "LakehouseTable",
            "typeProperties": {"table": "Orders"},
            "linkedService": LAKEHOUSE,
        }
    }
    found = declared(activity("Copy", source=source, sink=sink))
    assert links(found) == {(key, f"{ONE_LAKE}/Tables/Orders", "data")}


def test_a_host_behind_a_connection_that_no_file_holds_says_so() -> None:
    found = declared(activity("Copy", source=files(IN_LAKE, externalReferences=CONNECTION), sink=files(IN_LAKE)))
    unknown = node(found, f"abfss://raw@{BEHIND}/orders")
    assert unknown.reason == "missing-linked-service"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "how"), [("Lookup", "lookup"), ("GetMetadata", "lookup"), ("Validation", "validation")]
)
def test_a_reading_activity_writes_its_dataset_out_beside_its_source(kind: str, how: str) -> None:
    found = declared(activity(kind, source={"type": "JsonSource"}, **files(IN_HOUSE, linkedService=LAKEHOUSE)))
    assert links(found) == {(f"{ONE_LAKE}/Files/orders/day.json", None, how)}


def test_a_copy_that_writes_nothing_out_still_names_no_dataset() -> None:
    found = declared(activity("Copy", source={"type": "JsonSource"}, sink={"type": "JsonSink"}))
    assert links(found) == {("p/activities/a/unknown/source", "p/activities/a/unknown/sink", "data")}


@pytest.mark.parametrize(
    ("relative", "key"),
    [
        ("/jobs?api-version=1", f"https://{BEHIND}/jobs"),
        (expression("@concat('rates/', pipeline().parameters.area)"), f"https://{BEHIND}/rates/eu"),
        (None, f"https://{BEHIND}"),
        (expression("https://api.example.com/@{pipeline().parameters.area}?x=1"), "https://api.example.com/eu"),
        (expression("https://@{pipeline().parameters.unset}.example.com/v1"), "p/activities/a/unknown/source"),
    ],
)
def test_a_web_activity_reads_below_the_host_of_its_connection(relative: object, key: str) -> None:
    calling = activity("WebActivity", relativeUrl=relative, method="GET")
    found = declared(replace(calling, rest=properties({"externalReferences": CONNECTION})))
    assert links(found) == {(key, None, "lookup")}
