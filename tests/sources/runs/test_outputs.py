"""What is kept of each activity's output, and that nothing else is."""

import pytest

from lineage_graph.records import NO_OUTPUT, NOTHING, Masked, Properties, RunOutput, SinkColumn, SinkRun
from lineage_graph.sources.runs.bounds import MOST_CHARACTERS, MOST_ROWS
from tests.sources.runs.saved import activity_run, parsed_activity_run, the_activity_run
from tests.sources.writing import Json


def output(kind: str, raw: Json) -> RunOutput:
    return the_activity_run(kind=kind, output=raw).output


COPY = {
    "dataRead": 120,
    "dataWritten": 100,
    "filesRead": 3,
    "filesWritten": 1,
    "sourcePeakConnections": 1,
    "rowsRead": 12,
    "rowsCopied": 10,
    "rowsSkipped": 2,
    "copyDuration": 4,
    "throughput": 29.3,
    "errors": [{"Code": 9123, "Message": "Password=hunter2hunter2"}],
    "usedDataIntegrationUnits": 4,
    "billingReference": "{}",
    "executionDetails": [{"source": {"type": "AzureBlob"}, "profile": {"queue": {"status": "Completed"}}}],
    "dataConsistencyVerification": {"VerificationResult": "NotVerified"},
    "reportLineageToPurview": {"status": "Succeeded", "durationInSeconds": 3},
}


def test_a_copy_tells_rows_bytes_and_files() -> None:
    assert output("Copy", COPY) == RunOutput(
        rows_read=12,
        rows_written=10,
        rows_skipped=2,
        bytes_read=120,
        bytes_written=100,
        files_read=3,
        files_written=1,
        throughput=29.3,
        purview_status="Succeeded",
    )


@pytest.mark.parametrize("name", ["reportLineageToPurview", "reportLineageToPurvew"])
def test_what_was_reported_to_purview_is_known_in_both_spellings(name: str) -> None:
    assert output("Copy", {name: {"status": "NotReported"}}).purview_status == "NotReported"


def test_a_lookup_of_the_first_row_gives_one_row() -> None:
    found = output("Lookup", {"firstRow": {"table": "flour", "since": 7}, "effectiveIntegrationRuntime": "Cellar"})
    assert found == RunOutput(rows=(Properties({"table": "flour", "since": 7}),))


def test_a_lookup_of_all_rows_gives_them_in_order() -> None:
    found = output("Lookup", {"count": "2", "value": [{"table": "flour"}, {"table": "yeast"}]})
    assert found.rows == (Properties({"table": "flour"}), Properties({"table": "yeast"}))
    assert not found.cut


def test_a_lookup_without_rows_gives_none() -> None:
    assert output("Lookup", {"count": 0, "value": []}) == NO_OUTPUT
    assert output("Lookup", {"firstRow": {}}) == NO_OUTPUT


def test_too_many_rows_are_cut() -> None:
    found = output("Lookup", {"value": [{"n": number} for number in range(MOST_ROWS + 1)]})
    assert (len(found.rows), found.rows[-1]["n"], found.cut) == (MOST_ROWS, MOST_ROWS - 1, True)


