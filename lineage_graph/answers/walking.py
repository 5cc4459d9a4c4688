"""Walks along the flow of data: from one asset in one query, from many starts layer by layer.

From one asset Neo4j walks every relationship once, breadth first. From many the caller here keeps what was seen and
asks for the next layer; either way cycles end, and the work grows with the edges, not with the ways.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lineage_graph.answers.asking import ask
from lineage_graph.answers.starts import Direction, Only, Starts, first_assets
from lineage_graph.graph import Graph, Parameter

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
class Performer:
    """A pipeline, or what performs without one, as the questions about performers give it."""

    key: str
    name: str
    labels: tuple[str, ...]
    url: str | None
    service: str | None
    service_key: str | None
    service_labels: tuple[str, ...] | None
    hops: int
    processes: int
    activities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closure:
    """What a walk reached: every asset with its hops, and who moves the data."""

    assets: tuple[tuple[Details, int], ...]
    performers: tuple[Performer, ...]


def closure(graph: Graph, starts: Starts, direction: Direction, limit: int, only: Only) -> Closure:
    """All that lies at most ``limit`` hops from the starts, over the flows that count."""
    if len(starts.assets) == 1:
        return _from_one(graph, starts.assets[0], direction, limit, only)
    return _from_many(graph, starts, direction, limit, only)


def _from_one(graph: Graph, key: str, direction: Direction, limit: int, only: Only) -> Closure:
    asked: dict[str, Parameter] = {"key": key, "hops": limit, "certain": only.certain, "since": only.ran}
    rings = ask(graph, f"impact/{direction}_rings", _Ring, **asked)
    found = ask(graph, f"impact/{direction}_performers", Performer, **asked)
    return Closure(tuple((item, ring.hops) for ring in rings for item in ring.assets), tuple(found))


def _from_many(graph: Graph, starts: Starts, direction: Direction, limit: int, only: Only) -> Closure:
    hops = distances(graph, starts, direction, limit, only)
    return Closure(_details(graph, hops), _neighbours(graph, starts, direction, _rings(hops, limit), only))


def _details(graph: Graph, hops: Mapping[str, int]) -> tuple[tuple[Details, int], ...]:
    reached = [key for key, distance in hops.items() if distance]
    known = ask(graph, "impact/details", _Known, keys=reached)
    return tuple((item, hops[item[0]]) for row in known for item in row.assets)


def _neighbours(
    graph: Graph, starts: Starts, direction: Direction, rings: list[Parameter], only: Only
) -> tuple[Performer, ...]:
    own = list(starts.processes)
    question = "impact/readers" if direction is Direction.DOWNSTREAM else "impact/writers"
    return _merged(
        [
            *ask(graph, "impact/performers", Performer, processes=own, since=only.ran),
            *ask(graph, question, Performer, rings=rings, own=own, certain=only.certain, since=only.ran),
        ]
    )


def _rings(hops: Mapping[str, int], limit: int) -> list[Parameter]:
    """The assets by their distance, as the questions about readers and writers take them."""
    rings: dict[int, list[str]] = {}
    for key, distance in hops.items():
        if distance < limit:
            rings.setdefault(distance, []).append(key)
    return [{"hops": distance, "keys": members} for distance, members in rings.items()]


def distances(graph: Graph, starts: Starts, direction: Direction, limit: int, only: Only) -> dict[str, int]:
    """The hops to every asset, 0 for the starts; of processes, their own inputs or outputs are one hop away."""
    frontier = first_assets(graph, starts, direction, only)
    depth = 1 if starts.processes else 0
    hops = dict.fromkeys(frontier, depth)
    while frontier and depth < limit:
        depth += 1
        asked: dict[str, Parameter] = {"frontier": list(frontier), "certain": only.certain, "since": only.ran}
        (layer,) = ask(graph, f"impact/{direction}_layer", _Layer, **asked)
        frontier = tuple(key for key in layer.keys if key not in hops)
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
