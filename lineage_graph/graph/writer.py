"""Writing in batches: compare with what the graph holds, decide, write what differs, under the fence of the lease."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import blake2b
from types import TracebackType
from typing import Final, NamedTuple, Self

from neo4j import ManagedTransaction

from lineage_graph import schema
from lineage_graph.errors import LineageError, Neo4jUnavailable, UsageError, asked_to_end
from lineage_graph.graph import lease as leases
from lineage_graph.graph import pending
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.decisions import Claim, Effect, Write, Written, declare, first, withdraw
from lineage_graph.graph.lease import NOTHING_SETTLED, Lease, Settled
from lineage_graph.graph.precedence import JOIN, Identity
from lineage_graph.graph.rows import Group, Row
from lineage_graph.graph.state import State, different
from lineage_graph.graph.statements import missing_ends
from lineage_graph.graph.transactions import TooLarge, write_bounded
from lineage_graph.graph.values import Parameter

BATCH_ROWS: Final = 5_000
BATCH_SIZE: Final = 4_000_000
"""Characters of properties in one batch, about."""

STATEMENT_ROWS: Final = 1_000
_AHEAD: Final = 4
"""Batches that wait to be written while their caller makes more: a caller that works in bursts keeps Neo4j busy."""

_FINGERPRINT_BYTES: Final = 12
_ENDS: Final = 2


class Item(NamedTuple):
    """A declared row, or none where the source withdraws. ``fresh`` if it is surely not in the graph yet."""

    identity: Identity
    row: Row | None = None
    fresh: bool = False
    keep_known: bool = False


class Fate(NamedTuple):
    """What became of an item, and whether the source had declared it before."""

    effect: Effect
    known: bool


_SAME: Final = Fate(Effect.UNCHANGED, known=True)


class Batch(NamedTuple):
    """Items, and by place the fate of those that were not simply there as declared."""

    items: Sequence[Item]
    fates: Mapping[int, Fate]

    def fate(self, place: int) -> Fate:
        """What became of the item at the place."""
        return self.fates.get(place, _SAME)


class Decided(NamedTuple):
    """An item's place, what to write for it, if anything, and whether the source had declared it."""

    place: int
    item: Item
    write: Write | None
    known: bool


class Statement(NamedTuple):
    """A text and its rows, which are all new or all not."""

    text: str
    new: bool
    rows: list[Parameter]


class Plan(NamedTuple):
    """What to do with a batch, and the statements that do it."""

    decided: list[Decided]
    statements: list[Statement]


class Work(NamedTuple):
    """Items of one group, made as they are needed.

    ``trusting``: what the last load left is taken as it is if nobody wrote since. ``waits``: making the items takes
    what became of all the batches before. ``settles``: a later load may want to know that these rows were left.
    """

    group: Group
    items: Iterator[Item]
    trusting: bool = False
    waits: bool = False
    settles: bool = True


