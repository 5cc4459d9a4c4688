"""Where an activity stands when its lineage is asked for: the service, who performs, and the parameters' values.

The functions here turn a reference to a dataset into one end of a movement. What cannot be named is a placeholder under
its owner: an end is never missing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote

from lineage_graph.catalog import Catalog, connection, name_of, unlinked
from lineage_graph.expressions import Choices, Scope, Template, Unknown, bind, template_of
from lineage_graph.keys import placeholder_key
from lineage_graph.model import Asset, FeedKind, Node, Reason, Ref, Store
from lineage_graph.records import Dataset, Expression, Properties, Reference, Value
from lineage_graph.stores import locate
from lineage_graph.stores.place import Connection, Located, Place

LONGEST_DETAIL: Final = 500
"""Characters of an unresolved text that are kept."""


@dataclass(frozen=True, slots=True)
class Site:
    """One activity (or a data flow that performs itself) in one context of its pipeline."""

    catalog: Catalog
    owner: str
    scope: Scope


Named = Reference | Place
"""A dataset by its name, or what one would say, written out where it is used."""


def choosing(site: Site, choices: Choices) -> Site:
    """The site where conditions that nobody knows are decided so."""
    return replace(site, scope=replace(site.scope, choices=choices))


@dataclass(frozen=True, slots=True)
class End:
    """One end of a movement; a placeholder has no store. ``open`` has the identity of each hole of the asset's key.

    Two ends of one movement share a value where the identity is the same, and not empty. ``steps`` are the sources of a
    data flow that read it.
    """

    asset: Asset
    store: Store | None = None
    open: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Movement:
    """Data that reaches one output, or is only read. ``step`` names the sink of a data flow.

    ``uncertain`` says why the movement itself is less than certain, whatever its ends are.
    """

    inputs: tuple[tuple[End, FeedKind], ...]
    output: End | None = None
    step: str | None = None
    uncertain: Unknown | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """What an activity does to data in one context. ``nodes`` are those that ``executes`` needs and no file defines."""

    movements: tuple[Movement, ...] = ()
    executes: tuple[Ref, ...] = ()
    nodes: tuple[Node, ...] = ()
    effect: str | None = None
    reason: Reason | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What who reads or writes says of the files, in the place of the dataset's part; ``listed`` names a file list."""

    folder: str | Template | Unknown | None = None
    file: str | Template | Unknown | None = None
    prefix: str | Template | Unknown | None = None
    listed: str | None = None


AS_THE_DATASET: Final = Reading()


def reading(site: Site, settings: Properties) -> Reading:
    """The reading of a source's ``storeSettings``."""
    listed = settings.get("fileListPath")
    return Reading(
        folder=template_of(settings.get("wildcardFolderPath"), site.scope),
        file=template_of(settings.get("wildcardFileName"), site.scope),
        prefix=template_of(settings.get("prefix"), site.scope),
        listed=shown(listed) if listed else None,
    )


def together(flows: Iterable[Flow]) -> Flow:
    """All that several parts of one activity do; of reasons and effects the first."""
    held = tuple(flows)
    return Flow(
        movements=tuple(movement for flow in held for movement in flow.movements),
        executes=tuple(ref for flow in held for ref in flow.executes),
        nodes=tuple(node for flow in held for node in flow.nodes),
        effect=next((flow.effect for flow in held if flow.effect), None),
        reason=next((flow.reason for flow in held if flow.reason), None),
        detail=next((flow.detail for flow in held if flow.reason), None),
    )


def dataset_end(site: Site, named: Named | None, role: str, read: Reading = AS_THE_DATASET) -> End:
    """The asset behind a dataset; ``read`` is what the activity says of the files itself."""
    found = place_named(site, named) if named else Unknown(Reason.MISSING_DATASET, "no dataset is named")
    return placeholder(site, role, found) if isinstance(found, Unknown) else place_end(site, found, role, read)


def place_named(site: Site, named: Named) -> Place | Unknown:
    """The place of a dataset with the arguments that the reference gives, or why there is none."""
    if isinstance(named, Place):
        return named
    found = find_dataset(site, named)
    return found if isinstance(found, Unknown) else dataset_place(site, found, named.arguments)


def find_dataset(site: Site, reference: Reference) -> Dataset | Unknown:
    """The dataset's record, or why there is none."""
    name = name_of(reference, site.scope)
    if isinstance(name, Unknown):
        return name
    return site.catalog.datasets.get(name.lower()) or Unknown(Reason.MISSING_DATASET, f"dataset {name}")


def dataset_place(site: Site, dataset: Dataset, arguments: Properties) -> Place:
    """The dataset as a place, its parameters bound: the reference's arguments, else its defaults."""
    inner = Scope(
        dataset=bind(dataset.parameters, arguments, site.scope),
        factory=site.scope.factory,
        choices=site.scope.choices,
    )
    linked = dataset.linked_service
    held = site.catalog
    at = connection(held, linked, inner) if linked else unlinked(held, f"datasets/{dataset.name}")
    return Place(dataset.type, dataset.settings, at, inner)


def linked_at(site: Site, reference: Reference | None, role: str = "") -> Connection:
    """The linked service that the activity names; without one, the activity itself with the role stands in its place.

    Two activities, and two roles of one, that name none have nothing in common.
    """
    if reference:
        return connection(site.catalog, reference, site.scope)
    owner = unquote(site.owner.removeprefix(f"{site.catalog.key}/"))
    return unlinked(site.catalog, f"{owner}/{role}" if role else owner)


def place_end(site: Site, place: Place, role: str, read: Reading = AS_THE_DATASET) -> End:
    """The asset of a place, after the wildcards of who reads it replaced the dataset's part."""
    if read.listed:
        return placeholder(site, role, Unknown(Reason.RUNTIME_ONLY, f"the files listed in {read.listed}"))
    if read != AS_THE_DATASET:
        place = replace(
            place,
            wildcard_folder=place.holes.write(read.folder) or None,
            wildcard_file=place.holes.write(read.file) or None,
            prefix=place.holes.write(read.prefix) or None,
        )
    located = locate(place)
    return located_end(located) if isinstance(located, Located) else placeholder(site, role, located)


def located_end(located: Located) -> End:
    """The end at an asset that a store has named."""
    return End(located.asset, located.store, located.open)


def placeholder(site: Site, role: str, why: Unknown) -> End:
    """An asset that nobody can name yet; its key stays the same while the unresolved text changes."""
    detail = why.detail[:LONGEST_DETAIL]
    key = placeholder_key(site.owner, role)
    return End(Asset(key=key, name=f"unknown {role}", kind="Placeholder", reason=why.reason, detail=detail))


def shown(value: Value) -> str:
    """A value as a person wrote it, for a message."""
    return value.text if isinstance(value, Expression) else str(value)
