"""Records of runs that ended before the graph's runs were pruned: they were counted once, and are not taken again."""

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lineage_graph.observed import run_key
from lineage_graph.records import ActivityRun, Origin, PipelineRun, PipelineRuns, Rejected


@dataclass(frozen=True, slots=True)
class Gone:
    """The service's runs that ended before that time are pruned.

    ``unended`` are the keys of the runs that the graph holds as not ended: they were not pruned, and are taken.
    """

    service: str
    before: datetime
    unended: Container[str] = frozenset()

    def holds(self, run: PipelineRun | ActivityRun, *, below: bool = False) -> bool:
        """Whether the run is one of them; ``below``, if the run is that it is a part of."""
        return (below or _is_old(run, self.before)) and _key(self.service, run) not in self.unended


def later_runs(one: PipelineRuns, gone: Gone, refused: Counter[str]) -> PipelineRuns | None:
    """What of the run did not end before that time, None if nothing; ``refused`` counts the rest by kind."""
    is_gone = one.run is not None and gone.holds(one.run)
    kept = tuple(run for run in one.activities if not gone.holds(run, below=is_gone))
    refused.update(pipelinerun=int(is_gone), activityrun=len(one.activities) - len(kept))
    left = PipelineRuns(None if is_gone else one.run, kept)
    return left if left.run or kept else None


def as_rejected(refused: Mapping[str, int], origin: Origin, gone: Gone | None) -> Iterator[Rejected]:
    """Those that were refused, with the reason."""
    if gone:
        before = f"{gone.before:%Y-%m-%d %H:%M %Z}"
        reason = f"it ended before {before}, and the runs before then are pruned: it counts already"
        yield from (Rejected(kind, origin, reason, count) for kind, count in refused.items() if count)


def _key(service: str, run: PipelineRun | ActivityRun) -> str:
    if isinstance(run, PipelineRun):
        return run_key(service, "pipelineruns", run.run_id)
    return run_key(service, "activityruns", run.run_id, run.attempt)


def _is_old(run: PipelineRun | ActivityRun, before: datetime) -> bool:
    updated = run.last_updated if isinstance(run, PipelineRun) else None
    ended = run.end or updated or run.start
    return run.status.ended and ended is not None and ended < before
