"""How two assets overlap, compared by themselves: segment by segment, then with their dates laid out otherwise."""

from itertools import starmap

from lineage_graph.model import Match
from lineage_graph.overlap.addresses import Address, address
from lineage_graph.overlap.index import Index
from lineage_graph.overlap.segments import meet
from lineage_graph.overlap.verdict import joins, verdict


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
            return _laid_out_otherwise(here, there)
        flags |= met
    deeper = _size(there) - _size(here)
    return verdict(flags, deeper, is_open=(here if deeper > 0 else there).open, nested=here.nested)


def _laid_out_otherwise(here: Address, there: Address) -> Match | None:
    return next((found.match for found in Index((there,)).overlaps(here)), None)


def _size(place: Address) -> int:
    """How deep the place lies; what is open lies below what is not."""
    return 2 * len(place.segments) + place.open
