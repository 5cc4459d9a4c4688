"""Everything that a walk along the flow of data reaches, nearest first, each with its distance and certainty.

From one asset it is one query, in which Neo4j walks every relationship once. From many starts it is one query per
layer, and the caller here keeps what was seen; either way cycles end and the work grows with the edges, not the ways.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from lineage_graph.answers.asking import UNBOUNDED, ask, ordered
from lineage_graph.answers.starts import Direction, Starts, first_assets
from lineage_graph.graph import Graph, Parameter

CERTAIN: Final = "certain"
POSSIBLE: Final = "possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """An asset, a pipeline (or what performs on its own), or a service, and how far it is: hops count processes.

    An asset has the stores that hold it and the services that write it; a pipeline its ``activities`` and the number of
    ``processes`` that take part. ``certainty`` is ``possible`` where only overlapping patterns lead there.
    """

    key: str
    name: str
    labels: tuple[str, ...]
    service: str | None = None
    store: str | None = None
    hops: int = 0
    certainty: str = CERTAIN
    reason: str | None = None
    activities: tuple[str, ...] = ()
    processes: int | None = None
    url: str | None = None

    @property
    def label(self) -> str:
        """Its first label."""
        return self.labels[0]


@dataclass(frozen=True, slots=True)
class Walk:
    """How to walk: ``hops`` at most, and not over overlapping patterns if ``certain``."""

    direction: Direction
    hops: int | None = None
    certain: bool = False


Details = tuple[str, str, str | None, str | None, str | None, str | None]
"""Key, name, second label, reason, store, and the services that write it."""


@dataclass(frozen=True, slots=True)
class _Ring:
    hops: int
    assets: tuple[Details, ...]


@dataclass(frozen=True, slots=True)
class _Layer:
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    assets: tuple[Details, ...]


@dataclass(frozen=True, slots=True)
class _Overlaps:
    overlaps: int


@dataclass(frozen=True, slots=True)
class Performer:
    """A pipeline, or what performs without one, as the questions about performers give it."""

    key: str
    name: str
    labels: tuple[str, ...]
    url: str | None
    service: str | None
    serviceKey: str | None  # noqa: N815 - the column's name
    serviceLabels: tuple[str, ...] | None  # noqa: N815 - as above
    hops: int
    processes: int
    activities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Closure:
    assets: tuple[Reached, ...]
    performers: tuple[Performer, ...]


def reach(graph: Graph, starts: Starts, walk: Walk) -> tuple[tuple[Reached, ...], bool]:
    """What the walk reaches, nearest first, and whether ``hops`` cut something off."""
    limit = UNBOUNDED if walk.hops is None else walk.hops + 1
    closure = _closure(graph, starts, walk.direction, limit, walk.certain)
    results = _results(closure)
    if not walk.certain and ask(graph, "impact/patterns", _Overlaps)[0].overlaps:
        sure = {result.key for result in _results(_closure(graph, starts, walk.direction, UNBOUNDED, certain=True))}
        results = [result if result.key in sure else replace(result, certainty=POSSIBLE) for result in results]
    others = [result for result in results if result.key != starts.of.key]
    within = [result for result in others if result.hops < limit or walk.hops is None]
    return tuple(sorted(within, key=_nearest_first)), len(within) < len(others)


def _closure(graph: Graph, starts: Starts, direction: Direction, limit: int, certain: bool) -> _Closure:
    if len(starts.assets) == 1:
        return _from_one(graph, starts.assets[0], direction, limit, certain)
    return _from_many(graph, starts, direction, limit, certain)


def _from_one(graph: Graph, key: str, direction: Direction, limit: int, certain: bool) -> _Closure:
    rings = ask(graph, f"impact/{direction}_rings", _Ring, key=key, hops=limit, certain=certain)
    found = ask(graph, f"impact/{direction}_performers", Performer, key=key, hops=limit, certain=certain)
    return _Closure(tuple(_asset(item, ring.hops) for ring in rings for item in ring.assets), tuple(found))


def _from_many(graph: Graph, starts: Starts, direction: Direction, limit: int, certain: bool) -> _Closure:
    hops = distances(graph, starts, direction, limit, certain)
    return _Closure(_details(graph, hops), _neighbours(graph, starts, direction, _rings(hops, limit), certain))


def _details(graph: Graph, hops: Mapping[str, int]) -> tuple[Reached, ...]:
    reached = [key for key, distance in hops.items() if distance]
    known = ask(graph, "impact/details", _Known, keys=reached)
    return tuple(_asset(item, hops[item[0]]) for row in known for item in row.assets)


def _neighbours(
    graph: Graph, starts: Starts, direction: Direction, rings: list[Parameter], certain: bool
) -> tuple[Performer, ...]:
    own = list(starts.processes)
    question = "impact/readers" if direction is Direction.DOWNSTREAM else "impact/writers"
    return _merged(
        [
            *ask(graph, "impact/performers", Performer, processes=own),
            *ask(graph, question, Performer, rings=rings, own=own, certain=certain),
        ]
    )


def _rings(hops: Mapping[str, int], limit: int) -> list[Parameter]:
    """The assets by their distance, as the questions about readers and writers take them."""
    rings: dict[int, list[str]] = {}
    for key, distance in hops.items():
        if distance < limit:
            rings.setdefault(distance, []).append(key)
    return [{"hops": distance, "keys": members} for distance, members in rings.items()]


def distances(graph: Graph, starts: Starts, direction: Direction, limit: int, certain: bool) -> dict[str, int]:
    """The hops to every asset, 0 for the starts; of processes, their own inputs or outputs are one hop away."""
    frontier = first_assets(graph, starts, direction)
    depth = 1 if starts.processes else 0
    hops = dict.fromkeys(frontier, depth)
    while frontier and depth < limit:
        depth += 1
        layer = ask(graph, f"impact/{direction}_layer", _Layer, frontier=list(frontier), certain=certain)
        frontier = tuple(key for key in layer[0].keys if key not in hops)
        hops.update(dict.fromkeys(frontier, depth))
    return hops


def _merged(performers: Iterable[Performer]) -> tuple[Performer, ...]:
    """One row for each: a pipeline may be among the named thing's own and be reached as well."""
    merged: dict[str, Performer] = {}
    for row in performers:
        held = merged.get(row.key)
        merged[row.key] = row if held is None else _both(held, row)
    return tuple(merged.values())


