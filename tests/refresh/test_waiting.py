"""What cannot be read holds runs up, but not for ever, and no time is passed over in silence."""

from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from lineage_graph.configuration import load_configuration
from lineage_graph.graph import Graph, dump
from lineage_graph.refresh import exit_code
from tests.azure import faults
from tests.azure.server import Azure, serving
from tests.refresh.days import FIRST, SECOND, refreshed_at, show_first_day, show_second_day, sources_of, undisturbed
from tests.refresh.test_refresh import NOW, factory, ran, refreshed, settings

OF_ONE_RUN = "/pipelineruns/r3/queryActivityruns$"


def known_runs(graph: Graph) -> dict[str, bool]:
    """The runs of pipelines, and whether those of their activities are there."""
    rows = graph.ask(
        "MATCH (r:PipelineRun) RETURN r.runId AS run, exists((r)<-[:PART_OF]-(:ActivityRun)) AS whole ORDER BY run"
    )
    return {str(row["run"]): row["whole"] is True for row in rows}


def after(azure: Azure, days: float) -> None:
    """Azure's clock goes on."""
    azure.date = format_datetime(NOW + timedelta(days=days), usegmt=True)


def test_a_run_that_cannot_be_read_is_given_up_after_a_day_and_healed_when_it_can(graph: Graph, tmp_path: Path) -> None:
    with serving(Azure()) as azure:
        expected = undisturbed(graph, azure, tmp_path, from_first=True)
        graph.change("MATCH (n) DETACH DELETE n")
        sources = sources_of(azure, tmp_path)
        show_first_day(azure)
        refreshed_at(graph, sources, FIRST)
        show_second_day(azure)
        azure.script.add(OF_ONE_RUN, faults.not_there, forever=True)
        assert exit_code(refreshed_at(graph, sources, SECOND)) == 1
        assert known_runs(graph) == {"r1": True, "r2": True, "r4": True}
        after(azure, 1.01)
        (given_up,) = refreshed_at(graph, sources, SECOND)
        assert given_up.exit_code == 1
        assert known_runs(graph) == {"r1": True, "r2": True, "r3": False, "r4": True}
        (told,) = graph.ask("MATCH (r:PipelineRun {runId: 'r3'}) RETURN r.message AS message")
        assert str(told["message"]).startswith("given up, its activity runs cannot be read: answered 404")
        assert exit_code(refreshed_at(graph, sources, SECOND)) == 0
        azure.script.scenes.clear()
        assert exit_code(refreshed_at(graph, sources, SECOND, since=NOW - timedelta(days=1))) == 0
    assert dump(graph) == expected


def test_runs_wait_a_day_for_the_definitions_and_are_seen_again_beside_them(graph: Graph, tmp_path: Path) -> None:
    with serving(Azure()) as azure:
        sources = sources_of(azure, tmp_path)
        show_first_day(azure)
        refreshed_at(graph, sources, FIRST)
        show_second_day(azure)
        azure.script.add("^GET .*/pipelines$", faults.forbidden(), forever=True)
        (waiting,) = refreshed_at(graph, sources, SECOND)
        assert waiting.problems == ("adf-test: its runs wait until its definitions can be read whole",)
        assert known_runs(graph) == {"r1": True, "r2": True}
        after(azure, 1.01)
        refreshed_at(graph, sources, SECOND)
        assert known_runs(graph) == {"r1": True, "r2": True, "r3": True, "r4": True}
        azure.script.scenes.clear()
        assert exit_code(refreshed_at(graph, sources, SECOND)) == 0
    rows = graph.ask(
        "MATCH (:ActivityRun {runId: 'a4'})-[:EXECUTED]->(p:Process)-[:PRODUCES]->(a:Asset) RETURN a.key AS key"
    )
    assert {"key": "abfss://lake@acc.dfs.core.windows.net/new"} in rows


@pytest.mark.parametrize("since", [timedelta(hours=1), timedelta(days=2)])
def test_reading_since_a_time_passes_over_nothing(graph: Graph, tmp_path: Path, since: timedelta) -> None:
    with serving(Azure()) as azure:
        expected = undisturbed(graph, azure, tmp_path, from_first=True)
        graph.change("MATCH (n) DETACH DELETE n")
        sources = sources_of(azure, tmp_path)
        show_first_day(azure)
        refreshed_at(graph, sources, FIRST)
        show_second_day(azure)
        refreshed_at(graph, sources, SECOND, since=NOW - since)
    assert dump(graph) == expected


def test_a_run_that_is_told_too_late_is_read_since_then(graph: Graph, tmp_path: Path) -> None:
    service = factory()
    ran(service, 1, timedelta(hours=5))
    with serving(Azure([service])) as azure:
        sources = settings(azure, tmp_path)
        refreshed(graph, sources)
        ran(service, 2, timedelta(hours=6))
        refreshed(graph, sources)
        assert known_runs(graph) == {"r1": True}
        refreshed(graph, sources, since=NOW - timedelta(hours=8))
    assert known_runs(graph) == {"r1": True, "r2": True}


def test_a_factory_that_fails_leaves_the_others_of_its_group_whole(graph: Graph, tmp_path: Path) -> None:
    with serving(Azure([factory("adf-a"), factory("adf-b"), factory("adf-c")])) as azure:
        settings(azure, tmp_path)
        file = tmp_path / "lineage.yml"
        file.write_text(file.read_text(encoding="utf-8").replace('"factory": "adf-test", ', ""), encoding="utf-8")
        sources = load_configuration(file).sources
        azure.script.add("/factories/adf-b", faults.forbidden(), forever=True)
        (done,) = refreshed(graph, sources)
        assert (done.exit_code, len(done.problems)) == (1, 1)
        assert graph.ask("MATCH (s:Service) RETURN s.key AS key ORDER BY key") == [
            {"key": "adf://adf-a"},
            {"key": "adf://adf-c"},
        ]
        azure.script.scenes.clear()
        (done,) = refreshed(graph, sources)
    assert done.exit_code == 0
    assert graph.ask("MATCH (s:Service) RETURN count(s) AS count") == [{"count": 3}]
