"""Services with a canary wherever a secret can be, also where Azure itself would mask it, and their runs.

To add a place: another ``canary()``. Those in places of which no name and no look tells are in what is secure by its
policy or its type, and in what calls over HTTP send and get.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from tests.azure.faults import Reply
from tests.azure.server import Azure, Request
from tests.azure.services import Json, Runs, Service
from tests.laws.planted import canary, git_folder
from tests.sources.writing import activity, pipeline

_LISTS: Final = {
    "pipeline": "pipelines",
    "dataset": "datasets",
    "linkedService": "linkedservices",
    "dataflow": "dataflows",
    "trigger": "triggers",
    "integrationRuntime": "integrationRuntimes",
    "adfcdc": "adfcdcs",
    "notebook": "notebooks",
    "sqlscript": "sqlScripts",
    "linkConnection": "linkconnections",
}
_ENDED: Final = datetime.now(UTC) - timedelta(hours=3)


@dataclass(slots=True)
class Listening(Azure):
    """A server that remembers what it said."""

    served: list[str] = field(default_factory=list)

    def answer(self, request: Request, target: str, token: str | None) -> Reply:
        reply = Azure.answer(self, request, target, token)
        self.served.append(reply.body.decode())
        return reply


def a_service(name: str, *, is_factory: bool) -> Service:
    """All definitions that such a service can hold, none of them masked, and runs of them."""
    service = Service(name, is_factory=is_factory)
    for path, content in git_folder().items():
        listed = _LISTS.get(path.partition("/")[0])
        if listed in service.lists and isinstance(content, dict) and isinstance(content["properties"], dict):
            service.objects.setdefault(listed, []).append({"id": f"{service.id}/{listed}/x", **content})
    service.objects["pipelines"].append(_secure_pipeline())
    if is_factory:
        service.properties = {
            "globalParameters": {
                "client_secret": {"type": "string", "value": canary()},
                "secure": {"type": "SecureString", "value": canary()},
            },
            "encryption": {"identity": canary()},
        }
    service.runs = _runs()
    return service


def _secure_pipeline() -> Json:
    secure = {"secureInput": True, "secureOutput": True}
    call = {"url": f"https://api.example/?code={canary()}", "headers": {"X-Own": canary()}, "body": f"plain {canary()}"}
    return pipeline(
        activity("Silent", "Lookup", policy=secure),
        activity("Ask", "WebActivity", typeProperties={**call, "method": "POST"}),
        name="secure",
        parameters={"hidden": {"type": "SecureString", "defaultValue": canary()}},
    )


def texts() -> list[str]:
    """Texts as drivers and services write them, each with a secret of another kind."""
    return [
        f"Login failed for 'Server=tcp:oven.example,1433;Database=d;User ID=u;Password={canary()};Encrypt=True'",
        f"Endpoint=sb://hub.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey={canary()}=;EntityPath=e",
        f"Cannot open https://shelf.blob.core.windows.net/in/a.csv?sv=2020&sig={canary()}%3D&se=2026",
        f"DefaultEndpointsProtocol=https;AccountName=shelf;AccountKey={canary()}==;EndpointSuffix=core.windows.net",
        f"Driver=x;Server=oven.example;Uid=u;Pwd={canary()};CredString={canary()};",
        f"401 for Authorization: Bearer {canary()}",
        f"jdbc:postgresql://baker:{canary()}@oven.example/d",
        f'{{"password": "{canary()}", "encryptedCredential": "{canary()}"}}',
        f"CREATE USER u IDENTIFIED BY '{canary()}'",
        f"-----BEGIN PRIVATE KEY-----\n{canary()}\n-----END PRIVATE KEY-----",
    ]


def _values(text: str) -> dict[str, Json]:
    named = {"password": canary(), "Authorization": canary(), "sasToken": {"value": canary()}}
    secure = {"type": "SecureString", "value": canary()}
    return {"text": text, "list": [text], **named, "secure": secure, "pair": {"name": "apiKey", "value": canary()}}


def _outputs(text: str) -> dict[str, Json]:
    return {
        "Copy": {"rowsRead": 3, "errors": [{"Message": canary()}], "effectiveIntegrationRuntime": "i"},
        "Lookup": {"firstRow": _values(text)},
        "GetMetadata": {"itemName": text, "childItems": [{"name": text, "password": canary()}]},
        "ExecutePipeline": {"pipelineReturnValue": _values(text), "pipelineRunId": "other"},
        "Script": {"resultSets": [{"rowCount": 1, "rows": [{"value": canary()}]}], "outputLogs": canary()},
        "ExecuteDataFlow": {"runStatus": {"dsl": canary(), "metrics": {"s": {"stages": [canary()], "rowsWritten": 1}}}},
        "WebActivity": {"value": canary(), "Response": canary(), "ADFWebActivityResponseHeaders": {"Set": canary()}},
        "DatabricksNotebook": {"runPageUrl": f"https://adb.example/?token={canary()}#job/1", "runOutput": canary()},
        "Unknown": {"value": canary(), "secretThing": canary()},
    }


def _activity_run(number: int, kind: str, run: str, **fields: Json) -> Json:
    return {
        "activityRunId": f"{run}-a{number}",
        "activityName": kind,
        "activityType": kind,
        "pipelineName": "main",
        "pipelineRunId": run,
        "activityRunStart": _ENDED.isoformat(),
        "activityRunEnd": _ENDED.isoformat(),
        "status": "Succeeded",
        **fields,
    }


def _pipeline_run(run: str, name: str, **fields: Json) -> Json:
    times = {"runStart": _ENDED.isoformat(), "runEnd": _ENDED.isoformat(), "lastUpdated": _ENDED.isoformat()}
    return {"runId": run, "pipelineName": name, "status": "Failed", **times, **fields}


def _runs() -> Runs:
    runs = Runs()
    for number, text in enumerate(texts()):
        run = f"run-{number}"
        parameters = {"text": text, "adminPassword": canary(), "json": json.dumps({"pwd": canary()})}
        invoked = {"name": "Manual", "id": text, "invokedByType": "Manual"}
        runs.pipelines.append(_pipeline_run(run, "main", parameters=parameters, message=text, invokedBy=invoked))
        error = {
            "errorCode": "2200",
            "message": text,
            "failureType": "UserError",
            "target": canary(),
            "details": [text],
        }
        for place, (kind, output) in enumerate(_outputs(text).items()):
            given = {**_values(text), "headers": {"X-Own": canary()}, **({"body": canary()} if "Web" in kind else {})}
            row = _activity_run(place, kind, run, input=given, output=output, error=error, userProperties=_values(text))
            runs.activities.append(row)
    hidden = {"hidden": canary()}
    runs.pipelines.append(_pipeline_run("secure", "secure", parameters=hidden))
    silent = {"input": {"plain": canary()}, "output": {"firstRow": {"plain": canary()}}, "pipelineName": "secure"}
    runs.activities.append(_activity_run(0, "Silent", "secure", **silent))
    told = {"secureInput": True, "secureOutput": True}
    runs.activities.append(_activity_run(1, "Lookup", "secure", **{**silent, "input": {"x": canary()}}, policy=told))
    return runs
