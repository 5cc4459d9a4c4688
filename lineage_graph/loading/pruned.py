"""Records of runs that ended before the graph's runs were pruned: they were counted once, and are not taken again."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

from lineage_graph.records import ActivityRun, Origin, PipelineRun, PipelineRuns, Rejected


def later_runs(one: PipelineRuns, before: datetime, refused: Counter[str]) -> PipelineRuns | None:
    """What of the run did not end before that time, None if nothing; ``refused`` counts the rest by kind."""
    if one.run and _is_old(one.run, before):
        refused.update(pipelinerun=1, activityrun=len(one.activities))
        return None
    kept = tuple(run for run in one.activities if not _is_old(run, before))
    refused["activityrun"] += len(one.activities) - len(kept)
    return PipelineRuns(one.run, kept) if one.run or kept else None


def as_rejected(refused: Mapping[str, int], origin: Origin, before: datetime | None) -> Iterator[Rejected]:
    """Those that were refused, with the reason."""
    if before:
        reason = f"it ended before {before:%Y-%m-%d %H:%M %Z}, and the runs before then are pruned: it counts already"
        yield from (Rejected(kind, origin, reason, count) for kind, count in refused.items() if count)


def _is_old(run: PipelineRun | ActivityRun, before: datetime) -> bool:
    updated = run.last_updated if isinstance(run, PipelineRun) else None
    ended = run.end or updated or run.start
    return run.status.ended and ended is not None and ended < before
