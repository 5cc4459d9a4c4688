"""Dates in paths: one ``{date}`` may be several folders, for ``yyyy/MM/dd`` is one expression and three segments.

What one writes as ``raw/{date}/x``, another has as ``raw/{date}/{date}/{date}/x`` or ``raw/2024/03/05/x``. To know
another way of writing dates, extend ``_WHOLE`` and ``_BEGINNING``.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from lineage_graph.overlap.segments import is_pattern, meet

HOLE: Final = "{date}"
_WHOLE: Final = re.compile(r"(?=.*[0-9{*])(?:\{date\}|[0-9TZ:._ +*-])+")
"""A date and nothing else: holes for dates, digits with what stands between them, a wildcard that covers any."""

_BEGINNING: Final = re.compile(r"\{date\}|[0-9*]")
_REMEMBERED: Final = 65_536


@lru_cache(maxsize=_REMEMBERED)
def is_date(segment: str) -> bool:
    """Whether the segment is nothing but a date, or a part of one: ``{date}``, ``2024``, ``03``, ``*``."""
    return _WHOLE.fullmatch(segment) is not None


@lru_cache(maxsize=_REMEMBERED)
def halves(segment: str) -> tuple[tuple[str, str], ...]:
    """The first and last of several folders that the segment may be, for each date in it that may hold them.

    ``in_{date}.csv`` gives ``in_{date}`` and ``{date}.csv``; folders between them are dates.
    """
    places = (found.start() for found in re.finditer(re.escape(HOLE), segment))
    return tuple((segment[: place + len(HOLE)], segment[place:]) for place in places)


def begins_with_date(segment: str) -> bool:
    """Whether a date may go on in the segment: ``05.csv``, ``{date}_orders``."""
    return is_date(segment) or _BEGINNING.match(segment) is not None


def ends(last: str, segment: str) -> bool:
    """Whether the segment may be the last of a date's folders, which is ``last``."""
    is_going_on = is_date(segment) if last == HOLE else begins_with_date(segment)
    return is_going_on and meet(last, segment) is not None


def are_laid_out_otherwise(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether, side by side, one still has a date where the other has none any more.

    Two names that contradict each other behind dates of the same length are two places, and so are two names in one
    folder, even where one of them looks like a date.
    """
    are_alike = True
    for here, there in zip(one, two, strict=False):
        if meet(here, there) is None:
            are_siblings = are_alike and not is_pattern(here) and not is_pattern(there)
            return is_date(here) is not is_date(there) and not are_siblings
        are_alike = are_alike and here == there
    return False
