"""A question about runs that fails: repeated first, then told; what else can be read is read, the watermark stays."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest

from lineage_graph.errors import AzureUnavailable
from lineage_graph.records import Rejected
from lineage_graph.sources.live import LiveOptions, LiveRuns, RunQuestion, Tally, read_live_runs
from lineage_graph.sources.live.run_reading import MOST_FAILURES
from tests.azure import faults
from tests.azure.asking import AT_ONCE, Tokens
from tests.azure.faults import Fault
from tests.azure.holding_runs import DAY, MIDNIGHT, a_run, activity_ids, address_of, asked_with, hold, ids, runs_of
from tests.azure.server import Azure
from tests.azure.services import Service

LISTED: Final = "^POST .*/queryPipelineRuns$"
TWO: Final = "^POST .*/two/queryActivityruns$"
ANY: Final = "^POST .*/queryActivityruns$"
NAMED: Final = "^GET .*/pipelineruns/open$"
PASSING: Final = [
    faults.throttled(),
    faults.throttled("0"),
    faults.throttled("3600"),
    *(faults.status(code) for code in (408, 500, 502, 503, 504)),
    faults.hang_up,
    faults.cut_off,
]
LASTING: Final[list[tuple[Fault, str]]] = [
    (faults.throttled(), "answered 429: TooManyRequests"),
    (faults.throttled("0"), "answered 429: TooManyRequests"),
    (faults.status(408), "answered 408"),
    (faults.status(502), "answered 502"),
    (faults.status(400), "answered 400"),
    (faults.not_there, "answered 404"),
    (faults.html, "invalid JSON at line 1, column 1"),
    (faults.html_as_json, "invalid JSON at line 1, column 1"),
    (faults.truncated, "invalid JSON at line 1"),
    (faults.cut_off, "no usable answer (IncompleteReadError)"),
    (faults.hang_up, "no usable answer (ServiceResponseError)"),
    (faults.bad_gzip, "no usable answer ("),
    (faults.null_value, "the answer has no list under 'value'"),
    (faults.no_value, "the answer has no list under 'value'"),
    (faults.instead([]), "the answer has no list under 'value'"),
    (faults.instead({"value": [], "continuationToken": 7}), "its continuationToken is no text"),
    (faults.same_token_again, "it comes back to a page that was read before"),
]


@pytest.fixture
def three(running: Service) -> Service:
    """Runs updated at one, two and three o'clock, the second with 250 activity runs; listed in another order."""
    for name, hour in (("three", 3), ("one", 1), ("two", 2)):
        hold(running, name, 60 * hour, activities=250 if name == "two" else 1)
    return running


def hour(number: int) -> datetime:
    return MIDNIGHT + timedelta(hours=number)


def the_rejected(runs: LiveRuns) -> Rejected:
    (rejected,) = runs.batch.rejected
    return rejected


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("pattern", [LISTED, TWO, NAMED])
@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_leaves_no_trace(azure: Azure, three: Service, pattern: str, fault: Fault) -> None:
    three.runs.pipelines.append(a_run("open", 9000))
    azure.script.add(pattern, fault, fault)
    tally = Tally()
    question = replace(DAY, open_runs=("open",))
    runs = read_live_runs(address_of(azure), Tokens(), question, LiveOptions(AT_ONCE, tally=tally))
    assert (ids(runs), len(activity_ids(runs))) == (["one", "two", "three", "open"], 252)
    assert (runs.batch.complete, runs.watermark, runs.open_runs) == (True, DAY.before, ())
    assert tally.throttled + tally.repeated == 2


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(("fault", "told"), LASTING)
def test_a_run_whose_activities_fail_is_left_out_whole(azure: Azure, fault: Fault, told: str) -> None:
    azure.script.add(TWO, fault, forever=True)
    runs = runs_of(azure)
    assert (ids(runs), activity_ids(runs)) == (["one", "three"], ["one-a0", "three-a0"])
    assert (runs.batch.complete, runs.watermark, runs.open_runs) == (False, hour(1), ())
    assert the_rejected(runs).kind == "pipelinerun"
    assert str(the_rejected(runs).origin).endswith("/pipelineruns/two/queryActivityruns")
    assert told in the_rejected(runs).reason


@pytest.mark.usefixtures("three")
def test_a_run_whose_second_page_of_activities_fails_is_left_out_too(azure: Azure) -> None:
    azure.script.add(TWO, faults.fine, faults.status(500), forever=True)
    runs = runs_of(azure)
    assert (activity_ids(runs), runs.watermark) == (["one-a0", "three-a0"], hour(1))


