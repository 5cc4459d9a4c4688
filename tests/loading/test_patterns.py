"""A run of an instance is one of its pattern: counted once, anew from the runs, whatever is loaded first."""

from datetime import UTC, datetime, timedelta

from lineage_graph.answers.impact import impact
from lineage_graph.answers.reach import Walk
from lineage_graph.answers.starts import Direction
from lineage_graph.graph import Graph, LoadOptions, dump, prune_runs
from lineage_graph.loading import load_services
from lineage_graph.loading.runs import load_batch
from lineage_graph.records import (
    ActivityRun,
    Origin,
    PipelineRun,
    RunBatch,
    RunOutput,
    RunStatus,
    Service,
    ServiceKind,
)
from tests.conftest import Server, wipe
from tests.declared.estate import HERE, LAKE, parameter, pipeline
from tests.observed.test_observer import NAMED, from_to
from tests.questions.writing import driver_of

DAY = datetime(2026, 11, 1, 8, tzinfo=UTC)
MARCH = LoadOptions(at=datetime(2026, 3, 1, tzinfo=UTC))
ROOT = "abfss://lake@acc.dfs.core.windows.net/"
COPY = from_to("raw/@{pipeline().parameters.table}", "curated/@{pipeline().parameters.table}")
FACTORY = Service(
    kind=ServiceKind.DATA_FACTORY,
    name="sales",
    source="git",
    origin=HERE,
    pipelines=(pipeline("load", COPY, parameters=(parameter("table"),)),),
    datasets=(NAMED,),
    linked_services=(LAKE,),
)


def batch(*runs: tuple[int, str], status: RunStatus = RunStatus.SUCCEEDED) -> RunBatch:
    """A run of the pipeline on each of these days of November, for that table; the rows are ten times the day."""
    times = {day: DAY + timedelta(days=day - 1) for day, _ in runs}
    return RunBatch(
        origin=Origin("runs.json"),
        kind=ServiceKind.DATA_FACTORY,
        name="sales",
        pipeline_runs=tuple(
            PipelineRun(
                run_id=f"r{day}",
                pipeline="load",
                status=status,
                start=times[day],
                end=times[day] + timedelta(minutes=5),
                parameters=(("table", table),),
            )
            for day, table in runs
        ),
        activity_runs=tuple(
            ActivityRun(
                run_id=f"a{day}",
                name="copy",
                type="Copy",
                pipeline="load",
                pipeline_run_id=f"r{day}",
                status=status,
                start=times[day],
                end=times[day] + timedelta(minutes=4),
                output=RunOutput(rows_written=day * 10) if status is RunStatus.SUCCEEDED else RunOutput(),
            )
            for day, _ in runs
        ),
    )


def seen(graph: Graph) -> dict[str, list[object]]:
    """By what is written: observed, runs, first and last day, last status, rows."""
    rows = graph.ask(
        "MATCH (:Process)-[o:PRODUCES]->(a) RETURN a.key AS key, "
        "[o.observed, o.runCount, o.firstRun.day, o.lastRun.day, o.lastStatus, o.rows] AS seen"
    )
    return {str(row["key"]).removeprefix(ROOT): [*row["seen"]] for row in rows if isinstance(row["seen"], list)}


def test_runs_of_instances_count_for_their_pattern(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch((3, "orders"), (5, "items")), FACTORY, MARCH)
    load_batch(graph, batch((4, "orders")), FACTORY, MARCH)
    assert seen(graph) == {
        "curated/orders": [True, 2, 3, 4, "Succeeded", 40],
        "curated/items": [True, 1, 5, 5, "Succeeded", 50],
        "curated/{}": [True, 3, 3, 5, "Succeeded", 50],
    }
    load_batch(graph, batch((7, "orders"), status=RunStatus.FAILED), FACTORY, MARCH)
    assert seen(graph)["curated/{}"] == [True, 3, 3, 5, "Failed", 50]


def test_a_pattern_counts_for_what_ran_since(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch((3, "orders")), FACTORY, MARCH)
    for since, expected in ((3, {f"{ROOT}curated/{{}}", f"{ROOT}curated/orders"}), (4, set())):
        walk = Walk(Direction.DOWNSTREAM, since=DAY + timedelta(days=since - 1))
        results = impact(graph, f"{ROOT}raw/{{}}", walk).answer.results
        assert {result.key for result in results if result.label == "Asset"} == expected


def test_the_order_of_loads_does_not_matter(graph: Graph, server: Server) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch((3, "orders"), (5, "items")), FACTORY, MARCH)
    expected = dump(graph)
    assert load_batch(graph, batch((3, "orders"), (5, "items")), FACTORY, MARCH).source.total.written == 0
    assert dump(graph) == expected
    with driver_of(server) as driver:
        wipe(driver)
    load_batch(graph, batch((5, "items")), FACTORY, MARCH)
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch((3, "orders")), FACTORY, MARCH)
    assert dump(graph) == expected


def test_pruning_keeps_what_the_pattern_came_to(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch((3, "orders"), (5, "items"), (7, "orders")), FACTORY, MARCH)
    before = seen(graph)
    for days in (3, 30):
        prune_runs(graph, DAY + timedelta(days=days))
        assert seen(graph) == before
    load_batch(graph, batch((40, "prices")), FACTORY, MARCH)
    assert seen(graph)["curated/{}"] == [True, 4, 3, 10, "Succeeded", 400]
