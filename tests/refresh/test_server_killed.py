"""Neo4j killed at effects of a refresh and started again on its data: the next refresh makes the graph whole."""

import os
import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import psutil
import pytest

from lineage_graph.server import LocalServer, ServerOptions, down, password, status, up
from tests.conftest import Server, a_free_port
from tests.laws.loading import graph_of
from tests.questions.writing import driver_of
from tests.refresh.effects import Effects
from tests.refresh.stage import Stage, effects_of, refreshing, staged

ROUNDS: Final = 6
VERSION: Final = os.environ.get("LINEAGE_GRAPH_TEST_NEO4J", "5.26")

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="a process is killed in another way on Windows"),
    pytest.mark.timeout(1800),
]


def started(home: Path) -> LocalServer:
    """The server of the home; it has other ports each time, for those of a killed one may not be free yet."""
    options = ServerOptions(
        home=home, version=VERSION, bolt_port=a_free_port(), http_port=a_free_port(), heap=512, page_cache=64
    )
    return up(options)


def as_seen(local: LocalServer) -> Server:
    return Server(local.uri, local.user, password(local))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("killed")
    try:
        started(home)
        yield home
    finally:
        down(home)


@pytest.fixture(scope="module")
def stage(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(as_seen(status(home)), tmp_path_factory.mktemp("stage")) as made:
        yield made


@contextmanager
def connected(stage: Stage, home: Path) -> Iterator[Stage]:
    """The stage on the server as it runs now."""
    server = as_seen(status(home))
    with driver_of(server) as driver, graph_of(server) as graph:
        yield replace(stage, driver=driver, graph=graph)


def kill_at(stage: Stage, home: Path, effect: int) -> None:
    """Let a refresh begin, kill the server at that effect; the refresh is not waited for."""
    stage.set_back()
    server = psutil.Process(status(home).pid)
    effects = Effects(effect)

    def kill() -> None:
        server.kill()
        server.wait()

    effects.end = kill
    with refreshing(stage, effects) as process:
        process.start()
        while not effects.over:
            assert process.exitcode is None, f"it ended before effect {effect}"
            process.join(0.05)


def test_after_neo4j_was_killed_at_any_effect_the_next_refresh_makes_the_graph_whole(home: Path, stage: Stage) -> None:
    seed = secrets.randbelow(1_000_000)
    print(f"effects chosen by the seed {seed}")  # noqa: T201 - shown where it fails
    count = len(effects_of(stage).names)
    for effect in random.Random(seed).sample(range(1, count + 1), ROUNDS):  # noqa: S311 - no secret
        with connected(stage, home) as running:
            kill_at(running, home, effect)
        started(home)
        with connected(stage, home) as running:
            assert running.recovered() == stage.expected, f"seed {seed}, effect {effect}"
