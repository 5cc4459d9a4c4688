"""The same run read several times: the record that knows most stays, whatever the order they came in.

What has ended never goes back to in progress; then the later record counts.
"""

from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime
from typing import Final, TypeAlias, TypeVar

from lineage_graph.records import ActivityRun, PipelineRun

_NEVER: Final = datetime.min.replace(tzinfo=UTC)

_Run = TypeVar("_Run", PipelineRun, ActivityRun)
_Rank: TypeAlias = tuple[bool, bool, datetime, datetime, str]


def newest_pipeline_runs(runs: Iterable[PipelineRun]) -> tuple[PipelineRun, ...]:
    """One record of each run, in the order of their starts."""
    kept = _newest(runs, lambda run: run.run_id.lower(), _rank_of_pipeline_run)
    return tuple(sorted(kept, key=lambda run: (run.start or _NEVER, run.run_id)))


def newest_activity_runs(runs: Iterable[ActivityRun]) -> tuple[ActivityRun, ...]:
    """One record of each attempt of each run, in the order of their starts."""
    kept = _newest(runs, lambda run: (run.run_id.lower(), run.attempt), _rank_of_activity_run)
    return tuple(sorted(kept, key=lambda run: (run.start or _NEVER, run.run_id, run.attempt)))


def _newest(
    runs: Iterable[_Run], identity: Callable[[_Run], Hashable], rank: Callable[[_Run], _Rank]
) -> Iterable[_Run]:
    kept: dict[Hashable, _Run] = {}
    for run in runs:
        key = identity(run)
        other = kept.get(key)
        kept[key] = run if other is None or rank(run) > rank(other) else other
    return kept.values()


def _rank_of_pipeline_run(run: PipelineRun) -> _Rank:
    return run.status.ended, True, run.last_updated or _NEVER, run.end or _NEVER, repr(run)


def _rank_of_activity_run(run: ActivityRun) -> _Rank:
    """Synapse's logs have neither input nor output: a record that has them comes before a later one without."""
    return run.status.ended, run.detailed, run.last_updated or _NEVER, run.end or _NEVER, repr(run)
