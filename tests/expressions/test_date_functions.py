"""Date functions: the documentation's examples, .NET's formats, and what is made of an unknown time.

Where the documentation's results contradict its own text (``dayOfWeek`` of a Thursday as 3, ``:`` before the fraction),
the text counts.
"""

import pytest
from tzlocal.windows_tz import win_tz

from lineage_graph.expressions.functions.time_zones import zone
from tests.expressions.asking import becomes, reason_of, shown

CASES = [
    ("addDays('2018-03-15T13:00:00Z', 10)", "2018-03-25T13:00:00.0000000Z"),
    ("addDays('2018-03-15T00:00:00Z', -5)", "2018-03-10T00:00:00.0000000Z"),
    ("addDays('2020-02-28', 1, 'yyyy-MM-dd')", "2020-02-29"),
    ("addHours('2018-03-15T00:00:00Z', 10)", "2018-03-15T10:00:00.0000000Z"),
    ("addHours('2018-03-15T15:00:00Z', -5)", "2018-03-15T10:00:00.0000000Z"),
    ("addMinutes('2018-03-15T00:10:00Z', 10)", "2018-03-15T00:20:00.0000000Z"),
    ("addMinutes('2018-03-15T00:20:00Z', -5)", "2018-03-15T00:15:00.0000000Z"),
    ("addSeconds('2018-03-15T00:00:00Z', 10)", "2018-03-15T00:00:10.0000000Z"),
    ("addSeconds('2018-03-15T00:00:30Z', -5)", "2018-03-15T00:00:25.0000000Z"),
    ("addToTime('2018-01-01T00:00:00Z', 1, 'Day')", "2018-01-02T00:00:00.0000000Z"),
    ("addToTime('2018-01-01T00:00:00Z', 1, 'Day', 'D')", "Tuesday, January 2, 2018"),
    ("addToTime('2018-01-31', 1, 'Month', 'd')", "2/28/2018"),
    ("addToTime('2020-02-29', 1, 'year', 'd')", "2/28/2021"),
    ("addToTime('2018-01-01', 2, 'Week', 'd')", "1/15/2018"),
    ("subtractFromTime('2018-01-02T00:00:00Z', 1, 'Day')", "2018-01-01T00:00:00.0000000Z"),
    ("subtractFromTime('2018-01-02T00:00:00Z', 1, 'Day', 'D')", "Monday, January 1, 2018"),
    ("subtractFromTime('2018-01-15', 13, 'Month', 'd')", "12/15/2016"),
    ("convertFromUtc('2018-01-01T08:00:00.0000000Z', 'Pacific Standard Time')", "2018-01-01T00:00:00.0000000"),
    ("convertFromUtc('2018-01-01T08:00:00.0000000Z', 'Pacific Standard Time', 'D')", "Monday, January 1, 2018"),
    ("convertTimeZone('2018-01-01T08:00:00.0000000Z', 'UTC', 'Pacific Standard Time')", "2018-01-01T00:00:00.0000000"),
    ("convertTimeZone('2018-07-01T12:00:00', 'UTC', 'W. Europe Standard Time', 's')", "2018-07-01T14:00:00"),
    ("convertTimeZone('2018-07-01T12:00:00', 'UTC', 'W Europe Standard Time', 's')", "2018-07-01T14:00:00"),
    ("convertTimeZone('2018-07-01T12:00:00', 'UTC', 'India Standard Time', 'yyyyMMddTHHmm')", "20180701T1730"),
    ("convertToUtc('01/01/2018 00:00:00', 'Pacific Standard Time')", "2018-01-01T08:00:00.0000000Z"),
    ("convertToUtc('01/01/2018 00:00:00', 'Pacific Standard Time', 'D')", "Monday, January 1, 2018"),
    ("formatDateTime('03/15/2018 12:00:00', 'yyyy-MM-ddTHH:mm:ss')", "2018-03-15T12:00:00"),
    ("formatDateTime('03/15/2018')", "2018-03-15T00:00:00.0000000"),
    ("formatDateTime('2018-03-15T12:00:00+02:00')", "2018-03-15T10:00:00.0000000Z"),
    ("formatDateTime('2018-03-15T12:00:00.1234567Z', 'ss.fff')", "00.123"),
    ("formatDateTime('2018-03-15T12:00:00.1200000Z', 'ss.FFFFF')", "00.12"),
    ("formatDateTime('2018-03-15T12:00:00Z', 'ss.FFF')", "00"),
    ("formatDateTime('2018-03-05T15:07:09Z', 'd M y h:m:s t')", "5 3 18 3:7:9 P"),
    ("formatDateTime('2018-03-05T00:07:09Z', 'hh tt')", "12 AM"),
    ("formatDateTime('2018-03-05T15:07:09Z', 'ddd dd MMM yyyy')", "Mon 05 Mar 2018"),
    ("formatDateTime('2018-03-05T15:07:09Z', 'dddd MMMM yyyyy')", "Monday March 02018"),
    ("formatDateTime('2018-03-05', 'yyyy/MM/dd')", "2018/03/05"),
    ("formatDateTime('2018-03-05', '''year='' yyyy')", "year= 2018"),
    ("formatDateTime('2018-03-05', '\"d\"\\d%d')", "dd5"),
    ("formatDateTime('2018-03-05', '%d')", "5"),
    ("formatDateTime('2018-03-05Z', 'zzz K')", None),
    ("formatDateTime('2018-03-05 00:00Z', 'z zz zzz K')", "+0 +00 +00:00 Z"),
    ("formatDateTime('2018-03-15T15:07:09Z', 'f')", "Thursday, March 15, 2018 3:07 PM"),
    ("formatDateTime('2018-03-15T15:07:09Z', 'F')", "Thursday, March 15, 2018 3:07:09 PM"),
    ("formatDateTime('2018-03-15T15:07:09Z', 'g')", "3/15/2018 3:07 PM"),
    ("formatDateTime('2018-03-15T15:07:09Z', 'G')", "3/15/2018 3:07:09 PM"),
    ("formatDateTime('2018-03-15T15:07:09Z', 'm')", "March 15"),
    ("formatDateTime('2018-03-15T15:07:09Z', 'R')", "Thu, 15 Mar 2018 15:07:09 GMT"),
    ("formatDateTime('2018-03-15T15:07:09Z', 's')", "2018-03-15T15:07:09"),
    ("formatDateTime('2018-03-15T15:07:09Z', 't')", "3:07 PM"),
    ("formatDateTime('2018-03-15T15:07:09Z', 'T')", "3:07:09 PM"),
    ("formatDateTime('2018-03-15T15:07:09Z', 'u')", "2018-03-15 15:07:09Z"),
    ("formatDateTime('2018-03-15T15:07:09Z', 'y')", "March 2018"),
    ("formatDateTime('3/5/2018 3:04 pm', 'HH:mm')", "15:04"),
    ("startOfDay('2018-03-15T13:30:30Z')", "2018-03-15T00:00:00.0000000Z"),
    ("startOfHour('2018-03-15T13:30:30Z')", "2018-03-15T13:00:00.0000000Z"),
    ("startOfMonth('2018-03-15T13:30:30Z')", "2018-03-01T00:00:00.0000000Z"),
    ("startOfMonth('2018-03-15T13:30:30Z', 'yyyyMM')", "201803"),
]
NUMBERS = [
    ("dayOfMonth('2018-03-15T13:27:36Z')", 15),
    ("dayOfWeek('2018-03-15T13:27:36Z')", 4),
    ("dayOfWeek('2018-03-18')", 0),
    ("dayOfYear('2018-03-15T13:27:36Z')", 74),
    ("ticks('0001-01-01')", 0),
    ("ticks('1970-01-01T00:00:00Z')", 621_355_968_000_000_000),
    ("ticks('1970-01-01T00:00:00.0000001Z')", 621_355_968_000_000_001),
]
UNKNOWN = [
    ("utcNow()", "{date|utcNow()}"),
    ("utcnow('yyyy')", "{date|utcNow('yyyy')}"),
    ("getPastTime(5, 'Day')", "{date|getPastTime(5, 'Day')}"),
    ("getFutureTime(5, 'Day', 'D')", "{date|getFutureTime(5, 'Day', 'D')}"),
    ("formatDateTime(utcNow(), 'yyyy/MM')", "{date|formatDateTime(utcNow(), 'yyyy/MM')}"),
    ("formatDateTime(item().day, 'yyyy')", "{date|formatDateTime(item().day, 'yyyy')}"),
    ("addDays(pipeline().TriggerTime, -1)", "{date|addDays(pipeline().TriggerTime, -1)}"),
    ("concat('y=', substring(utcNow(), 0, 4), '/x')", "y={date|substring(utcNow(), 0, 4)}/x"),
    ("split(trigger().outputs.windowStartTime, 'T')[0]", "{date|split(trigger().outputs.windowStartTime, 'T')[0]}"),
    ("toLower(trigger().scheduledTime)", "{date|toLower(trigger().scheduledTime)}"),
    ("ticks(utcNow())", "{id|ticks(utcNow())}"),
    ("dayOfYear(utcNow())", "{date|dayOfYear(utcNow())}"),
    ("int(dayOfYear(utcNow()))", "{date|int(dayOfYear(utcNow()))}"),
]
IMPOSSIBLE = [
    "formatDateTime('soon')",
    "formatDateTime('2018-02-30')",
    "formatDateTime('2018-01-01', 'q')",
    "formatDateTime('2018-01-01', '''open')",
    "formatDateTime('2018-01-01 25:00')",
    "formatDateTime('1/1/2018 13:00 PM')",
    "addDays('9999-12-31', 1)",
    "addDays('2018-01-01', 1.5)",
    "addDays('2018-01-01', 9999999999999)",
    "addToTime('9999-12-31', 1, 'Month')",
    "addToTime('2018-01-01', 1, 'Decade')",
    "convertFromUtc('2018-01-01', 'Nowhere Standard Time')",
    "convertFromUtc('0001-01-01', 'Pacific Standard Time')",
    "ticks(1)",
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_a_date_function(body: str, expected: str | None) -> None:
    result = becomes(body)
    assert (result if expected else reason_of(result)) == (expected or "dynamic-expression")


@pytest.mark.parametrize(("body", "expected"), NUMBERS)
def test_a_part_of_a_date(body: str, expected: int) -> None:
    assert becomes(body) == expected


@pytest.mark.parametrize(("body", "expected"), UNKNOWN)
def test_what_is_made_of_an_unknown_time_is_marked(body: str, expected: str) -> None:
    assert shown(becomes(body)) == expected


@pytest.mark.parametrize("body", IMPOSSIBLE)
def test_what_is_no_time_is_unknown(body: str) -> None:
    assert reason_of(becomes(body)) == "dynamic-expression"


def test_every_windows_zone_is_one() -> None:
    assert [name for name in win_tz if zone(name) is None] == []
