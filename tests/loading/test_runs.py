"""Runs in the graph: the lineage counts them, twice is once, and what is known only moves forward."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lineage_graph.answers.query import run
from lineage_graph.graph import Graph, LoadOptions, dump
from lineage_graph.loading import load_services
from lineage_graph.loading.runs import load_batch
from lineage_graph.queries import query
from lineage_graph.records import ActivityRun, Origin, PipelineRun, RunBatch, RunOutput, RunStatus, Service, ServiceKind
from tests.conftest import Server, wipe
from tests.declared.estate import HERE, LAKE, call, pipeline
from tests.observed.test_observer import NAMED, from_to
from tests.questions.writing import driver_of

DAY = datetime(2026, 11, 1, 8, tzinfo=UTC)
MARCH = LoadOptions(at=datetime(2026, 3, 1, tzinfo=UTC))
LAKE_ROOT = "abfss://lake@acc.dfs.core.windows.net/"


FACTORY = Service(
    kind=ServiceKind.DATA_FACTORY,
    name="sales",
    source="git",
    origin=HERE,
    pipelines=(pipeline("load", from_to("a", "b")), pipeline("main", call("call load", "load"))),
    datasets=(NAMED,),
    linked_services=(LAKE,),
)


def batch(*days: int, status: RunStatus = RunStatus.SUCCEEDED) -> RunBatch:
    """A run of the pipeline ``load`` on each of these days of November; the rows are ten times the day."""
    return RunBatch(
        origin=Origin("runs.json"),
        kind=ServiceKind.DATA_FACTORY,
        name="sales",
        pipeline_runs=tuple(pipeline_run(day, status) for day in days),
        activity_runs=tuple(activity_run(day, status) for day in days),
    )


def pipeline_run(day: int, status: RunStatus) -> PipelineRun:
    start = DAY + timedelta(days=day - 1)
    return PipelineRun(
        run_id=f"r{day}",
        pipeline="load",
        status=status,
        start=start,
        end=start + timedelta(minutes=5) if status.ended else None,
        last_updated=start + timedelta(minutes=5),
    )


def activity_run(day: int, status: RunStatus) -> ActivityRun:
    done = status is RunStatus.SUCCEEDED
    return ActivityRun(
        run_id=f"a{day}",
        name="copy",
        type="Copy",
        pipeline="load",
        pipeline_run_id=f"r{day}",
        status=status,
        start=DAY + timedelta(days=day - 1),
        output=RunOutput(rows_read=day * 10, rows_written=day * 10) if done else RunOutput(),
    )


def seen(graph: Graph) -> list[object]:
    rows = graph.ask(
        "MATCH (:Process)-[o:PRODUCES]->() RETURN [o.declared, o.observed, o.runCount, o.firstRun.day, o.lastRun.day, "
        "o.lastStatus, o.rows] AS seen"
    )
    assert len(rows) == 1
    found = rows[0]["seen"]
    assert isinstance(found, list)
    return [*found]


def test_the_lineage_counts_the_runs_that_moved_data(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch(3, 5, 4), FACTORY, MARCH)
    assert seen(graph) == [True, True, 3, 3, 5, "Succeeded", 50]
    load_batch(graph, batch(7, status=RunStatus.FAILED), FACTORY, MARCH)
    assert seen(graph) == [True, True, 3, 3, 5, "Failed", 50]


def test_loading_runs_twice_writes_only_the_books(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch(3, 5), FACTORY, MARCH)
    before = dump(graph)
    again = load_batch(graph, batch(3, 5), FACTORY, MARCH)
    assert again.source.total.written == 0
    assert dump(graph) == before


def test_the_order_of_loads_does_not_matter(graph: Graph, server: Server) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch(3, 4), FACTORY, MARCH)
    load_batch(graph, batch(4, 5), FACTORY, MARCH)
    expected = dump(graph)
    for steps in (
        [("runs", batch(4, 5)), ("runs", batch(3, 4)), ("definitions", batch())],
        [("runs", batch(5)), ("definitions", batch()), ("runs", batch(3, 4, 5))],
    ):
        with driver_of(server) as driver:
            wipe(driver)
        for kind, runs in steps:
            if kind == "runs":
                load_batch(graph, runs, FACTORY, MARCH)
            else:
                load_services(graph, [FACTORY], MARCH)
        assert dump(graph) == expected


def test_a_run_that_ended_never_begins_again(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch(3), FACTORY, MARCH)
    expected = dump(graph)
    earlier = batch(3, status=RunStatus.IN_PROGRESS)
    load_batch(graph, replace(earlier, activity_runs=(activity_run(3, RunStatus.IN_PROGRESS),)), FACTORY, MARCH)
    assert dump(graph) == expected


def test_a_run_in_progress_is_brought_up_to_date(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch(3, status=RunStatus.IN_PROGRESS), FACTORY, MARCH)
    load_batch(graph, batch(3), FACTORY, MARCH)
    rows = graph.ask("MATCH (r:PipelineRun|ActivityRun) RETURN r.key AS key, r.status AS status ORDER BY key")
    assert [row["status"] for row in rows] == ["Succeeded", "Succeeded"]
    assert seen(graph)[2] == 1


def test_who_called_a_pipeline_is_known_whichever_record_comes_first(graph: Graph) -> None:
    parent = PipelineRun(run_id="m", pipeline="main", status=RunStatus.SUCCEEDED, start=DAY)
    caller = ActivityRun(
        run_id="c",
        name="call load",
        type="ExecutePipeline",
        pipeline="main",
        pipeline_run_id="m",
        status=RunStatus.SUCCEEDED,
        start=DAY,
        output=RunOutput(child_run_id="r1"),
    )
    child = replace(pipeline_run(1, RunStatus.SUCCEEDED), parent_run_id="m")
    callers = replace(batch(), pipeline_runs=(parent,), activity_runs=(caller,))
    called = replace(batch(), pipeline_runs=(child,))
    load_services(graph, [FACTORY], MARCH)
    for first, second in ((callers, called), (called, callers)):
        graph.change("MATCH (r:PipelineRun|ActivityRun) DETACH DELETE r")
        load_batch(graph, first, FACTORY, MARCH)
        load_batch(graph, second, FACTORY, MARCH)
        rows = graph.ask(
            "MATCH (child:PipelineRun)-[:STARTED_BY]->(by:ActivityRun)-[:PART_OF]->(parent:PipelineRun) "
            "RETURN child.runId AS child, by.runId AS by, parent.runId AS parent"
        )
        assert rows == [{"child": "r1", "by": "c", "parent": "m"}]


def test_who_called_a_pipeline_is_known_from_logs_without_outputs_too(graph: Graph) -> None:
    parent = PipelineRun(run_id="m", pipeline="main", status=RunStatus.SUCCEEDED, start=DAY)
    caller = replace(activity_run(1, RunStatus.SUCCEEDED), run_id="c", name="call load", type="ExecutePipeline")
    caller = replace(caller, pipeline="main", pipeline_run_id="m", output=RunOutput())
    child = replace(pipeline_run(1, RunStatus.SUCCEEDED), parent_run_id="m", parent_activity="c")
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, replace(batch(), pipeline_runs=(parent, child), activity_runs=(caller,)), FACTORY, MARCH)
    rows = graph.ask(
        "MATCH (child:PipelineRun)-[:STARTED_BY]->(by:ActivityRun) RETURN child.runId AS child, by.runId AS by"
    )
    assert rows == [{"child": "r1", "by": "c"}]


def test_a_deleted_activity_whose_runs_tell_what_it_did_hides_nothing(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    deleted = replace(activity_run(1, RunStatus.SUCCEEDED), name="deleted copy")
    load_batch(graph, replace(batch(1), activity_runs=(deleted,)), FACTORY, MARCH)
    asked = {"pipelines": ["adf://sales/pipelines/load"]}
    assert graph.ask("MATCH (a:Activity {name: 'deleted copy'}) RETURN a.state AS state") == [{"state": "Historic"}]
    assert run(graph, query("impact/unknowns"), asked).results == ()


def test_after_an_interruption_the_lineage_is_counted_all_the_same(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch(3, 5), FACTORY, MARCH)
    expected = dump(graph)
    graph.change("MATCH ()-[o:PRODUCES|FEEDS]->() REMOVE o.runCount, o.firstRun, o.lastRun, o.rows, o.lastStatus")
    graph.change("MATCH (s:Source {kind: 'runs'}) SET s.counted = false")
    load_batch(graph, batch(3, 5), FACTORY, MARCH)
    assert dump(graph) == expected


def test_the_source_keeps_the_latest_time_that_records_tell_of(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    for days, latest in (((5,), 5), ((3,), 5), ((7, 6), 7), ((), 7)):
        load_batch(graph, batch(*days), FACTORY, MARCH)
        (row,) = graph.ask("MATCH (s:Source {kind: 'runs'}) RETURN s.latestRun AS latest")
        assert row["latest"] == DAY + timedelta(days=latest - 1, minutes=5)


def test_runs_take_nothing_from_definitions_so_that_these_are_still_passed_over(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch(3, 5), FACTORY, MARCH)
    graph.change("MATCH (s:Source {kind: 'git'}) REMOVE s.fingerprints")
    load_services(graph, [FACTORY], MARCH)
    assert graph.ask("MATCH (s:Source {kind: 'git'}) RETURN s.fingerprints IS NULL AS over") == [{"over": True}]


def test_a_dry_run_tells_what_would_be_written_and_writes_nothing(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    before = dump(graph)
    told = load_batch(graph, batch(3, 5), FACTORY, replace(MARCH, dry_run=True))
    assert (told.source.nodes["PipelineRun"].created, told.source.nodes["ActivityRun"].created) == (2, 2)
    assert dump(graph) == before
    assert graph.ask("MATCH (s:Source {kind: 'runs'}) RETURN count(s) AS sources") == [{"sources": 0}]
