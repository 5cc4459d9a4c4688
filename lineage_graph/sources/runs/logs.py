"""Rows of Log Analytics, lines of diagnostic settings and PowerShell's objects, brought into the form of the REST API.

Columns: https://learn.microsoft.com/azure/azure-monitor/reference/tables/adfpipelinerun (and ``adfactivityrun``,
``synapseintegrationpipelineruns``, ``synapseintegrationactivityruns``: no input and no output there); lines:
https://learn.microsoft.com/azure/data-factory/monitor-schema-logs-events. Another column is one line in ``_COLUMNS``.
"""

from typing import Final

from lineage_graph.sources.raw import Json
from lineage_graph.sources.runs.embedded import embedded

_COLUMNS: Final = {
    **{
        name.lower(): name
        for name in (
            *("activityRunId", "activityName", "activityType", "pipelineName", "pipelineRunId", "status", "input"),
            *("output", "userProperties", "linkedServiceName", "effectiveIntegrationRuntime", "runId", "parameters"),
            *("activityRunStart", "activityRunEnd", "runStart", "runEnd", "durationInMs", "lastUpdated", "invokedBy"),
            *("message", "isLatest", "runGroupId", "debugRunId", "error", "retryAttempt", "iterationHash", "policy"),
            *("integrationRuntimeNames", "executionDetails", "secureInput", "secureOutput", "triggerRunId", "id"),
        )
    },
    "_resourceid": "id",
    "resourceid": "id",
    "timegenerated": "lastUpdated",
    "time": "lastUpdated",
}
_OF_THE_RUN: Final = {
    "activityrun": {"start": "activityRunStart", "end": "activityRunEnd"},
    "pipelinerun": {"start": "runStart", "end": "runEnd"},
}
_ERROR: Final = {"errorcode": "errorCode", "errormessage": "message", "failuretype": "failureType"}
_INVOKED_BY: Final = {
    name.lower(): name for name in ("id", "name", "invokedByType", "pipelineName", "pipelineRunId")
}  # as the REST API spells them
_PORTAL_SUFFIX: Final = " [utc]"
_SIGNS_OF_A_LOG: Final = frozenset({"category", "Category", "TimeGenerated", "ActivityRunId", "RunId", "ActivityName"})
_NOTHING: Final = (None, "", "null")


def is_log(record: dict[str, Json]) -> bool:
    """Whether the record is in one of the forms that ``as_rest`` reads."""
    return not record.keys().isdisjoint(_SIGNS_OF_A_LOG)


def as_rest(record: dict[str, Json]) -> dict[str, Json]:
    """The record with the names of the REST API; what has no name there is left out."""
    row = _flat(record)
    kind = "activityrun" if "activityrunid" in row or "activityname" in row else "pipelinerun"
    columns = _COLUMNS | _OF_THE_RUN[kind]
    rest = {columns[name]: value for name, value in row.items() if name in columns and value not in _NOTHING}
    if "status" not in rest:
        rest["status"] = _status_in(row.get("operationname"))
    error = {_ERROR[name]: value for name, value in row.items() if name in _ERROR}
    if kind == "activityrun":
        rest["error"] = _error(rest.get("error"), error)
    elif error.get("message"):
        rest.setdefault("message", error["message"])
    if "invokedBy" not in rest or not isinstance(rest["invokedBy"], dict):
        rest["invokedBy"] = _invoked_by(row.get("predecessors"))
    else:
        rest["invokedBy"] = _in_rest_spelling(rest["invokedBy"])
    if _is_debug(row):
        rest.setdefault("debugRunId", True)
    return rest


def _flat(record: dict[str, Json]) -> dict[str, Json]:
    """By lower-case name, without the portal's suffix; what a line keeps under ``properties`` beside the rest."""
    inside = record.get("properties")
    row = dict(inside) if isinstance(inside, dict) else {}
    return {name.lower().removesuffix(_PORTAL_SUFFIX): value for name, value in (row | record).items()}


def _status_in(operation: Json) -> str | None:
    """A line without a status ends its operation's name with it: ``Load orders - Succeeded``."""
    return operation.rsplit(" - ", 1)[-1] if isinstance(operation, str) and " - " in operation else None


def _error(told: Json, columns: dict[str, Json]) -> dict[str, Json]:
    if isinstance(told, str):
        told = embedded(told)
    known = told if isinstance(told, dict) else {}
    return known | {name: value for name, value in columns.items() if value not in _NOTHING}


def _invoked_by(predecessors: Json) -> dict[str, Json]:
    """What started the run: the first of ``Predecessors`` that says so."""
    if isinstance(predecessors, str):
        predecessors = embedded(predecessors)
    if isinstance(predecessors, dict):
        predecessors = [predecessors]
    if not isinstance(predecessors, list):
        return {}
    spelled = [_in_rest_spelling(one) for one in predecessors if isinstance(one, dict)]
    return next((one for one in spelled if "invokedByType" in one or "pipelineRunId" in one), {})


def _in_rest_spelling(raw: dict[str, Json]) -> dict[str, Json]:
    return {_INVOKED_BY[name.lower()]: value for name, value in raw.items() if name.lower() in _INVOKED_BY}


def _is_debug(row: dict[str, Json]) -> bool:
    """The tables ``ADFSandboxPipelineRun`` and ``ADFSandboxActivityRun`` hold debug runs."""
    return any("sandbox" in value.lower() for name in ("type", "category") if isinstance(value := row.get(name), str))
