"""The segments below one folder, found by how they begin and end, so that a pattern need not look at all of them."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lineage_graph.overlap.segments import is_pattern, pattern

_FEW: Final = 16
"""So many are looked at one by one."""

_LAST: Final = "\U0010ffff"


class Names:
    """Literal segments, by their beginnings and, once asked for, by their ends."""

    def __init__(self, names: Iterable[str]) -> None:
        """Of these names."""
        self._forward = sorted(names)
        self._backward: list[str] | None = None

    def like(self, start: str, end: str) -> Iterable[str]:
        """Those that may begin and end so, and others; not many more than do."""
        if len(self._forward) <= _FEW or not (start or end):
            return self._forward
        beginning = _range(self._forward, start)
        if not end or len(beginning) <= _FEW:
            return (self._forward[place] for place in beginning)
        if self._backward is None:
            self._backward = sorted(name[::-1] for name in self._forward)
        ending = _range(self._backward, end[::-1])
        if len(beginning) <= len(ending):
            return (self._forward[place] for place in beginning)
        return (self._backward[place][::-1] for place in ending)


class Patterns:
    """Segments with holes or wildcards, by the text before the first one, else by that behind the last."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Of these segments."""
        self._sorted = sorted(texts)
        self._by_start: dict[str, list[str]] = {}
        self._by_end: dict[str, list[str]] = {}
        for text in self._sorted:
            found = pattern(text)
            place, where = (found.start, self._by_start) if found.start else (found.end, self._by_end)
            where.setdefault(place, []).append(text)

    def like(self, segment: str) -> Iterator[str]:
        """Those that may meet the segment."""
        if len(self._sorted) <= _FEW:
            yield from self._sorted
            return
        found = pattern(segment) if is_pattern(segment) else None
        start = found.start if found else segment
        yield from _of(self._by_start, (start[:length] for length in range(1, len(start) + 1)))
        if found is None:
            yield from _of(self._by_end, (segment[place:] for place in range(len(segment) + 1)))
            return
        # What begins with more than is known of the segment's beginning, and what begins with nothing known.
        longer = (self._sorted[place] for place in _range(self._sorted, start))
        yield from (text for text in longer if len(pattern(text).start) > len(start))
        yield from (text for texts in self._by_end.values() for text in texts)


def _of(places: dict[str, list[str]], wanted: Iterable[str]) -> Iterator[str]:
    for one in wanted:
        yield from places.get(one, ())


def _range(ordered: Sequence[str], start: str) -> range:
    return range(bisect_left(ordered, start), bisect_left(ordered, start + _LAST))
