"""Runs of a live service: all pages of both lists, the window, the open runs; Data Factory and Synapse alike."""

import threading
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lineage_graph.errors import AzureUnavailable, ServiceMissing, UsageError
from lineage_graph.records import RunStatus, ServiceKind
from lineage_graph.sources.live import LiveOptions, RunQuestion, read_live_runs, server_time, single_addresses
from tests.azure import faults
from tests.azure.asking import AT_ONCE, Tokens, factory_at, workspace_at
from tests.azure.holding_runs import (
    DAY,
    MIDNIGHT,
    a_copy,
    a_run,
    activity_ids,
    address_of,
    asked_with,
    at,
    hold,
    ids,
    runs_of,
)
from tests.azure.server import Azure
from tests.azure.services import Service

PIPELINES = "/queryPipelineRuns"
ACTIVITIES = "/queryActivityruns"


def test_every_page_of_both_lists_is_read(azure: Azure, running: Service) -> None:
    for number in range(260):
        hold(running, f"r{number:03}", 10 + number, activities=250 if number == 130 else 1)
    runs = runs_of(azure)
    assert ids(runs) == [f"r{number:03}" for number in range(260)]
    assert sum(run.pipeline_run_id == "r130" for run in runs.batch.activity_runs) == 250
    assert len(runs.batch.activity_runs) == 250 + 259
    assert (runs.batch.complete, runs.batch.rejected, runs.batch.warnings) == (True, (), ())
    assert (runs.watermark, runs.open_runs) == (DAY.before, ())
    assert len(asked_with(azure, PIPELINES)) == 3
    assert len(asked_with(azure, ACTIVITIES)) == 259 + 3


def test_the_batch_is_the_services(azure: Azure, running: Service) -> None:
    hold(running, "r", 60)
    batch = runs_of(azure).batch
    assert (batch.kind, batch.name, batch.source) == (
        ServiceKind.DATA_FACTORY if running.is_factory else ServiceKind.SYNAPSE,
        "Bakery",
        "runs",
    )
    (run,), (activity,) = batch.pipeline_runs, batch.activity_runs
    assert (run.status, run.last_updated) == (RunStatus.SUCCEEDED, MIDNIGHT + timedelta(hours=1))
    assert (activity.pipeline_run_id, activity.output.rows_read) == ("r", 7)


def test_each_question_goes_to_the_path_and_version_of_its_service(azure: Azure, running: Service) -> None:
    hold(running, "r 1", 60, pipelineName="Bake bread/{x}")
    runs_of(azure)
    below, named, version = (
        (running.id, "", "2018-06-01")
        if running.is_factory
        else ("", "/pipelines/Bake%20bread%2F%7Bx%7D", "2020-12-01")
    )
    assert azure.paths() == [
        running.id if running.is_factory else "/workspace",
        f"{below}/queryPipelineRuns",
        f"{below}{named}/pipelineruns/r%201/queryActivityruns",
    ]
    assert {one.query["api-version"][0] for one in azure.asked} == {version}


def test_only_the_window_is_read(azure: Azure, running: Service) -> None:
    for minute in (0, 59, 60, 61, 119, 120, 180):
        hold(running, f"r{minute:03}", minute)
    question = RunQuestion(MIDNIGHT + timedelta(hours=1), MIDNIGHT + timedelta(hours=2))
    assert ids(runs_of(azure, question)) == ["r060", "r061", "r119"]
    assert asked_with(azure, PIPELINES) == [
        {"lastUpdatedAfter": "2026-11-20T01:00:00.000000Z", "lastUpdatedBefore": "2026-11-20T02:00:00.000000Z"}
    ]


def test_activity_runs_are_asked_for_from_a_day_before_to_a_day_after(azure: Azure, running: Service) -> None:
    long_ago = at(-3 * 24 * 60)
    hold(running, "r", 60, runStart=long_ago)
    running.runs.activities.append(a_copy("early", "r", 0, activityRunStart=long_ago, activityRunEnd=long_ago))
    question = RunQuestion(MIDNIGHT, MIDNIGHT + timedelta(hours=2))
    assert set(activity_ids(runs_of(azure, question))) == {"early", "r-a0"}
    assert asked_with(azure, ACTIVITIES) == [
        {"lastUpdatedAfter": "2026-11-16T00:00:00.000000Z", "lastUpdatedBefore": "2026-11-21T02:00:00.000000Z"}
    ]


