"""Exports of Log Analytics and lines of diagnostic settings, column by column.

https://learn.microsoft.com/azure/azure-monitor/reference/tables/adfactivityrun and its three neighbours,
https://learn.microsoft.com/azure/data-factory/monitor-schema-logs-events
"""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lineage_graph.records import ActivityRun, PipelineRun, Properties, RunBatch, RunOutput, RunStatus, ServiceKind
from tests.sources.runs.saved import lines, read_file
from tests.sources.writing import Json

FACTORY_ID = "/subscriptions/1111/resourcegroups/rg/providers/microsoft.datafactory/factories/bakery"
WORKSPACE_ID = "/subscriptions/1111/resourcegroups/rg/providers/microsoft.synapse/workspaces/mill"

ADF_ACTIVITY = {
    "TenantId": "2222",
    "SourceSystem": "Azure",
    "TimeGenerated": "2026-11-20T04:02:01.5Z",
    "ResourceId": FACTORY_ID.upper(),
    "OperationName": "Copy flour - Succeeded",
    "Category": "ActivityRuns",
    "CorrelationId": "run-1",
    "Level": "Informational",
    "Location": "northeurope",
    "Status": "Succeeded",
    "UserProperties": '{"Destination": "shelf"}',
    "Annotations": "[]",
    "ActivityName": "Copy flour",
    "ActivityRunId": "act-1",
    "ActivityType": "Copy",
    "ActivityIterationCount": 1,
    "LinkedServiceName": "Granary",
    "EffectiveIntegrationRuntime": "Cellar (North Europe)",
    "PipelineName": "Bake bread",
    "PipelineRunId": "run-1",
    "Start": "2026-11-20T04:01:00Z",
    "End": "2026-11-20T04:02:00Z",
    "Input": '{"source": {"type": "SqlSource"}}',
    "Output": '{"dataRead": 120, "rowsCopied": 10}',
    "Error": '{"errorCode": "", "message": "", "failureType": "", "target": "Copy flour"}',
    "ErrorCode": "",
    "ErrorMessage": "",
    "FailureType": "",
    "Type": "ADFActivityRun",
    "_ResourceId": FACTORY_ID,
}
ADF_PIPELINE = {
    "TimeGenerated": "2026-11-20T04:10:01Z",
    "ResourceId": FACTORY_ID.upper(),
    "OperationName": "Bake bread - Failed",
    "Category": "PipelineRuns",
    "Status": "Failed",
    "Start": "2026-11-20T04:00:00Z",
    "End": "2026-11-20T04:10:00Z",
    "FailureType": "UserError",
    "ErrorCode": "7",
    "ErrorMessage": "Oven is cold",
    "PipelineName": "Bake bread",
    "RunId": "run-1",
    "Predecessors": '[{"Id": "act-9", "Name": "act-9", "InvokedByType": "PipelineActivity", "PipelineRunId": "run-9"}]',
    "Parameters": '{"shop": "north"}',
    "SystemParameters": "{}",
    "Type": "ADFPipelineRun",
    "_ResourceId": FACTORY_ID,
}
SYNAPSE_ACTIVITY = {
    "TimeGenerated": "2026-11-20T04:02:01Z",
    "ActivityName": "Grind",
    "ActivityRunId": "act-2",
    "ActivityType": "SynapseNotebook",
    "Category": "IntegrationActivityRuns",
    "PipelineName": "Mill",
    "PipelineRunId": "run-2",
    "Start": "2026-11-20T04:01:00Z",
    "End": "2026-11-20T04:02:00Z",
    "Status": "Succeeded",
    "UserProperties": {"a": "b"},
    "EffectiveIntegrationRuntime": "Wind",
    "Type": "SynapseIntegrationActivityRuns",
    "_ResourceId": WORKSPACE_ID,
}
SYNAPSE_PIPELINE = {
    "TimeGenerated": "2026-11-20T04:10:01Z",
    "PipelineName": "Mill",
    "RunId": "run-2",
    "Status": "InProgress",
    "Start": "2026-11-20T04:00:00Z",
    "End": "1601-01-01T00:00:00Z",
    "Parameters": {"shop": "south"},
    "SystemParameters": {},
    "Predecessors": [{"Id": "t", "Name": "Every morning", "InvokedByType": "ScheduleTrigger"}],
    "PipelineTenantId": "2222",
    "Type": "SynapseIntegrationPipelineRuns",
    "_ResourceId": WORKSPACE_ID,
}
COPY_RUN = ActivityRun(
    run_id="act-1",
    name="Copy flour",
    type="Copy",
    pipeline="Bake bread",
    pipeline_run_id="run-1",
    status=RunStatus.SUCCEEDED,
    start=datetime(2026, 11, 20, 4, 1, tzinfo=UTC),
    end=datetime(2026, 11, 20, 4, 2, tzinfo=UTC),
    last_updated=datetime(2026, 11, 20, 4, 2, 1, 500_000, UTC),
    duration_ms=60_000,
    linked_service="Granary",
    integration_runtime="Cellar (North Europe)",
    input=Properties({"source": Properties({"type": "SqlSource"})}),
    output=RunOutput(rows_written=10, bytes_read=120),
    user_properties=Properties({"Destination": "shelf"}),
)
BREAD_RUN = PipelineRun(
    run_id="run-1",
    pipeline="Bake bread",
    status=RunStatus.FAILED,
    start=datetime(2026, 11, 20, 4, 0, tzinfo=UTC),
    end=datetime(2026, 11, 20, 4, 10, tzinfo=UTC),
    last_updated=datetime(2026, 11, 20, 4, 10, 1, tzinfo=UTC),
    duration_ms=600_000,
    parameters=(("shop", "north"),),
    started_by_kind="PipelineActivity",
    started_by_name="act-9",
    parent_run_id="run-9",
    parent_activity="act-9",
    message="Oven is cold",
)


