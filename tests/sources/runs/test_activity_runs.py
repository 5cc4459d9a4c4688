"""Every field of an activity run: https://learn.microsoft.com/rest/api/datafactory/activityruns/querybypipelinerun."""

from datetime import UTC, datetime

import pytest

from lineage_graph.records import NO_OUTPUT, NOTHING, Masked, Properties, RunStatus
from tests.sources.runs.saved import activity_run, parsed_activity_run, the_activity_run


def test_the_envelope_is_typed() -> None:
    run = the_activity_run()
    assert (run.run_id, run.name, run.type) == ("act-1", "Copy flour", "Copy")
    assert (run.pipeline, run.pipeline_run_id, run.status) == ("Bake bread", "run-1", RunStatus.SUCCEEDED)
    assert run.start == datetime(2026, 11, 20, 4, 1, 0, 123456, UTC)
    assert run.end == datetime(2026, 11, 20, 4, 2, 0, 123456, UTC)
    assert (run.duration_ms, run.attempt, run.iteration) == (60_000, 0, None)
    assert (run.error_code, run.error_message, run.failure_type) == (None, None, None)
    assert (run.input, run.output, run.user_properties) == (NOTHING, NO_OUTPUT, NOTHING)


def test_attempts_and_rounds_of_a_loop_are_told_apart() -> None:
    run = the_activity_run(retryAttempt=2, iterationHash="a1b2")
    assert (run.attempt, run.iteration) == (2, "a1b2")
    assert the_activity_run(retryAttempt=None, iterationHash="").attempt == 0


def test_the_input_keeps_its_names_and_its_types() -> None:
    run = the_activity_run(input={"source": {"type": "SqlSource", "sqlReaderQuery": "SELECT 1"}, "parallel": 4})
    assert run.input.properties("source").text("sqlReaderQuery") == "SELECT 1"
    assert run.input["parallel"] == 4


def test_a_value_that_begins_with_an_at_sign_is_a_value() -> None:
    run = the_activity_run(input={"body": "@baker", "query": {"value": "SELECT '@{x}'", "type": "Expression"}})
    assert run.input == Properties({"body": "@baker", "query": "SELECT '@{x}'"})


def test_equal_inputs_are_the_same_object() -> None:
    first, second = (the_activity_run(run_id=name, input={"table": "flour"}) for name in ("a", "b"))
    assert first.input is second.input


def test_user_properties_are_kept() -> None:
    run = the_activity_run(userProperties={"Destination": "shelf", "password": "hunter2hunter2"})
    assert run.user_properties == Properties({"Destination": "shelf", "password": Masked()})


def test_the_linked_service_is_named() -> None:
    assert the_activity_run(linkedServiceName="Granary").linked_service == "Granary"
    assert the_activity_run(linkedServiceName="").linked_service is None


RUNTIMES = [
    ({"output": {"effectiveIntegrationRuntime": "Cellar (North Europe)"}}, "Cellar (North Europe)"),
    ({"executionDetails": {"integrationRuntime": [{"name": "Cellar", "type": "SelfHosted"}]}}, "Cellar"),
    ({"executionDetails": {"integrationRuntime": {"name": "Cellar"}}}, "Cellar"),
    ({"integrationRuntimeNames": ["cellar"]}, "cellar"),
    ({"integrationRuntimeNames": "cellar"}, "cellar"),
    ({"integrationRuntimeNames": None, "executionDetails": None}, None),
    ({"integrationRuntimeNames": [], "executionDetails": {"integrationRuntime": []}}, None),
]


@pytest.mark.parametrize(("fields", "name"), RUNTIMES)
def test_the_integration_runtime_is_found_where_it_is_told(fields: dict[str, object], name: str | None) -> None:
    assert the_activity_run(**fields).integration_runtime == name


def test_an_error_is_kept() -> None:
    error = {"errorCode": "2200", "message": "No flour at host granary", "failureType": "UserError", "target": "x"}
    run = the_activity_run(status="Failed", error=error)
    assert (run.error_code, run.error_message, run.failure_type) == ("2200", "No flour at host granary", "UserError")


def test_a_number_as_error_code_is_text() -> None:
    assert the_activity_run(error={"errorCode": 2108}).error_code == "2108"


SECURE = [
    {"policy": {"secureInput": True, "secureOutput": True}},
    {"secureInput": True, "secureOutput": "true"},
    {"input": {"secureInput": True, "x": "flour"}, "output": {"secureOutput": True, "dataRead": 5}},
]


@pytest.mark.parametrize("fields", SECURE)
def test_what_the_policy_hides_is_dropped_wholly(fields: dict[str, object]) -> None:
    run = the_activity_run(**{"input": {"x": "flour"}, "output": {"dataRead": 5}, **fields})
    assert (run.input, run.output) == (NOTHING, NO_OUTPUT)


def test_a_policy_that_hides_nothing_drops_nothing() -> None:
    run = the_activity_run(policy={"secureInput": False}, input={"x": "flour"}, output={"dataRead": 5})
    assert (run.input["x"], run.output.bytes_read) == ("flour", 5)


def test_input_and_output_may_be_json_in_a_text() -> None:
    run = the_activity_run(input='{"x": "flour"}', output='{"dataRead": 5}', error='{"errorCode": "7"}')
    assert (run.input["x"], run.output.bytes_read, run.error_code) == ("flour", 5, "7")


@pytest.mark.parametrize("raw", ['{"dataRead": 5, "err', "[1]", "nothing", [1], 7])
def test_an_output_that_is_no_object_is_left_out_with_a_warning(raw: object) -> None:
    run, intake = parsed_activity_run(activity_run(output=raw))
    assert run is not None
    assert run.output == NO_OUTPUT
    assert intake.notes == ["saved.json#/value/0/output: no object, or cut off; it is left out"]


@pytest.mark.parametrize("raw", [None, [], "x", {}, {"activityRunId": ""}, {"activityRunId": 5}])
def test_a_run_without_an_id_is_rejected_with_its_place(raw: object) -> None:
    run, intake = parsed_activity_run(raw)
    assert run is None
    assert [(str(one.origin), one.reason) for one in intake.rejected] == [
        ("saved.json#/value/0", "it has no id (activityRunId)")
    ]


def test_what_is_nested_too_deep_is_rejected() -> None:
    deep: object = "bottom"
    for _ in range(2_000):
        deep = {"x": deep}
    run, intake = parsed_activity_run(activity_run(input={"deep": deep}))
    assert run is None
    assert intake.rejected[0].reason == "nested deeper than 100 levels"
