"""Old runs leave the graph, what they came to stays; twice is once, and their records are not taken again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lineage_graph.cli.summary import Row, balance
from lineage_graph.errors import LeaseHeld
from lineage_graph.graph import Graph, Pruned, dump, prune_runs, pruned_before
from lineage_graph.graph.lease import Request, take_within
from lineage_graph.loading import load_reading, load_services
from lineage_graph.loading.runs import load_batch
from lineage_graph.records import FileOfRuns, Reading, RunStatus
from tests.conftest import Server, wipe
from tests.laws.loading import graph_of
from tests.loading.saved_runs import lines
from tests.loading.test_runs import FACTORY, MARCH, batch, seen
from tests.questions.writing import driver_of

SOURCE, SERVICE = "runs+adf://sales", "adf://sales"
FOURTH = datetime(2026, 11, 4, tzinfo=UTC)
"""Between the third day's run and the fifth's."""
NOTHING = (Pruned(SOURCE, SERVICE),)
_RUNS = "MATCH (r:PipelineRun|ActivityRun) RETURN r.runId AS id ORDER BY id"
_KEPT = "MATCH ()-[f:{}]-() RETURN f.prunedRuns AS runs, f.prunedRows AS rows"


@pytest.fixture
def graph(server: Server) -> Iterator[Graph]:
    """Runs of the third, fifth and seventh of November."""
    with driver_of(server) as driver:
        wipe(driver)
    with graph_of(server) as opened:
        load_services(opened, [FACTORY], MARCH)
        load_batch(opened, batch(3, 5, 7), FACTORY, MARCH)
        yield opened


def runs(graph: Graph) -> list[object]:
    return [row["id"] for row in graph.ask(_RUNS)]


def test_what_ended_before_goes_and_the_lineage_keeps_its_counts(graph: Graph) -> None:
    before = seen(graph)
    assert prune_runs(graph, FOURTH) == (Pruned(SOURCE, SERVICE, pipeline_runs=1, activity_runs=1),)
    assert runs(graph) == ["a5", "a7", "r5", "r7"]
    assert seen(graph) == before == [True, True, 3, 3, 7, "Succeeded", 70]
    for type_ in ("FEEDS", "PRODUCES"):
        assert {(row["runs"], row["rows"]) for row in graph.ask(_KEPT.format(type_))} == {(1, 30)}
    assert pruned_before(graph, SOURCE) == FOURTH


def test_what_deletes_nothing_leaves_no_refresh_and_is_remembered_all_the_same(graph: Graph) -> None:
    books = "MATCH (r:Refresh) RETURN count(r) AS refreshes"
    before = graph.ask(books)
    long_ago = datetime(2026, 10, 1, tzinfo=UTC)
    assert prune_runs(graph, long_ago) == NOTHING
    assert graph.ask(books) == before
    assert pruned_before(graph, SOURCE) == long_ago


def test_twice_is_once(graph: Graph) -> None:
    prune_runs(graph, FOURTH)
    expected = dump(graph)
    assert prune_runs(graph, FOURTH) == NOTHING
    assert prune_runs(graph, FOURTH - timedelta(days=3)) == NOTHING
    assert dump(graph) == expected
    assert pruned_before(graph, SOURCE) == FOURTH


def test_a_dry_run_counts_and_changes_nothing(graph: Graph) -> None:
    expected = dump(graph)
    assert prune_runs(graph, FOURTH, dry_run=True) == (Pruned(SOURCE, SERVICE, 1, 1),)
    assert dump(graph) == expected
    assert pruned_before(graph, SOURCE) is None


def test_a_run_that_has_not_ended_stays_however_old(graph: Graph) -> None:
    load_batch(graph, batch(1, status=RunStatus.IN_PROGRESS), FACTORY, MARCH)
    assert prune_runs(graph, FOURTH) == (Pruned(SOURCE, SERVICE, 1, 1),)
    assert runs(graph) == ["a1", "a5", "a7", "r1", "r5", "r7"]


def test_records_of_pruned_runs_are_refused_and_newer_ones_counted_on_top(graph: Graph) -> None:
    prune_runs(graph, FOURTH)
    loaded = load_batch(graph, batch(3, 9), FACTORY, MARCH)
    assert [one.kind for one in loaded.refused] == ["pipelinerun", "activityrun"]
    assert "ended before 2026-11-04 00:00 UTC" in loaded.refused[0].reason
    assert runs(graph) == ["a5", "a7", "a9", "r5", "r7", "r9"]
    assert seen(graph) == [True, True, 4, 3, 9, "Succeeded", 90]


def test_the_books_add_up_with_refused_records(graph: Graph, tmp_path: Path) -> None:
    prune_runs(graph, FOURTH)
    (tmp_path / "runs.jsonl").write_text("".join(map(lines, (3, 5, 9))), encoding="utf-8")
    files = (FileOfRuns(tmp_path / "runs.jsonl", "runs.jsonl"),)
    for _ in range(2):
        loaded = load_reading(graph, Reading(services=(FACTORY,), runs=files), MARCH)
    rows = balance(loaded)
    of_runs = {row.kind: row for row in rows if row.kind.endswith("Run")}
    expected = {"read": 3, "written": 0, "unchanged": 2, "rejected": 1}
    assert of_runs == {kind: Row(kind, **expected) for kind in ("PipelineRun", "ActivityRun")}


def test_when_all_are_gone_the_figures_of_the_last_one_stay(graph: Graph) -> None:
    prune_runs(graph, FOURTH + timedelta(days=30))
    assert runs(graph) == []
    assert seen(graph) == [True, True, 3, 3, 7, "Succeeded", 70]
    late = batch(40, status=RunStatus.FAILED)
    load_batch(graph, late, FACTORY, MARCH)
    assert seen(graph) == [True, True, 3, 3, 7, "Failed", 70]
    expected = dump(graph)
    assert load_batch(graph, late, FACTORY, MARCH).source.total.written == 0
    assert dump(graph) == expected


def test_pruning_in_steps_comes_to_the_same_as_at_once(graph: Graph, server: Server) -> None:
    for days in (0, 2, 4):
        prune_runs(graph, FOURTH + timedelta(days=days))
    expected = dump(graph)
    with driver_of(server) as driver:
        wipe(driver)
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch(3, 5, 7), FACTORY, MARCH)
    prune_runs(graph, FOURTH + timedelta(days=4))
    assert dump(graph) == expected


def test_what_an_interrupted_load_left_uncounted_is_counted_first(graph: Graph) -> None:
    prune_runs(graph, FOURTH)
    graph.change("MATCH ()-[f:FEEDS|PRODUCES]->() SET f.runCount = 1, f.lastRun = f.firstRun, f.rows = 30")
    graph.change("MATCH (s:Source {key: $key}) SET s.counted = false", {"key": SOURCE})
    prune_runs(graph, FOURTH + timedelta(days=30))
    assert seen(graph) == [True, True, 3, 3, 7, "Succeeded", 70]


def test_nobody_prunes_while_runs_are_loaded(graph: Graph) -> None:
    request = Request(SOURCE, "runs", SERVICE, frozenset(), frozenset(), None)
    graph.write(lambda transaction: take_within(transaction, request, "elsewhere:1:abc"))
    with pytest.raises(LeaseHeld, match="is being loaded by process 1 on elsewhere"):
        prune_runs(graph, FOURTH)
    assert len(runs(graph)) == 6


def test_definitions_are_still_passed_over_afterwards(graph: Graph) -> None:
    prune_runs(graph, FOURTH)
    graph.change("MATCH (s:Source {kind: 'git'}) REMOVE s.fingerprints")
    load_services(graph, [FACTORY], MARCH)
    assert graph.ask("MATCH (s:Source {kind: 'git'}) RETURN s.fingerprints IS NULL AS over") == [{"over": True}]
