"""What is asked of a service's runs, and what became of it. Pure: the asking itself is in ``runs``.

``lastUpdated`` is what Azure chooses runs by, and it gives a window's pages in no promised order: only a window that
was listed whole tells how far the reading came. So a long time is asked in windows of a day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from lineage_graph.records import PipelineRun, RunBatch
from lineage_graph.sources.raw import Json

_DAY: Final = timedelta(days=1)
_DAYS_KEPT: Final = 45
"""https://learn.microsoft.com/azure/data-factory/monitor-data-factory (storage of run data)"""

_LATEST: Final = datetime.max.replace(tzinfo=UTC) - _DAY


@dataclass(frozen=True, slots=True)
class Window:
    """Two times, both in UTC, that ``lastUpdated`` lies between."""

    after: datetime
    before: datetime

    def __str__(self) -> str:
        return f"updated from {_written(self.after)} to {_written(self.before)}"

    @property
    def body(self) -> dict[str, Json]:
        """The question as both services take it."""
        return {"lastUpdatedAfter": _written(self.after), "lastUpdatedBefore": _written(self.before)}


@dataclass(frozen=True, slots=True)
class RunQuestion:
    """All pipeline runs that were updated between two times, and ``open_runs``, asked by their ids.

    Times without a zone are UTC. ``before`` should be a little earlier than the service's own time. Runs with the ids
    ``given_up`` have failed for so long that they hold nothing up any more.
    """

    after: datetime
    before: datetime
    open_runs: tuple[str, ...] = ()
    given_up: tuple[str, ...] = ()

    @property
    def windows(self) -> tuple[Window, ...]:
        """The time in between, oldest first, a day each; what Azure no longer keeps is in the first."""
        after, before = in_utc(self.after), in_utc(self.before)
        if after >= before:
            return ()
        inside = [edge for days in range(_DAYS_KEPT, 0, -1) if (edge := before - days * _DAY) > after]
        edges = [after, *inside, before]
        return tuple(Window(*pair) for pair in pairwise(edges))


@dataclass(frozen=True, slots=True)
class LiveRuns:
    """The runs that were read; ``batch`` is not complete where something failed.

    Everything that was updated up to ``watermark`` was read; None: nothing is certain beyond what was known before.
    ``open_runs`` are the ids of the runs that have not ended, or whose end could not be read, ``failed`` of those that
    were asked for and could not be read whole, those that were given up included.
    """

    batch: RunBatch
    watermark: datetime | None = None
    open_runs: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


@dataclass(slots=True)
class Progression:
    """How far the reading came, window after window; it stands still from the first failure on."""

    watermark: datetime | None = None
    held: bool = False

    def listed(self, window: Window, read: Iterable[PipelineRun], failed: Iterable[PipelineRun]) -> None:
        """A window was listed whole; of these runs the activity runs were read, and of those not."""
        if self.held:
            return
        missed = tuple(failed)
        self.held = bool(missed)
        self.watermark = _latest_before(missed, read, self.watermark) if missed else window.before

    def failed(self) -> None:
        """A window was not listed whole, or not at all."""
        self.held = True


def _latest_before(
    failed: Iterable[PipelineRun], read: Iterable[PipelineRun], known: datetime | None
) -> datetime | None:
    """The latest update before that of any run that failed; where one has no time, what was known before."""
    times = [run.last_updated for run in failed]
    first = min((time for time in times if time is not None), default=None)
    if first is None or None in times:
        return known
    return max((time for run in read if (time := run.last_updated) is not None and time < first), default=known)


def activity_window(run: PipelineRun, before: datetime) -> Window:
    """When the run's activities were updated, and a day on both sides; ``before`` is for a run that goes on.

    The filter is on the activity runs' own updates, which may lie far before the pipeline run's last one.
    """
    asked = in_utc(before)
    start = run.start or run.last_updated or asked - _DAYS_KEPT * _DAY
    return Window(start - _DAY, min(max(run.end or asked, asked), _LATEST) + _DAY)


def in_utc(time: datetime) -> datetime:
    """The time in UTC, which it is where it has no zone."""
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _written(time: datetime) -> str:
    return f"{time.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
