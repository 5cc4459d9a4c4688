"""The pass after each load: every asset that overlaps what a process reads gets its own edge into that process.

Container by container, those on the books; the edges belong to the source ``join``, so that the order of loads does not
matter. What is noted there while it works stays noted: whoever did that joins after it.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from neo4j import ManagedTransaction

from lineage_graph.errors import LeaseHeld, LineageError
from lineage_graph.graph import lease as leases
from lineage_graph.graph import statements
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.deriving import derive, forget
from lineage_graph.graph.lease import End, Lease, Request
from lineage_graph.graph.moving import carry_over, moves
from lineage_graph.graph.overlaps import FEEDS, container
from lineage_graph.graph.pending import pending
from lineage_graph.graph.precedence import JOIN
from lineage_graph.graph.renaming import Renaming, renamings
from lineage_graph.graph.summary import Counts, Objects, Tally
from lineage_graph.graph.writer import Item, Work, Writer

_ATTEMPTS: Final = 3
_PATIENCE: Final = 2 * leases.SECONDS
_PAUSE: Final = 0.2


@dataclass(frozen=True, slots=True)
class Joining:
    """When the edges begin to hold, the hosts that the user named, and who is told how far it is."""

    at: datetime | None = None
    hosts: Mapping[str, str] | None = None
    tell: Callable[[int, int, str], None] | None = None


def join(graph: Graph, joining: Joining) -> Counts:
    """What became of the overlaps in the containers on the books; waits while another process joins.

    ``LeaseHeld`` where that takes minutes: what is pending stays on the books, and the next load makes it good.
    """
    moved = renamings(graph, joining.hosts or {})
    any_moves = bool(moved or moves(graph))
    if not any_moves and not any(pending(graph)):
        return Counts()
    tally = Tally(Objects(()))
    with leases.owning(graph) as owner:
        lease = _take(graph, joining.at, owner)
        _rename(graph, lease, moved)
        if any_moves:
            carry_over(graph, lease, moves(graph))
        gone = derive(graph, lease, tally)
        names = pending(graph).pending
        for done, name in enumerate(names):
            _join(graph, lease, name, tally)
            if joining.tell:
                joining.tell(done + 1, len(names), "overlaps")
        forget(graph, lease, gone)
        counts = tally.summary(JOIN, "", lease.refresh).total
        with suppress(LineageError):
            leases.release(graph, lease, End("done", counts={name: getattr(counts, name) for name in Counts.__slots__}))
    return counts


def _take(graph: Graph, at: datetime | None, owner: str) -> Lease:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return leases.take(graph, Request(JOIN, JOIN, "", frozenset(), frozenset(), at), owner)
        except LeaseHeld:
            if time.monotonic() > end:
                raise
            time.sleep(_PAUSE)


def _join(graph: Graph, lease: Lease, name: str, tally: Tally) -> None:
    """Join one container; again where another writer was at work meanwhile, for it may have been read half."""
    for _ in range(_ATTEMPTS):
        before = _change(graph)
        found = container(graph, name)
        with Writer(graph, lease, before) as writer:
            works = [Work(FEEDS, _differing(graph, lease, found.items(graph), tally))]
            for _, batch in writer.write(works):
                for place, item in enumerate(batch.items):
                    tally.write(FEEDS, batch.fate(place).effect, item.identity)
            after = writer.settled.change
        if after is not None and _clear(graph, lease, name, (before, after)):
            return


def _differing(graph: Graph, lease: Lease, items: Iterator[Item | None], tally: Tally) -> Iterator[Item]:
    renewed = time.monotonic()
    for item in items:
        if item is None:
            tally.unchanged(FEEDS, 1)
        else:
            yield item
        if time.monotonic() - renewed > leases.RENEW_SECONDS:
            leases.renew(graph, [lease])
            renewed = time.monotonic()


def _clear(graph: Graph, lease: Lease, name: str, seen: tuple[int, int]) -> bool:
    """Take the container off the books; False where another writer wrote since it was read."""
    before, after = seen

    def work(transaction: ManagedTransaction) -> bool:
        change = leases.fence(transaction, lease)
        if change != after + 1:
            return False
        answer(transaction, statements.CLEAR_PENDING, {"container": name})
        # What a join adds takes nothing from what the sources declare.
        leases.carry(transaction, before, change)
        return True

    return graph.write(work)


def _rename(graph: Graph, lease: Lease, found: list[Renaming]) -> None:
    if not found:
        return
    with Writer(graph, lease, _change(graph)) as writer:
        for _ in writer.write(Work(group, iter(items)) for group, items in found):
            pass


def _change(graph: Graph) -> int:
    (row,) = graph.look(lambda transaction: answer(transaction, statements.READ_GRAPH))
    return int(str(row["change"] or 0))
