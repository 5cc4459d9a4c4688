"""The graph: every label, relationship type and property. THE schema; ``schema.py`` derives the Cypher from it.

A class is a label or a relationship type, its docstring the documentation, its fields the properties (camelCase in the
graph). To add one: write the class here, put it into ``NODES`` or ``EDGES``, and make ``cypher/schema.cypher`` anew.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final, NamedTuple


class Reason(StrEnum):
    """Why something is less than certain. A closed list, explained in the README."""

    DYNAMIC_EXPRESSION = "dynamic-expression"
    PARAMETER_WITHOUT_VALUE = "parameter-without-value"
    RUNTIME_ONLY = "runtime-only"
    TOO_MANY_ALTERNATIVES = "too-many-alternatives"
    MISSING_DATASET = "missing-dataset"
    MISSING_LINKED_SERVICE = "missing-linked-service"
    MISSING_PIPELINE = "missing-pipeline"
    MISSING_REFERENCE = "missing-reference"
    OUTSIDE_THIS_LOAD = "outside-this-load"
    SECRET_IN_KEY_VAULT = "secret-in-key-vault"  # noqa: S105 - a reason, not a secret
    MASKED_CONNECTION = "masked-connection"
    QUERY_NOT_PARSED = "query-not-parsed"
    UNSUPPORTED_STORE = "unsupported-store"
    OPAQUE_CODE = "opaque-code"
    UNKNOWN_ACTIVITY_TYPE = "unknown-activity-type"
    UNKNOWN_DATASET_TYPE = "unknown-dataset-type"
    INACTIVE = "inactive"


class FeedKind(StrEnum):
    """What a process does with what it reads; only ``data`` values reach the output."""

    DATA = "data"
    LOOKUP = "lookup"
    VALIDATION = "validation"
    INFLUENCE = "influence"


class Match(StrEnum):
    """How the read place and the asset meet."""

    EXACT = "exact"
    CONTAINS = "contains"
    WITHIN = "within"
    PATTERN = "pattern"


class Ref(NamedTuple):
    """A node by its label and key."""

    label: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every node has: ``key``, unique per label, and ``name``, short and in its original spelling."""

    second_labels: ClassVar[tuple[str, ...]] = ()
    """The labels that ``kind`` may add; the first label, the class's name, never changes."""

    key: str
    name: str

    @property
    def ref(self) -> Ref:
        """This node as the end of an edge."""
        return Ref(type(self).__name__, self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolObject(Node):
    """What Data Factory and Synapse know by name. ``reason`` tells why it is only known from references to it."""

    url: str | None = None
    arm_id: str | None = None
    defined_in: str | None = None
    description: str | None = None
    folder: str | None = None
    reason: Reason | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(ToolObject):
    """A Data Factory or a Synapse workspace."""

    second_labels: ClassVar[tuple[str, ...]] = ("DataFactory", "SynapseWorkspace")
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline(ToolObject):
    """A pipeline of a service."""

    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(ToolObject):
    """A step of a pipeline, at any depth. ``effect`` names what it does to data without moving it: ``delete``."""

    type: str
    state: str = "Active"
    effect: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFlow(ToolObject):
    """A mapping or wrangling data flow, or a flowlet."""

    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset(ToolObject):
    """A dataset: what a tool calls a place; the place itself is an Asset."""

    type: str | None = None
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedService(ToolObject):
    """A connection of a service to a store or to compute."""

    type: str | None = None
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(ToolObject):
    """What starts pipelines by time or event."""

    type: str | None = None
    running: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationRuntime(ToolObject):
    """Where activities run."""

    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook(ToolObject):
    """A notebook of Synapse or Databricks."""

    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlScript(ToolObject):
    """A SQL script of Synapse."""

    pool: str | None = None
    database: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkJob(ToolObject):
    """A Spark job definition of Synapse."""

    language: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine(ToolObject):
    """A stored procedure or function of a database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package(ToolObject):
    """An SSIS package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(ToolObject):
    """A job of another tool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store(Node):
    """The server, account or workspace that holds assets. ``reason``: why its host is not known."""

    type: str
    reason: Reason | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset(Node):
    """A place where data rests or is offered. ``kind`` is its second label; ``reason`` on a placeholder, or less."""

    second_labels: ClassVar[tuple[str, ...]] = (
        "Table",
        "View",
        "Path",
        "Collection",
        "Topic",
        "Entity",
        "Endpoint",
        "Report",
        "Placeholder",
    )
    kind: str
    pattern: bool = False
    aliases: tuple[str, ...] = ()
    reason: Reason | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Node):
    """A column of an asset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process(Node):
    """One movement of data into one asset, or one reading without output. ``step`` names a data flow's sink."""

    type: str
    step: str | None = None
    reason: Reason | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineRun(Node):
    """One execution of a pipeline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRun(Node):
    """One execution of an activity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What every relationship has: its ends. ``joins`` lists the allowed pairs of labels, start first."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = ()
    start: Ref
    end: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds(Edge):
    """The process reads the asset. One edge per pair; ``data`` wins where it reads it in several ways."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("Asset", "Process"),)
    kind: FeedKind = FeedKind.DATA
    match: Match = Match.EXACT
    declared: bool = True
    observed: bool = False
    reason: Reason | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Produces(Edge):
    """The process writes the asset."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("Process", "Asset"),)
    declared: bool = True
    observed: bool = False
    reason: Reason | None = None


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
class RenamedTo(Edge):
    """The same thing under its new key."""

    joins: ClassVar[tuple[tuple[str, str], ...]] = (("Asset", "Asset"), ("Store", "Store"))


NODES: Final[tuple[type[Node], ...]] = (
    Service,
    Pipeline,
    Activity,
    DataFlow,
    Dataset,
    LinkedService,
    Trigger,
    IntegrationRuntime,
    Notebook,
    SqlScript,
    SparkJob,
    Routine,
    Package,
    Job,
    Store,
    Asset,
    Column,
    Process,
    PipelineRun,
    ActivityRun,
)

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
    RenamedTo,
)

COLLECTIONS: Final = {
    "pipelines": "Pipeline",
    "datasets": "Dataset",
    "linkedservices": "LinkedService",
    "dataflows": "DataFlow",
    "triggers": "Trigger",
    "integrationruntimes": "IntegrationRuntime",
    "notebooks": "Notebook",
    "sqlscripts": "SqlScript",
    "sparkjobs": "SparkJob",
}
"""The kinds of objects that a service holds, as their keys spell them, and their labels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """All that one source declares of one service: the whole of it, nothing twice.

    ``source`` is the kind of source (``git``, ``arm``). ``incomplete`` names the collections that were not read whole:
    nothing of them is removed, and no lineage is. ``objects`` are the keys of what the files define (and activities).
    """

    source: str
    service: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    objects: tuple[Ref, ...] = ()
    incomplete: frozenset[str] = frozenset()
