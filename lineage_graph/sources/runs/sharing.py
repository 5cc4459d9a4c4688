"""Equal inputs are read once: an activity is given the same things run after run.

That saves most of the time and of the memory that a million runs take.
"""

from functools import lru_cache
from typing import Final

import msgspec

from lineage_graph.records import Properties
from lineage_graph.sources.raw import Json
from lineage_graph.sources.values import Border

BORDER: Final = Border(evaluated=True)
"""What run records are read with: their values are secrets by the same rules, and no expressions."""

_LONGEST: Final = 2_048
"""Bytes of an input that is remembered."""

_REMEMBERED: Final = 10_000


def shared_properties(raw: dict[str, Json], border: Border) -> Properties:
    """What the border makes of the object; the same ``Properties`` for the same JSON, where it is small."""
    if border is not BORDER:
        return border.properties(raw)
    try:
        written = msgspec.json.encode(raw)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return border.properties(raw)
    return _read(written) if len(written) <= _LONGEST else border.properties(raw)


@lru_cache(maxsize=_REMEMBERED)
def _read(written: bytes) -> Properties:
    return BORDER.properties(msgspec.json.decode(written))
