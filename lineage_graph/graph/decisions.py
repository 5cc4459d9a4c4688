"""What a load must do to one node or relationship, from what its source declares and what the graph holds. Pure.

A row is written when its source is new to it, when it had been removed, or when its source wins and its digest
differs. When the last source leaves, ``removedAt`` is set; a return moves the time without it into ``absences``.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from lineage_graph.graph.precedence import defines, wins
from lineage_graph.graph.rows import Group, Property, Row
from lineage_graph.graph.state import Books, State

Written: TypeAlias = "Property | datetime | list[datetime]"


class Effect(StrEnum):
    """What became of a row."""

    CREATED = "created"
    CHANGED = "changed"
    REVIVED = "revived"
    UNCHANGED = "unchanged"
    REMOVED = "removed"


class Claim(NamedTuple):
    """Who declares, and the time from which it holds."""

    source: str
    at: datetime


class Write(NamedTuple):
    """Properties to set (None removes one); ``whole`` if they replace all that the model declares.

    What is created gets the properties of ``first`` too, the same for all of a load.
    """

    effect: Effect
    properties: Mapping[str, Written]
    whole: bool


def first(claim: Claim) -> dict[str, Written]:
    """The books of what nobody declared before."""
    return {"sources": [claim.source], "declaredSince": claim.at}


def declare(claim: Claim, group: Group, row: Row, state: State | None, *, keep_known: bool = False) -> Write | None:
    """What to write so that the graph says what the row says; None if it does.

    ``keep_known``: what is known only from references does not replace what the source knew, because the source was
    not read whole.
    """
    if state is None:
        return Write(Effect.CREATED, {**row.properties, "digest": row.digest}, whole=True)
    mine = state.books is None or claim.source in state.books.sources
    if mine and keep_known and row.stub:
        return None
    if state.books is None:
        return None if row.digest == state.digest else Write(Effect.CHANGED, _whole(group, row), whole=True)
    return _among_others(claim, group, row, state.digest, state.books)


def withdraw(claim: Claim, group: Group, state: State) -> Write | None:
    """What to write when the source no longer declares it; None if it did not. The state must have its books."""
    books = state.books
    if books is None or claim.source not in books.sources:
        return None
    left = [source for source in books.sources if source != claim.source]
    if left:
        undeclared = {"declared": False} if "declared" in group.properties and not defines(left) else {}
        return Write(Effect.REMOVED, {"sources": left, **undeclared}, whole=False)
    begun = [time for time in (claim.at, books.since, *books.absences[-1:]) if time]
    return Write(Effect.REMOVED, {"sources": left, "removedAt": max(begun)}, whole=False)


def _whole(group: Group, row: Row) -> dict[str, Written]:
    """All declared properties, None for what the row has not; whether it was ever observed is not the row's to take."""
    properties: dict[str, Written] = {name: row.properties.get(name) for name in group.properties}
    if properties.get("observed") is False:
        del properties["observed"]
    return {**properties, "digest": row.digest}


def _among_others(claim: Claim, group: Group, row: Row, digest: str | None, books: Books) -> Write | None:
    whole = wins(claim.source, books.sources, row.identity) and row.digest != digest
    if claim.source in books.sources and books.removed is None:
        return Write(Effect.CHANGED, _whole(group, row), whole=True) if whole else None
    properties = _whole(group, row) if whole else _declared(row)
    effect = Effect.CHANGED if books.removed is None else Effect.REVIVED
    return Write(effect, {**properties, **_joined(claim, books)}, whole)


def _declared(row: Row) -> dict[str, Written]:
    return {"declared": True} if row.properties.get("declared") is True else {}


def _joined(claim: Claim, books: Books) -> dict[str, Written]:
    joined: dict[str, Written] = {
        "sources": sorted({*books.sources, claim.source}),
        "declaredSince": min(books.since or claim.at, claim.at),
    }
    if books.removed is not None:
        joined["removedAt"] = None
        if claim.at > books.removed:
            joined["absences"] = [*books.absences, books.removed, claim.at]
    return joined
