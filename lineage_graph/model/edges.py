"""Every relationship type of the graph. ``Contains`` is ``CONTAINS``, ``StoredIn`` is ``STORED_IN``."""

from dataclasses import dataclass
from typing import ClassVar, Final

from lineage_graph.model.words import DeriveKind, FeedKind, Match, Reason, Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What every relationship has: its ends. ``joins`` lists the allowed pairs of labels, start first.

    Two nodes may be tied by several of a type where the field that ``apart`` names tells them apart. ``aside`` names
    fields that are counted together from all that tell of the edge, where a later one would replace an earlier one.
    """

    joins: ClassVar[tuple[tuple[str, str], ...]] = ()
    apart: ClassVar[str | None] = None
    aside: ClassVar[tuple[str, ...]] = ()
    start: Ref
    end: Ref

    @property
    def identity(self) -> tuple[str, ...]:
        """The keys of both ends, and what tells it apart from others between them."""
        keys = (self.start.key, self.end.key)
        return (*keys, getattr(self, self.apart)) if self.apart else keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds(Edge):
    """The process reads the asset. One edge per pair; ``data`` wins where it reads it in several ways.

    ``open``: what stands in the holes of the asset's key, one after the other; the same text is the same value.
    ``steps`` are the sources of a data flow that read it, by their names there.
    """

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("Asset", "Process"),)
    kind: FeedKind = FeedKind.DATA
    match: Match = Match.EXACT
    declared: bool = True
    observed: bool = False
    reason: Reason | None = None
    detail: str | None = None
    open: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Produces(Edge):
    """The process writes the asset; ``open`` as in ``Feeds``."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("Process", "Asset"),)
    declared: bool = True
    observed: bool = False
    reason: Reason | None = None
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Performs(Edge):
    """Who carries out the process."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Activity", "Process"),
        ("DataFlow", "Process"),
        ("SqlScript", "Process"),
        ("Job", "Process"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceOf(Edge):
    """A concrete process or asset, and the pattern that it is an instance of."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("Process", "Process"), ("Asset", "Asset"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contains(Edge):
    """What belongs to what: a service's objects, a pipeline's activities, the activities inside an activity."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (
        *(
            ("Service", label)
            for label in (
                "Pipeline",
                "DataFlow",
                "Dataset",
                "LinkedService",
                "Trigger",
                "IntegrationRuntime",
                "Notebook",
                "SqlScript",
                "SparkJob",
                "Job",
            )
        ),
        ("Pipeline", "Activity"),
        ("Activity", "Activity"),
    )
    branch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class After(Edge):
    """The activity waits for the other one to end in one of these conditions."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("Activity", "Activity"),)
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls(Edge):
    """The activity starts the pipeline; ``parameters`` are the arguments as written, as JSON text."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("Activity", "Pipeline"),)
    parameters: str | None = None
    declared: bool = True
    observed: bool = False
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Executes(Edge):
    """The activity has that run: a data flow, notebook, script, job, routine or package."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = tuple(
        ("Activity", label) for label in ("DataFlow", "Notebook", "SqlScript", "SparkJob", "Routine", "Package")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses(Edge):
    """The object refers to the dataset, linked service or integration runtime."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Activity", "Dataset"),
        ("DataFlow", "Dataset"),
        ("Activity", "LinkedService"),
        ("DataFlow", "LinkedService"),
        ("Dataset", "LinkedService"),
        ("LinkedService", "LinkedService"),
        ("LinkedService", "IntegrationRuntime"),
        ("Activity", "IntegrationRuntime"),
        ("DataFlow", "DataFlow"),
        ("Job", "LinkedService"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectsTo(Edge):
    """The store that a linked service connects to."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("LinkedService", "Store"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts(Edge):
    """The trigger starts the pipeline; ``parameters`` are the arguments as written, JSON texts, one per start."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("Trigger", "Pipeline"),)
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredIn(Edge):
    """The store that holds the asset."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("Asset", "Store"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class HasColumn(Edge):
    """A column of the asset."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("Asset", "Column"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derives(Edge):
    """The values of a column go into another one; one for each process, whose key is ``process``.

    ``expression`` says what is made of them, where that is known. Where only runs tell of it ``kind`` is the last
    one's, and ``mappings`` are their kinds, each with the ``columns`` of its runs: ``identity 0f3a…``.
    """

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("Column", "Column"),)
    apart: ClassVar[str | None] = "process"
    aside: ClassVar[tuple[str, ...]] = ("mappings",)
    process: str
    kind: DeriveKind | None = None
    expression: str | None = None
    declared: bool = True
    observed: bool = False
    mappings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOf(Edge):
    """What was executed."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("PipelineRun", "Pipeline"), ("ActivityRun", "Activity"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOf(Edge):
    """The pipeline's run that the activity's run belongs to."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("ActivityRun", "PipelineRun"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedBy(Edge):
    """Who started the pipeline's run: an Execute Pipeline activity of another run, or a trigger."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("PipelineRun", "ActivityRun"), ("PipelineRun", "Trigger"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed(Edge):
    """The run carried out the process. ``moved`` if data was written, or read where nothing is written.

    ``evidence`` tells how the run was matched with the process: by its ``definition``, its evaluated ``input``, its
    place in the ``order`` of iterations, or as the only one that the ``graph`` held of the activity. ``columns`` is the
    same text for runs of which the same columns are known (``mappings`` of ``DERIVES``). ``read`` and ``written`` are
    the places behind a process's patterns, a few of them: ``…/raw/2026/11/21``.
    """

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("ActivityRun", "Process"),)
    moved: bool
    evidence: str | None = None
    rows_read: int | None = None
    rows_written: int | None = None
    rows_skipped: int | None = None
    bytes_read: int | None = None
    bytes_written: int | None = None
    files_read: int | None = None
    files_written: int | None = None
    duration_ms: int | None = None
    columns: str | None = None
    read: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenamedTo(Edge):
    """The same thing under its new key."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("Asset", "Asset"), ("Store", "Store"))


EDGES: Final[tuple[type[Edge], ...]] = (
    Feeds,
    Produces,
    Performs,
    InstanceOf,
    Contains,
    After,
    Calls,
    Executes,
    Uses,
    ConnectsTo,
    Starts,
    StoredIn,
    HasColumn,
    Derives,
    RunOf,
    PartOf,
    StartedBy,
    Executed,
    RenamedTo,
)
