"""What the graph holds, as far as a load must know it to write only differences."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias, cast

from neo4j import ManagedTransaction
from neo4j.time import DateTime

from lineage_graph.graph import statements
from lineage_graph.graph.precedence import Identity
from lineage_graph.graph.rows import Group

_NO_DIGEST: Final = ""


class State(NamedTuple):
    """One node or relationship that is there, but not as the source says: its digest and its books.

    Who declares it, since when, when it was removed, and its absences: gone, back, gone, back.
    """

    digest: str | None
    sources: tuple[str, ...]
    since: datetime | None
    removed: datetime | None
    absences: tuple[datetime, ...]

    @property
    def foreign(self) -> bool:
        """Whether no source ever declared it: it was not loaded by this program."""
        return not self.sources and self.removed is None


States: TypeAlias = dict[int, State | None]
"""By place in what was asked for: None where there is nothing; no entry where all is as the source says."""


def different(
    transaction: ManagedTransaction, group: Group, source: str, asked: Sequence[tuple[int, Identity, str]]
) -> States:
    """Of the places, identities and digests that are asked for, those that the graph does not hold so."""
    if not asked:
        return {}
    rows = [
        [place, identity, digest] if isinstance(identity, str) else [place, *identity, digest]
        for place, identity, digest in asked
    ]
    record = transaction.run(statements.compare(group), {"rows": rows, "source": source}).single(strict=True)
    return {place: None if absent else _state(*rest) for place, absent, *rest in record["different"]}


def books(transaction: ManagedTransaction, group: Group, source: str, identities: Sequence[Identity]) -> States:
    """The states of these identities, whatever their digests."""
    return different(
        transaction, group, source, [(place, identity, _NO_DIGEST) for place, identity in enumerate(identities)]
    )


def _state(digest: object, sources: object, since: object, removed: object, absences: object) -> State:
    times = map(_native, cast("list[object]", absences or []))
    return State(
        digest=digest if isinstance(digest, str) else None,
        sources=tuple(cast("list[str]", sources or [])),
        since=_native(since),
        removed=_native(removed),
        absences=tuple(time for time in times if time),
    )


def _native(value: object) -> datetime | None:
    return value.to_native() if isinstance(value, DateTime) else None
