"""Times as the REST APIs, the logs and the portal's exports write them; all come out aware and in UTC.

To read another way of writing: try it in ``moment`` after the others.
"""

import re
from datetime import UTC, datetime
from typing import Final

from lineage_graph.sources.raw import Json

_NOT_ENDED: Final = 1601
"""The year of the ``end`` of what has not ended: https://learn.microsoft.com/azure/data-factory/monitor-schema-logs-events"""

_PORTAL: Final = re.compile(
    r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4}),?\s+(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})"
    r"(?:\.(?P<fraction>\d{1,9}))?(?:\s*(?P<half>[AP])\.?M\.?)?",
    re.IGNORECASE,
)
_NOON: Final = 12
_MICROSECOND_DIGITS: Final = 6


class Unreadable(ValueError):
    """A value that is not what stands in this place; it becomes None and a warning."""


def moment(raw: Json) -> datetime | None:
    """The time in a text such as ``2026-11-21T05:00:01.1234567Z``; without a zone it is UTC.

    None where there is none yet; raises ``Unreadable`` for what is no time, and for the year 1 that stands for none.
    """
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str):
        message = "no time"
        raise Unreadable(message)
    try:
        found = datetime.fromisoformat(raw)
    except ValueError:
        found = _of_the_portal(raw)
    if found.year == 1:
        message = "the year 1 stands for no time"
        raise Unreadable(message)
    return None if found.year == _NOT_ENDED else _in_utc(found)


def _in_utc(found: datetime) -> datetime:
    if found.tzinfo is UTC:
        return found
    if found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        message = "no time"
        raise Unreadable(message) from None


def _of_the_portal(raw: str) -> datetime:
    """``11/21/2026, 5:00:01.123 AM``, as the portal exports columns with ``[UTC]`` in their names."""
    found = _PORTAL.fullmatch(raw.strip())
    if found is None:
        message = "no time"
        raise Unreadable(message)
    hour, half = int(found["hour"]), (found["half"] or "").upper()
    if half:
        hour = hour % _NOON + (_NOON if half == "P" else 0)
    microsecond = int((found["fraction"] or "0").ljust(_MICROSECOND_DIGITS, "0")[:_MICROSECOND_DIGITS])
    try:
        return datetime(
            int(found["year"]),
            int(found["month"]),
            int(found["day"]),
            hour,
            int(found["minute"]),
            int(found["second"]),
            microsecond,
            UTC,
        )
    except ValueError:
        message = "no time"
        raise Unreadable(message) from None