@pytest.mark.usefixtures("three")
def test_what_failed_is_read_the_next_time(azure: Azure) -> None:
    azure.script.add(TWO, faults.status(400))
    first = runs_of(azure)
    assert first.watermark is not None
    second = runs_of(azure, RunQuestion(first.watermark, DAY.before, first.open_runs))
    assert (ids(second), len(activity_ids(second))) == (["one", "two", "three"], 252)
    assert (second.batch.complete, second.watermark) == (True, DAY.before)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(("fault", "told"), LASTING)
def test_a_list_that_fails_moves_no_watermark(azure: Azure, fault: Fault, told: str) -> None:
    azure.script.add(LISTED, fault, forever=True)
    runs = runs_of(azure)
    assert (runs.batch.complete, runs.watermark) == (False, None)
    assert the_rejected(runs).kind == "collection"
    assert str(the_rejected(runs).origin).endswith("/queryPipelineRuns")
    assert "updated from 2026-11-20T00:00:00.000000Z to 2026-11-21T00:00:00.000000Z: " in the_rejected(runs).reason
    assert told in the_rejected(runs).reason


@pytest.mark.usefixtures("three")
def test_what_was_listed_before_a_list_failed_is_kept(azure: Azure) -> None:
    azure.run_page = 2
    azure.script.add(LISTED, faults.fine, faults.status(500), forever=True)
    runs = runs_of(azure)
    assert (ids(runs), runs.watermark, runs.batch.complete) == (["one", "three"], None, False)


@pytest.mark.usefixtures("three")
def test_a_list_without_end_is_left_after_its_pages(azure: Azure) -> None:
    azure.run_page = 1
    runs = runs_of(azure, patience=replace(AT_ONCE, pages=2))
    assert "it does not end after 2 pages" in runs.batch.rejected[0].reason
    assert (runs.watermark, runs.batch.complete) == (None, False)


def test_a_day_that_fails_stops_the_watermark_and_not_the_days_after(azure: Azure, running: Service) -> None:
    for day in range(3):
        hold(running, f"day{day}", day * 24 * 60 + 60)
    azure.script.add(LISTED, faults.fine, faults.status(400), faults.fine)
    runs = runs_of(azure, RunQuestion(MIDNIGHT, MIDNIGHT + timedelta(days=3)))
    assert (ids(runs), runs.watermark) == (["day0", "day2"], MIDNIGHT + timedelta(days=1))


@pytest.mark.usefixtures("three")
def test_a_missing_right_to_list_is_named(azure: Azure, three: Service) -> None:
    azure.script.add(LISTED, faults.forbidden(), forever=True)
    runs = runs_of(azure, replace(DAY, open_runs=("open",)))
    right = (
        "for want of the right Microsoft.DataFactory/factories/querypipelineruns/action: "
        if three.is_factory
        else "for want of the role Synapse Monitoring Operator in the workspace: "
    )
    first, given_up = runs.batch.rejected
    assert right in first.reason
    assert given_up.reason == "given up after that: 1 pipeline run"
    assert (ids(runs), runs.watermark, runs.open_runs) == ([], None, ("open",))


def test_a_missing_right_to_activities_is_named_and_asked_for_once(azure: Azure, running: Service) -> None:
    for number in range(50):
        hold(running, f"r{number}", 60 + number)
    azure.script.add(ANY, faults.forbidden(), forever=True)
    runs = runs_of(azure, RunQuestion(MIDNIGHT, MIDNIGHT + timedelta(days=2)))
    right = (
        "for want of the right Microsoft.DataFactory/factories/pipelineruns/queryactivityruns/action"
        if running.is_factory
        else "for want of the role Synapse Monitoring Operator in the workspace"
    )
    assert right in runs.batch.rejected[0].reason
    assert (ids(runs), runs.watermark, runs.batch.complete) == ([], None, False)
    asked = len(asked_with(azure, "/queryActivityruns"))
    assert asked <= 4
    assert runs.batch.rejected[-1].reason == (
        f"given up after that: {50 - asked} pipeline runs and what was updated from 2026-11-21 00:00 UTC on"
    )


