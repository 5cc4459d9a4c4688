"""The name for the eye of an asset that came of a pattern, as its store would have made it."""

import re
from typing import Final
from urllib.parse import unquote

from lineage_graph.overlap.addresses import address

_HOLE: Final = re.compile(r"\{[^{}]*\}")
_MARK: Final = re.compile(r"\{(?:date|id|)\}")
_ENCODED: Final = re.compile(r"%(?:7B|7D|25|23|2F)")


def has_marks(key: str) -> bool:
    """Whether something of the key is unknown; the database below a hidden host is not counted."""
    place = address(key)
    return _MARK.search(key, len(place.container) if place else 0) is not None


def derived_name(name: str, pattern: str, key: str) -> str:
    """The pattern's name, its parts with unknown text as the key has them, the others in their own spelling.

    Of a path the name is what lies below the container, of a table its schema and itself.
    """
    place, old = address(key), address(pattern)
    mark = "/" if old is None or old.nested else "."
    parts, olds = name.split(mark), _segments(pattern)[-name.count(mark) - 1 :]
    news = _segments(key)[-len(olds) :]
    if len(parts) == len(olds) and all(map(_fits, parts, olds)):
        return mark.join(new if _HOLE.search(part) else part for part, new in zip(parts, news, strict=True))
    shown = [_decoded(segment) for segment in place.segments] if place else news
    return mark.join(shown if mark == "/" else shown[-2:]) or _segments(key)[-1]


def _segments(key: str) -> list[str]:
    return [_decoded(segment) for segment in key.split("/")]


def _fits(part: str, segment: str) -> bool:
    return _HOLE.search(part) is not None if _MARK.search(segment) else part.casefold() == segment.casefold()


def _decoded(segment: str) -> str:
    return _ENCODED.sub(lambda found: unquote(found.group()), segment)
