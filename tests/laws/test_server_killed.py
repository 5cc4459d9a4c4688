"""Neo4j killed in the middle of a load: the load says so, and the next one, after a restart, makes the graph whole."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from benchmarks.estate import Size
from benchmarks.estate import write as write_estate
from lineage_graph.graph import Graph
from lineage_graph.server import LocalServer, ServerOptions, down, password, status, up
from tests.conftest import Server, a_free_port
from tests.laws.loading import dump, emptied, environment_of, graph_of

VERSION: Final = os.environ.get("LINEAGE_GRAPH_TEST_NEO4J", "5.26")
STARTED: Final = "MATCH (a:Activity) RETURN count(a) > 0 AS started"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a process is killed in another way on Windows")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of a server that may be killed, apart from that of the other tests."""
    home = tmp_path_factory.mktemp("killed")
    options = ServerOptions(
        home=home, version=VERSION, bolt_port=a_free_port(), http_port=a_free_port(), heap=512, page_cache=64
    )
    try:
        up(options)
        yield home
    finally:
        down(home)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_estate(Size(60, "cut"), tmp_path_factory.mktemp("estate"))


def as_seen(local: LocalServer) -> Server:
    return Server(local.uri, local.user, password(local))


def begun(home: Path, *words: str) -> "subprocess.Popen[str]":
    environment = environment_of(as_seen(status(home))) | {"LINEAGE_GRAPH_HOME": str(home)}
    command = [sys.executable, "-m", "lineage_graph", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def done(home: Path, *words: str) -> None:
    with begun(home, *words) as process:
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors


def kill_when_it_writes(home: Path, graph: Graph) -> None:
    while not graph.ask(STARTED)[0]["started"]:
        time.sleep(0.01)
    process = status(home).pid
    assert process is not None
    os.kill(process, signal.SIGKILL)


def test_the_next_load_after_a_restart_makes_it_whole(home: Path, folder: Path) -> None:
    load = ("load", str(folder), "--at", "2026-03-01T12:00:00Z")
    done(home, *load)
    with graph_of(as_seen(status(home))) as graph:
        undisturbed = dump(graph)
        emptied(graph)
        with begun(home, *load) as process:
            kill_when_it_writes(home, graph)
            output, errors = process.communicate(timeout=120)
    assert (process.returncode, output) == (5, ""), errors
    first, second = errors.splitlines()
    assert first.startswith(f"Error: Neo4j at {status(home).uri} cannot be reached: ")
    assert second == "Check that it runs and that NEO4J_URI names it, or start a local one with: lineage-graph up"
    assert not status(home).running
    done(home, "up")
    with graph_of(as_seen(status(home))) as graph:
        assert 0 < len(dump(graph)) < len(undisturbed)
        done(home, *load)
        assert dump(graph) == undisturbed