def test_a_run_that_has_not_ended_is_open_and_read_again_until_it_has(azure: Azure, running: Service) -> None:
    running.runs.pipelines = [a_run("Long", 60, status="InProgress", runEnd=None)]
    running.runs.activities = [a_copy("first", "Long", 58)]
    begun = runs_of(azure)
    assert (ids(begun), activity_ids(begun), begun.open_runs) == (["Long"], ["first"], ("Long",))

    later = RunQuestion(MIDNIGHT + timedelta(days=1), MIDNIGHT + timedelta(days=2), begun.open_runs)
    going_on = runs_of(azure, later)
    assert (ids(going_on), going_on.open_runs) == (["Long"], ("Long",))

    running.runs.pipelines = [a_run("Long", 3000, runStart=at(55))]
    running.runs.activities.append(a_copy("second", "Long", 3000))
    ended = runs_of(azure, later)
    assert (ended.batch.pipeline_runs[0].status, ended.open_runs) == (RunStatus.SUCCEEDED, ())
    assert set(activity_ids(ended)) == {"first", "second"}
    assert (ended.batch.complete, ended.watermark) == (True, later.before)


def test_an_open_run_that_the_window_has_is_not_asked_for_again(azure: Azure, running: Service) -> None:
    hold(running, "Long", 60)
    runs = runs_of(azure, replace(DAY, open_runs=("LONG",)))
    assert (ids(runs), runs.open_runs) == (["Long"], ())
    assert not any(path.lower().endswith("/pipelineruns/long") for path in azure.paths("GET"))


@pytest.mark.usefixtures("running")
def test_an_open_run_that_azure_has_forgotten_is_told(azure: Azure) -> None:
    runs = runs_of(azure, replace(DAY, open_runs=("gone",)))
    (warning,) = runs.batch.warnings
    assert warning.endswith("/pipelineruns/gone: the run had not ended, and Azure does not know it any more")
    assert (runs.batch.complete, runs.batch.rejected, runs.open_runs) == (True, (), ())
    assert runs.watermark == DAY.before


def test_a_run_in_two_windows_is_one(azure: Azure, running: Service) -> None:
    running.runs.pipelines = [a_run("r", 60, status="InProgress"), a_run("R", 24 * 60 + 60)]
    running.runs.activities = [a_copy("a", "r", 59), a_copy("A", "R", 59)]
    runs = runs_of(azure, RunQuestion(MIDNIGHT, MIDNIGHT + timedelta(days=2)))
    assert (ids(runs), len(activity_ids(runs)), runs.open_runs) == (["R"], 1, ())


def test_an_activity_run_that_does_not_name_its_run_belongs_to_it(azure: Azure, running: Service) -> None:
    hold(running, "r", 60, activities=0)
    copy = a_copy("a", "r", 60)
    page = {"value": [{name: copy[name] for name in ("activityRunId", "activityName", "status")}]}
    azure.script.add(f"{ACTIVITIES}$", faults.instead(page))
    (activity,) = runs_of(azure).batch.activity_runs
    assert (activity.pipeline_run_id, activity.pipeline) == ("r", "Bake bread")


def test_a_record_that_is_no_run_is_rejected_alone(azure: Azure, running: Service) -> None:
    hold(running, "r", 60)
    running.runs.pipelines.append(a_run("", 61))
    running.runs.activities.append(a_copy("", "r", 60))
    runs = runs_of(azure)
    assert (ids(runs), activity_ids(runs), runs.batch.complete) == (["r"], ["r-a0"], False)
    assert [(one.kind, one.reason) for one in runs.batch.rejected] == [
        ("pipelinerun", "it has no id (runId)"),
        ("activityrun", "it has no id (activityRunId)"),
    ]
    assert [str(one.origin).rpartition("/query")[2] for one in runs.batch.rejected] == [
        "PipelineRuns#/value/1",
        "Activityruns#/value/1",
    ]
    assert runs.watermark == DAY.before


