"""Keys with holes: what each hole is, the values that a concrete key has in their places, and keys with values put in.

A hole is a ``{}`` that some value fills; ``{date}`` and ``{id}`` stand as they are, and so does the database that
nobody knows below a hidden host. Holes of the same name hold the same value, one without a name any.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lineage_graph.overlap.addresses import Address, address
from lineage_graph.overlap.segments import is_pattern
from lineage_graph.overlap.spelling import spelled
from lineage_graph.overlap.verdict import joins

_MARK: Final = re.compile(r"\{(?:date|id|)\}")
_HOLE: Final = "{}"
_NO_VALUE: Final = re.compile(r"[{}*/]")


@dataclass(frozen=True, slots=True)
class Shape:
    """A key with holes: ``texts`` are what stands around them, ``names`` what each is known by, or empty texts.

    ``place`` is None where nothing can be told of the container.
    """

    key: str
    texts: tuple[str, ...]
    names: tuple[str, ...]
    place: Address | None

    @property
    def named(self) -> frozenset[str]:
        """The names that there are."""
        return frozenset(name for name in self.names if name)

    @property
    def segments(self) -> tuple[tuple[str, ...], ...] | None:
        """The texts around the holes of each segment below the container, where a key may fill them all.

        As in overlaps some segment must be known, of a table a part of its name, and nothing may be open below.
        """
        place = self.place
        if place is None or place.open or not joins(place) or (place.nested and all(map(is_pattern, place.segments))):
            return None
        return tuple(tuple(segment.split(_HOLE)) for segment in place.segments)


def shape(key: str, names: tuple[str, ...]) -> Shape:
    """The key with the names of its holes, one for each ``{}``, ``{date}`` and ``{id}``; else none has a name."""
    place = address(key)
    marks = list(_MARK.finditer(key))
    given = names if len(names) == len(marks) else ("",) * len(marks)
    fixed = len(place.container) if place else 0
    holes = [
        (mark, name) for mark, name in zip(marks, given, strict=True) if mark.group() == _HOLE and mark.start() >= fixed
    ]
    ends = [0, *(mark.end() for mark, _ in holes)]
    starts = [*(mark.start() for mark, _ in holes), len(key)]
    texts = tuple(key[start:end] for start, end in zip(ends, starts, strict=True))
    return Shape(key, texts, tuple(name for _, name in holes), place)


def is_filled(key: str) -> bool:
    """Whether no hole of the key is free."""
    return not shape(key, ()).names


def put(into: Shape, values: Mapping[str, str]) -> str:
    """The key with the values in the holes of their names, each as the store spells it."""
    found = into.texts[0]
    for name, text in zip(into.names, into.texts[1:], strict=True):
        found += (spelled(values[name], into.key, len(found)) if name in values else _HOLE) + text
    return found


def by_name(names: tuple[str, ...], texts: tuple[str, ...]) -> dict[str, str] | None:
    """The values by name; None where two holes of one name hold different ones, or one holds what is no value."""
    found: dict[str, str] = {}
    for name, text in zip(names, texts, strict=True):
        if _NO_VALUE.search(text) or (name and found.setdefault(name, text) != text):
            return None
    return found


def between(texts: tuple[str, ...], segment: str) -> tuple[str, ...] | None:
    """What stands in the segment between the texts; None where they are not there, or may be at several places.

    A value has a character at least. Where the leftmost and the rightmost places are not the same nobody can tell.
    """
    if len(texts) == 1:
        return () if segment == texts[0] else None
    start, end = len(texts[0]), len(segment) - len(texts[-1])
    if end <= start or not (segment.startswith(texts[0]) and segment.endswith(texts[-1])):
        return None
    places = _leftmost(texts[1:-1], segment, start, end)
    if places is None or places != _rightmost(texts[1:-1], segment, start, end):
        return None
    starts = [start, *(place + len(text) for place, text in zip(places, texts[1:-1], strict=True))]
    return tuple(segment[one:other] for one, other in zip(starts, [*places, end], strict=True))


def _leftmost(texts: tuple[str, ...], segment: str, start: int, end: int) -> list[int] | None:
    found = []
    for text in texts:
        place = segment.find(text, start + 1, end - 1)
        if place < 0:
            return None
        found.append(place)
        start = place + len(text)
    return found


def _rightmost(texts: tuple[str, ...], segment: str, start: int, end: int) -> list[int] | None:
    found = []
    for text in reversed(texts):
        place = segment.rfind(text, start + 1, end - 1)
        if place < 0:
            return None
        found.append(place)
        end = place
    return found[::-1]
