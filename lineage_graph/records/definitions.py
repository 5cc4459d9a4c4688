"""What the tools say: the definitions of one Data Factory or Synapse workspace, typed and frozen.

A reader in ``sources`` makes these from JSON and takes secrets out on the way; nothing here is raw JSON or a secret.
The words are Azure's own in snake_case. What differs by type stays in a ``Properties`` tree that answers in types; the
file of that type in ``activities`` or ``stores`` knows its fields.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Expression:
    """A text with ``@`` in it: ``@dataset().folder``, ``raw/@{item().name}``; as written, not evaluated."""

    text: str


@dataclass(frozen=True, slots=True)
class Masked:
    """A value that Azure masks or that was taken out because it is a secret."""


@dataclass(frozen=True, slots=True)
class VaultSecret:
    """A secret in Azure Key Vault: the linked service of the vault, and the secret's name there."""

    vault: "Reference"
    secret: "str | Expression"


@dataclass(frozen=True, slots=True)
class ArmParameter:
    """A value that an ARM template takes as a parameter, and that nobody gave."""

    name: str


Scalar: TypeAlias = str | int | float | bool | None
Value: TypeAlias = (
    "Scalar | Expression | Masked | VaultSecret | ArmParameter | Reference | tuple[Value, ...] | Properties"
)


@dataclass(frozen=True, slots=True)
class Properties(Mapping[str, Value]):
    """A JSON object whose values are typed. Names are Azure's, in their spelling (``folderPath``)."""

    values_by_name: Mapping[str, Value] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Value:
        return self.values_by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_name)

    def __len__(self) -> int:
        return len(self.values_by_name)

    def text(self, name: str) -> "str | Expression | ArmParameter | None":
        """The text under the name; a number becomes text; None for anything else and for nothing."""
        value = self.values_by_name.get(name)
        if isinstance(value, str | Expression | ArmParameter):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        return None

    def properties(self, name: str) -> "Properties":
        """The object under the name, or an empty one."""
        value = self.values_by_name.get(name)
        return value if isinstance(value, Properties) else NOTHING

    def items_of(self, name: str) -> "tuple[Value, ...]":
        """The list under the name, or an empty one."""
        value = self.values_by_name.get(name)
        return value if isinstance(value, tuple) else ()

    def reference(self, name: str) -> "Reference | None":
        """The reference under the name, if there is one."""
        value = self.values_by_name.get(name)
        return value if isinstance(value, Reference) else None


NOTHING: Final = Properties()


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to another object of the service, with the arguments it hands over.

    ``kind`` is Azure's word: ``DatasetReference``, ``LinkedServiceReference``, ``PipelineReference``,
    ``DataFlowReference``, ``NotebookReference``, ``SparkJobDefinitionReference``, ``SqlPoolReference``, …
    ``dataset_arguments`` is filled for data flows only: the arguments of each source's or sink's dataset.
    """

    kind: str
    name: str | Expression | ArmParameter
    arguments: Properties = NOTHING
    dataset_arguments: Properties = NOTHING


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something is defined: a file relative to what was loaded, and a JSON pointer into it."""

    file: str
    pointer: str = ""

    def __str__(self) -> str:
        return f"{self.file}#{self.pointer}" if self.pointer else self.file


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a pipeline, dataset, linked service or data flow; ``has_default`` tells null from nothing."""

    name: str
    type: str
    default: Value = None
    has_default: bool = False


@dataclass(frozen=True, slots=True)
class Dependency:
    """``dependsOn`` of an activity: the other activity's name, and the outcomes that let this one start."""

    activity: str
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """The activities inside another: ``body``, ``true``, ``false``, ``case:x`` or ``default``."""

    name: str
    activities: "tuple[Activity, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One activity of a pipeline. ``settings`` are its typeProperties without the activities inside it.

    ``rest`` holds what stands beside typeProperties and is no field here (``sqlPool``, ``policy``, …).
    """

    name: str
    type: str
    origin: Origin
    description: str | None = None
    active: bool = True
    depends_on: tuple[Dependency, ...] = ()
    linked_service: Reference | None = None
    inputs: tuple[Reference, ...] = ()
    outputs: tuple[Reference, ...] = ()
    settings: Properties = NOTHING
    rest: Properties = NOTHING
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What every object of a service has. ``arm_id`` where the files or the service tell it."""

    name: str
    origin: Origin
    description: str | None = None
    folder: str | None = None
    arm_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline(Definition):
    """A pipeline; ``variables`` as name to default value."""

    parameters: tuple[Parameter, ...] = ()
    variables: Properties = NOTHING
    activities: tuple[Activity, ...] = ()
    concurrency: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset(Definition):
    """A dataset; ``settings`` are its typeProperties, ``schema`` its columns as (name, type) where it lists them."""

    type: str
    linked_service: Reference | None = None
    parameters: tuple[Parameter, ...] = ()
    settings: Properties = NOTHING
    schema: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedService(Definition):
    """A linked service; ``settings`` are its typeProperties without secrets."""

    type: str
    parameters: tuple[Parameter, ...] = ()
    settings: Properties = NOTHING
    integration_runtime: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStep:
    """A source, sink or transformation of a data flow as its JSON lists it; the script says how they are joined."""

    name: str
    dataset: Reference | None = None
    linked_service: Reference | None = None
    flowlet: Reference | None = None
    settings: Properties = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFlow(Definition):
    """A data flow; ``script`` is the lines of its script joined, or the Power Query text of a wrangling flow."""

    type: str
    sources: tuple[FlowStep, ...] = ()
    sinks: tuple[FlowStep, ...] = ()
    transformations: tuple[FlowStep, ...] = ()
    script: str = ""


