"""An activity run from the JSON of either REST API; logs are brought into that form first (``logs``).

Fields: https://learn.microsoft.com/rest/api/datafactory/activityruns/querybypipelinerun; those that it does not list
(``retryAttempt``, ``iterationHash``, …) are in https://learn.microsoft.com/azure/data-factory/quickstart-create-data-factory-rest-api
"""

from lineage_graph.keys import storable
from lineage_graph.records import NO_OUTPUT, NOTHING, ActivityRun, Properties
from lineage_graph.sources.decoding import DEEPEST_NESTING
from lineage_graph.sources.intake import Intake
from lineage_graph.sources.payloads import without_payload
from lineage_graph.sources.raw import Json
from lineage_graph.sources.redaction import redact
from lineage_graph.sources.runs.embedded import embedded
from lineage_graph.sources.runs.fields import Fields
from lineage_graph.sources.runs.outputs import run_output
from lineage_graph.sources.runs.place import Place
from lineage_graph.sources.runs.sharing import shared_properties


def parse_activity_run(raw: Json, place: Place, intake: Intake) -> ActivityRun | None:
    """The run, or None where it was rejected: it has no id, or is no object, or is nested too deep."""
    run_id = raw.get("activityRunId") if isinstance(raw, dict) else None
    if not isinstance(run_id, str) or not run_id.strip():
        intake.reject("activityrun", place.origin, "it has no id (activityRunId)")
        return None
    try:
        return _activity_run(storable(run_id.strip()), Fields(raw, place, intake))
    except RecursionError:
        intake.reject("activityrun", place.origin, f"nested deeper than {DEEPEST_NESTING} levels")
        return None


def _activity_run(run_id: str, fields: Fields) -> ActivityRun:
    given, output, error = _object("input", fields), _object("output", fields), _object("error", fields)
    kind = fields.name("activityType") or ""
    start, end = fields.time("activityRunStart"), fields.time("activityRunEnd")
    return ActivityRun(
        run_id=run_id,
        name=redact(fields.name("activityName") or ""),
        type=kind,
        pipeline=fields.name("pipelineName") or "",
        pipeline_run_id=fields.name("pipelineRunId") or "",
        status=fields.status("status"),
        start=start,
        end=end,
        last_updated=fields.time("lastUpdated"),
        duration_ms=fields.duration("durationInMs", start, end),
        attempt=fields.count("retryAttempt") or 0,
        iteration=fields.text("iterationHash"),
        linked_service=fields.name("linkedServiceName"),
        integration_runtime=_integration_runtime(fields, output),
        input=_input(given, fields),
        output=NO_OUTPUT if hides("secureOutput", fields, output) else run_output(kind, output),
        error_code=error.text("errorCode"),
        error_message=error.message("message"),
        failure_type=error.text("failureType"),
        user_properties=_properties(_object("userProperties", fields)) if fields.raw.get("userProperties") else NOTHING,
    )


def _object(name: str, fields: Fields) -> Fields:
    """The object under the name, also where a log keeps it as JSON in a text."""
    found = fields.raw.get(name)
    if found and not isinstance(found, dict):
        found = embedded(found) if isinstance(found, str) else found
        if not isinstance(found, dict):
            fields.warn(name, "no object, or cut off; it is left out")
    return Fields(found if isinstance(found, dict) else {}, fields.place, fields.intake, (*fields.steps, name))


def _input(given: Fields, fields: Fields) -> Properties:
    if hides("secureInput", fields, given):
        return NOTHING
    given.raw = without_payload(fields.raw.get("activityType"), given.raw)
    return _properties(given)


def _properties(fields: Fields) -> Properties:
    return shared_properties(fields.raw, fields.intake.border) if fields.raw else NOTHING


def hides(word: str, fields: Fields, side: Fields) -> bool:
    """Whether the policy hides this side (``secureInput``, ``secureOutput``); older logs may still show it.

    See https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities (activity policy).
    """
    if word not in fields.raw and "policy" not in fields.raw and word not in side.raw:
        return False
    return any(one.flag(word) for one in (fields, fields.inside("policy"), side))


def _integration_runtime(fields: Fields, output: Fields) -> str | None:
    """The first place that names it: the output, the log's column, or the run's own details."""
    return (
        output.name("effectiveIntegrationRuntime")
        or fields.name("effectiveIntegrationRuntime")
        or _of_details(fields)
        or _first_name(fields.raw.get("integrationRuntimeNames"))
    )


def _of_details(fields: Fields) -> str | None:
    details = fields.raw.get("executionDetails")
    runtimes = details.get("integrationRuntime") if isinstance(details, dict) else None
    first = runtimes[0] if isinstance(runtimes, list) and runtimes else runtimes
    return _first_name(first.get("name")) if isinstance(first, dict) else None


def _first_name(raw: Json) -> str | None:
    first = raw[0] if isinstance(raw, list) and raw else raw
    return storable(first) if isinstance(first, str) and first else None
