"""``show``: all there is to say of one node, and what it is tied to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lineage_graph.answers.asking import Answer, ask, ordered
from lineage_graph.answers.freshness import freshness
from lineage_graph.answers.names import Context, notes, resolve
from lineage_graph.graph import Graph, Value

ITSELF: Final = "itself"
LAST_RUN: Final = "last run"
_RUNNING: Final = frozenset({"Pipeline", "Activity"})
_INTERNAL: Final = frozenset({"digest", "words", "name", "key"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """The node itself (``relation`` is ``itself``), its ``last run``, or a node that a relationship ties to it.

    ``direction`` is ``out`` where the relationship begins at the node; ``properties`` are the relationship's.
    """

    relation: str
    direction: str | None
    key: str
    name: str
    labels: tuple[str, ...]
    reason: str | None
    properties: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Mover:
    """Who reads or writes an asset (``role`` is ``reads`` or ``writes``), how that is known, and what its runs say.

    ``last_status`` and ``rows`` are the last run's, ``last_run`` is when the last one began that moved data.
    """

    role: str
    performer: str
    type: str
    pipeline: str | None
    service: str | None
    kind: str | None
    match: str | None
    observed: bool | None
    reason: str | None
    first_run: datetime | None = None
    last_run: datetime | None = None
    run_count: int | None = None
    last_status: str | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer, the node, and who moves its data if it is an asset."""

    answer: Answer[Tie]
    node: Context
    movers: tuple[Mover, ...] = ()


@dataclass(frozen=True, slots=True)
class _Node:
    key: str
    name: str
    labels: tuple[str, ...]
    properties: dict[str, object]


@dataclass(frozen=True, slots=True)
class _Neighbour:
    type: str
    direction: str
    key: str
    name: str
    labels: tuple[str, ...]
    reason: str | None
    properties: dict[str, object]


def show(graph: Graph, name: str, label: str | None = None) -> Shown:
    """The node of that name: itself, of a pipeline or activity its last run, then its neighbours by relationship."""
    node = resolve(graph, name, label)
    itself = ask(graph, "show/node", _Node, key=node.key, label=node.label)[0]
    neighbours = ask(graph, "show/neighbours", _Neighbour, key=node.key, label=node.label)
    last = ask(graph, "show/last_run", _Node, key=node.key) if node.label in _RUNNING else []
    ties = (_itself(itself), *map(_last_run, last), *map(_tie, neighbours))
    answer = Answer(
        question="show/node",
        parameters={"key": node.key, "label": node.label},
        results=ties,
        counts={"relationships": len(neighbours)},
        freshness=freshness(graph),
        notes=notes(node),
    )
    movers = ask(graph, "lineage/readers_and_writers", Mover, key=node.key) if node.label == "Asset" else []
    return Shown(answer, node, tuple(movers))


def _itself(row: _Node) -> Tie:
    reason = row.properties.get("reason")
    return Tie(
        relation=ITSELF,
        direction=None,
        key=row.key,
        name=row.name,
        labels=ordered(row.labels),
        reason=reason if isinstance(reason, str) else None,
        properties=_shown(row.properties),
    )


def _last_run(row: _Node) -> Tie:
    return Tie(
        relation=LAST_RUN,
        direction=None,
        key=row.key,
        name=row.name,
        labels=ordered(row.labels),
        reason=None,
        properties=_shown(row.properties),
    )


def _tie(row: _Neighbour) -> Tie:
    return Tie(
        relation=row.type,
        direction=row.direction,
        key=row.key,
        name=row.name,
        labels=ordered(row.labels),
        reason=row.reason,
        properties=_shown(row.properties),
    )


def _shown(properties: dict[str, object]) -> dict[str, Value]:
    return {name: value for name, value in sorted(properties.items()) if name not in _INTERNAL}  # type: ignore[misc]
