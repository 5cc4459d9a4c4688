"""What the tools say of executions: the runs of pipelines and activities, typed and frozen.

``sources.runs`` makes these from saved REST responses and from logs, and takes secrets out on the way. Times are aware
and in UTC. To keep another figure of an activity's output: add a field to ``RunOutput``; the rest of it is dropped.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from lineage_graph.records.definitions import NOTHING, Origin, Properties, Rejected, ServiceKind


class RunStatus(StrEnum):
    """How far a run is, in one spelling for both services and their logs."""

    QUEUED = "queued"
    IN_PROGRESS = "in-progress"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def ended(self) -> bool:
        """Whether nothing more happens to the run."""
        return self in _ENDED


_ENDED: Final = frozenset({RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineRun:
    """One execution of a pipeline. ``parameters`` are pairs of name and text, sorted by name.

    ``group`` joins a run and its reruns; ``is_latest`` is None where nobody says. ``parent_run_id`` and
    ``parent_activity`` are the ids of the pipeline run and of the activity run that called this one, ``trigger`` is the
    name of the trigger that started it. ``message`` is redacted and bounded.
    """

    run_id: str
    pipeline: str
    status: RunStatus
    start: datetime | None = None
    end: datetime | None = None
    last_updated: datetime | None = None
    duration_ms: int | None = None
    group: str | None = None
    is_latest: bool | None = None
    parameters: tuple[tuple[str, str], ...] = ()
    started_by_kind: str | None = None
    started_by_name: str | None = None
    parent_run_id: str | None = None
    parent_activity: str | None = None
    trigger: str | None = None
    message: str | None = None
    debug: bool = False


@dataclass(frozen=True, slots=True)
class SinkColumn:
    """A column that a data flow's sink wrote and one place it came from.

    ``source`` names the source transformation (None: made inside the flow), ``source_columns`` its columns;
    ``mapped`` is what the service says: the value went through unchanged.
    """

    column: str
    source: str | None = None
    source_columns: tuple[str, ...] = ()
    mapped: bool = False


@dataclass(frozen=True, slots=True)
class SinkRun:
    """What one sink of a data flow did."""

    name: str
    rows_written: int | None = None
    columns: tuple[SinkColumn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutput:
    """What is kept of an activity's output: figures, and the values that later activities work with.

    ``throughput`` is in KB/s. ``rows`` are a Lookup's, ``metadata`` what a GetMetadata found (``childItems``, …),
    ``sources`` pairs of a data flow's source and the rows it read, ``result_sets`` the rows of each result of a script.
    ``cut`` says that ``rows``, ``metadata``, ``return_value`` or ``sinks`` are not all that the activity gave.
    """

    rows_read: int | None = None
    rows_written: int | None = None
    rows_skipped: int | None = None
    bytes_read: int | None = None
    bytes_written: int | None = None
    files_read: int | None = None
    files_written: int | None = None
    throughput: float | None = None
    rows: tuple[Properties, ...] = ()
    metadata: Properties = NOTHING
    child_run_id: str | None = None
    return_value: Properties = NOTHING
    sinks: tuple[SinkRun, ...] = ()
    sources: tuple[tuple[str, int], ...] = ()
    result_sets: tuple[int, ...] = ()
    records_affected: int | None = None
    purview_status: str | None = None
    run_page: str | None = None
    cut: bool = False


NO_OUTPUT: Final = RunOutput()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRun:
    """One execution of an activity; ``attempt`` is 0 for the first, ``iteration`` tells a loop's rounds apart.

    ``input`` is what the service resolved, without secrets; it and ``output`` are empty where the activity's policy
    makes them secure. ``last_updated`` is known from logs only.
    """

    run_id: str
    name: str
    type: str
    pipeline: str
    pipeline_run_id: str
    status: RunStatus
    start: datetime | None = None
    end: datetime | None = None
    last_updated: datetime | None = None
    duration_ms: int | None = None
    attempt: int = 0
    iteration: str | None = None
    linked_service: str | None = None
    integration_runtime: str | None = None
    input: Properties = NOTHING
    output: RunOutput = NO_OUTPUT
    error_code: str | None = None
    error_message: str | None = None
    failure_type: str | None = None
    user_properties: Properties = NOTHING

    @property
    def detailed(self) -> bool:
        """Whether the record had an input or an output: Synapse's logs have neither."""
        return bool(self.input) or self.output != NO_OUTPUT


class PipelineRuns(NamedTuple):
    """One run of a pipeline with the runs of its activities; ``run`` is None where its own record was not read."""

    run: PipelineRun | None
    activities: tuple[ActivityRun, ...]

    @property
    def pipeline(self) -> str:
        """The pipeline's name."""
        return self.run.pipeline if self.run else self.activities[0].pipeline


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBatch:
    """All runs that one reading gave of one service, each once, as it was last seen.

    ``kind`` and ``name`` are None where no record says which service it belongs to. Not ``complete``: something was
    rejected, cut off or left behind, so that a run that is missing may exist.
    """

    origin: Origin
    kind: ServiceKind | None = None
    name: str | None = None
    source: str = "runs"
    pipeline_runs: tuple[PipelineRun, ...] = ()
    activity_runs: tuple[ActivityRun, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    warnings: tuple[str, ...] = ()
    complete: bool = True
