"""Records of runs that ended before the graph's runs were pruned: they were counted once, and are not taken again."""

from collections.abc import Container
from dataclasses import replace
from datetime import datetime

from lineage_graph.observed import run_key
from lineage_graph.records import ActivityRun, PipelineRun, Rejected, RunBatch


def later_runs(
    batch: RunBatch, before: datetime, service: str, unended: Container[str] = frozenset()
) -> tuple[RunBatch, tuple[Rejected, ...]]:
    """The batch without the runs that ended before that time, and those, each with the reason.

    ``unended`` are the keys of the runs that the graph holds as not ended: they were not pruned, and are taken.
    """
    old_pipelines = frozenset(
        run.run_id
        for run in batch.pipeline_runs
        if _is_old(run, before) and run_key(service, "pipelineruns", run.run_id) not in unended
    )

    def is_old(run: ActivityRun) -> bool:
        if run_key(service, "activityruns", run.run_id, run.attempt) in unended:
            return False
        return _is_old(run, before) or run.pipeline_run_id in old_pipelines

    reason = f"it ended before {before:%Y-%m-%d %H:%M %Z}, and the runs before then are pruned: it counts already"
    old = (
        *(Rejected("pipelinerun", batch.origin, reason) for run in batch.pipeline_runs if run.run_id in old_pipelines),
        *(Rejected("activityrun", batch.origin, reason) for run in batch.activity_runs if is_old(run)),
    )
    kept = replace(
        batch,
        pipeline_runs=tuple(run for run in batch.pipeline_runs if run.run_id not in old_pipelines),
        activity_runs=tuple(run for run in batch.activity_runs if not is_old(run)),
    )
    return kept, old


def _is_old(run: PipelineRun | ActivityRun, before: datetime) -> bool:
    updated = run.last_updated if isinstance(run, PipelineRun) else None
    ended = run.end or updated or run.start
    return run.status.ended and ended is not None and ended < before
