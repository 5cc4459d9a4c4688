"""Writing a point in time by .NET's formats, in American English as Data Factory does.

https://learn.microsoft.com/dotnet/standard/base-types/standard-date-and-time-format-strings and
https://learn.microsoft.com/dotnet/standard/base-types/custom-date-and-time-format-strings
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from lineage_graph.expressions.functions.timestamps import Timestamp

ROUND_TRIP: Final = "yyyy-MM-ddTHH:mm:ss.fffffffK"

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_STANDARD: Final[Mapping[str, str]] = {
    "d": "M/d/yyyy",
    "D": "dddd, MMMM d, yyyy",
    "f": "dddd, MMMM d, yyyy h:mm tt",
    "F": "dddd, MMMM d, yyyy h:mm:ss tt",
    "g": "M/d/yyyy h:mm tt",
    "G": "M/d/yyyy h:mm:ss tt",
    "m": "MMMM d",
    "M": "MMMM d",
    "o": ROUND_TRIP,
    "O": ROUND_TRIP,
    "r": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "R": "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    "s": "yyyy-MM-ddTHH:mm:ss",
    "t": "h:mm tt",
    "T": "h:mm:ss tt",
    "u": "yyyy-MM-dd HH:mm:ss'Z'",
    "U": "dddd, MMMM d, yyyy h:mm:ss tt",
    "y": "MMMM yyyy",
    "Y": "MMMM yyyy",
}
_PIECE: Final = re.compile(
    r"'([^']*)'|\"([^\"]*)\"|\\(.)|%?(d{1,4}|f{1,7}|F{1,7}|g+|h+|H+|K|m+|M{1,4}|s+|t+|y+|z+|:|/)|(\.F{1,7})|([^'\"\\%])",
    re.DOTALL,
)


def written(time: Timestamp, form: str) -> str | None:
    """The time in a standard or custom format; None where .NET refuses the format."""
    if len(form) == 1:
        if form not in _STANDARD:
            return None
        form = _STANDARD[form]
    pieces: list[str] = []
    position = 0
    while position < len(form):
        found = _PIECE.match(form, position)
        if found is None:
            return None
        pieces.append(_piece(time, found))
        position = found.end()
    return "".join(pieces)


def _piece(time: Timestamp, found: "re.Match[str]") -> str:
    for quoted in (found[1], found[2], found[3], found[6]):
        if quoted is not None:
            return quoted
    if found[5]:
        digits = _short_fraction(time, len(found[5]) - 1)
        return f".{digits}" if digits else ""
    return _SPECIFIERS[found[4][0]](time, len(found[4]))


def _short_fraction(time: Timestamp, size: int) -> str:
    return f"{time.ticks:07}"[:size].rstrip("0")


def _day(time: Timestamp, size: int) -> str:
    name = _DAYS[time.moment.weekday()]
    return (str(time.moment.day), f"{time.moment.day:02}", name[:3], name)[size - 1]


def _month(time: Timestamp, size: int) -> str:
    name = _MONTHS[time.moment.month - 1]
    return (str(time.moment.month), f"{time.moment.month:02}", name[:3], name)[size - 1]


def _year(time: Timestamp, size: int) -> str:
    year = time.moment.year % 100 if size <= 2 else time.moment.year  # noqa: PLR2004 - y and yy
    return str(year).zfill(size)


def _offset(_: Timestamp, size: int) -> str:
    return ("+0", "+00", "+00:00")[min(size, 3) - 1]


def _number(value: int, size: int) -> str:
    return str(value) if size == 1 else f"{value:02}"


_SPECIFIERS: Final[Mapping[str, Callable[[Timestamp, int], str]]] = {
    "d": _day,
    "f": lambda time, size: f"{time.ticks:07}"[:size],
    "F": _short_fraction,
    "g": lambda _time, _size: "A.D.",
    "h": lambda time, size: _number((time.moment.hour + 11) % 12 + 1, size),
    "H": lambda time, size: _number(time.moment.hour, size),
    "K": lambda time, _size: "Z" if time.is_utc else "",
    "m": lambda time, size: _number(time.moment.minute, size),
    "M": _month,
    "s": lambda time, size: _number(time.moment.second, size),
    "t": lambda time, size: ("AM", "PM")[time.moment.hour // 12][: 1 if size == 1 else 2],
    "y": _year,
    "z": _offset,
    ":": lambda _time, _size: ":",
    "/": lambda _time, _size: "/",
}
