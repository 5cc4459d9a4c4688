"""Programs and scripts on clusters: what runs is said, and no data is invented."""

import pytest

from lineage_graph.model import Process, Uses
from tests.activities.estate import P, activity, declared, linked_service, said
from tests.declared.estate import dataset, edges, expression, folder, linked, links, node

AREA = "@{pipeline().parameters.area}"
CASES: dict[str, tuple[dict[str, object], str]] = {
    "HDInsightHive": ({"scriptPath": expression(f"scripts/{AREA}.hql"), "defines": {"out": "x"}}, "scripts/eu.hql"),
    "HDInsightPig": ({"scriptPath": "scripts/load.pig"}, "scripts/load.pig"),
    "HDInsightMapReduce": ({"jarFilePath": "jars/wc.jar", "className": "WordCount"}, "jars/wc.jar; WordCount"),
    "HDInsightSpark": ({"rootPath": "spark/", "entryFilePath": "load.py"}, "spark/load.py"),
    "HDInsightStreaming": ({"mapper": "map.exe", "reducer": "reduce.exe"}, "map.exe; reduce.exe"),
    "DataLakeAnalyticsU-SQL": ({"scriptPath": "scripts/load.usql"}, "scripts/load.usql"),
    "Custom": ({"command": "load.exe --all", "folderPath": "programs/load"}, "load.exe --all"),
}


@pytest.mark.parametrize("kind", CASES)
def test_what_runs_is_in_the_detail_and_there_is_no_process(kind: str) -> None:
    settings, detail = CASES[kind]
    found = declared(activity(kind, **settings))
    assert said(found) == ("opaque-code", detail)
    assert not [one for one in found.nodes if isinstance(one, Process)]


def test_what_a_custom_activity_may_look_at_is_used_and_moves_nothing() -> None:
    objects = {"datasets": [dataset("in")], "linkedServices": [linked("lake")]}
    found = declared(activity("Custom", "Batch", command="x", referenceObjects=objects), datasets=(folder("in", "in"),))
    used = {end for start, end in edges(found, Uses) if start == f"{P}/activities/a"}
    assert used == {
        "adf://sales/datasets/in",
        "adf://sales/linkedservices/lake",
        "adf://sales/linkedservices/batch",
    }
    assert links(found) == set()


def test_streaming_moves_its_input_to_its_output() -> None:
    root = "wasbs://lake@acc.blob.core.windows.net"
    one = activity(
        "HDInsightStreaming", input=f"{root}/raw/words.txt", output=expression(f"{root}/count/{AREA}"), mapper="cat"
    )
    found = declared(one)
    assert links(found) == {("raw/words.txt", "count/eu", "data")}
    assert said(found) == ("opaque-code", "cat")


def test_streaming_in_the_cluster_s_own_storage_is_a_placeholder() -> None:
    found = declared(activity("HDInsightStreaming", input="/example/data", mapper="cat"))
    assert links(found) == {("p/activities/a/unknown/source", None, "lookup")}
    unknown = node(found, f"{P}/activities/a/unknown/source")
    assert unknown.reason == "runtime-only"  # type: ignore[attr-defined]


def test_a_command_of_data_explorer_is_not_read_and_shown() -> None:
    kusto = linked_service("Kusto", "AzureDataExplorer", endpoint="https://c.westeurope.kusto.windows.net")
    found = declared(activity("AzureDataExplorerCommand", "Kusto", command=expression(f".drop table T{AREA}")), kusto)
    assert said(found) == ("query-not-parsed", ".drop table Teu")
