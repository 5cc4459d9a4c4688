"""Time zones by the names that Windows gives them, as Data Factory takes them: ``W. Europe Standard Time``.

The names' meaning is Unicode CLDR's, from the package tzlocal; the zones are the IANA's.
"""

from datetime import UTC
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal.windows_tz import win_tz

from lineage_graph.expressions.functions.timestamps import Timestamp


@cache
def _zones() -> dict[str, str]:
    """Names without case and punctuation: Data Factory's editor drops it in some."""
    return {_plain(name): zone for name, zone in win_tz.items()}


def _plain(name: str) -> str:
    return "".join(one for one in name.lower() if one.isalnum() or one in "+-")


@cache
def zone(name: str) -> ZoneInfo | None:
    """The zone of that name; None where there is none."""
    found = _zones().get(_plain(name))
    try:
        return ZoneInfo(found) if found else None
    except (ZoneInfoNotFoundError, OSError):
        return None


def to_utc(time: Timestamp, source: ZoneInfo) -> Timestamp:
    """The time, which is one of the zone, in UTC."""
    moment = time.moment.replace(tzinfo=source).astimezone(UTC).replace(tzinfo=None)
    return Timestamp(moment, time.ticks, is_utc=True)


def from_utc(time: Timestamp, target: ZoneInfo) -> Timestamp:
    """The time, which is in UTC, in the zone."""
    moment = time.moment.replace(tzinfo=UTC).astimezone(target).replace(tzinfo=None)
    return Timestamp(moment, time.ticks)
