"""How two segments of keys meet: the same text, a wildcard that covers the other, or an unknown part that may be it.

``*`` is a wildcard: it is known to match whatever fits. ``{}``, ``{date}`` and ``{id}`` are holes: each stands for one
text that nobody knows, a date's or a counter's characters in the last two. Nothing reaches beyond its segment.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LITERAL: Final = 1
"""Both are the same text without holes."""
HOLE: Final = 2
"""Both have a hole, at the same place of the same text."""
READ_COVERS: Final = 4
"""The read segment is a wildcard for the other."""
OTHER_COVERS: Final = 8
"""The other is a wildcard for the read segment."""
FILLED: Final = 16
"""They are the same only if an unknown part is what the other says there."""

_VARIABLE: Final = re.compile(r"(\{[^{}]*\}|\*+)")
_WILDCARD: Final = re.compile(r"\*+")
_REMEMBERED: Final = 65_536
_MOST_STEPS: Final = 250_000
DATE: Final = frozenset("0123456789TZ:._ +-")
"""The characters of a date; each of its folders has some of them."""
_ID: Final = frozenset("0123456789abcdefABCDEF-")
_CHARACTERS: Final = {"{date}": DATE, "{id}": _ID}

_Step = tuple[frozenset[str] | None, bool]
"""The characters that may come (None: any), and whether any number of them."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A segment with holes or wildcards: the texts between them, and between its wildcards alone."""

    text: str
    between: tuple[str, ...]
    between_wildcards: tuple[str, ...]
    has_hole: bool
    steps: tuple[_Step, ...]
    is_free: bool

    @property
    def start(self) -> str:
        """The text before the first hole or wildcard."""
        return self.between[0]

    @property
    def end(self) -> str:
        """The text behind the last one."""
        return self.between[-1]


def is_pattern(segment: str) -> bool:
    """Whether the segment has a hole or a wildcard."""
    return "{" in segment or "*" in segment


@lru_cache(maxsize=_REMEMBERED)
def pattern(segment: str) -> Pattern:
    """The segment taken apart."""
    parts = _VARIABLE.split(segment)
    return Pattern(
        text=segment,
        between=tuple(parts[::2]),
        between_wildcards=tuple(_WILDCARD.split(segment)),
        has_hole="{" in segment,
        steps=tuple(step for place, part in enumerate(parts) for step in _steps(part, is_variable=place % 2 == 1)),
        is_free=not any(part in _CHARACTERS for part in parts[1::2]),
    )


def has_literal_part(segment: str) -> bool:
    """Whether a letter or digit of the segment is known."""
    texts = pattern(segment).between if is_pattern(segment) else (segment,)
    return any(character.isalnum() for text in texts for character in text)


def meet(read: str, other: str) -> int | None:
    """How they meet, as a sum of the values above; None where some literal text contradicts."""
    if read == other:
        return (HOLE if pattern(read).has_hole else 0) if is_pattern(read) else LITERAL
    if not is_pattern(read) and not is_pattern(other):
        return None
    for one, two, flag in ((read, other, READ_COVERS), (other, read, OTHER_COVERS)):
        if "*" in one and _fit(pattern(one).between_wildcards, two):
            return flag | (HOLE if pattern(one).has_hole else 0)
    return FILLED if _may_be_one(read, other) else None


def _may_be_one(one: str, two: str) -> bool:
    if not is_pattern(one):
        one, two = two, one
    found = pattern(one)
    if not is_pattern(two):
        return _fit(found.between, two) if found.is_free else _may_hold(one, two)
    other = pattern(two)
    if not (_agree(found.start, other.start) and _agree(found.end[::-1], other.end[::-1])):
        return False
    return _share_a_text(found.steps, other.steps)


@lru_cache(maxsize=_REMEMBERED)
def _may_hold(text: str, literal: str) -> bool:
    found = pattern(text)
    return _fit(found.between, literal) and _share_a_text(found.steps, _steps(literal, is_variable=False))


def _agree(one: str, two: str) -> bool:
    return one.startswith(two) or two.startswith(one)


def _fit(texts: tuple[str, ...], segment: str) -> bool:
    """Whether the segment is these texts with anything between them."""
    if len(texts) == 1:
        return segment == texts[0]
    place, end = len(texts[0]), len(segment) - len(texts[-1])
    if place > end or not (segment.startswith(texts[0]) and segment.endswith(texts[-1])):
        return False
    for text in texts[1:-1]:
        found = segment.find(text, place, end)
        if found < 0:
            return False
        place = found + len(text)
    return True


def _steps(part: str, *, is_variable: bool) -> tuple[_Step, ...]:
    if not is_variable:
        return tuple((frozenset(character), False) for character in part)
    characters = _CHARACTERS.get(part)
    return ((None, True),) if characters is None else ((characters, False), (characters, True))


def _share_a_text(one: tuple[_Step, ...], two: tuple[_Step, ...]) -> bool:
    """Whether any text is both; what would take too long to tell may be."""
    if len(one) * len(two) > _MOST_STEPS:
        return True
    reached = {(0, 0)}
    todo = [(0, 0)]
    while todo:
        i, j = todo.pop()
        if i == len(one) and j == len(two):
            return True
        for state in _next(one, two, i, j):
            if state not in reached:
                reached.add(state)
                todo.append(state)
    return False


def _next(one: tuple[_Step, ...], two: tuple[_Step, ...], i: int, j: int) -> list[tuple[int, int]]:
    first = one[i] if i < len(one) else None
    second = two[j] if j < len(two) else None
    found = []
    if first and first[1]:
        found.append((i + 1, j))
    if second and second[1]:
        found.append((i, j + 1))
    if first and second and (first[0] is None or second[0] is None or not first[0].isdisjoint(second[0])):
        found.append((i if first[1] else i + 1, j if second[1] else j + 1))
    return found
