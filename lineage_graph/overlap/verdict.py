"""What follows from how the segments of two addresses meet: exact, contains, within, pattern, or nothing."""

from lineage_graph.model import Match
from lineage_graph.overlap.addresses import Address
from lineage_graph.overlap.segments import FILLED, HOLE, LITERAL, OTHER_COVERS, READ_COVERS, has_literal_part

_BOTH_COVER = READ_COVERS | OTHER_COVERS


def joins(place: Address) -> bool:
    """Whether it may join at all: not a table of whose name nothing is known."""
    return place.nested or (bool(place.segments) and has_literal_part(place.segments[-1]))


def verdict(flags: int, deeper: int, *, is_open: bool, nested: bool) -> Match | None:
    """What it means that all compared segments meet like ``flags``, the other being so much ``deeper`` (or less).

    ``is_open``: the one that is not deeper is open, so what the deeper one says there cannot be compared. Tables join
    only by a pattern. Paths join by one only if some segment is known in both and the same.
    """
    if not nested:
        return Match.PATTERN if flags & FILLED else None
    if is_open or flags & _BOTH_COVER == _BOTH_COVER:
        flags |= FILLED
    if flags & (FILLED | HOLE) and not flags & LITERAL:
        return None
    if flags & FILLED:
        return Match.PATTERN
    return Match.CONTAINS if deeper > 0 or (deeper == 0 and flags & READ_COVERS) else Match.WITHIN
