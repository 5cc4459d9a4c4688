"""A refresh killed at any of its effects, then one that is not: the graph is as if the first had never been killed."""

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

import neo4j
import pytest

from lineage_graph.graph import Graph, dump
from lineage_graph.refresh import exit_code
from tests.azure import faults
from tests.azure.server import Azure, serving
from tests.conftest import Server, wipe
from tests.laws.loading import graph_of
from tests.questions.writing import driver_of
from tests.refresh.days import FIRST, SECOND, refreshed_at, show_first_day, show_second_day, sources_of
from tests.refresh.effects import Effects, between, refresh_process
from tests.refresh.snapshots import Snapshot, put_back, taken

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="a process is killed in another way on Windows"),
    pytest.mark.timeout(1800),
]

PROCESSES: Final = multiprocessing.get_context("forkserver")
"""Each process begins as a copy of one that has imported everything already."""
PROCESSES.set_forkserver_preload(["tests.refresh.effects", "lineage_graph.sources.live.runs"])


@dataclass(frozen=True, slots=True)
class Stage:
    """A graph after the first day, Azure on the second, and the graph that must come of them."""

    driver: neo4j.Driver
    graph: Graph
    azure: Azure
    folder: Path
    before: Snapshot
    expected: list[str]

    def recovered(self) -> list[str]:
        """The graph after one more refresh, which nobody disturbs."""
        self.azure.script.scenes.clear()
        refreshed = refreshed_at(self.graph, sources_of(self.azure, self.folder), SECOND)
        assert exit_code(refreshed) == 0, refreshed
        return dump(self.graph)


@pytest.fixture(scope="module")
def stage(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("killed")
    with driver_of(server) as driver, graph_of(server) as graph, serving(Azure()) as azure:
        wipe(driver)
        show_first_day(azure)
        sources = sources_of(azure, folder)
        assert exit_code(refreshed_at(graph, sources, FIRST)) == 0
        before = taken(driver)
        show_second_day(azure)
        assert exit_code(refreshed_at(graph, sources, SECOND)) == 0
        yield Stage(driver, graph, azure, folder, before, dump(graph))


@contextmanager
def refreshing(stage: Stage, effects: Effects) -> Iterator[ForkServerProcess]:
    """A process that refreshes the graph of the first day, all of whose effects are counted."""
    put_back(stage.driver, stage.before)
    stage.azure.script.scenes.clear()
    stage.azure.script.add(".", faults.after(lambda: effects.happens("asked Azure")), forever=True)
    with between(stage.graph.connection.uri, effects) as uri:
        there = replace(stage.graph.connection, uri=uri)
        process = PROCESSES.Process(target=refresh_process, args=(there, stage.folder))
        effects.end = process.kill
        process.start()
        try:
            yield process
        finally:
            process.kill()
            process.join()


def effects_of(stage: Stage, last: int = 0) -> Effects:
    """What happens in a refresh that is killed at that effect, or not at all."""
    effects = Effects(last)
    with refreshing(stage, effects) as process:
        process.join()
        assert process.exitcode == (-9 if effects.over else 0)
    return effects


@pytest.fixture(scope="module")
def whole(stage: Stage) -> list[str]:
    """The effects of a refresh that nobody disturbs."""
    effects = effects_of(stage)
    assert dump(stage.graph) == stage.expected
    return effects.names


def test_a_refresh_has_effects_of_every_kind(whole: list[str]) -> None:
    assert {*whole} == {"asked Azure", "before a commit", "after a commit"}
    assert whole.count("before a commit") == whole.count("after a commit")
    assert len(whole) > 50


def test_a_refresh_that_is_killed_at_any_effect_is_made_good_by_the_next(stage: Stage, whole: list[str]) -> None:
    for number in range(1, len(whole) + 1):
        effects = effects_of(stage, number)
        assert effects.over, f"it ended before effect {number}"
        assert stage.recovered() == stage.expected, f"killed at effect {number}, {effects.names[-1]}"
