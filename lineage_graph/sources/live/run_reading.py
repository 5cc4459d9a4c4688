"""One pipeline run after another to what is known of it, a few at a time; each fails alone.

After ``MOST_FAILURES`` requests, or one for which a right is missing, no more are made: the others would only wait.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from threading import Lock
from typing import Final

from lineage_graph.records import ActivityRun, Origin, PipelineRun, ServiceKind
from lineage_graph.sources.intake import Intake
from lineage_graph.sources.live.failures import FORBIDDEN, NOT_FOUND, CallFailed
from lineage_graph.sources.live.policies import REPEATED
from lineage_graph.sources.live.run_question import activity_window
from lineage_graph.sources.live.run_service import RunService
from lineage_graph.sources.runs.sharing import BORDER

MOST_FAILURES: Final = 10
"""Requests without a usable answer, each after all its repeats; a plain refusal concerns one run only."""

_GIVEN_UP: Final = "given up, its activity runs cannot be read"
_NAMELESS: Final = "it has no name of a pipeline, without which a workspace does not tell its activity runs"


@dataclass(slots=True)
class Trouble:
    """What failed so far. Safe across threads."""

    failures: int = 0
    over: bool = False
    _lock: Lock = field(default_factory=Lock)

    def count(self, failure: CallFailed) -> None:
        """One more request failed for good."""
        with self._lock:
            self.failures += failure.status is None or failure.status in REPEATED
            self.over = self.over or failure.status == FORBIDDEN or self.failures >= MOST_FAILURES


class Outcome(Enum):
    """What became of one pipeline run: what failed or was not asked must be asked again."""

    READ = "read"
    GIVEN_UP = "given up"
    """It failed for so long that it is taken without its activity runs, or not asked for again."""

    FAILED = "failed"
    NOT_ASKED = "not asked"
    NOTHING = "nothing"
    """It is not known any more, or cannot be asked for."""


@dataclass(slots=True)
class Told:
    """What was told of one pipeline run; its activity runs are all there where it was read."""

    run_id: str
    run: PipelineRun | None = None
    activity_runs: tuple[ActivityRun, ...] = ()
    outcome: Outcome = Outcome.NOTHING
    intake: Intake = field(default_factory=lambda: Intake(BORDER))


@dataclass(frozen=True, slots=True)
class RunReading:
    """How runs are read from a service; ``before`` ends the time that is asked for.

    Of a run in ``given_up``, by its id in lower case, what fails again is left out.
    """

    service: RunService
    pool: ThreadPoolExecutor
    before: datetime
    given_up: frozenset[str] = frozenset()
    trouble: Trouble = field(default_factory=Trouble)

    def with_activities(self, runs: Sequence[PipelineRun]) -> Iterator[Told]:
        """Each of the runs with its activity runs, in this order."""
        return self._together(self._listed, runs)

    def by_id(self, run_ids: Sequence[str]) -> Iterator[Told]:
        """The runs with these ids and their activity runs; one that Azure does not know any more is only noted."""
        return self._together(self._named, run_ids)

    def _together(self, read: Callable[..., Told], asked: Sequence[object]) -> Iterator[Told]:
        pending = deque(self.pool.submit(read, one) for one in asked)
        while pending:
            yield pending.popleft().result()

    def _listed(self, run: PipelineRun) -> Told:
        told = Told(run.run_id, run)
        self._add_activities(told, run)
        return told

    def _named(self, run_id: str) -> Told:
        told = Told(run_id)
        if self.trouble.over:
            told.outcome = Outcome.NOT_ASKED
            return told
        try:
            told.run = self.service.pipeline_run(run_id, told.intake)
        except CallFailed as failure:
            if failure.status == NOT_FOUND:
                told.intake.notes.append(f"{failure.path}: the run had not ended, and Azure does not know it any more")
            else:
                self._failed(told, failure)
            return told
        self._add_activities(told, told.run)
        return told

    def _add_activities(self, told: Told, run: PipelineRun) -> None:
        if self.service.kind is ServiceKind.SYNAPSE and not run.pipeline:
            told.intake.reject("pipelinerun", Origin(f"{self.service.path}/pipelineruns/{run.run_id}"), _NAMELESS)
            return
        if self.trouble.over:
            told.outcome = Outcome.NOT_ASKED
            return
        window = activity_window(run, self.before)
        try:
            told.activity_runs = tuple(self.service.activity_runs(run, window, told.intake))
        except CallFailed as failure:
            self._failed(told, failure)
        else:
            told.outcome = Outcome.READ

    def _failed(self, told: Told, failure: CallFailed) -> None:
        self.trouble.count(failure)
        # A right that is missing concerns all runs, and will be given one day.
        if told.run_id.lower() not in self.given_up or failure.status == FORBIDDEN:
            told.outcome = Outcome.FAILED
            told.intake.reject("pipelinerun", Origin(failure.path), failure.reason)
            return
        told.outcome = Outcome.GIVEN_UP
        told.intake.reject("pipelinerun", Origin(failure.path), f"{_GIVEN_UP}: {failure.reason}")
        if told.run is not None:
            told.run = replace(told.run, message=told.run.message or f"{_GIVEN_UP}: {failure.reason}")
