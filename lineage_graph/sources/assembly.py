"""Many definitions to one ``Service``: each read once, a name taken once per collection, rejections counted.

Whatever was rejected makes its collection incomplete, so that a load never takes the missing for removed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from lineage_graph.keys import segment
from lineage_graph.model import COLLECTIONS
from lineage_graph.records import (
    DataFlow,
    Dataset,
    IntegrationRuntime,
    LinkedService,
    Notebook,
    Origin,
    Parameter,
    Pipeline,
    Replication,
    Service,
    ServiceKind,
    SparkJob,
    SqlScript,
    Trigger,
)
from lineage_graph.records import Definition as Record
from lineage_graph.sources.definitions import READERS, REFERENCES
from lineage_graph.sources.intake import Definition, Intake
from lineage_graph.sources.kinds import FACTORY
from lineage_graph.sources.values import Border, SecureParameters, secure_names

ALL_COLLECTIONS: Final = frozenset(COLLECTIONS)
_KINDS: Final = {name: label.lower() for name, label in COLLECTIONS.items()} | {
    "adfcdcs": "changedatacapture",
    "linkconnections": "linkconnection",
    FACTORY: "service",
}
_COLLECTION_OF: Final = {kind: name for name, kind in _KINDS.items()} | {"activity": "pipelines"}

T = TypeVar("T", bound=Record)


@dataclass(frozen=True, slots=True)
class Candidate:
    """The JSON of one object and the collection it belongs to, or ``factory``."""

    collection: str
    definition: Definition


@dataclass(frozen=True, slots=True)
class Broken:
    """A file of the service that cannot be read, and the collections it may have belonged to."""

    origin: Origin
    reason: str
    collections: frozenset[str] = ALL_COLLECTIONS


@dataclass(frozen=True, slots=True)
class Draft:
    """A service as read. ``label`` is its folder or template, relative to the loaded path, or that path's own name.

    ``named`` is False where no file tells its name; ``notes`` are what else the user should know.
    """

    service: Service
    label: str
    is_the_path: bool = False
    named: bool = False
    notes: tuple[str, ...] = ()


def assemble(candidates: Sequence[Candidate], source: str, place: str, broken: Iterable[Broken] = ()) -> Draft:
    """The service, still without its kind and name: those are told by the whole of it."""
    intake = Intake(Border(secure=_secure_parameters(candidates)))
    records = {collection: _records(collection, candidates, intake) for collection in COLLECTIONS}
    incomplete = {_COLLECTION_OF[rejected.kind] for rejected in intake.rejected}
    for item in broken:
        intake.reject("file", item.origin, item.reason)
        incomplete |= item.collections
    service = Service(
        kind=ServiceKind.DATA_FACTORY,
        name="",
        source=source,
        origin=Origin(place or "."),
        global_parameters=_global_parameters(candidates, intake),
        pipelines=_only(Pipeline, records["pipelines"]),
        datasets=_only(Dataset, records["datasets"]),
        linked_services=_only(LinkedService, records["linkedservices"]),
        data_flows=_only(DataFlow, records["dataflows"]),
        triggers=_only(Trigger, records["triggers"]),
        integration_runtimes=_only(IntegrationRuntime, records["integrationruntimes"]),
        notebooks=_only(Notebook, records["notebooks"]),
        sql_scripts=_only(SqlScript, records["sqlscripts"]),
        spark_jobs=_only(SparkJob, records["sparkjobs"]),
        change_data_captures=_only(Replication, records["adfcdcs"]),
        link_connections=_only(Replication, records["linkconnections"]),
        rejected=tuple(intake.rejected),
        incomplete=frozenset(incomplete),
    )
    return Draft(service, place, notes=tuple(intake.notes))


def called(draft: Draft, kind: ServiceKind, name: str | None, stand_in: str) -> Draft:
    """The draft with its kind and name; where no file gives a name, it is ``unnamed-{stand_in}``."""
    known, named = name or f"unnamed-{stand_in}", bool(name)
    return replace(draft, service=replace(draft.service, kind=kind, name=known, named=named), named=named)


def _records(collection: str, candidates: Sequence[Candidate], intake: Intake) -> tuple[Record, ...]:
    first: dict[str, Origin] = {}
    records = []
    for definition in (item.definition for item in candidates if item.collection == collection):
        earlier = first.setdefault(segment(definition.name), definition.origin)
        if earlier is not definition.origin:
            reason = f"duplicate-name: {definition.name!r} is already defined in {earlier}"
            intake.reject(_KINDS[collection], definition.origin, reason)
        elif (record := READERS[collection](definition, intake)) is not None:
            records.append(record)
    return tuple(records)


def _only(kind: type[T], records: tuple[Record, ...]) -> tuple[T, ...]:
    return tuple(record for record in records if isinstance(record, kind))


def _global_parameters(candidates: Sequence[Candidate], intake: Intake) -> tuple[Parameter, ...]:
    """Of the first definition that has a parameter of that name."""
    found: dict[str, Parameter] = {}
    for item in candidates:
        if item.collection == FACTORY:
            declared = intake.border.parameters(item.definition.properties.get("globalParameters"))
            found = {parameter.name.lower(): parameter for parameter in declared} | found
    return tuple(sorted(found.values(), key=lambda parameter: parameter.name))


def _secure_parameters(candidates: Sequence[Candidate]) -> SecureParameters:
    return {
        (REFERENCES[item.collection], segment(item.definition.name)): names
        for item in candidates
        if item.collection in REFERENCES and (names := secure_names(item.definition.properties.get("parameters")))
    }
