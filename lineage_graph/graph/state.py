"""What the graph holds of a group of nodes or relationships: as much as a load needs to write only differences."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final, NamedTuple, TypeAlias, cast

from neo4j import ManagedTransaction, Record
from neo4j.time import DateTime

from lineage_graph.graph import statements
from lineage_graph.graph.precedence import Identity
from lineage_graph.graph.rows import Group
from lineage_graph.graph.values import Parameter

BATCH_ROWS: Final = 5_000


class Books(NamedTuple):
    """Who declares it, since when, when it was removed, and its absences: gone, back, gone, back."""

    sources: tuple[str, ...]
    since: datetime | None
    removed: datetime | None
    absences: tuple[datetime, ...]

    @property
    def foreign(self) -> bool:
        """Whether no source ever declared it: it was not loaded by this program."""
        return not self.sources and self.removed is None


class State(NamedTuple):
    """One node or relationship. ``books`` is None where only this source declares it and it is not removed."""

    digest: str | None
    books: Books | None


States: TypeAlias = dict[Identity, State]


class Reader(NamedTuple):
    """A transaction, and for whom it reads."""

    transaction: ManagedTransaction
    source: str
    service: str

    def count(self, group: Group) -> int:
        """How many there are of the group's label or type, whatever their ends."""
        record = self.transaction.run(statements.count(group)).single(strict=True)
        return int(record["count"])

    def below(self, group: Group) -> States:
        """All whose anchor is below the service."""
        return self._states(group, statements.below(group), service=self.service, below=self.service + "/")

    def claimed(self, group: Group) -> States:
        """All that the source declares, by a scan."""
        return self._states(group, statements.claimed(group))

    def named(self, group: Group, identities: Iterable[Identity]) -> States:
        """Those with these identities; their books are always whole."""
        states: States = {}
        for rows in chunks(identities, BATCH_ROWS):
            states |= self._states(group, statements.named(group), rows=list(rows))
        return states

    def _states(self, group: Group, text: str, **parameters: Parameter) -> States:
        records = self.transaction.run(text, {"source": self.source, **parameters})
        pairs = _edges(records) if group.ends else _nodes(records)
        states: States = {}
        for identity, state in pairs:
            # A relationship drawn by hand beside ours, of our type and between the same nodes, is not ours.
            if identity not in states or state.digest is not None:
                states[identity] = state
        return states


def chunks(items: Iterable[Identity], size: int) -> Iterator[Sequence[Identity]]:
    """The items in lists of at most ``size``."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _nodes(records: Iterable[Record]) -> Iterator[tuple[Identity, State]]:
    for identity, digest, books in records:
        yield identity, State(digest, _books(books))


def _edges(records: Iterable[Record]) -> Iterator[tuple[Identity, State]]:
    for start, ends in records:
        for end, digest, books in ends:
            yield (start, end), State(digest, _books(books))


def _books(books: list[object] | None) -> Books | None:
    if books is None:
        return None
    sources, since, removed, absences = books
    return Books(
        tuple(cast("list[str]", sources or [])),
        _native(since),
        _native(removed),
        tuple(time for time in map(_native, cast("list[object]", absences or [])) if time),
    )


def _native(value: object) -> datetime | None:
    return value.to_native() if isinstance(value, DateTime) else None
