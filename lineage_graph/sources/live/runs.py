"""The runs of one live service to a ``RunBatch``: those of the question's time, window by window, then the open ones.

A run is in the batch with all its activity runs or not at all, but for one that was given up.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from azure.core.credentials import TokenCredential

from lineage_graph.errors import UsageError
from lineage_graph.records import ActivityRun, Origin, PipelineRun, RunBatch
from lineage_graph.sources.intake import Intake
from lineage_graph.sources.live.addresses import Address, FactoryAddress, checked
from lineage_graph.sources.live.connecting import connected
from lineage_graph.sources.live.factory import factories
from lineage_graph.sources.live.failures import CallFailed
from lineage_graph.sources.live.listing import COLLECTION
from lineage_graph.sources.live.options import LiveOptions, Progress
from lineage_graph.sources.live.run_question import LiveRuns, Progression, RunQuestion, Window, in_utc
from lineage_graph.sources.live.run_reading import Outcome, RunReading, Told
from lineage_graph.sources.live.run_service import RunService, itself, run_service
from lineage_graph.sources.live.workers import workers
from lineage_graph.sources.runs.batches import noted
from lineage_graph.sources.runs.newest import newest_activity_runs, newest_pipeline_runs
from lineage_graph.sources.runs.sharing import BORDER

_MISSED: Final = (Outcome.FAILED, Outcome.NOT_ASKED)
_TAKEN: Final = (Outcome.READ, Outcome.GIVEN_UP)
_INCOMPLETE: Final = (Outcome.FAILED, Outcome.GIVEN_UP)


@dataclass(slots=True)
class _Taken:
    """What was read so far. ``seen`` are the ids that were told of, ``left`` those that must be asked for again.

    ``unasked`` runs were given up, and so was what was updated from ``unasked_from`` on.
    """

    progress: Progress | None
    intake: Intake = field(default_factory=lambda: Intake(BORDER))
    runs: list[PipelineRun] = field(default_factory=list)
    activity_runs: list[ActivityRun] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    left: dict[str, str] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    progression: Progression = field(default_factory=Progression)
    read: int = 0
    found: int = 0
    unasked: int = 0
    unasked_from: datetime | None = None

    def add(self, told: Told) -> None:
        """Keep what was told of one run."""
        self.intake.rejected.extend(told.intake.rejected)
        self.intake.notes.extend(told.intake.notes)
        if told.outcome in _TAKEN and told.run is not None:
            self.runs.append(told.run)
            self.activity_runs.extend(told.activity_runs)
        if told.outcome in _INCOMPLETE:
            self.failed.add(told.run_id)
        self.unasked += told.outcome is Outcome.NOT_ASKED
        self.read += 1
        if self.progress is not None:
            self.progress(self.read, self.found)

    def again(self, run_id: str) -> None:
        """The run is to be asked for by its id."""
        self.left[run_id.lower()] = run_id


def read(address: Address, credential: TokenCredential | None, question: RunQuestion, options: LiveOptions) -> LiveRuns:
    """What ``read_live_runs`` promises."""
    if isinstance(address, FactoryAddress) and not address.factory:
        message = f"{address.path} means several data factories; runs are read of one"
        raise UsageError(message)
    with connected(address, credential, options) as client, workers(client, options.concurrency) as pool:
        service = run_service(client, address)
        given_up = frozenset(run_id.lower() for run_id in question.given_up)
        reading = RunReading(service, pool, in_utc(question.before), given_up)
        taken = _Taken(options.progress)
        for window in question.windows:
            _read_window(reading, window, taken)
        _read_open(reading, question.open_runs, taken)
    return _result(service, address, taken)


def single(address: Address, credential: TokenCredential | None, options: LiveOptions) -> tuple[Address, ...]:
    """What ``single_addresses`` promises."""
    if not isinstance(address, FactoryAddress) or address.factory:
        return (checked(address),)
    with connected(address, credential, options) as client:
        return tuple(factories(client, address))


def now(address: Address, credential: TokenCredential | None, options: LiveOptions) -> datetime:
    """What ``server_time`` promises."""
    with connected(address, credential, options) as client:
        return client.date(*itself(address))


def _read_window(reading: RunReading, window: Window, taken: _Taken) -> None:
    """All runs of one window; what was read before its list failed is kept."""
    if reading.trouble.over:
        taken.progression.failed()
        taken.unasked_from = taken.unasked_from or window.after
        return
    listed, whole = _listed(reading, window, taken)
    # The oldest update first: so the watermark comes furthest where the reading is given up.
    runs = sorted(newest_pipeline_runs(listed), key=lambda run: run.last_updated or window.before)
    taken.found += len(runs)
    read: list[PipelineRun] = []
    missed: list[PipelineRun] = []
    for run, told in zip(runs, reading.with_activities(runs), strict=True):
        taken.add(told)
        taken.seen.add(run.run_id.lower())
        if told.outcome in _MISSED:
            missed.append(run)
        elif told.outcome in _TAKEN:
            read.append(run)
    for run in missed:
        if not run.status.ended:
            taken.again(run.run_id)
    if whole:
        taken.progression.listed(window, read, missed)
    else:
        taken.progression.failed()


def _listed(reading: RunReading, window: Window, taken: _Taken) -> tuple[list[PipelineRun], bool]:
    """The pipeline runs of the window, and whether these are all."""
    found: list[PipelineRun] = []
    try:
        for run in reading.service.pipeline_runs(window, taken.intake):
            found.append(run)
    except CallFailed as failure:
        reading.trouble.count(failure)
        taken.intake.reject(COLLECTION, Origin(failure.path), f"{window}: {failure.reason}")
        return found, False
    return found, True


def _read_open(reading: RunReading, open_runs: Iterable[str], taken: _Taken) -> None:
    """The open runs that were not among those just read; where one is missed, no watermark brings it back."""
    named = {run_id.lower(): run_id for run_id in open_runs if run_id.strip()}
    asked = [run_id for lowered, run_id in named.items() if lowered not in taken.seen]
    taken.found += len(asked)
    for told in reading.by_id(asked):
        taken.add(told)
        if told.outcome in _MISSED:
            taken.again(told.run_id)


def _result(service: RunService, address: Address, taken: _Taken) -> LiveRuns:
    _tell_unasked(service, taken)
    runs = newest_pipeline_runs(taken.runs)
    ended = {run.run_id.lower() for run in runs if run.status.ended}
    going_on = {run.run_id.lower(): run.run_id for run in runs if not run.status.ended}
    again = {lowered: run_id for lowered, run_id in (taken.left | going_on).items() if lowered not in ended}
    batch = RunBatch(
        origin=Origin(service.path or address.origin),
        kind=service.kind,
        name=service.name,
        pipeline_runs=runs,
        activity_runs=newest_activity_runs(taken.activity_runs),
        rejected=tuple(taken.intake.rejected),
        warnings=noted(taken.intake, service.name),
        complete=not taken.intake.rejected,
    )
    failed = tuple(sorted(taken.failed))
    return LiveRuns(batch, taken.progression.watermark, tuple(sorted(again.values())), failed)


def _tell_unasked(service: RunService, taken: _Taken) -> None:
    later = f"what was updated from {taken.unasked_from:%Y-%m-%d %H:%M} UTC on" if taken.unasked_from else ""
    runs = f"{taken.unasked:,} pipeline run{'s' if taken.unasked > 1 else ''}" if taken.unasked else ""
    if later or runs:
        what = " and ".join(part for part in (runs, later) if part)
        taken.intake.reject(COLLECTION, Origin(f"{service.path}/pipelineruns"), f"given up after that: {what}")
