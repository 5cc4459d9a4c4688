"""Points in time as the date functions take them: to 100 nanoseconds, with or without knowing that they are UTC.

Read are ISO 8601 and the invariant forms ``03/15/2018 12:00:00``; a time with an offset is turned into UTC.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

TICKS_PER_SECOND: Final = 10_000_000
_START: Final = datetime(1, 1, 1)
_DATES: Final = r"(?:(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})|(?P<m2>\d{1,2})/(?P<d2>\d{1,2})/(?P<y2>\d{4}))"
_TIMES: Final = r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,12}))?)?\s*(?P<half>[AaPp][Mm])?"
_FORM: Final = re.compile(rf"\s*{_DATES}(?:(?:[Tt]|\s+){_TIMES}\s*(?P<zone>[Zz]|[+-]\d{{2}}:?\d{{2}})?)?\s*", re.ASCII)
_MONTHS: Final = 12
_NOON: Final = 12


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A point in time: whole seconds, the 100 nanoseconds after them, and whether it is known to be UTC."""

    moment: datetime
    ticks: int = 0
    is_utc: bool = False

    def moved(self, **units: int) -> "Timestamp":
        """Later by the given days, hours, …; raises OverflowError beyond the years 1 to 9999."""
        return replace(self, moment=self.moment + timedelta(**units))

    def moved_by_months(self, months: int) -> "Timestamp":
        """Later by months; the last day of a shorter month stands for one that it lacks."""
        count = self.moment.year * _MONTHS + self.moment.month - 1 + months
        year, month = divmod(count, _MONTHS)
        for day in range(self.moment.day, self.moment.day - 4, -1):
            try:
                return replace(self, moment=self.moment.replace(year=year, month=month + 1, day=day))
            except ValueError:
                continue
        raise OverflowError

    def all_ticks(self) -> int:
        """100 nanoseconds since the beginning of year 1."""
        since = self.moment - _START
        return (since.days * 86_400 + since.seconds) * TICKS_PER_SECOND + self.ticks


def read_timestamp(text: str) -> Timestamp | None:
    """The point in time that the text gives; None where it gives none."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(found[name] or found[f"{name}2"]) for name in ("y", "m", "d"))
    hour = _hour(int(found["H"] or 0), found["half"])
    try:
        moment = datetime(year, month, day, hour, int(found["M"] or 0), int(found["S"] or 0))
        return _in_utc(Timestamp(moment, int(f"{found['f'] or ''}0000000"[:7])), found["zone"])
    except (ValueError, OverflowError):
        return None


def _hour(hour: int, half: str | None) -> int:
    if half is None or not 1 <= hour <= _NOON:
        return hour if half is None else -1
    return hour % _NOON + (_NOON if half.lower() == "pm" else 0)


def _in_utc(local: Timestamp, zone: str | None) -> Timestamp:
    if zone is None:
        return local
    if zone in "Zz":
        return replace(local, is_utc=True)
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return replace(local.moved(minutes=-minutes if zone[0] == "+" else minutes), is_utc=True)
