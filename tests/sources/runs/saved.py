"""Runs as both REST APIs send them, in small, and what is read from files that hold them."""

import json
from pathlib import Path

from lineage_graph.records import ActivityRun, PipelineRun, RunBatch
from lineage_graph.sources.intake import Intake
from lineage_graph.sources.runs import BORDER, Place, parse_activity_run, parse_pipeline_run, read_runs
from tests.sources.writing import Json, write

FACTORY = "/subscriptions/1111/resourceGroups/rg/providers/Microsoft.DataFactory/factories/Bakery"
WORKSPACE = "/subscriptions/1111/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/mill"


def pipeline_run(run_id: str = "run-1", service: str | None = FACTORY, **fields: Json) -> dict[str, Json]:
    """A pipeline run that succeeded."""
    named = {} if service is None else {"id": f"{service}/pipelineruns/{run_id}"}
    return named | {
        "runId": run_id,
        "pipelineName": "Bake bread",
        "runStart": "2026-11-20T04:00:00.1234567Z",
        "runEnd": "2026-11-20T04:10:00.1234567Z",
        "durationInMs": 600000,
        "status": "Succeeded",
        "lastUpdated": "2026-11-20T04:10:01.7654321Z",
        **fields,
    }


def activity_run(
    run_id: str = "act-1", kind: str = "Copy", service: str | None = FACTORY, **fields: Json
) -> dict[str, Json]:
    """An activity run that succeeded."""
    named = {} if service is None else {"id": f"{service}/pipelineruns/run-1/activityruns/{run_id}"}
    return named | {
        "activityRunId": run_id,
        "activityName": "Copy flour",
        "activityType": kind,
        "pipelineName": "Bake bread",
        "pipelineRunId": "run-1",
        "activityRunStart": "2026-11-20T04:01:00.1234567Z",
        "activityRunEnd": "2026-11-20T04:02:00.1234567Z",
        "durationInMs": 60000,
        "status": "Succeeded",
        "input": {},
        "output": {},
        "error": {"errorCode": "", "message": "", "failureType": "", "target": "Copy flour", "details": ""},
        **fields,
    }


def parsed_pipeline_run(raw: Json) -> tuple[PipelineRun | None, Intake]:
    """The run, with what was rejected and noted on the way."""
    intake = Intake(BORDER)
    return parse_pipeline_run(raw, Place("saved.json", "/value/0"), intake), intake


def parsed_activity_run(raw: Json) -> tuple[ActivityRun | None, Intake]:
    """The run, with what was rejected and noted on the way."""
    intake = Intake(BORDER)
    return parse_activity_run(raw, Place("saved.json", "/value/0"), intake), intake


def the_pipeline_run(**fields: Json) -> PipelineRun:
    """The pipeline run with these fields, read without a complaint."""
    run, intake = parsed_pipeline_run(pipeline_run(**fields))
    assert run is not None
    assert (intake.rejected, intake.notes) == ([], [])
    return run


def the_activity_run(**fields: Json) -> ActivityRun:
    """The activity run with these fields, read without a complaint."""
    run, intake = parsed_activity_run(activity_run(**fields))
    assert run is not None
    assert (intake.rejected, intake.notes) == ([], [])
    return run


def read_files(folder: Path, files: dict[str, Json]) -> tuple[RunBatch, ...]:
    """What is read from the files, written as JSON where they are no text."""
    return read_runs([write(folder, files)])


def read_file(folder: Path, content: Json, name: str = "saved.json") -> RunBatch:
    """The only batch in the file."""
    (batch,) = read_files(folder, {name: content})
    return batch


def lines(*records: Json) -> str:
    """One JSON object a line."""
    return "".join(f"{json.dumps(record)}\n" for record in records)
