"""The first part of the join: where a value is seen for an unknown part, the pattern's instances are made or withdrawn.

All of them follow anew from what real sources declare, so the order of loads does not matter. Nothing is done where no
process has an input and an output that share an unknown value. What a killed pass left is found by the books.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from neo4j import ManagedTransaction

from lineage_graph import schema
from lineage_graph.graph import instance_statements as statements
from lineage_graph.graph import lease as leases
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.instances import parts
from lineage_graph.graph.lease import Lease
from lineage_graph.graph.observations import Touched, count_runs
from lineage_graph.graph.parts import identity
from lineage_graph.graph.patterns import Pattern, own, patterns, real_assets, seeds
from lineage_graph.graph.pending import noted
from lineage_graph.graph.precedence import Identity
from lineage_graph.graph.rows import Group, Row, edge_group, edge_row, node_group, node_row
from lineage_graph.graph.statements import READ_GRAPH
from lineage_graph.graph.summary import Tally
from lineage_graph.graph.writer import Item, Work, Writer
from lineage_graph.model import Edge, Node
from lineage_graph.overlap import address
from lineage_graph.overlap.instances import instances

_ATTEMPTS: Final = 3

_NODES: Final = (node_group("Process"), node_group("Asset"))
_PRODUCES: Final = edge_group("PRODUCES", ("Process", "Asset"))
_FEEDS: Final = edge_group("FEEDS", ("Asset", "Process"))
_STORED: Final = edge_group("STORED_IN", ("Asset", "Store"))
_PERFORMS: Final = tuple(edge_group("PERFORMS", ends) for ends in schema.EDGES["PERFORMS"].joins)
_TIES: Final = tuple(edge_group("INSTANCE_OF", (label, label)) for label in ("Process", "Asset"))
_GROUPS: Final = (*_NODES, *_TIES, *_PERFORMS, _PRODUCES, _FEEDS, _STORED)
"""In the order of writing; what is withdrawn goes the other way. By the ties the rest is found again."""

Digests = Mapping[Group, Mapping[Identity, object]]


class _Books(NamedTuple):
    """What the pass sets out from: how much the graph had seen, the containers to look at, and the patterns."""

    change: int
    unseen: Sequence[str]
    has_made: bool
    patterns: tuple[Pattern, ...]


@dataclass(slots=True)
class _Difference:
    """What to write and to withdraw, group by group, and where the overlaps change by it."""

    write: dict[Group, list[Item]] = field(default_factory=dict)
    withdraw: dict[Group, list[Item]] = field(default_factory=dict)
    containers: set[str] = field(default_factory=set)
    unchanged: dict[Group, int] = field(default_factory=dict)
    made: bool = False


def derive(graph: Graph, lease: Lease, tally: Tally) -> Mapping[str, Sequence[str]]:
    """Make and withdraw instances; gives back the keys of the nodes that were withdrawn, by label.

    Again where another writer was at work meanwhile; what it noted then stays on the books, and it looks itself.
    """
    gone: dict[str, set[str]] = {group.label: set() for group in _NODES}
    for _ in range(_ATTEMPTS):
        books = graph.look(_books)
        if not books.unseen:
            break
        leases.renew(graph, [lease])
        difference = _difference(graph, books)
        after = _write(graph, lease, books, difference, tally)
        after = count_runs(graph, lease, _touched(difference), after)
        for group in _NODES:
            gone[group.label].update(str(item.identity) for item in difference.withdraw.get(group, ()))
        if after is not None and _settle(graph, lease, books, difference.made, after):
            break
    return {label: sorted(keys) for label, keys in gone.items()}


def forget(graph: Graph, lease: Lease, gone: Mapping[str, Sequence[str]]) -> None:
    """Delete those of the withdrawn nodes that held at no time, once nothing hangs on them any more."""
    if not any(gone.values()):
        return

    def work(transaction: ManagedTransaction) -> None:
        change = leases.fence(transaction, lease)
        for label, keys in gone.items():
            answer(transaction, statements.forget(label), {"keys": keys})
        leases.carry(transaction, change - 1, change)

    graph.write(work)


def _books(transaction: ManagedTransaction) -> _Books:
    (row,) = answer(transaction, READ_GRAPH)
    (made,) = answer(transaction, statements.HAS_MADE)
    unseen = noted(transaction).unseen
    return _Books(int(str(row["change"] or 0)), unseen, made["made"] is True, patterns(transaction) if unseen else ())


def _difference(graph: Graph, books: _Books) -> _Difference:
    """What is there and what must be there; nothing where no container of any end was touched."""
    containers = frozenset[str]().union(*(pattern.containers for pattern in books.patterns))
    before = _before(graph) if books.has_made else {}
    held = {place.container for place in map(address, _assets(before)) if place}
    if not (containers | held) & set(books.unseen):
        return _Difference(made=books.has_made)
    wanted = _wanted(graph, books.patterns, containers)
    return _compare(wanted, before)


def _wanted(
    graph: Graph, found: tuple[Pattern, ...], containers: Iterable[str]
) -> Mapping[Group, Mapping[Identity, Row]]:
    processes = [pattern.process for pattern in found]
    declared = own(graph, {process.performer for process in processes}) if found else frozenset()
    derived = instances(processes, seeds(graph, containers), declared).instances
    by_key = {pattern.process.key: pattern for pattern in found}
    keys = {key for one in derived for key in (*one.inputs, one.output)}
    keys.update(end.key for process in processes for end in (*process.inputs, process.output))
    wanted: dict[Group, dict[Identity, Row]] = {}
    for part in parts(derived, by_key, real_assets(graph, keys) if derived else {}):
        group = _group(part)
        row = node_row(group)(part) if isinstance(part, Node) else edge_row(group)(part)
        wanted.setdefault(group, {})[identity(part)] = row
    return wanted


def _group(part: Node | Edge) -> Group:
    if isinstance(part, Node):
        return node_group(type(part).__name__)
    return edge_group(schema.edge_type(type(part)), (part.start.label, part.end.label))


def _before(graph: Graph) -> Digests:
    """What the join had made, with its digests."""

    def ask(text: str, keys: Iterable[str] = ()) -> dict[Identity, object]:
        wanted = {"keys": sorted(keys)}
        rows = graph.look(lambda transaction: answer(transaction, text, wanted))
        return {_identity(row["identity"]): row["digest"] for row in rows}

    found = {group: ask(statements.made_nodes(group.label)) for group in _NODES}
    found |= {group: ask(statements.made_ties(group.ends[0])) for group in _TIES if group.ends}
    processes, assets = (
        {key if isinstance(key, str) else key[0] for group in pair for key in found[group]}
        for pair in zip(_NODES, _TIES, strict=True)
    )
    for group in (*_PERFORMS, _PRODUCES, _FEEDS, _STORED):
        ends = group.ends or ("", "")
        place = ends.index("Process") if "Process" in ends else 0
        keys = processes if "Process" in ends else assets
        found[group] = ask(statements.made_around(group.label, ends, place), keys)
    return found


def _identity(value: object) -> Identity:
    return (str(value[0]), str(value[1])) if isinstance(value, list) else str(value)


def _assets(before: Digests) -> Iterator[str]:
    yield from (str(key) for key in before.get(_NODES[1], ()))
    yield from (key[0] for key in before.get(_FEEDS, ()) if not isinstance(key, str))


def _compare(wanted: Mapping[Group, Mapping[Identity, Row]], before: Digests) -> _Difference:
    found = _Difference(made=bool(wanted))
    for group in _GROUPS:
        new, old = wanted.get(group, {}), before.get(group, {})
        items = [Item(key, new[key]) for key in sorted(new) if old.get(key) != new[key].digest]
        if items:
            found.write[group] = items
        if gone := [Item(key) for key in sorted(old) if key not in new]:
            found.withdraw[group] = gone
        found.unchanged[group] = len(new) - len(items)
        found.containers.update(_containers(group, [*items, *gone]))
    feeds = [key for side in (wanted, before) for key in side.get(_FEEDS, ())]
    retied = {item.identity[0] for side in (found.write, found.withdraw) for item in side.get(_TIES[0], ())}
    found.containers.update(_places(key[0] for key in feeds if key[1] in retied))
    return found


def _containers(group: Group, items: Iterable[Item]) -> Iterator[str]:
    """The containers of the assets that these are about, where that matters to overlaps."""
    if group == _NODES[1]:
        return _places(str(item.identity) for item in items)
    return _places(item.identity[0] for item in items) if group == _FEEDS else iter(())


def _places(keys: Iterable[str]) -> Iterator[str]:
    return (place.container for place in map(address, keys) if place)


def _write(graph: Graph, lease: Lease, books: _Books, found: _Difference, tally: Tally) -> int | None:
    """How many changes the graph has seen then; None where another writer was at work."""
    for group, count in found.unchanged.items():
        tally.unchanged(group, count)
    if not (found.write or found.withdraw):
        return books.change
    containers = {"containers": sorted(found.containers)}
    graph.write(lambda transaction: answer(transaction, statements.NOTE_MADE, containers))
    works = [Work(group, iter(found.write[group])) for group in _GROUPS if group in found.write]
    works += [Work(group, iter(found.withdraw[group])) for group in reversed(_GROUPS) if group in found.withdraw]
    with Writer(graph, lease, books.change) as writer:
        for work, batch in writer.write(works):
            for place, item in enumerate(batch.items):
                tally.write(work.group, batch.fate(place).effect, item.identity)
        return writer.settled.change


def _touched(found: _Difference) -> Touched:
    """The instances that were tied or untied: their runs count for the patterns."""
    items = (*found.write.get(_TIES[0], ()), *found.withdraw.get(_TIES[0], ()))
    return Touched({key for item in items for key in item.identity})


def _settle(graph: Graph, lease: Lease, books: _Books, made: bool, after: int) -> bool:
    """Take the containers off the books; False where another writer wrote since they were read."""

    def work(transaction: ManagedTransaction) -> bool:
        change = leases.fence(transaction, lease)
        if change != after + 1:
            return False
        answer(transaction, statements.SETTLE, {"seen": [*books.unseen], "made": made})
        leases.carry(transaction, books.change, change)
        return True

    return graph.write(work)
