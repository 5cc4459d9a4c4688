"""Every field of a pipeline run: https://learn.microsoft.com/rest/api/datafactory/pipelineruns/querybyfactory."""

from datetime import UTC, datetime

import pytest

from lineage_graph.records import RunStatus
from tests.sources.runs.saved import parsed_pipeline_run, pipeline_run, the_pipeline_run


def test_times_status_and_duration_are_typed() -> None:
    run = the_pipeline_run()
    assert (run.run_id, run.pipeline, run.status) == ("run-1", "Bake bread", RunStatus.SUCCEEDED)
    assert run.start == datetime(2026, 11, 20, 4, 0, 0, 123456, UTC)
    assert run.end == datetime(2026, 11, 20, 4, 10, 0, 123456, UTC)
    assert run.last_updated == datetime(2026, 11, 20, 4, 10, 1, 765432, UTC)
    assert run.duration_ms == 600_000


def test_a_run_that_goes_on_has_no_end_and_no_duration() -> None:
    run = the_pipeline_run(runEnd=None, durationInMs=None, status="InProgress", message=None)
    assert (run.end, run.duration_ms, run.status) == (None, None, RunStatus.IN_PROGRESS)


def test_a_duration_that_nobody_tells_is_what_lies_between_start_and_end() -> None:
    assert the_pipeline_run(durationInMs=None).duration_ms == 600_000


STATUSES = [
    ("Queued", RunStatus.QUEUED, False),
    ("InProgress", RunStatus.IN_PROGRESS, False),
    ("Inprogress", RunStatus.IN_PROGRESS, False),
    ("In Progress", RunStatus.IN_PROGRESS, False),
    ("Succeeded", RunStatus.SUCCEEDED, True),
    ("Failed", RunStatus.FAILED, True),
    ("Canceling", RunStatus.CANCELLING, False),
    ("Cancelling", RunStatus.CANCELLING, False),
    ("Canceled", RunStatus.CANCELLED, True),
    ("Cancelled", RunStatus.CANCELLED, True),
]


@pytest.mark.parametrize(("written", "status", "ended"), STATUSES)
def test_every_spelling_of_a_status_is_known(written: str, status: RunStatus, ended: bool) -> None:
    run = the_pipeline_run(status=written)
    assert (run.status, run.status.ended) == (status, ended)


def test_an_unknown_status_is_kept_as_unknown_with_a_warning() -> None:
    run, intake = parsed_pipeline_run(pipeline_run(status="Pondering"))
    assert run is not None
    assert (run.status, run.status.ended) == (RunStatus.UNKNOWN, False)
    assert intake.notes == ["saved.json#/value/0/status: an unknown status"]


def test_a_missing_status_is_unknown_without_a_warning() -> None:
    assert the_pipeline_run(status=None).status is RunStatus.UNKNOWN


def test_reruns_are_joined_by_their_group() -> None:
    run = the_pipeline_run(runGroupId="run-0", isLatest=True)
    assert (run.group, run.is_latest) == ("run-0", True)
    assert the_pipeline_run().is_latest is None


def test_arguments_are_pairs_of_texts_sorted_by_name() -> None:
    run = the_pipeline_run(parameters={"shop": "north", "count": 3, "breads": '["rye.csv"]', "oven": {"hot": True}})
    assert run.parameters == (("breads", '["rye.csv"]'), ("count", "3"), ("oven", '{"hot":true}'), ("shop", "north"))


def test_a_trigger_that_started_the_run_is_named() -> None:
    run = the_pipeline_run(invokedBy={"id": "08585", "name": "Every morning", "invokedByType": "ScheduleTrigger"})
    assert (run.started_by_kind, run.started_by_name, run.trigger) == (
        "ScheduleTrigger",
        "Every morning",
        "Every morning",
    )
    assert (run.parent_run_id, run.parent_activity) == (None, None)


def test_a_pipeline_that_started_the_run_is_told_with_its_activity() -> None:
    invoked = {
        "id": "act-9",
        "name": "act-9",
        "invokedByType": "PipelineActivity",
        "pipelineName": "Open the shop",
        "pipelineRunId": "run-9",
    }
    run = the_pipeline_run(invokedBy=invoked)
    assert (run.parent_run_id, run.parent_activity, run.trigger) == ("run-9", "act-9", None)


def test_a_run_by_hand_is_known_from_its_name_in_older_records() -> None:
    run = the_pipeline_run(invokedBy={"id": "80a0", "name": "Manual"})
    assert (run.started_by_kind, run.trigger, run.debug) == ("Manual", None, False)


@pytest.mark.parametrize(
    "fields", [{"debugRunId": "dbg-1"}, {"invokedBy": {"name": "Sandbox", "invokedByType": "Sandbox"}}]
)
def test_debug_runs_are_told_apart(fields: dict[str, object]) -> None:
    assert the_pipeline_run(**fields).debug


def test_a_message_is_kept_and_an_empty_one_is_none() -> None:
    assert the_pipeline_run(message="Oven is cold").message == "Oven is cold"
    assert the_pipeline_run(message="").message is None


def test_a_long_message_is_cut() -> None:
    message = the_pipeline_run(message="x " * 30_000).message
    assert message is not None
    assert len(message) == 2_000
    assert message.endswith("…")


def test_fields_that_are_no_use_are_dropped_in_both_spellings_of_the_dimensions() -> None:
    told = the_pipeline_run(runDimension={"JobId": "1"}, runDimensions={"JobId": "1"}, annotations=["a"])
    assert told == the_pipeline_run()


@pytest.mark.parametrize("raw", [None, [], "x", 7, {}, {"runId": None}, {"runId": " "}, {"runId": 5}])
def test_a_run_without_an_id_is_rejected_with_its_place(raw: object) -> None:
    run, intake = parsed_pipeline_run(raw)
    assert run is None
    assert [(str(one.origin), one.reason) for one in intake.rejected] == [
        ("saved.json#/value/0", "it has no id (runId)")
    ]


def test_json_in_an_argument_stays_as_written_where_it_holds_no_secret() -> None:
    written = '{ "breads": ["rye", "Größe"], "count": 3 }'
    assert the_pipeline_run(parameters={"order": written}).parameters == (("order", written),)


def test_a_secret_in_the_json_of_an_argument_is_taken_out() -> None:
    run = the_pipeline_run(parameters={"oven": '{"host": "oven", "pair": {"name": "password", "value": "x"}}'})
    assert run.parameters == (("oven", '{"host":"oven","pair":{"name":"password","value":"**********"}}'),)


def test_arguments_that_are_no_object_are_left_out_with_a_warning() -> None:
    run, intake = parsed_pipeline_run(pipeline_run(parameters=["rye"]))
    assert run is not None
    assert (run.parameters, intake.notes) == ((), ["saved.json#/value/0/parameters: no object"])


def test_arguments_that_are_nested_too_deep_reject_the_run() -> None:
    deep: object = "bottom"
    for _ in range(2_000):
        deep = [deep]
    run, intake = parsed_pipeline_run(pipeline_run(parameters={"deep": deep}))
    assert run is None
    assert intake.rejected[0].reason == "nested deeper than 100 levels"
