"""A pipeline run from the JSON of either REST API; logs are brought into that form first (``logs``).

Fields: https://learn.microsoft.com/rest/api/datafactory/pipelineruns/querybyfactory and
https://learn.microsoft.com/rest/api/synapse/data-plane/pipeline-run/query-pipeline-runs-by-workspace
"""

from typing import Final

import msgspec

from lineage_graph.keys import storable
from lineage_graph.records import PipelineRun
from lineage_graph.sources.intake import Intake
from lineage_graph.sources.raw import Json
from lineage_graph.sources.redaction import MASK, redact
from lineage_graph.sources.runs.embedded import embedded
from lineage_graph.sources.runs.fields import Fields
from lineage_graph.sources.runs.place import Place
from lineage_graph.sources.secret_names import is_secret

_CALLED: Final = "pipelineactivity"
"""What ``invokedByType`` says of a run that an ExecutePipeline activity started; ``id`` is that activity's run then."""

_SECURE_TYPES: Final = ("securestring", "secureobject")


def parse_pipeline_run(raw: Json, place: Place, intake: Intake) -> PipelineRun | None:
    """The run, or None where it was rejected: it has no id, or is no object."""
    run_id = raw.get("runId") if isinstance(raw, dict) else None
    if not isinstance(run_id, str) or not run_id.strip():
        intake.reject("pipelinerun", place.origin, "it has no id (runId)")
        return None
    fields = Fields(raw, place, intake)
    invoked = fields.inside("invokedBy")
    kind = invoked.name("invokedByType") or _kind_by_name(invoked.name("name"))
    start, end = fields.time("runStart"), fields.time("runEnd")
    called = kind is not None and kind.lower() == _CALLED
    return PipelineRun(
        run_id=storable(run_id.strip()),
        pipeline=fields.name("pipelineName") or "",
        status=fields.status("status"),
        start=start,
        end=end,
        last_updated=fields.time("lastUpdated"),
        duration_ms=fields.duration("durationInMs", start, end),
        group=fields.text("runGroupId"),
        is_latest=fields.flag("isLatest"),
        parameters=_parameters(raw.get("parameters"), fields),
        started_by_kind=kind,
        started_by_name=invoked.text("name"),
        parent_run_id=invoked.text("pipelineRunId"),
        parent_activity=(invoked.text("id") or invoked.text("name")) if called else None,
        trigger=invoked.text("name") if kind is not None and kind.lower().endswith("trigger") else None,
        message=fields.message("message"),
        debug=bool(raw.get("debugRunId")) or (kind or "").lower() == "sandbox",
    )


def _kind_by_name(name: str | None) -> str | None:
    """Older records have no ``invokedByType``; by hand is called ``Manual``."""
    return name if name in ("Manual", "Sandbox") else None


def _parameters(raw: Json, fields: Fields) -> tuple[tuple[str, str], ...]:
    if isinstance(raw, str):
        raw = embedded(raw)
    if not isinstance(raw, dict):
        if raw:
            fields.warn("parameters", "no object")
        return ()
    return tuple(sorted((storable(name), _argument(name, value)) for name, value in raw.items()))


def _argument(name: str, value: Json) -> str:
    """The argument as text, without secrets; the service writes lists and objects as JSON in a text."""
    if is_secret(name) or (isinstance(value, dict) and str(value.get("type")).lower() in _SECURE_TYPES):
        return MASK
    if isinstance(value, str):
        return redact(storable(value), evaluated=True)
    return redact(storable(_as_json(value)), evaluated=True)


def _as_json(value: Json) -> str:
    try:
        return msgspec.json.encode(value).decode()
    except (UnicodeEncodeError, TypeError, RecursionError):
        return storable(str(value))