def tables(*rows: dict[str, Json]) -> Json:
    """The answer of a query: https://learn.microsoft.com/azure/azure-monitor/logs/api/response-format."""
    columns = [{"name": name, "type": "string"} for name in rows[0]]
    return {"tables": [{"name": "PrimaryResult", "columns": columns, "rows": [list(row.values()) for row in rows]}]}


def portal_csv(*rows: dict[str, Json]) -> str:
    """What the portal's button gives: times without a zone in columns that say so, objects as JSON."""
    text = io.StringIO()
    renamed = {name: f"{name} [UTC]" for name in ("TimeGenerated", "Start", "End")}
    writer = csv.DictWriter(text, [renamed.get(name, name) for name in rows[0]])
    writer.writeheader()
    for row in rows:
        writer.writerow({renamed.get(name, name): _cell(name, value) for name, value in row.items()})
    return "\ufeff" + text.getvalue()


def _cell(name: str, value: Json) -> str:
    if name in ("TimeGenerated", "Start", "End"):
        time = datetime.fromisoformat(value)
        return time.strftime("%-m/%-d/%Y, %-I:%M:%S.%f")[:-3] + time.strftime(" %p")
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


FORMS = [
    ("query.json", tables),
    ("rows.json", lambda row: [row]),
    ("rows.jsonl", lines),
    ("export.csv", portal_csv),
]


def only(folder: Path, row: dict[str, Json], name: str, form: Json) -> RunBatch:
    batch = read_file(folder, form(row), name)
    assert (batch.rejected, batch.warnings, batch.complete) == ((), (), True)
    return batch


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_a_factorys_activities_are_read(tmp_path: Path, name: str, form: Json) -> None:
    batch = only(tmp_path, ADF_ACTIVITY, name, form)
    assert (batch.kind, batch.name) == (ServiceKind.DATA_FACTORY, "bakery")
    assert batch.activity_runs == (COPY_RUN,)


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_a_factorys_pipelines_are_read(tmp_path: Path, name: str, form: Json) -> None:
    batch = only(tmp_path, ADF_PIPELINE, name, form)
    assert (batch.kind, batch.name) == (ServiceKind.DATA_FACTORY, "bakery")
    assert batch.pipeline_runs == (BREAD_RUN,)


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_a_workspaces_activities_are_read(tmp_path: Path, name: str, form: Json) -> None:
    batch = only(tmp_path, SYNAPSE_ACTIVITY, name, form)
    (run,) = batch.activity_runs
    assert (batch.kind, batch.name) == (ServiceKind.SYNAPSE, "mill")
    assert (run.run_id, run.type, run.pipeline_run_id) == ("act-2", "SynapseNotebook", "run-2")
    assert (run.integration_runtime, run.user_properties) == ("Wind", Properties({"a": "b"}))


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_a_workspaces_pipelines_are_read(tmp_path: Path, name: str, form: Json) -> None:
    batch = only(tmp_path, SYNAPSE_PIPELINE, name, form)
    (run,) = batch.pipeline_runs
    assert (batch.kind, batch.name) == (ServiceKind.SYNAPSE, "mill")
    assert (run.run_id, run.status, run.end) == ("run-2", RunStatus.IN_PROGRESS, None)
    assert (run.trigger, run.parameters) == ("Every morning", (("shop", "south"),))


