"""What a load must do to one node or relationship, from what its source declares and what the graph holds. Pure.

A row is written when its source is new to it, when it had been removed, or when its source wins and its digest
differs. When the last source leaves, ``removedAt`` is set; a return moves the time without it into ``absences``.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

from lineage_graph.graph.precedence import JOIN, defines, wins
from lineage_graph.graph.rows import Group, Property, Row, derived
from lineage_graph.graph.state import State
from lineage_graph.model import HISTORIC

Written: TypeAlias = "Property | list[datetime]"

_ADDED: Final = ("declared", "observed")


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

    What is created gets the properties of ``first`` too, the same for all of a load. ``never_held``: it never did, so
    a relationship is deleted; a node may hold others and is left to who withdraws it.
    """

    effect: Effect
    properties: Mapping[str, Written]
    whole: bool
    never_held: bool = False


def first(claim: Claim) -> dict[str, Written]:
    """The books of what nobody declared before."""
    return {"sources": [claim.source], "declaredSince": claim.at}


def declare(claim: Claim, group: Group, row: Row, state: State | None, *, keep_known: bool = False) -> Write | None:
    """What to write so that the graph says what the row says, where it does not; None if it may stay as it is.

    ``keep_known``: what is known only from references does not replace what the source knew, because the source was
    not read whole.
    """
    if state is None:
        new: dict[str, Written] = {**row.properties, **derived(group, row.properties), "digest": row.digest}
        return Write(Effect.CREATED, new, whole=True)
    mine = claim.source in state.sources and state.removed is None
    if mine and keep_known and row.stub:
        return None
    whole = wins(claim.source, state.sources, row.identity) and row.digest != state.digest
    if mine:
        return Write(Effect.CHANGED, _whole(group, row), whole=True) if whole else None
    properties = _whole(group, row) if whole else _said(row)
    effect = Effect.CHANGED if state.removed is None else Effect.REVIVED
    return Write(effect, {**properties, **_joined(claim, state)}, whole)


def withdraw(claim: Claim, group: Group, state: State) -> Write | None:
    """What to write when the source no longer declares it; None if it did not."""
    if claim.source not in state.sources:
        return None
    left = [source for source in state.sources if source != claim.source]
    if left:
        undeclared = {} if defines(left) else _undeclared(group)
        return Write(Effect.REMOVED, {"sources": left, **undeclared}, whole=False)
    begun = [time for time in (state.since, *state.absences[-1:]) if time]
    if claim.source == JOIN and begun and claim.at <= max(begun):
        return _undone(state)
    return Write(Effect.REMOVED, {"sources": left, "removedAt": max((claim.at, *begun))}, whole=False)


def _undeclared(group: Group) -> dict[str, Written]:
    """What else to write where no definition has it any more, and runs still do."""
    if group.label == "Activity":
        # Without a digest, since it no longer is as it was declared: it is written anew if it is declared again.
        return {"state": HISTORIC, "digest": ""}
    return {"declared": False} if "declared" in group.properties else {}


def _undone(state: State) -> Write:
    """The join takes back what it concluded in the same moment: before another source was loaded it knew no better.

    The order of loads must not show, so what held for no time is as if it had not been said.
    """
    if not state.absences:
        return Write(Effect.REMOVED, {"sources": [], "removedAt": state.since}, whole=False, never_held=True)
    *before, gone, _ = state.absences
    return Write(Effect.REMOVED, {"sources": [], "removedAt": gone, "absences": before or None}, whole=False)


def _whole(group: Group, row: Row) -> dict[str, Written]:
    """All declared properties, None for what the row has not; whether it was ever observed is not the row's to take."""
    properties: dict[str, Written] = {name: row.properties.get(name) for name in group.properties}
    if properties.get("observed") is False:
        del properties["observed"]
    return {**properties, **derived(group, row.properties), "digest": row.digest}


def _said(row: Row) -> dict[str, Written]:
    """What any source may add to what another one shows: that it is declared, that it was observed."""
    return {name: True for name in _ADDED if row.properties.get(name) is True}


def _joined(claim: Claim, state: State) -> dict[str, Written]:
    joined: dict[str, Written] = {
        "sources": sorted({*state.sources, claim.source}),
        "declaredSince": min(state.since or claim.at, claim.at),
    }
    if state.removed is not None:
        joined["removedAt"] = None
        if claim.at > state.removed:
            joined["absences"] = [*state.absences, state.removed, claim.at]
    return joined