def _both(one: Performer, other: Performer) -> Performer:
    return replace(
        one,
        hops=min(one.hops, other.hops),
        processes=one.processes + other.processes,
        activities=tuple(dict.fromkeys((*one.activities, *other.activities))),
    )


def _asset(item: Details, hops: int) -> Reached:
    key, name, kind, reason, store, service = item
    labels = ("Asset", kind) if kind else ("Asset",)
    return Reached(key=key, name=name, labels=labels, service=service, store=store, hops=hops, reason=reason)


def _results(closure: _Closure) -> list[Reached]:
    return [*closure.assets, *map(_performer, closure.performers), *_services(closure.performers)]


def _performer(row: Performer) -> Reached:
    return Reached(
        key=row.key,
        name=row.name,
        labels=ordered(row.labels),
        service=row.service,
        hops=row.hops,
        activities=row.activities,
        processes=row.processes,
        url=row.url,
    )


def _services(performers: Iterable[Performer]) -> Iterable[Reached]:
    nearest: dict[str, Reached] = {}
    for row in performers:
        if row.serviceKey is None or row.service is None:
            continue
        held = nearest.get(row.serviceKey)
        if held is None or row.hops < held.hops:
            labels = ordered(row.serviceLabels or ("Service",))
            nearest[row.serviceKey] = Reached(key=row.serviceKey, name=row.service, labels=labels, hops=row.hops)
    return nearest.values()


_ORDER: Final = {"Asset": 0, "Pipeline": 1, "Service": 3}


def _nearest_first(reached: Reached) -> tuple[int, int, str]:
    return reached.hops, _ORDER.get(reached.label, 2), reached.key