def test_an_error_comes_from_its_own_columns_first(tmp_path: Path) -> None:
    row = ADF_ACTIVITY | {"Status": "Failed", "ErrorCode": "2200", "ErrorMessage": "No flour", "FailureType": "User"}
    (run,) = read_file(tmp_path, [row]).activity_runs
    assert (run.error_code, run.error_message, run.failure_type) == ("2200", "No flour", "User")


def test_tables_of_debug_runs_are_told_apart(tmp_path: Path) -> None:
    row = ADF_PIPELINE | {"Type": "ADFSandboxPipelineRun", "Category": "SandboxPipelineRuns"}
    assert read_file(tmp_path, [row]).pipeline_runs[0].debug


ACTIVITY_LINE = {
    "Level": 4,
    "correlationId": "run-1",
    "time": "2026-11-20T04:02:01.5000000Z",
    "activityRunId": "act-1",
    "pipelineRunId": "run-1",
    "resourceId": FACTORY_ID.upper(),
    "category": "ActivityRuns",
    "level": "Informational",
    "operationName": "Copy flour - Succeeded",
    "activityIterationCount": 1,
    "pipelineName": "Bake bread",
    "activityName": "Copy flour",
    "activityType": "Copy",
    "start": "2026-11-20T04:01:00.0000000Z",
    "end": "2026-11-20T04:02:00.0000000Z",
    "properties": {
        "Input": '{"source": {"type": "SqlSource"}}',
        "Output": {"dataRead": 120, "rowsCopied": 10},
        "Error": {"errorCode": "null", "message": "null", "failureType": "null", "target": "Copy flour"},
    },
}
PIPELINE_LINE = {
    "time": "2026-11-20T04:10:01.0000000Z",
    "runId": "run-1",
    "resourceId": FACTORY_ID.upper(),
    "category": "PipelineRuns",
    "operationName": "Bake bread - InProgress",
    "pipelineName": "Bake bread",
    "start": "2026-11-20T04:00:00.0000000Z",
    "end": "1601-01-01T00:00:00Z",
    "status": "InProgress",
    "properties": {"Parameters": {"shop": "north"}, "SystemParameters": {"TriggerId": "t"}},
}


def test_lines_of_a_storage_account_are_read(tmp_path: Path) -> None:
    batch = read_file(tmp_path, lines(PIPELINE_LINE, ACTIVITY_LINE), "PT1H.json")
    (pipeline,) = batch.pipeline_runs
    (activity,) = batch.activity_runs
    assert (batch.name, batch.warnings, batch.complete) == ("BAKERY", (), True)
    assert (pipeline.status, pipeline.end, pipeline.parameters) == (RunStatus.IN_PROGRESS, None, (("shop", "north"),))
    assert (activity.status, activity.output) == (RunStatus.SUCCEEDED, RunOutput(rows_written=10, bytes_read=120))
    assert (activity.error_code, activity.error_message, activity.last_updated) == (None, None, COPY_RUN.last_updated)


def test_several_rows_of_one_run_are_its_last_state(tmp_path: Path) -> None:
    queued = ADF_ACTIVITY | {"Status": "Queued", "TimeGenerated": "2026-11-20T04:02:09Z", "End": ""}
    assert read_file(tmp_path, tables(ADF_ACTIVITY, queued)).activity_runs == (COPY_RUN,)


def test_trigger_runs_are_passed_over_with_a_word(tmp_path: Path) -> None:
    trigger = {"category": "TriggerRuns", "triggerId": "t", "triggerName": "Every morning", "status": "Succeeded"}
    row = {"Category": "TriggerRuns", "TriggerId": "t", "TriggerName": "Every morning", "Type": "ADFTriggerRun"}
    batch = read_file(tmp_path, lines(PIPELINE_LINE, trigger, row), "PT1H.json")
    assert (len(batch.pipeline_runs), batch.rejected) == (1, ())
    assert batch.warnings == ("PT1H.json: trigger runs are not read (2)",)


def test_a_row_with_too_few_cells_is_rejected_with_its_line(tmp_path: Path) -> None:
    text = portal_csv(ADF_ACTIVITY | {"Output": '{\n"dataRead": 1}'}, ADF_ACTIVITY | {"ActivityRunId": "act-3"})
    batch = read_file(tmp_path, text.rsplit(",", 1)[0], "export.csv")
    assert len(batch.activity_runs) == 1
    assert [(str(one.origin), one.reason) for one in batch.rejected] == [
        ("export.csv#line=4", "29 cells instead of 30")
    ]
    assert not batch.complete