class Writer:
    """Writes what one source declares, while its caller prepares the next batch: measured, that hides preparing.

    ``change`` is the number of changes that the graph had seen before anything was read: while only this writer adds
    to it, what was read stays true. After another writer did, each batch is compared again under the fence.
    """

    def __init__(self, graph: Graph, lease: Lease, change: int, *, dry_run: bool = False) -> None:
        """Under a lease; a dry run decides and does not write."""
        self._graph = graph
        self._lease = lease
        self._claim = Claim(lease.source, lease.at)
        self._trusted = lease.settled.fingerprints if lease.settled.change == change else frozenset()
        self._fingerprints: set[str] = set()
        self._change = change
        self._alone = True
        self._most_rows = BATCH_ROWS
        self._dry_run = dry_run
        self._failed: LineageError | None = None
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lineage-graph-writer")

    def __enter__(self) -> Self:
        """The writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the batches that are being written; after an error for the one at hand.

        Where the process is to end, that one is ended: it may wait for a lock that somebody else has.
        """
        if error and asked_to_end(error):
            self._failed = LineageError("The load was given up.")
            self._graph.end_own()
        self._worker.shutdown(cancel_futures=kind is not None)

    @property
    def settled(self) -> Settled:
        """What the graph holds as declared now; nothing where another writer may have changed it meanwhile."""
        return Settled(self._change, frozenset(self._fingerprints)) if self._alone else NOTHING_SETTLED

    def write(self, works: Iterable[Work]) -> Iterator[tuple[Work, Batch]]:
        """What became of the items, batch by batch; their caller hears of one while the next ones are being written."""
        running: deque[tuple[Work, Future[Batch]]] = deque()
        for work in works:
            if work.waits:
                yield from _done(running)
            for batch in self._batches(work.items):
                # Who trusts must know first whether the batches before found another writer at work.
                if work.trusting:
                    yield from _done(running)
                if work.settles and self._is_settled(work.group, batch) and work.trusting:
                    yield work, Batch(batch, {})
                    continue
                plan = self._plan_fresh(work.group, batch)
                running.append((work, self._worker.submit(self._write, work.group, batch, plan)))
                yield from _done(running, but=_AHEAD)
        yield from _done(running)

    def _batches(self, items: Iterator[Item]) -> Iterator[list[Item]]:
        batch: list[Item] = []
        size = 0
        for item in items:
            batch.append(item)
            size += item.row.size if item.row else 0
            if len(batch) >= self._most_rows or size >= BATCH_SIZE:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _is_settled(self, group: Group, batch: Sequence[Item]) -> bool:
        """Whether the last load left exactly these rows in the graph, and nobody has written since."""
        fingerprint = _fingerprint(group, batch)
        if fingerprint is None:
            return False
        self._fingerprints.add(fingerprint)
        return fingerprint in self._trusted and self._alone

    def _write(self, group: Group, items: Sequence[Item], plan: Plan | None = None) -> Batch:
        if self._failed:
            # The batch before was not written; trying this one would only wait for the same server once more.
            raise self._failed
        try:
            decided = self._commit(group, items, plan)
        except TooLarge as error:
            if len(items) == 1:
                raise Neo4jUnavailable(f"{error}\nThe row is {items[0].identity}.") from error
            half = len(items) // 2
            self._most_rows = min(self._most_rows, len(items) - half)
            first_half, second_half = self._write(group, items[:half]), self._write(group, items[half:])
            moved = {place + half: fate for place, fate in second_half.fates.items()}
            return Batch(items, {**first_half.fates, **moved})
        except LineageError as error:
            self._failed = error
            raise
        return Batch(
            items,
            {place: Fate(write.effect if write else Effect.UNCHANGED, known) for place, _, write, known in decided},
        )

    def _commit(self, group: Group, items: Sequence[Item], plan: Plan | None) -> list[Decided]:
        def work(transaction: ManagedTransaction) -> tuple[int | None, list[Decided]]:
            if self._failed:  # who waited for a lock tries again
                raise self._failed
            todo = plan or _plan(group, self._decide(transaction, group, items, trusting=True))
            if self._dry_run or not todo.statements:
                return None, todo.decided
            change = leases.fence(transaction, self._lease)
            if not self._alone or change != self._change + 1:
                todo = _plan(group, self._decide(transaction, group, items, trusting=False))
            _run(transaction, group, todo.statements, first(self._claim))
            if self._lease.source != JOIN:
                pending.note(transaction, group, [item.identity for _, item, write, _ in todo.decided if write])
            return change, todo.decided

        if self._dry_run:
            return self._graph.read(work)[1]
        change, decided = write_bounded(self._graph, work, divisible=len(items) > 1)
        if change is not None:
            self._alone = self._alone and change == self._change + 1
            self._change = change
        return decided

    def _plan_fresh(self, group: Group, items: Sequence[Item]) -> Plan | None:
        """What to do with items that are surely new, made while the batch before is written; None for others."""
        if not all(item.fresh for item in items):
            return None
        return _plan(group, [self._decided(group, place, item, None) for place, item in enumerate(items)])

    def _decide(
        self, transaction: ManagedTransaction, group: Group, items: Sequence[Item], *, trusting: bool
    ) -> list[Decided]:
        """What to do with those items that are not in the graph as declared."""
        asked = [
            (place, item.identity, item.row.digest if item.row else "")
            for place, item in enumerate(items)
            if not (trusting and item.fresh)
        ]
        states = different(transaction, group, self._lease.source, asked)
        if trusting:
            states.update((place, None) for place, item in enumerate(items) if item.fresh)
        return [self._decided(group, place, items[place], states[place]) for place in sorted(states)]

    def _decided(self, group: Group, place: int, item: Item, state: State | None) -> Decided:
        if state and state.foreign and item.row and not group.ends:
            raise UsageError(
                f"The database already has a {group.label} with the key {item.identity} that was not loaded by "
                "lineage_graph.\nRemove it, or give lineage_graph a database of its own (NEO4J_DATABASE)."
            )
        known = state is not None and self._claim.source in state.sources
        if item.row:
            write = declare(self._claim, group, item.row, state, keep_known=item.keep_known)
        else:
            write = withdraw(self._claim, group, state) if state else None
        return Decided(place, item, write, known)


