"""Date functions. What they make of an unknown value is marked as made from a date.

https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions#date-functions
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from lineage_graph.expressions.functions.date_format import ROUND_TRIP, written
from lineage_graph.expressions.functions.registry import Cannot, function, text, whole
from lineage_graph.expressions.functions.time_zones import from_utc, to_utc, zone
from lineage_graph.expressions.functions.timestamps import Timestamp, read_timestamp
from lineage_graph.expressions.results import Result

Move = Callable[[Timestamp, int], Timestamp]

_MOVES: Final[Mapping[str, Move]] = {
    "second": lambda time, count: time.moved(seconds=count),
    "minute": lambda time, count: time.moved(minutes=count),
    "hour": lambda time, count: time.moved(hours=count),
    "day": lambda time, count: time.moved(days=count),
    "week": lambda time, count: time.moved(weeks=count),
    "month": lambda time, count: time.moved_by_months(count),
    "year": lambda time, count: time.moved_by_months(12 * count),
}


def _time(value: Result) -> Timestamp:
    found = read_timestamp(text(value))
    if found is None:
        raise Cannot
    return found


def _formatted(time: Timestamp, form: Result) -> Result:
    result = written(time, text(form) or ROUND_TRIP)
    if result is None:
        raise Cannot
    return result


def _moved(time: Timestamp, count: int, unit: Result, form: Result) -> Result:
    move = _MOVES.get(text(unit).lower())
    if move is None:
        raise Cannot
    try:
        return _formatted(move(time, count), form)
    except (OverflowError, ValueError) as error:
        raise Cannot from error


def _adding(name: str, unit: str) -> None:
    @function(name, 2, 3, mark="date")
    def _add(time: Result, count: Result, form: Result = ROUND_TRIP) -> Result:
        return _moved(_time(time), whole(count), unit, form)


_adding("addDays", "day")
_adding("addHours", "hour")
_adding("addMinutes", "minute")
_adding("addSeconds", "second")


@function("addToTime", 3, 4, mark="date")
def _add_to_time(time: Result, count: Result, unit: Result, form: Result = ROUND_TRIP) -> Result:
    return _moved(_time(time), whole(count), unit, form)


@function("subtractFromTime", 3, 4, mark="date")
def _subtract_from_time(time: Result, count: Result, unit: Result, form: Result = ROUND_TRIP) -> Result:
    return _moved(_time(time), -whole(count), unit, form)


@function("formatDateTime", 1, 2, mark="date")
def _format_date_time(time: Result, form: Result = ROUND_TRIP) -> Result:
    return _formatted(_time(time), form)


def _zone(name: Result) -> ZoneInfo:
    found = zone(text(name))
    if found is None:
        raise Cannot
    return found


def _converted(time: Timestamp, source: ZoneInfo | None, target: ZoneInfo | None, form: Result) -> Result:
    """The time of one zone in another; UTC where there is none."""
    try:
        utc = to_utc(time, source) if source else replace(time, is_utc=True)
        return _formatted(from_utc(utc, target) if target else utc, form)
    except (OverflowError, ValueError) as error:
        raise Cannot from error


@function("convertFromUtc", 2, 3, mark="date")
def _convert_from_utc(time: Result, target: Result, form: Result = ROUND_TRIP) -> Result:
    return _converted(_time(time), None, _zone(target), form)


@function("convertTimeZone", 3, 4, mark="date")
def _convert_time_zone(time: Result, source: Result, target: Result, form: Result = ROUND_TRIP) -> Result:
    return _converted(_time(time), _zone(source), _zone(target), form)


@function("convertToUtc", 2, 3, mark="date")
def _convert_to_utc(time: Result, source: Result, form: Result = ROUND_TRIP) -> Result:
    return _converted(_time(time), _zone(source), None, form)


def _counting(name: str, count: Callable[[Timestamp], int]) -> None:
    @function(name, 1, mark="date")
    def _count(time: Result) -> Result:
        return count(_time(time))


_counting("dayOfMonth", lambda time: time.moment.day)
_counting("dayOfWeek", lambda time: time.moment.isoweekday() % 7)
_counting("dayOfYear", lambda time: time.moment.timetuple().tm_yday)


@function("ticks", 1, mark="id")
def _ticks(time: Result) -> Result:
    return _time(time).all_ticks()


def _starting(name: str, parts: Mapping[str, int]) -> None:
    @function(name, 1, 2, mark="date")
    def _start(time: Result, form: Result = ROUND_TRIP) -> Result:
        held = _time(time)
        moment = held.moment.replace(minute=0, second=0).replace(**parts)  # type: ignore[arg-type] # parts of a date
        return _formatted(Timestamp(moment, is_utc=held.is_utc), form)


_starting("startOfHour", {})
_starting("startOfDay", {"hour": 0})
_starting("startOfMonth", {"day": 1, "hour": 0})
