"""Writing what was decided, in batches: fenced by the lease, decided anew where another load wrote in between."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Final, NamedTuple, Self

from neo4j import ManagedTransaction

from lineage_graph import schema
from lineage_graph.errors import LineageError, Neo4jUnavailable
from lineage_graph.graph import lease as leases
from lineage_graph.graph import statements
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.decisions import Claim, Effect, Write, Written, declare, first, withdraw
from lineage_graph.graph.lease import Lease
from lineage_graph.graph.precedence import Identity
from lineage_graph.graph.rows import Group, Row
from lineage_graph.graph.state import BATCH_ROWS, Reader
from lineage_graph.graph.summary import Tally
from lineage_graph.graph.transactions import TooLarge, persist
from lineage_graph.graph.values import Parameter

BATCH_SIZE: Final = 4_000_000
"""Characters of properties in one batch, about."""


class Candidate(NamedTuple):
    """What is to be written: a declared row, or none where the source withdraws. ``write`` as decided when read."""

    identity: Identity
    row: Row | None
    keep_known: bool
    write: Write | None


class Statement(NamedTuple):
    """A text and its rows, which are all new or all not."""

    text: str
    new: bool
    rows: list[Parameter]


class Writer:
    """Writes what one source changes: ``begin`` before each group, ``add`` its candidates, ``flush`` at its end."""

    def __init__(self, graph: Graph, lease: Lease, service: str, tally: Tally, *, dry_run: bool = False) -> None:
        """Under a lease, counting into the tally; a dry run only counts."""
        self._graph = graph
        self._lease = lease
        self._claim = Claim(lease.source, lease.at)
        self._service = service
        self._tally = tally
        self._dry_run = dry_run
        self._pending: list[Candidate] = []
        self._size = 0
        self._change = 0
        self._stale = False
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lineage-graph-writer")
        self._running: Future[Sequence[Candidate]] | None = None
        self._running_group: Group | None = None

    def __enter__(self) -> Self:
        """The writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the batch that is being written."""
        self._worker.shutdown()

    def begin(self, change: int | None) -> None:
        """What follows was decided when the graph had seen so many changes; None to decide everything anew."""
        self._change = change or 0
        self._stale = change is None

    def add(self, group: Group, candidate: Candidate) -> None:
        """Write it with the next batch."""
        self._pending.append(candidate)
        self._size += candidate.row.size if candidate.row else 0
        if len(self._pending) >= BATCH_ROWS or self._size >= BATCH_SIZE:
            self._submit(group)

    def flush(self, group: Group) -> None:
        """Write what is pending, and wait until it is written."""
        if self._pending:
            self._submit(group)
        self._collect()

    def _submit(self, group: Group) -> None:
        """Have the batch written while the caller prepares the next one: measured, it hides all preparing."""
        self._collect()
        pending, self._pending, self._size = self._pending, [], 0
        self._running = self._worker.submit(self._write, group, pending)
        self._running_group = group

    def _collect(self) -> None:
        if self._running is None or self._running_group is None:
            return
        written, self._running = self._running.result(), None
        for candidate in written:
            if candidate.write:
                self._tally.write(self._running_group, candidate.write.effect, candidate.identity)

    def _write(self, group: Group, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        if self._dry_run:
            return candidates
        try:
            return self._commit(group, candidates)
        except TooLarge as error:
            if len(candidates) == 1:
                raise Neo4jUnavailable(f"{error}\nThe row is {candidates[0].identity}.") from error
            half = len(candidates) // 2
            return [*self._write(group, candidates[:half]), *self._write(group, candidates[half:])]

    def _commit(self, group: Group, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        def work(transaction: ManagedTransaction) -> tuple[int, Sequence[Candidate]]:
            change = leases.fence(transaction, self._lease)
            current = candidates
            if self._stale or change != self._change + 1:
                current = self._again(transaction, group, candidates)
            for statement in _statements(group, current):
                _run(transaction, group, statement, first(self._claim))
            return change, current

        change, written = persist(self._graph, work)
        self._stale = self._stale or change != self._change + 1
        self._change = change
        return written

    def _again(
        self, transaction: ManagedTransaction, group: Group, candidates: Sequence[Candidate]
    ) -> Sequence[Candidate]:
        """The candidates, decided from what the graph holds in this transaction."""
        reader = Reader(transaction, self._lease.source, self._service)
        states = reader.named(group, [candidate.identity for candidate in candidates])
        decided = []
        for candidate in candidates:
            state = states.get(candidate.identity)
            if candidate.row is not None:
                write = declare(self._claim, group, candidate.row, state, keep_known=candidate.keep_known)
            else:
                write = withdraw(self._claim, group, state) if state else None
            decided.append(candidate._replace(write=write))
        return decided


def _statements(group: Group, candidates: Sequence[Candidate]) -> Iterator[Statement]:
    """One per text, and whether the rows are new: then the books are the same for all and go along once."""
    rows: dict[tuple[str, bool], list[Parameter]] = {}
    for item in candidates:
        if item.write:
            statement = _text(group, item, item.write), item.write.effect is Effect.CREATED
            rows.setdefault(statement, []).append(_parameter(item.identity, item.write))
    return (Statement(text, new, of_text) for (text, new), of_text in rows.items())


def _text(group: Group, candidate: Candidate, write: Write) -> str:
    if group.ends:
        return schema.put_edges(group.label, *group.ends)
    if not write.whole or candidate.row is None:
        return schema.touch_nodes(group.label)
    return schema.put_nodes(group.label, candidate.row.second_label)


def _parameter(identity: Identity, write: Write) -> Parameter:
    if isinstance(identity, str):
        return {"key": identity, "properties": write.properties}
    return {"start": identity[0], "end": identity[1], "properties": write.properties}


def _run(transaction: ManagedTransaction, group: Group, statement: Statement, shared: Mapping[str, Written]) -> None:
    rows = statement.rows
    (counted,) = answer(transaction, statement.text, {"rows": rows, "shared": shared if statement.new else {}})
    if counted["written"] == len(rows) or not group.ends:
        return
    for missing in answer(transaction, statements.missing_ends(group), {"rows": rows}):
        raise LineageError(f"{group.label} cannot be written: its end {missing['key']} is not in the graph.")