def test_too_large_rows_are_cut() -> None:
    half = "x " * (MOST_CHARACTERS // 4)
    found = output("Lookup", {"value": [{"text": half}, {"text": half}, {"text": "small"}]})
    assert (len(found.rows), found.cut) == (1, True)


def test_exactly_as_many_rows_as_the_service_gives_are_all_kept() -> None:
    found = output("Lookup", {"value": [{"n": number} for number in range(MOST_ROWS)]})
    assert (len(found.rows), found.cut) == (MOST_ROWS, False)


def test_metadata_tells_a_loop_its_items() -> None:
    raw = {"itemName": "in", "childItems": [{"name": "a.csv", "type": "File"}], "exists": True, "size": 4, "acl": "x"}
    assert output("GetMetadata", raw).metadata == Properties(
        {
            "itemName": "in",
            "exists": True,
            "size": 4,
            "childItems": (Properties({"name": "a.csv", "type": "File"}),),
        }
    )


def test_too_many_child_items_are_cut() -> None:
    found = output("GetMetadata", {"childItems": [{"name": str(number)} for number in range(MOST_ROWS + 1)]})
    assert (len(found.metadata.items_of("childItems")), found.cut) == (MOST_ROWS, True)


def test_a_called_pipeline_tells_its_run_and_what_it_returned() -> None:
    raw = {"pipelineName": "Knead", "pipelineRunId": "run-2", "pipelineReturnValue": {"dough": "rye", "password": "x"}}
    assert output("ExecutePipeline", raw) == RunOutput(
        child_run_id="run-2", return_value=Properties({"dough": "rye", "password": Masked()})
    )


def test_a_return_value_that_is_too_large_is_left_out() -> None:
    found = output("ExecutePipeline", {"pipelineReturnValue": {"dough": "x " * MOST_CHARACTERS}})
    assert (found.return_value, found.cut) == (NOTHING, True)


def test_a_script_tells_the_rows_of_its_results_and_none_of_their_values() -> None:
    raw = {
        "resultSetCount": 2,
        "resultSets": [{"rowCount": 10, "rows": [{"name": "secret guest"}]}, {"rowCount": "3"}, "odd"],
        "recordsAffected": 123,
        "outputParameters": {"p": "secret guest"},
        "outputLogs": "secret guest",
    }
    assert output("Script", raw) == RunOutput(result_sets=(10, 3), records_affected=123)


def test_the_page_of_a_notebooks_run_is_kept_without_its_query() -> None:
    raw = {"runPageUrl": "https://adb-77.9.azuredatabricks.net/?o=77#job/5/run/6", "runOutput": "secret guest"}
    assert output("DatabricksNotebook", raw) == RunOutput(run_page="https://adb-77.9.azuredatabricks.net/#job/5/run/6")


@pytest.mark.parametrize("page", ["javascript:alert(1)", "https://", "http://[", 7, None, "x", "file:///etc/passwd"])
def test_what_is_no_page_is_dropped(page: object) -> None:
    assert output("DatabricksNotebook", {"runPageUrl": page}).run_page is None


def test_a_user_name_in_an_address_is_dropped() -> None:
    assert (
        output("DatabricksNotebook", {"runPageUrl": "https://me:pw@adb.net/x?token=y"}).run_page == "https://adb.net/x"
    )


@pytest.mark.parametrize("kind", ["WebActivity", "WebHook", "AzureFunctionActivity"])
def test_the_answer_of_another_service_is_dropped(kind: str) -> None:
    assert output(kind, {"rowsRead": 5, "value": [{"a": 1}], "firstRow": {"a": 1}, "pipelineRunId": "x"}) == NO_OUTPUT


def test_an_unknown_type_tells_its_counts() -> None:
    assert output("CopyToTheMoon", {"rowsRead": 5, "crater": "deep"}) == RunOutput(rows_read=5)


FLOW = {
    "runStatus": {
        "ClusterId": "0120",
        "profile": {
            "flour": {"computed": [], "lineage": {}, "total": 2},
            "sieve": {"computed": [], "lineage": {}, "total": 2},
            "shelf": {
                "computed": [{"source": "flour", "columns": ["grain"]}],
                "lineage": {
                    "kind": {"mapped": True, "from": [{"source": "flour", "columns": ["kind"]}]},
                    "label": {
                        "mapped": False,
                        "from": [{"source": "flour", "columns": ["kind", "grain"]}, {"source": "shops", "columns": []}],
                    },
                    "baked": {"mapped": False, "from": []},
                },
            },
        },
        "metrics": {
            "shelf": {
                "rowsWritten": 8,
                "stages": [{"secret": "guest"}],
                "sources": {"flour": {"rowsRead": 9, "store": "lakehouse"}, "shops": {"rowsRead": 2}},
            },
            "bin": {"rowsWritten": 1, "sources": {"flour": {"rowsRead": 9}}},
        },
        "dsl": "source() ~> flour",
    },
    "reportLineageToPurview": {"status": "NotReported"},
}


@pytest.mark.parametrize("kind", ["ExecuteDataFlow", "ExecuteWranglingDataflow"])
def test_a_data_flow_tells_the_columns_and_rows_of_its_sinks(kind: str) -> None:
    assert output(kind, FLOW) == RunOutput(
        sinks=(
            SinkRun("bin", 1),
            SinkRun(
                "shelf",
                8,
                (
                    SinkColumn("kind", "flour", ("kind",), mapped=True),
                    SinkColumn("label", "flour", ("kind", "grain")),
                    SinkColumn("label", "shops"),
                    SinkColumn("baked"),
                ),
            ),
        ),
        sources=(("flour", 9), ("shops", 2)),
        purview_status="NotReported",
    )


def test_a_data_flow_that_failed_early_tells_nothing() -> None:
    assert output("ExecuteDataFlow", {"runStatus": {"profile": {}, "metrics": {}}}) == NO_OUTPUT


ODD = [
    ("Lookup", {"value": {"a": 1}}),
    ("GetMetadata", {"childItems": "none"}),
    ("Script", {"resultSets": {"rowCount": 1}}),
    ("ExecutePipeline", {"pipelineReturnValue": [1], "pipelineRunId": None}),
    ("Copy", {"reportLineageToPurview": "x", "throughput": None}),
]


@pytest.mark.parametrize(("kind", "raw"), ODD)
def test_a_shape_nobody_knows_gives_nothing(kind: str, raw: Json) -> None:
    assert output(kind, raw) == NO_OUTPUT


def test_a_row_that_is_no_object_is_missing() -> None:
    assert output("Lookup", {"firstRow": [1]}) == RunOutput(cut=True)


ODD_FLOWS = [
    ({"runStatus": [1]}, "runStatus"),
    ({"runStatus": {"metrics": 7}}, "runStatus/metrics"),
    ({"runStatus": {"profile": {"s": {"lineage": [1]}}}}, "runStatus/profile/s/lineage"),
]


@pytest.mark.parametrize(("raw", "pointer"), ODD_FLOWS)
def test_an_odd_part_of_a_data_flow_is_left_out_with_a_warning(raw: Json, pointer: str) -> None:
    run, intake = parsed_activity_run(activity_run(kind="ExecuteDataFlow", output=raw))
    assert run is not None
    assert run.output == NO_OUTPUT
    assert intake.notes == [f"saved.json#/value/0/output/{pointer}: no object"]
