"""A pipeline run from the JSON of either REST API; logs are brought into that form first (``logs``).

Fields: https://learn.microsoft.com/rest/api/datafactory/pipelineruns/querybyfactory and
https://learn.microsoft.com/rest/api/synapse/data-plane/pipeline-run/query-pipeline-runs-by-workspace
"""

from typing import Final

from lineage_graph.keys import storable
from lineage_graph.records import PipelineRun
from lineage_graph.sources.decoding import DEEPEST_NESTING
from lineage_graph.sources.intake import Intake
from lineage_graph.sources.raw import Json
from lineage_graph.sources.runs.arguments import argument
from lineage_graph.sources.runs.embedded import embedded
from lineage_graph.sources.runs.fields import Fields
from lineage_graph.sources.runs.place import Place

_CALLED: Final = "pipelineactivity"
"""What ``invokedByType`` says of a run that an ExecutePipeline activity started; ``id`` is that activity's run then."""


def parse_pipeline_run(raw: Json, place: Place, intake: Intake) -> PipelineRun | None:
    """The run, or None where it was rejected: it has no id, is no object, or is nested too deep."""
    run_id = raw.get("runId") if isinstance(raw, dict) else None
    if not isinstance(run_id, str) or not run_id.strip():
        intake.reject("pipelinerun", place.origin, "it has no id (runId)")
        return None
    try:
        return _pipeline_run(storable(run_id.strip()), Fields(raw, place, intake))
    except RecursionError:
        intake.reject("pipelinerun", place.origin, f"nested deeper than {DEEPEST_NESTING} levels")
        return None


def _pipeline_run(run_id: str, fields: Fields) -> PipelineRun:
    invoked = fields.inside("invokedBy")
    kind = invoked.name("invokedByType") or _kind_by_name(invoked.name("name"))
    start, end = fields.time("runStart"), fields.time("runEnd")
    called = kind is not None and kind.lower() == _CALLED
    return PipelineRun(
        run_id=run_id,
        pipeline=fields.name("pipelineName") or "",
        status=fields.status("status"),
        start=start,
        end=end,
        last_updated=fields.time("lastUpdated"),
        duration_ms=fields.duration("durationInMs", start, end),
        group=fields.text("runGroupId"),
        is_latest=fields.flag("isLatest"),
        parameters=_parameters(fields),
        started_by_kind=kind,
        started_by_name=invoked.text("name"),
        parent_run_id=invoked.text("pipelineRunId"),
        parent_activity=(invoked.text("id") or invoked.text("name")) if called else None,
        trigger=invoked.text("name") if kind is not None and kind.lower().endswith("trigger") else None,
        message=fields.message("message"),
        debug=bool(fields.raw.get("debugRunId")) or (kind or "").lower() == "sandbox",
    )


def _kind_by_name(name: str | None) -> str | None:
    """Older records have no ``invokedByType``; by hand is called ``Manual``."""
    return name if name in ("Manual", "Sandbox") else None


def _parameters(fields: Fields) -> tuple[tuple[str, str], ...]:
    raw = fields.raw.get("parameters")
    if isinstance(raw, str):
        raw = embedded(raw)
    if not isinstance(raw, dict):
        if raw:
            fields.warn("parameters", "no object")
        return ()
    border = fields.intake.border
    return tuple(sorted((storable(name), argument(name, value, border)) for name, value in raw.items()))