def test_a_missing_right_to_one_run_is_named(azure: Azure, running: Service) -> None:
    azure.script.add(NAMED, faults.forbidden(), forever=True)
    runs = runs_of(azure, replace(DAY, open_runs=("open",)))
    right = "Microsoft.DataFactory/factories/pipelineruns/read" if running.is_factory else "Synapse Monitoring Operator"
    assert right in the_rejected(runs).reason
    assert (runs.watermark, runs.open_runs) == (DAY.before, ("open",))


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("fault", [faults.status(500), faults.html, faults.instead({}), faults.instead(a_run("x", 1))])
def test_an_open_run_that_fails_stays_open(azure: Azure, fault: Fault) -> None:
    azure.script.add(NAMED, fault, forever=True)
    runs = runs_of(azure, replace(DAY, open_runs=("open",)))
    assert (ids(runs), runs.open_runs, runs.batch.complete) == ([], ("open",), False)
    assert str(the_rejected(runs).origin).endswith("/pipelineruns/open")


def test_an_open_run_whose_activities_fail_stays_open_though_it_ended(azure: Azure, running: Service) -> None:
    hold(running, "open", 9000)
    azure.script.add(ANY, faults.status(500), forever=True)
    runs = runs_of(azure, replace(DAY, open_runs=("open",)))
    assert (ids(runs), runs.open_runs, runs.watermark) == ([], ("open",), DAY.before)


def test_a_run_that_goes_on_and_fails_is_open(azure: Azure, running: Service) -> None:
    hold(running, "long", 60, status="InProgress")
    azure.script.add(ANY, faults.status(500), forever=True)
    runs = runs_of(azure)
    assert (ids(runs), runs.open_runs, runs.watermark) == ([], ("long",), None)


def test_a_run_that_failed_at_first_and_ended_later_is_not_open(azure: Azure, running: Service) -> None:
    running.runs.pipelines = [a_run("long", 60, status="InProgress"), a_run("long", 24 * 60 + 60)]
    azure.script.add(ANY, faults.status(400))
    runs = runs_of(azure, RunQuestion(MIDNIGHT, MIDNIGHT + timedelta(days=2)))
    assert (ids(runs), runs.open_runs, runs.watermark) == (["long"], (), None)


def test_a_service_that_does_not_answer_is_given_up(azure: Azure, running: Service) -> None:
    for number in range(100):
        hold(running, f"r{number:02}", 60 + number)
    azure.script.add("r0[0-4]/queryActivityruns$", faults.fine, faults.fine, faults.fine, faults.fine, faults.fine)
    azure.script.add(ANY, faults.html, forever=True)
    runs = runs_of(azure, RunQuestion(MIDNIGHT, MIDNIGHT + timedelta(days=2)))
    assert ids(runs) == ["r00", "r01", "r02", "r03", "r04"]
    assert runs.watermark == MIDNIGHT + timedelta(minutes=64)
    failed = len(runs.batch.rejected) - 1
    assert MOST_FAILURES <= failed < MOST_FAILURES + 4
    assert runs.batch.rejected[-1].reason.startswith(f"given up after that: {95 - failed} pipeline runs and what was")


def test_refusals_of_single_runs_do_not_end_the_reading(azure: Azure, running: Service) -> None:
    for number in range(30):
        hold(running, f"r{number:02}", 60 + number)
    azure.script.add("/r[01]./queryActivityruns$", faults.not_there, forever=True)
    runs = runs_of(azure)
    assert ids(runs) == [f"r{number}" for number in range(20, 30)]
    assert (len(runs.batch.rejected), runs.watermark) == (20, None)


@pytest.mark.usefixtures("three")
def test_a_token_that_is_refused_once_is_asked_for_anew(azure: Azure) -> None:
    azure.accepted = {"fresh"}
    runs = read_live_runs(address_of(azure), Tokens(["expired", "fresh"]), DAY, LiveOptions(AT_ONCE))
    assert (ids(runs), runs.batch.complete) == (["one", "two", "three"], True)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("pattern", [LISTED, ANY])
def test_a_question_that_is_refused_once_is_asked_again(azure: Azure, pattern: str) -> None:
    azure.script.add(pattern, faults.unauthorized)
    runs = runs_of(azure)
    assert (len(activity_ids(runs)), runs.batch.complete) == (252, True)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("pattern", [LISTED, ANY])
def test_a_login_that_is_refused_ends_the_reading(azure: Azure, pattern: str) -> None:
    azure.script.add(pattern, faults.unauthorized, forever=True)
    with pytest.raises(AzureUnavailable, match=r"Azure does not accept the token for .*\nLog in again"):
        runs_of(azure)


@pytest.mark.usefixtures("three")
def test_a_service_that_does_not_tell_its_name_is_called_as_it_was_asked(azure: Azure, three: Service) -> None:
    azure.script.add("^GET", faults.forbidden(), forever=True)
    runs = runs_of(azure)
    assert (runs.batch.name, runs.batch.complete) == (
        "Bakery" if three.is_factory else "unnamed-workspace",
        True,
    )
