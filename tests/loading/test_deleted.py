"""Runs of what no definition has any more, and records that come after the runs of their time were pruned."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lineage_graph.graph import Graph, LoadOptions, dump, prune_runs
from lineage_graph.loading import load_services
from lineage_graph.loading.runs import load_batch
from lineage_graph.records import RunStatus, Service
from tests.loading.test_runs import DAY, FACTORY, LAKE_ROOT, MARCH, activity_run, batch, seen

APRIL = LoadOptions(at=datetime(2026, 4, 1, tzinfo=UTC), allow_removals=True)
WITHOUT_LOAD = replace(FACTORY, pipelines=FACTORY.pipelines[1:])
WITHOUT_COPY = replace(FACTORY, pipelines=(replace(FACTORY.pipelines[0], activities=()), *FACTORY.pipelines[1:]))


def executed(graph: Graph) -> list[dict[str, object]]:
    rows = graph.ask(
        "MATCH (r:ActivityRun)-[e:EXECUTED]->(p:Process)-[w:PRODUCES]->(a) "
        "RETURN r.runId AS run, a.key AS wrote, e.evidence AS evidence, w.removedAt IS NULL AS holds ORDER BY run"
    )
    return [dict(row) for row in rows]


@pytest.mark.parametrize("after", [WITHOUT_LOAD, WITHOUT_COPY], ids=["the pipeline", "the activity"])
def test_a_run_of_what_was_deleted_carried_out_what_that_did(graph: Graph, after: Service) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_services(graph, [after], APRIL)
    load_batch(graph, batch(3, 5), after, APRIL)
    wrote = {"wrote": f"{LAKE_ROOT}b", "evidence": "graph", "holds": True}
    assert executed(graph) == [{"run": "a3", **wrote}, {"run": "a5", **wrote}]
    assert seen(graph) == [False, True, 2, 3, 5, "Succeeded", 50]
    expected = dump(graph)
    load_batch(graph, batch(3, 5), after, APRIL)
    assert dump(graph) == expected


def test_a_run_that_was_in_progress_when_others_were_pruned_is_taken_once_it_has_ended(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch(3, 5), FACTORY, MARCH)
    load_batch(graph, batch(2, status=RunStatus.IN_PROGRESS), FACTORY, MARCH)
    prune_runs(graph, DAY + timedelta(days=3))
    assert seen(graph) == [True, True, 2, 3, 5, "Succeeded", 50]
    ended = load_batch(graph, batch(2, 3), FACTORY, MARCH)
    assert [one.kind for one in ended.refused] == ["pipelinerun", "activityrun"]
    assert seen(graph) == [True, True, 3, 2, 5, "Succeeded", 50]


def test_an_activity_that_ends_after_its_pipeline_s_other_runs_were_pruned_is_taken(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    running = replace(batch(2, status=RunStatus.IN_PROGRESS), activity_runs=(activity_run(2, RunStatus.IN_PROGRESS),))
    load_batch(graph, running, FACTORY, MARCH)
    prune_runs(graph, DAY + timedelta(days=3))
    load_batch(graph, replace(batch(2), pipeline_runs=()), FACTORY, MARCH)
    assert seen(graph) == [True, True, 1, 2, 2, "Succeeded", 20]
