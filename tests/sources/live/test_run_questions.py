"""The windows that a question becomes, and how far a reading came."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from lineage_graph.records import PipelineRun, RunStatus
from lineage_graph.sources.live import RunQuestion
from lineage_graph.sources.live.run_question import Progression, Window, activity_window

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def a_run(updated: datetime | None = None, start: datetime | None = None, end: datetime | None = None) -> PipelineRun:
    return PipelineRun(run_id="r", pipeline="p", status=RunStatus.SUCCEEDED, start=start, end=end, last_updated=updated)


def test_a_short_time_is_one_window() -> None:
    assert RunQuestion(NOON, NOON + HOUR).windows == (Window(NOON, NOON + HOUR),)
    assert RunQuestion(NOON, NOON + DAY).windows == (Window(NOON, NOON + DAY),)


def test_a_long_time_is_a_window_a_day() -> None:
    assert RunQuestion(NOON - HOUR, NOON + 2 * DAY).windows == (
        Window(NOON - HOUR, NOON),
        Window(NOON, NOON + DAY),
        Window(NOON + DAY, NOON + 2 * DAY),
    )


def test_years_are_no_more_than_what_azure_keeps() -> None:
    windows = RunQuestion(datetime(2001, 1, 1, tzinfo=UTC), NOON).windows
    assert windows[0] == Window(datetime(2001, 1, 1, tzinfo=UTC), NOON - 45 * DAY)
    assert (len(windows), windows[-1]) == (46, Window(NOON - DAY, NOON))


def test_no_time_is_no_window() -> None:
    assert RunQuestion(NOON, NOON).windows == RunQuestion(NOON + HOUR, NOON).windows == ()


def test_times_are_asked_in_utc() -> None:
    naive = datetime(2026, 11, 20, 12)
    east = datetime(2026, 11, 20, 15, tzinfo=timezone(2 * HOUR))
    assert [one.body for one in RunQuestion(naive, east).windows] == [
        {"lastUpdatedAfter": "2026-11-20T12:00:00.000000Z", "lastUpdatedBefore": "2026-11-20T13:00:00.000000Z"}
    ]


@pytest.mark.parametrize(
    ("run", "after", "before"),
    [
        (a_run(start=NOON - 3 * DAY, end=NOON - 2 * DAY), NOON - 4 * DAY, NOON + DAY),
        (a_run(start=NOON - HOUR, end=NOON + HOUR), NOON - HOUR - DAY, NOON + HOUR + DAY),
        (a_run(start=NOON - HOUR), NOON - HOUR - DAY, NOON + DAY),
        (a_run(updated=NOON - HOUR), NOON - HOUR - DAY, NOON + DAY),
        (a_run(), NOON - 46 * DAY, NOON + DAY),
        (a_run(start=NOON, end=datetime.max.replace(tzinfo=UTC)), NOON - DAY, datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_activities_are_asked_for_with_a_day_on_both_sides(run: PipelineRun, after: datetime, before: datetime) -> None:
    assert activity_window(run, NOON) == Window(after, before)


WINDOW = Window(NOON, NOON + DAY)
NEXT = Window(NOON + DAY, NOON + 2 * DAY)


def test_the_watermark_is_the_end_of_what_was_read_whole() -> None:
    progression = Progression()
    progression.listed(WINDOW, [a_run(NOON + HOUR)], [])
    assert progression.watermark == WINDOW.before
    progression.listed(NEXT, [], [])
    assert progression.watermark == NEXT.before


def test_the_watermark_is_the_last_update_before_the_first_that_failed() -> None:
    progression = Progression()
    read = [a_run(NOON + hours * HOUR) for hours in (1, 2, 3, 5)] + [a_run()]
    progression.listed(WINDOW, read, [a_run(NOON + 4 * HOUR), a_run(NOON + 3 * HOUR)])
    assert progression.watermark == NOON + 2 * HOUR


def test_after_a_failure_the_watermark_stays() -> None:
    progression = Progression()
    progression.listed(WINDOW, [], [])
    progression.failed()
    progression.listed(NEXT, [a_run(NOON + DAY + HOUR)], [])
    assert progression.watermark == WINDOW.before


def test_after_a_run_that_failed_the_watermark_stays() -> None:
    progression = Progression()
    progression.listed(WINDOW, [a_run(NOON + HOUR)], [a_run(NOON + 2 * HOUR)])
    progression.listed(NEXT, [a_run(NOON + DAY + HOUR)], [])
    assert progression.watermark == NOON + HOUR


@pytest.mark.parametrize("failed", [a_run(), a_run(NOON + DAY)])
def test_a_failure_that_nothing_certainly_precedes_moves_nothing(failed: PipelineRun) -> None:
    progression = Progression()
    progression.listed(NEXT, [a_run(NOON + DAY + HOUR)], [failed])
    assert progression.watermark is None
    known = Progression(WINDOW.before)
    known.listed(NEXT, [a_run(NOON + DAY + HOUR)], [failed])
    assert known.watermark == WINDOW.before
