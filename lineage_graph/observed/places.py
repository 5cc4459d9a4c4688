"""The places that a run really read and wrote where its process is a pattern: ``raw/2026/11/21`` of ``raw/{date}``.

They make no nodes, for there is one for each day; they are kept with the run.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from lineage_graph.declared.instances import fills
from lineage_graph.declared.processes import Part
from lineage_graph.model import Asset, Feeds, Process, Produces
from lineage_graph.site import Movement

MOST_PLACES: Final = 20
"""Places that are kept of each side of a run."""


class Places(NamedTuple):
    """The keys of what a run read and wrote; empty where the process names it already."""

    read: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


NO_PLACES: Final = Places()


def places(movements: Iterable[Movement], parts: Iterable[Part], process: Process, most: int = MOST_PLACES) -> Places:
    """Which of the movements' ends fill the patterns that the process reads and writes."""
    held = tuple(parts)
    patterns = {part.ref: part.key for part in held if isinstance(part, Asset) and part.pattern}
    own = process.ref
    sources = [patterns[p.start] for p in held if isinstance(p, Feeds) and p.end == own and p.start in patterns]
    targets = [patterns[p.end] for p in held if isinstance(p, Produces) and p.start == own and p.end in patterns]
    read: set[str] = set()
    written: set[str] = set()
    for movement in movements:
        if movement.step == process.step or movement.output is None:
            read.update(_filling((end.asset for end, _ in movement.inputs), sources))
            written.update(_filling((movement.output.asset,) if movement.output else (), targets))
    return Places(tuple(sorted(read)[:most]), tuple(sorted(written)[:most]))


def _filling(assets: Iterable[Asset], patterns: Sequence[str]) -> Iterator[str]:
    for asset in assets:
        if not asset.pattern and any(fills(asset.key, pattern) for pattern in patterns):
            yield asset.key
