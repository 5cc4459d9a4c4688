"""Every label of the graph. A class is a label, its docstring the documentation, its fields the properties."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from lineage_graph.model.words import Reason, Ref


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


HISTORIC: Final = "Historic"
"""The state of an activity that runs tell of and no definition has any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(ToolObject):
    """A step of a pipeline, at any depth. ``effect`` names what it does to data without moving it: ``delete``.

    ``state`` is ``Active``, ``Inactive`` or ``HISTORIC``.
    """

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
    state: str | None = None


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
    """A change data capture, a link connection, or a job of another tool."""

    type: str | None = None


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
class Run(Node):
    """What runs of pipelines and activities have in common. ``status`` is Azure's word, such as ``Succeeded``.

    ``duration_ms`` is in milliseconds; ``message`` says what went wrong, without secrets.
    """

    run_id: str
    status: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration_ms: int | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineRun(Run):
    """One execution of a pipeline. ``run_group`` joins it with its reruns; ``parameters`` is JSON text.

    ``parent_run`` is the id of the pipeline's run that called it.
    """

    updated_at: datetime | None = None
    run_group: str | None = None
    is_latest: bool | None = None
    invoked_by: str | None = None
    invoked_by_type: str | None = None
    parent_run: str | None = None
    parameters: str | None = None
    debug: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRun(Run):
    """One execution of an activity. ``purview_status`` is what Purview's own push of lineage came to.

    ``child_run`` is the id of the pipeline's run that it started; ``detailed`` if its record had an input or output.
    """

    updated_at: datetime | None = None
    detailed: bool | None = None
    type: str | None = None
    attempt: int = 0
    iteration: str | None = None
    error_code: str | None = None
    integration_runtime: str | None = None
    purview_status: str | None = None
    child_run: str | None = None


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
