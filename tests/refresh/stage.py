"""A graph after the first day and Azure on the second, and processes that refresh the one from the other."""

import multiprocessing
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

import neo4j

from lineage_graph.graph import Connection, Graph, dump
from lineage_graph.refresh import exit_code
from tests.azure import faults
from tests.azure.server import Azure, serving
from tests.conftest import Server, wipe
from tests.laws.loading import graph_of
from tests.questions.writing import driver_of
from tests.refresh.days import FIRST, SECOND, refreshed_at, show_first_day, show_second_day, sources_of
from tests.refresh.effects import Effects, between, refresh_process
from tests.refresh.snapshots import Snapshot, put_back, taken

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

    def set_back(self) -> None:
        """The graph as it was after the first day, Azure without faults."""
        put_back(self.driver, self.before)
        self.azure.script.scenes.clear()

    def recovered(self) -> list[str]:
        """The graph after one more refresh, which nobody disturbs."""
        self.azure.script.scenes.clear()
        refreshed = refreshed_at(self.graph, sources_of(self.azure, self.folder), SECOND)
        assert exit_code(refreshed) == 0, refreshed
        return dump(self.graph)


@contextmanager
def staged(server: Server, folder: Path) -> Iterator[Stage]:
    """The stage, set on that server."""
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
def refreshing(
    stage: Stage, effects: Effects, target: Callable[[Connection, Path], None] = refresh_process
) -> Iterator[ForkServerProcess]:
    """A process, not started yet, that refreshes the graph, and whose effects are counted."""
    if effects.requests:
        stage.azure.script.add(".", faults.after(lambda: effects.happens("asked Azure")), forever=True)
    with between(stage.graph.connection.uri, effects) as uri:
        there = replace(stage.graph.connection, uri=uri)
        process = PROCESSES.Process(target=target, args=(there, stage.folder))
        try:
            yield process
        finally:
            if process.pid is not None:
                process.kill()
                process.join()


def held(graph: Graph) -> list[object]:
    """The kinds of the sources whose lease somebody has."""
    return [row["kind"] for row in graph.ask("MATCH (s:Source) WHERE s.leaseOwner IS NOT NULL RETURN s.kind AS kind")]


def some_of(count: int, step: int) -> range:
    """The numbers of effects to try: one of every ``step``, others each time; all if LINEAGE_GRAPH_TEST_EFFECTS=all."""
    if os.environ.get("LINEAGE_GRAPH_TEST_EFFECTS") == "all":
        step = 1
    return range(1 + secrets.randbelow(step), count + 1, step)


def effects_of(stage: Stage, last: int = 0, *, requests: bool = True) -> Effects:
    """What happens in a refresh of the first day's graph that is killed at that effect, or not at all."""
    stage.set_back()
    effects = Effects(last, requests=requests)
    with refreshing(stage, effects) as process:
        effects.end = process.kill
        process.start()
        process.join()
        assert process.exitcode == (-9 if effects.over else 0)
    return effects
