"""What follows from how the segments of two addresses meet: exact, contains, within, pattern, or nothing."""

from itertools import starmap

from lineage_graph.model import Match
from lineage_graph.overlap.addresses import Address, address
from lineage_graph.overlap.segments import FILLED, HOLE, LITERAL, OTHER_COVERS, READ_COVERS, has_literal_part, meet

_BOTH_COVER = READ_COVERS | OTHER_COVERS


def relation(read: str, other: str) -> Match | None:
    """How the asset with the key ``other`` overlaps what a process reads, its key ``read``; None where it does not.

    ``contains``: the read place contains the asset; ``within``: the asset contains the read place. Wildcards are known
    to match what fits them; where an unknown part had to be filled it is ``pattern``, which is only possible.
    """
    here, there = address(read), address(other)
    if read == other:
        return Match.EXACT
    if here is None or there is None or here.container != there.container:
        return None
    if not here.nested and not (joins(here) and joins(there) and len(here.segments) == len(there.segments)):
        return None
    flags = 0
    for met in starmap(meet, zip(here.segments, there.segments, strict=False)):
        if met is None:
            return None
        flags |= met
    deeper = _size(there) - _size(here)
    return verdict(flags, deeper, is_open=(here if deeper > 0 else there).open, nested=here.nested)


def joins(place: Address) -> bool:
    """Whether it may join at all: not a table of whose name nothing is known."""
    return place.nested or (bool(place.segments) and has_literal_part(place.segments[-1]))


def _size(place: Address) -> int:
    """How deep the place lies; what is open lies below what is not."""
    return 2 * len(place.segments) + place.open


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
