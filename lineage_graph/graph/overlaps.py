"""The overlaps of one container: what is read there, what lies there, and the edges that follow, process by process."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

from neo4j import ManagedTransaction

from lineage_graph.graph import join_statements as statements
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.rows import Group, Row, edge_group, edge_row
from lineage_graph.graph.values import Parameter, Value
from lineage_graph.graph.writer import Item
from lineage_graph.model import FeedKind, Feeds, Match, Reason, Ref
from lineage_graph.overlap import Address, Index, address, below

FEEDS: Final[Group] = edge_group("FEEDS", ("Asset", "Process"))

_row: Final = edge_row(FEEDS)
_STRONGEST: Final = (FeedKind.DATA, FeedKind.LOOKUP, FeedKind.INFLUENCE, FeedKind.VALIDATION)
_PROCESSES_AT_ONCE: Final = 200


class Read(NamedTuple):
    """An edge that is no overlap: a process reads a place, an instance perhaps only by a value that was seen."""

    process: str
    place: Address
    kind: FeedKind
    reason: Reason | None
    detail: str | None
    is_possible: bool


@dataclass(frozen=True, slots=True)
class Container:
    """What the graph holds of a container: its assets, who reads which of them, and who was joined to them before.

    ``never`` are pairs of asset and process that must not be joined: an instance of the process reads the asset.
    """

    name: str
    index: Index
    reads: Sequence[Read]
    never: frozenset[tuple[str, str]]
    joined: Sequence[str]

    def items(self, graph: Graph) -> Iterator[Item | None]:
        """Edges to write and, without a row, edges to withdraw; None for each that is there as it must be."""
        wanted = {process: [*reads] for process, reads in groupby(self.reads, key=lambda read: read.process)}
        joined = frozenset(self.joined)
        processes = sorted({*wanted, *joined})
        for start in range(0, len(processes), _PROCESSES_AT_ONCE):
            chunk = processes[start : start + _PROCESSES_AT_ONCE]
            before = _before(graph, self.name, [process for process in chunk if process in joined])
            for process in chunk:
                yield from _difference(process, self._edges(wanted.get(process, [])), before.get(process, {}))

    def _edges(self, reads: Sequence[Read]) -> dict[str, Row]:
        """The rows of what must be joined to one process, by asset."""
        exact = {read.place.key for read in reads}
        best: dict[str, tuple[Read, Match]] = {}
        for read in reads:
            for key, how in self.index.overlaps(read.place):
                match = Match.PATTERN if read.is_possible else how
                if key in exact or (key, read.process) in self.never:
                    continue
                if key not in best or _rank(read, match) < _rank(*best[key]):
                    best[key] = read, match
        return {key: _edge(key, *best[key]) for key in sorted(best)}


def container(graph: Graph, name: str) -> Container:
    """The container as it is now; its index is empty where nobody reads anything in it."""
    parameters: dict[str, Parameter] = {"container": name, "below": below(name)}
    return graph.look(lambda transaction: _container(transaction, name, parameters))


def _container(transaction: ManagedTransaction, name: str, parameters: dict[str, Parameter]) -> Container:
    def rows(text: str) -> Iterator[Sequence[object]]:
        return (row.values() for row in transaction.run(text, parameters))

    reads = [_read(place, *rest) for key, *rest in rows(statements.READS) if (place := _in(name, key))]
    places = (place for (key,) in rows(statements.ASSETS) if (place := _in(name, key)))
    return Container(
        name=name,
        index=Index(places if reads else ()),
        reads=sorted(reads, key=lambda read: (read.process, read.place.key)),
        never=frozenset((str(asset), str(process)) for asset, process in rows(statements.INSTANCES)),
        joined=[str(process) for (process,) in rows(statements.JOINED)],
    )


def _in(name: str, key: object) -> Address | None:
    place = address(str(key))
    return place if place and place.container == name else None


def _read(place: Address, process: object, kind: object, match: object, *why: object) -> Read:
    reason, detail = why
    return Read(
        process=str(process),
        place=place,
        kind=FeedKind(kind) if isinstance(kind, str) else FeedKind.DATA,
        reason=Reason(reason) if isinstance(reason, str) else None,
        detail=detail if isinstance(detail, str) else None,
        is_possible=match == Match.PATTERN,
    )


def _before(graph: Graph, name: str, processes: list[str]) -> dict[str, dict[str, Value]]:
    """The digests of the edges that were joined, by process and asset."""
    if not processes:
        return {}
    parameters: dict[str, Parameter] = {"processes": [*processes]}
    found: dict[str, dict[str, Value]] = {process: {} for process in processes}
    for row in graph.look(lambda transaction: answer(transaction, statements.JOINED_TO, parameters)):
        if _in(name, row["asset"]):
            found[str(row["process"])][str(row["asset"])] = row["digest"]
    return found


def _difference(process: str, edges: dict[str, Row], before: dict[str, Value]) -> Iterable[Item | None]:
    for key, row in edges.items():
        yield None if before.pop(key, None) == row.digest else Item(row.identity, row)
    yield from (Item((key, process)) for key in sorted(before))


def _rank(read: Read, match: Match) -> tuple[bool, int, int, str]:
    """Where several reads lead to one asset: the certain one, then the strongest, then the nearest tells its edge."""
    return match is Match.PATTERN, _STRONGEST.index(read.kind), -len(read.place.segments), read.place.key


def _edge(key: str, read: Read, match: Match) -> Row:
    """Neither declared nor observed: it follows from the exact edge, whose kind and reason it takes over."""
    return _row(
        Feeds(
            start=Ref("Asset", key),
            end=Ref("Process", read.process),
            kind=read.kind,
            match=match,
            declared=False,
            reason=read.reason,
            detail=read.detail,
        )
    )