def _done(running: deque[tuple[Work, Future[Batch]]], but: int = 0) -> Iterator[tuple[Work, Batch]]:
    """Wait for the first batches, ``but`` so many."""
    while len(running) > but:
        work, future = running.popleft()
        yield work, future.result()


def _plan(group: Group, decided: list[Decided]) -> Plan:
    return Plan(decided, list(_statements(group, decided)))


def _fingerprint(group: Group, batch: Sequence[Item]) -> str | None:
    """A digest of the rows; None where some are withdrawn, or kept although they are declared otherwise."""
    digest = blake2b(group.name.encode(), digest_size=_FINGERPRINT_BYTES)
    for item in batch:
        if item.row is None or item.keep_known:
            return None
        digest.update(f"{item.identity}{item.row.digest}".encode())
    return digest.hexdigest()


def _statements(group: Group, decided: Sequence[Decided]) -> Iterator[Statement]:
    """One per text, and whether the rows are new: then the books are the same for all and go along once."""
    rows: dict[tuple[str, bool], list[Parameter]] = {}
    for _, item, write, _ in decided:
        if write:
            statement = _text(group, item, write), write.effect is Effect.CREATED
            rows.setdefault(statement, []).append(_parameter(item.identity, write))
    for (text, new), of_text in rows.items():
        for start in range(0, len(of_text), STATEMENT_ROWS):
            yield Statement(text, new, of_text[start : start + STATEMENT_ROWS])


def _text(group: Group, item: Item, write: Write) -> str:
    if group.ends and write.never_held:
        return schema.drop_edges(group.label, *group.ends)
    if group.ends:
        return schema.put_edges(group.label, *group.ends)
    if not write.whole or item.row is None:
        return schema.touch_nodes(group.label)
    return schema.put_nodes(group.label, item.row.second_label)


def _parameter(identity: Identity, write: Write) -> Parameter:
    if isinstance(identity, str):
        return {"key": identity, "properties": write.properties}
    if len(identity) == _ENDS:
        return {"start": identity[0], "end": identity[1], "properties": write.properties}
    return {"start": identity[0], "end": identity[1], "apart": identity[2], "properties": write.properties}


def _run(
    transaction: ManagedTransaction, group: Group, statements: Sequence[Statement], shared: Mapping[str, Written]
) -> None:
    """Send all, then look at the results: the server works on one statement while the driver packs the next."""
    sent = [
        transaction.run(statement.text, {"rows": statement.rows, "shared": shared if statement.new else {}})
        for statement in statements
    ]
    for statement, result in zip(statements, sent, strict=True):
        if result.single(strict=True)["written"] != len(statement.rows) and group.ends:
            _refuse_missing_end(transaction, group, statement.rows)


def _refuse_missing_end(transaction: ManagedTransaction, group: Group, rows: list[Parameter]) -> None:
    for missing in answer(transaction, missing_ends(group), {"rows": rows}):
        raise LineageError(f"{group.label} cannot be written: its end {missing['key']} is not in the graph.")
