"""Spans of time as people write them: ``45d``, ``12h``, ``30m``, ``90s``."""

import re
from datetime import timedelta
from typing import Final

PATTERN: Final = "^[0-9]{1,6}[dhms]$"

_WRITTEN: Final = re.compile(r"(?P<number>[0-9]{1,6})(?P<unit>[dhms])")
_UNITS: Final = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


class Duration(timedelta):
    """A span of time, never negative; a type of its own, so that msgspec leaves its reading to us."""

    def __str__(self) -> str:
        """As it would be written, in the largest unit that fits without a rest."""
        seconds = self // timedelta(seconds=1)
        for unit, word in _UNITS.items():
            size = timedelta(**{word: 1}) // timedelta(seconds=1)
            if seconds % size == 0 and seconds:
                return f"{seconds // size}{unit}"
        return f"{seconds}s"


def duration(text: object) -> Duration:
    """The duration that is written there; raises ``ValueError`` with what to write instead."""
    found = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        message = "expected a duration such as 45d, 12h, 30m or 90s"
        raise ValueError(message)
    return Duration(**{_UNITS[found["unit"]]: int(found["number"])})
