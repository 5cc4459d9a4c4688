"""What instances are made of, read from the graph: pattern processes with shared holes, and the assets around."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from neo4j import ManagedTransaction

from lineage_graph.graph import instance_statements as statements
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.values import Parameter, Row, Value
from lineage_graph.model import FeedKind, Reason, Ref
from lineage_graph.overlap import address, below
from lineage_graph.overlap.instances import PatternEnd, PatternProcess


class Feed(NamedTuple):
    """How a pattern process reads one of its inputs."""

    kind: FeedKind
    reason: Reason | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern process as the graph has it; ``feeds`` stand as its inputs do."""

    process: PatternProcess
    name: str
    type: str
    reason: Reason | None
    detail: str | None
    feeds: tuple[Feed, ...]
    performers: tuple[Ref, ...]

    @property
    def containers(self) -> frozenset[str]:
        """The containers of its ends, as far as they are known."""
        places = (address(end.key) for end in (*self.process.inputs, self.process.output))
        return frozenset(place.container for place in places if place)


class StoreOf(NamedTuple):
    """The store of an asset, and why its host is not known."""

    key: str
    reason: Reason | None
    detail: str | None


class RealAsset(NamedTuple):
    """An asset that some source other than the join declares."""

    name: str
    kind: str
    reason: Reason | None
    detail: str | None
    store: StoreOf | None


def patterns(transaction: ManagedTransaction) -> tuple[Pattern, ...]:
    """Every process of which an input and the output share an unknown value, sorted."""
    (any_open,) = answer(transaction, statements.HAS_OPEN)
    found = [_pattern(row) for row in answer(transaction, statements.PATTERNS)] if any_open["any"] else []
    return tuple(sorted(found, key=lambda pattern: pattern.process.key))


def seeds(graph: Graph, containers: Iterable[str]) -> Iterator[str]:
    """The keys of the real assets in the containers."""
    for name in sorted(containers):
        for row in _ask(graph, statements.SEEDS, {"container": name, "below": below(name)}):
            yield str(row["key"])


def own(graph: Graph, performers: Iterable[str]) -> frozenset[str]:
    """The keys of the processes that these performers have by their own definitions."""
    return frozenset(str(row["key"]) for row in _ask(graph, statements.OWN, {"performers": sorted(performers)}))


def real_assets(graph: Graph, keys: Iterable[str]) -> Mapping[str, RealAsset]:
    """Those of the keys that are real."""
    rows = _ask(graph, statements.ASSETS, {"keys": sorted(keys)})
    return {str(row["key"]): _real(row) for row in rows}


def _ask(graph: Graph, text: str, parameters: Mapping[str, Parameter]) -> Sequence[Row]:
    return graph.look(lambda transaction: answer(transaction, text, parameters))


def _pattern(row: Row) -> Pattern:
    key = str(row["key"])
    inputs = sorted(cast("list[list[Value]]", row["inputs"]), key=lambda one: str(one[0]))
    process = PatternProcess(
        key=key,
        performer=key.partition("=>")[0],
        inputs=tuple(PatternEnd(str(one[0]), _texts(one[1])) for one in inputs),
        output=PatternEnd(str(row["output"]), _texts(row["open"])),
        step=_text(row["step"]),
    )
    return Pattern(
        process=process,
        name=str(row["name"]),
        type=str(row["type"]),
        reason=_reason(row["reason"]),
        detail=_text(row["detail"]),
        feeds=tuple(Feed(FeedKind(str(kind or "data")), _reason(why), _text(what)) for _, _, kind, why, what in inputs),
        performers=tuple(
            Ref(str(label), str(key)) for label, key in sorted(cast("list[list[str]]", row["performers"]))
        ),
    )


def _real(row: Row) -> RealAsset:
    store = row["store"]
    held = StoreOf(str(store[0]), _reason(store[1]), _text(store[2])) if isinstance(store, list) else None
    return RealAsset(str(row["name"]), str(row["kind"]), _reason(row["reason"]), _text(row["detail"]), held)


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _reason(value: Value) -> Reason | None:
    return Reason(value) if isinstance(value, str) else None
