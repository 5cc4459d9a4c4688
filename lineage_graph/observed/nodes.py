"""The nodes of runs, and what they are runs of; what no definition has is known from its runs only."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from lineage_graph import model
from lineage_graph.keys import activity_key, object_key
from lineage_graph.model import HISTORIC, Contains, Edge, Node, PartOf, Reason, Ref, RunOf, StartedBy
from lineage_graph.records import ActivityRun, PipelineRun, RunStatus

Part = Node | Edge

STATUSES: Final = {
    RunStatus.QUEUED: "Queued",
    RunStatus.IN_PROGRESS: "InProgress",
    RunStatus.SUCCEEDED: "Succeeded",
    RunStatus.FAILED: "Failed",
    RunStatus.CANCELLING: "Canceling",
    RunStatus.CANCELLED: "Cancelled",
    RunStatus.UNKNOWN: "Unknown",
}
"""Azure's words."""

_FROM_RUNS: Final = "it is known from its runs only"
_REMEMBERED: Final = 10_000
_TO_THE_MINUTE: Final = len("2026-11-21 08:00")


def run_key(service: str, collection: str, run_id: str, attempt: int = 0) -> str:
    """Key of a run; ``collection`` is ``pipelineruns`` or ``activityruns``, a repeated attempt a run of its own."""
    key = object_key(service, collection, run_id)
    return f"{key}/{attempt}" if attempt else key


def pipeline_run(service: str, run: PipelineRun) -> Iterator[Part]:
    """The run and what it is a run of."""
    node = model.PipelineRun(
        key=run_key(service, "pipelineruns", run.run_id),
        name=_caption(run.pipeline, run),
        run_id=run.run_id,
        status=STATUSES[run.status],
        started_at=run.start,
        ended_at=run.end,
        updated_at=run.last_updated,
        duration_ms=run.duration_ms,
        message=run.message,
        run_group=run.group,
        is_latest=run.is_latest,
        invoked_by=run.parent_activity or run.started_by_name,
        invoked_by_type=run.started_by_kind,
        parent_run=run.parent_run_id,
        parameters=json.dumps(dict(run.parameters), ensure_ascii=False) if run.parameters else None,
        debug=run.debug or None,
    )
    yield node
    pipeline = known_pipeline(service, run.pipeline)
    yield pipeline
    yield RunOf(start=node.ref, end=pipeline.ref)
    if run.trigger:
        trigger = model.Trigger(
            key=object_key(service, "triggers", run.trigger),
            name=run.trigger,
            type="Unknown",
            reason=Reason.MISSING_REFERENCE,
            detail=_FROM_RUNS,
        )
        yield trigger
        yield StartedBy(start=node.ref, end=trigger.ref)


def unseen_run(service: str, run: ActivityRun) -> Node:
    """The run of the pipeline that an activity's run tells of, where its own record was not read."""
    return model.PipelineRun(
        key=run_key(service, "pipelineruns", run.pipeline_run_id),
        name=run.pipeline,
        run_id=run.pipeline_run_id,
        status=STATUSES[RunStatus.UNKNOWN],
    )


def activity_run(service: str, run: ActivityRun, *, defined: bool) -> Iterator[Part]:
    """The run, the activity, and the pipeline's run that it is a part of.

    Where an activity that no definition has any more belonged, its run does not tell: it is put below its pipeline.
    """
    node = model.ActivityRun(
        key=run_key(service, "activityruns", run.run_id, run.attempt),
        name=_caption(run.name, run),
        run_id=run.run_id,
        type=run.type,
        status=STATUSES[run.status],
        started_at=run.start,
        ended_at=run.end,
        duration_ms=run.duration_ms,
        attempt=run.attempt,
        iteration=run.iteration,
        error_code=run.error_code,
        message=run.error_message,
        integration_runtime=run.integration_runtime,
        purview_status=run.output.purview_status,
        child_run=run.output.child_run_id,
        updated_at=run.last_updated,
        detailed=run.detailed or None,
    )
    yield node
    pipeline = known_pipeline(service, run.pipeline)
    activity = _known_activity(pipeline.key, run.name, run.type)
    yield from (pipeline, activity)
    if not defined:
        yield Contains(start=pipeline.ref, end=activity.ref)
    yield RunOf(start=node.ref, end=activity.ref)
    yield PartOf(start=node.ref, end=Ref("PipelineRun", run_key(service, "pipelineruns", run.pipeline_run_id)))


@lru_cache(maxsize=_REMEMBERED)
def _known_activity(pipeline: str, name: str, kind: str) -> model.Activity:
    return model.Activity(
        key=activity_key(pipeline, name),
        name=name,
        type=kind,
        state=HISTORIC,
        reason=Reason.MISSING_REFERENCE,
        detail=_FROM_RUNS,
    )


@lru_cache(maxsize=_REMEMBERED)
def known_pipeline(service: str, name: str) -> model.Pipeline:
    """The pipeline as its runs tell of it."""
    key = object_key(service, "pipelines", name)
    return model.Pipeline(key=key, name=name, reason=Reason.MISSING_PIPELINE, detail=_FROM_RUNS)


def _caption(name: str, run: PipelineRun | ActivityRun) -> str:
    return f"{name} {run.start.isoformat(' ', 'minutes')[:_TO_THE_MINUTE]}" if run.start else name
