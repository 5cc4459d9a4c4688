"""Times and numbers as they really come: what cannot be read becomes None and a warning, the record stays."""

from datetime import UTC, datetime

import pytest

from lineage_graph.records import Properties
from tests.sources.runs.saved import activity_run, parsed_activity_run, the_activity_run

AT_FOUR = datetime(2026, 11, 20, 4, 0, 0, tzinfo=UTC)

TIMES = [
    ("2026-11-20T04:00:00Z", AT_FOUR),
    ("2026-11-20T04:00:00.0000009Z", AT_FOUR),
    ("2026-11-20T04:00:00", AT_FOUR),
    ("2026-11-20T06:00:00+02:00", AT_FOUR),
    ("11/20/2026, 4:00:00.000 AM", AT_FOUR),
    ("11/20/2026, 12:00:00 PM", AT_FOUR.replace(hour=12)),
    ("11/20/2026, 12:00:00.5 AM", AT_FOUR.replace(hour=0, microsecond=500_000)),
    ("11/20/2026 16:00:00", AT_FOUR.replace(hour=16)),
    ("1601-01-01T00:00:00Z", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("written", "time"), TIMES)
def test_times_are_in_utc(written: str | None, time: datetime | None) -> None:
    assert the_activity_run(activityRunEnd=written, durationInMs=1).end == time


BAD_TIMES = [
    "0001-01-01T00:00:00",
    "yesterday",
    "2026-13-45T00:00:00Z",
    "13/45/2026, 4:00:00 AM",
    "9999-12-31T23:59:59-14:00",
    1763611200,
    {"at": "four"},
    True,
]


@pytest.mark.parametrize("written", BAD_TIMES)
def test_what_is_no_time_becomes_none_with_its_pointer(written: object) -> None:
    run, intake = parsed_activity_run(activity_run(activityRunEnd=written))
    assert run is not None
    assert run.end is None
    assert [note.split(": ")[0] for note in intake.notes] == ["saved.json#/value/0/activityRunEnd"]
    assert str(written) not in intake.notes[0]


NUMBERS = [(7, 7), ("7", 7), (" 7 ", 7), (7.0, 7), ("7.0", 7), (0, 0), (2**63 - 1, 2**63 - 1), (None, None), ("", None)]


@pytest.mark.parametrize(("written", "number"), NUMBERS)
def test_numbers_are_read_from_texts_too(written: object, number: int | None) -> None:
    assert the_activity_run(output={"dataRead": written}).output.bytes_read == number


BAD_NUMBERS = [2**63, 10**30, str(2**63), -1, 1.5, "1.5", "many", "9" * 5_000, True, [1], {"n": 1}, "NaN", 1e300]


@pytest.mark.parametrize("written", BAD_NUMBERS)
def test_what_is_no_count_becomes_none_with_its_pointer(written: object) -> None:
    run, intake = parsed_activity_run(activity_run(output={"dataRead": written, "dataWritten": 3}))
    assert run is not None
    assert (run.output.bytes_read, run.output.bytes_written) == (None, 3)
    assert [note.split(": ")[0] for note in intake.notes] == ["saved.json#/value/0/output/dataRead"]


def test_numbers_that_no_database_keeps_are_texts_or_nothing_in_an_input() -> None:
    run = the_activity_run(input={"large": 2**63, "huge": 10**30, "small": -(2**63), "none": float("nan")})
    assert run.input == Properties(
        {"large": "9223372036854775808", "huge": "1" + "0" * 30, "small": -(2**63), "none": None}
    )


def test_a_lone_surrogate_becomes_a_replacement_character() -> None:
    run = the_activity_run(activityName="Copy \ud800", run_id="a\ud800", input={"x\ud800": "y\ud800"})
    assert (run.name, run.run_id, dict(run.input)) == ("Copy \ufffd", "a\ufffd", {"x\ufffd": "y\ufffd"})
