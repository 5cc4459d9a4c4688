"""Questions about runs, as ``queryPipelineRuns``, ``queryActivityruns`` and ``queryTriggerRuns`` take them.

https://learn.microsoft.com/rest/api/datafactory/pipeline-runs/query-by-factory
"""

from datetime import UTC, datetime
from typing import Final

from tests.azure.services import Json, Service

_FIELDS: Final = {
    "PipelineName": "pipelineName",
    "Status": "status",
    "RunStart": "runStart",
    "RunEnd": "runEnd",
    "RunGroupId": "runGroupId",
    "ActivityName": "activityName",
    "ActivityType": "activityType",
    "ActivityRunStart": "activityRunStart",
    "ActivityRunEnd": "activityRunEnd",
    "TriggerName": "triggerName",
    "TriggerRunTimestamp": "triggerRunTimestamp",
}
_TIMES: Final = ("lastUpdated", "activityRunEnd", "activityRunStart", "triggerRunTimestamp")


class BadQuestion(ValueError):
    """A body that the service answers with 400."""


def pipeline_runs(service: Service, body: Json) -> list[Json]:
    """The pipeline runs that were updated in the window and pass the filters, the latest of a group if asked so."""
    found = _asked(service.runs.pipelines, body)
    return [run for run in found if run.get("isLatest", True)] if _latest_only(body) else found


def activity_runs(service: Service, run: str, body: Json) -> list[Json]:
    """The activity runs of one pipeline run."""
    return _asked([row for row in service.runs.activities if row["pipelineRunId"] == run], body)


def trigger_runs(service: Service, body: Json) -> list[Json]:
    """The trigger runs."""
    return _asked(service.runs.triggers, body)


def _asked(rows: list[Json], body: Json) -> list[Json]:
    if not isinstance(body, dict) or not {"lastUpdatedAfter", "lastUpdatedBefore"} <= body.keys():
        message = "lastUpdatedAfter and lastUpdatedBefore are required"
        raise BadQuestion(message)
    after, before = (_time(body[name]) for name in ("lastUpdatedAfter", "lastUpdatedBefore"))
    return [row for row in rows if after <= _updated(row) < before and _passes(row, body)]


def _passes(row: Json, body: Json) -> bool:
    return all(
        (str(row.get(_FIELDS[one["operand"]])) in one["values"]) == (one["operator"] in ("Equals", "In"))
        for one in body.get("filters") or ()
        if one["operand"] != "LatestOnly"
    )


def _latest_only(body: Json) -> bool:
    return any(one["operand"] == "LatestOnly" and one["values"] == ["true"] for one in body.get("filters") or ())


def _updated(row: Json) -> datetime:
    return _time(next(row[name] for name in _TIMES if row.get(name)))


def _time(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
