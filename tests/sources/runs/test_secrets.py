"""Secrets planted wherever runs carry texts reach no record, no rejection and no warning."""

import json
from itertools import count
from pathlib import Path

import pytest

from tests.sources.runs.saved import activity_run, lines, pipeline_run, read_files
from tests.sources.writing import Json

STEM = "c4n4ryBIRD"
_NUMBERS = count(1)


def canary() -> str:
    """A secret with a number of its own, so that a leak tells where it was planted."""
    return f"{STEM}{next(_NUMBERS):03}"


def messages() -> list[str]:
    """Texts as drivers and services write them."""
    return [
        f"Login failed for 'Server=tcp:oven.example,1433;Database=d;User ID=u;Password={canary()};Encrypt=True'",
        f"Cannot open https://shelf.blob.core.windows.net/in/a.csv?sv=2020&sig={canary()}%3D&se=2026",
        f"DefaultEndpointsProtocol=https;AccountName=shelf;AccountKey={canary()}==;EndpointSuffix=core.windows.net",
        f"401 for Authorization: Bearer {canary()}",
        f"jdbc:postgresql://baker:{canary()}@oven.example/d",
        f"PWD={{{canary()};x}};Database=d",
        f"Password=@{canary()}",
        f'{{"password": "{canary()}", "clientSecret": "{canary()}"}}',
        f"-----BEGIN PRIVATE KEY-----\n{canary()}\n-----END PRIVATE KEY-----",
    ]


def planted(text: str) -> list[Json]:
    """Runs of every kind with the text in every field that may hold one."""
    by_name = {"password": canary(), "Authorization": canary(), "sasToken": {"value": canary()}}
    secure = {"type": "SecureString", "value": canary()}
    values = {"text": text, "list": [text], **by_name, "secure": secure, "pair": {"name": "apiKey", "value": canary()}}
    outputs = {
        "Copy": {"dataRead": text, "rowsRead": text, "errors": [{"Message": text}], "effectiveIntegrationRuntime": "i"},
        "Lookup": {"firstRow": values},
        "Lookup ": {"value": [values]},
        "GetMetadata": {"itemName": text, "childItems": [{"name": text, **by_name}], "structure": [values]},
        "ExecutePipeline": {"pipelineReturnValue": values, "pipelineRunId": text},
        "Script": {"resultSets": [{"rowCount": text, "rows": [values]}], "outputLogs": text},
        "ExecuteDataFlow": {"runStatus": {"dsl": text, "metrics": {"s": {"stages": [values]}}}},
        "WebActivity": {"Response": text, **by_name},
        "DatabricksNotebook": {"runPageUrl": f"https://u:{canary()}@adb.net/?token={canary()}", "runOutput": text},
        "Unknown": {"reportLineageToPurview": {"status": text}, **by_name},
    }
    error = {"errorCode": text, "message": text, "failureType": text, "details": [values], "target": text}
    runs: list[Json] = [
        activity_run(
            f"a{number}", kind.strip(), input=values, output=output, error=error, userProperties=values, status=text
        )
        for number, (kind, output) in enumerate(outputs.items())
    ]
    parameters = {"text": text, "object": values, "json": json.dumps({"x": text}), **by_name}
    invoked = {"id": text, "name": text, "invokedByType": "ScheduleTrigger", "pipelineRunId": text}
    runs.append(pipeline_run(parameters=parameters, message=text, invokedBy=invoked, runGroupId=text, runStart=text))
    return runs


def as_log(record: Json) -> Json:
    """The same as a row of a log, which keeps objects as JSON in texts."""
    columns = {"activityRunStart": "Start", "runStart": "Start", "id": "_ResourceId"}
    return {
        columns.get(name, name[0].upper() + name[1:]): json.dumps(value) if isinstance(value, dict) else value
        for name, value in record.items()
    }


@pytest.mark.parametrize("number", range(len(messages())))
def test_no_secret_comes_through(tmp_path: Path, number: int) -> None:
    runs = planted(messages()[number])
    found = read_files(tmp_path, {"page.json": {"value": runs}, "log.json": [as_log(run) for run in runs]})
    assert sum(len(batch.activity_runs) + len(batch.pipeline_runs) for batch in found) == len(runs)
    assert STEM not in repr(found)


def test_no_secret_comes_through_a_rejection(tmp_path: Path) -> None:
    text = f"Password={canary()};x"
    broken = '{"activityRunId": "a", "message": "Password=' + canary() + ';", "x": }\n'
    found = read_files(
        tmp_path,
        {
            "lines.jsonl": lines(activity_run()) + broken,
            "page.json": [pipeline_run(), {"pipelineName": text, "runId": {"x": text}}, text],
            "twice.json": '{"activityRunId": "a", "Password=' + canary() + ';": NaN}',
        },
    )
    assert sum(len(batch.rejected) for batch in found) == 4
    assert STEM not in repr(found)


def test_a_line_of_a_log_keeps_no_secret_beside_its_properties(tmp_path: Path) -> None:
    line = {
        "category": "ActivityRuns",
        "activityRunId": "a",
        "activityName": "n",
        "pipelineName": "p",
        "pipelineRunId": "r",
        "operationName": f"n - Password={canary()}",
        "properties": {"Input": json.dumps({"password": canary()}), "Error": {"message": f"Password={canary()};"}},
    }
    found = read_files(tmp_path, {"PT1H.json": lines(line)})
    assert len(found[0].activity_runs) == 1
    assert STEM not in repr(found)