@dataclass(frozen=True, slots=True)
class TriggeredPipeline:
    """A pipeline that a trigger starts, and the arguments it gives."""

    pipeline: Reference
    arguments: Properties = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(Definition):
    """A trigger; ``running`` is None where the definition does not say."""

    type: str
    running: bool | None = None
    pipelines: tuple[TriggeredPipeline, ...] = ()
    settings: Properties = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationRuntime(Definition):
    """An integration runtime, ``Managed`` or ``SelfHosted``; its ``state`` where the service told it (``Online``)."""

    type: str
    state: str | None = None
    settings: Properties = NOTHING


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a notebook: ``kind`` is ``code`` or ``markdown``, ``source`` its whole text.

    The cell tagged ``parameters`` gives defaults that a caller's arguments replace.
    """

    kind: str
    source: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook(Definition):
    """A Synapse notebook."""

    language: str | None = None
    spark_pool: str | None = None
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlScript(Definition):
    """A Synapse SQL script; pool and database are those it was last connected to (``Built-in`` is serverless)."""

    query: str = ""
    pool: str | None = None
    database: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkJob(Definition):
    """A Spark job definition of Synapse."""

    language: str | None = None
    file: str | None = None
    class_name: str | None = None
    settings: Properties = NOTHING


@dataclass(frozen=True, slots=True)
class ReplicaEnd:
    """A table or folder at one end of a replication; ``options`` locate it, in the words of data flow scripts."""

    name: str
    linked_service: Reference | None = None
    options: Properties = NOTHING


@dataclass(frozen=True, slots=True)
class Replica:
    """What a replication keeps equal: the target, and the sources that it is made of."""

    sources: tuple[ReplicaEnd, ...]
    target: ReplicaEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication(Definition):
    """A change data capture of Data Factory, or a link connection of Synapse; both run without a pipeline.

    ``replicas`` is None where the definition does not list what is replicated, only between which ``linked_services``.
    """

    type: str
    linked_services: tuple[Reference, ...] = ()
    replicas: tuple[Replica, ...] | None = None


class ServiceKind(StrEnum):
    """The two services whose pipelines are read; the value is the scheme of their keys."""

    DATA_FACTORY = "adf"
    SYNAPSE = "synapse"


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that was read and cannot be taken: what kind of object, where, and why (one line, no secret).

    ``count`` if it is several of a kind for one reason.
    """

    kind: str
    origin: Origin
    reason: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """All that one source tells of one Data Factory or Synapse workspace.

    ``source`` is the kind of source (``git``, ``arm``, …). ``incomplete`` names the kinds of objects (``pipelines``,
    ``datasets``, …) of which something was rejected: nothing of such a kind is ever taken as removed. ``named`` is
    false where nobody told the name that the service has in Azure, and another stands in for it.
    """

    kind: ServiceKind
    name: str
    source: str
    origin: Origin
    named: bool = True
    arm_id: str | None = None
    global_parameters: tuple[Parameter, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    linked_services: tuple[LinkedService, ...] = ()
    data_flows: tuple[DataFlow, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    integration_runtimes: tuple[IntegrationRuntime, ...] = ()
    notebooks: tuple[Notebook, ...] = ()
    sql_scripts: tuple[SqlScript, ...] = ()
    spark_jobs: tuple[SparkJob, ...] = ()
    change_data_captures: tuple[Replication, ...] = ()
    link_connections: tuple[Replication, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    incomplete: frozenset[str] = frozenset()


def nested(activities: tuple[Activity, ...]) -> Iterator[Activity]:
    """Every activity, those inside others too, outermost first."""
    for activity in activities:
        yield activity
        for branch in activity.branches:
            yield from nested(branch.activities)


def references(value: Value) -> Iterator[Reference]:
    """Every reference inside a value, however deep; also the vaults of secrets."""
    if isinstance(value, Reference):
        yield value
    elif isinstance(value, VaultSecret):
        yield value.vault
    elif isinstance(value, Properties):
        for child in value.values():
            yield from references(child)
    elif isinstance(value, tuple):
        for child in value:
            yield from references(child)