def test_an_odd_value_is_a_warning_with_its_place(azure: Azure, running: Service) -> None:
    hold(running, "r", 60, runEnd="yesterday")
    runs = runs_of(azure)
    assert (ids(runs), runs.batch.complete) == (["r"], True)
    assert [line.rpartition("/query")[2] for line in runs.batch.warnings] == ["PipelineRuns#/value/0/runEnd: no time"]


def test_a_workspace_run_without_a_pipeline_is_rejected(azure: Azure) -> None:
    azure.services.append(workspace := Service("mill", is_factory=False))
    hold(workspace, "r", 60, pipelineName="")
    runs = runs_of(azure)
    assert (ids(runs), runs.batch.complete, runs.watermark) == ([], False, DAY.before)
    assert "it has no name of a pipeline" in runs.batch.rejected[0].reason


def test_no_more_requests_are_under_way_than_four(azure: Azure, running: Service) -> None:
    for number in range(8):
        hold(running, f"r{number}", 60 + number)
    four = threading.Barrier(4)
    azure.script.add(f"{ACTIVITIES}$", faults.after(lambda: four.wait(timeout=20)), forever=True)
    assert len(ids(runs_of(azure))) == 8
    assert azure.most_at_once == 4


def test_progress_counts_runs(azure: Azure, running: Service) -> None:
    for number in range(3):
        hold(running, f"r{number}", 60 + number)
    running.runs.pipelines.append(a_run("open", 9000))
    told: list[tuple[int, int]] = []
    options = LiveOptions(AT_ONCE, progress=lambda read, found: told.append((read, found)))
    read_live_runs(address_of(azure), Tokens(), replace(DAY, open_runs=("open",)), options)
    assert told == [(1, 3), (2, 3), (3, 3), (4, 4)]


def test_pages_are_not_held(azure: Azure, running: Service) -> None:
    megabyte = "x" * 1024**2
    for number in range(60):
        hold(running, f"r{number}", 60 + number)
        running.runs.activities[-1]["executionDetails"] = [megabyte]
    tracemalloc.start()
    try:
        runs = runs_of(azure)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(runs.batch.activity_runs) == 60
    assert most < 40 * 1024**2


def test_several_factories_are_no_address_for_runs(azure: Azure) -> None:
    with pytest.raises(UsageError, match="means several data factories; runs are read of one"):
        read_live_runs(factory_at(azure, None), Tokens(), DAY)


def test_a_service_that_is_not_there_is_an_error_of_its_own(azure: Azure) -> None:
    for address in (factory_at(azure, "gone"), workspace_at(azure)):
        with pytest.raises(ServiceMissing, match=r"There is no service at .*; what is known of its runs stays"):
            read_live_runs(address, Tokens(), DAY, LiveOptions(AT_ONCE))


def test_the_address_of_a_group_is_resolved_to_factories(azure: Azure) -> None:
    azure.page = 1
    azure.services += [Service("a"), Service("b"), Service("c", group="other")]
    assert single_addresses(factory_at(azure, None), Tokens()) == (factory_at(azure, "a"), factory_at(azure, "b"))


def test_a_single_address_is_itself_and_nobody_is_asked(azure: Azure) -> None:
    for address in (factory_at(azure, "a"), workspace_at(azure)):
        assert single_addresses(address, Tokens()) == (address,)
    assert azure.asked == []


@pytest.mark.usefixtures("running")
def test_the_time_is_the_services(azure: Azure) -> None:
    azure.date = "Fri, 20 Nov 2026 07:30:05 GMT"
    azure.script.add("^GET", faults.status(404))
    assert server_time(address_of(azure), Tokens()) == datetime(2026, 11, 20, 7, 30, 5, tzinfo=UTC)


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize("date", ["", "yesterday", "Fri, 20 Nov 99999 07:30:05 GMT"])
def test_a_time_that_is_none_is_an_error(azure: Azure, date: str) -> None:
    azure.date = date
    with pytest.raises(AzureUnavailable, match="the answer does not tell the time"):
        server_time(address_of(azure), Tokens())
