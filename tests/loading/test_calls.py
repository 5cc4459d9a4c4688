"""How often an activity called a pipeline, when last, and how that ended: counted from the runs, kept when they go."""

from dataclasses import replace
from datetime import timedelta

from lineage_graph.graph import Graph, dump, prune_runs
from lineage_graph.loading import load_services
from lineage_graph.loading.runs import load_batch
from lineage_graph.records import ActivityRun, PipelineRun, RunBatch, RunOutput, RunStatus
from tests.conftest import Server, wipe
from tests.loading.test_runs import DAY, FACTORY, MARCH, batch
from tests.questions.writing import driver_of

OLD_CALL = replace(FACTORY, pipelines=FACTORY.pipelines[:1])
"""The factory after the pipeline ``main`` was deleted."""


def calls(*days: int, status: RunStatus = RunStatus.SUCCEEDED) -> RunBatch:
    """On each of these days ``main`` ran and called ``load``, which ended as that status says."""
    parents, callers, children = [], [], []
    for day in days:
        start = DAY + timedelta(days=day - 1)
        end = start + timedelta(minutes=9)
        parents.append(PipelineRun(run_id=f"m{day}", pipeline="main", status=RunStatus.SUCCEEDED, start=start, end=end))
        callers.append(
            ActivityRun(
                run_id=f"c{day}",
                name="call load",
                type="ExecutePipeline",
                pipeline="main",
                pipeline_run_id=f"m{day}",
                status=RunStatus.SUCCEEDED,
                start=start,
                end=end,
                output=RunOutput(child_run_id=f"l{day}"),
            )
        )
        children.append(
            PipelineRun(
                run_id=f"l{day}",
                pipeline="load",
                status=status,
                start=start + timedelta(minutes=1),
                end=start + timedelta(minutes=8) if status.ended else None,
                parent_run_id=f"m{day}",
            )
        )
    return replace(batch(), pipeline_runs=(*parents, *children), activity_runs=tuple(callers))


def seen(graph: Graph) -> list[object]:
    (row,) = graph.ask(
        "MATCH (:Activity)-[c:CALLS]->(:Pipeline) RETURN [c.declared, c.observed, c.runCount, c.firstRun.day, "
        "c.lastRun.day, c.lastStatus] AS seen"
    )
    assert isinstance(row["seen"], list)
    return [*row["seen"]]


def test_a_call_counts_the_runs_that_it_started(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, calls(3, 5), FACTORY, MARCH)
    assert seen(graph) == [True, True, 2, 3, 5, "Succeeded"]
    load_batch(graph, calls(7, status=RunStatus.IN_PROGRESS), FACTORY, MARCH)
    assert seen(graph) == [True, True, 3, 3, 7, "InProgress"]
    load_batch(graph, calls(7, status=RunStatus.FAILED), FACTORY, MARCH)
    assert seen(graph) == [True, True, 3, 3, 7, "Failed"]


def test_neither_the_order_nor_the_number_of_loads_matters(graph: Graph, server: Server) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, calls(3, 5), FACTORY, MARCH)
    expected = dump(graph)
    assert load_batch(graph, calls(3, 5), FACTORY, MARCH).source.total.written == 0
    assert dump(graph) == expected
    with driver_of(server) as driver:
        wipe(driver)
    load_batch(graph, calls(5), FACTORY, MARCH)
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, calls(3), FACTORY, MARCH)
    assert dump(graph) == expected


def test_pruning_keeps_what_the_calls_came_to(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, calls(3, 5), FACTORY, MARCH)
    for cut in (timedelta(days=2, minutes=8, seconds=30), timedelta(days=3), timedelta(days=30)):
        prune_runs(graph, DAY + cut)
        assert seen(graph) == [True, True, 2, 3, 5, "Succeeded"]
    load_batch(graph, calls(40), FACTORY, MARCH)
    assert seen(graph) == [True, True, 3, 3, 10, "Succeeded"]


def test_a_call_of_a_pipeline_that_is_deleted_is_known_from_its_runs(graph: Graph) -> None:
    load_services(graph, [OLD_CALL], MARCH)
    load_batch(graph, calls(3), OLD_CALL, MARCH)
    assert seen(graph) == [False, True, 1, 3, 3, "Succeeded"]
