"""Neo4j killed, or its disk full, amid a load: the load says so, and the next one, after a restart, makes it whole."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil
import pytest

from benchmarks.estate import Size
from benchmarks.estate import write as write_estate
from lineage_graph.graph import Graph
from lineage_graph.server import LocalServer, ServerOptions, down, password, status, up
from tests.conftest import Server, a_free_port
from tests.laws.loading import dump, emptied, environment_of, graph_of

VERSION: Final = os.environ.get("LINEAGE_GRAPH_TEST_NEO4J", "5.26")
STARTED: Final = "MATCH (a:Activity) RETURN count(a) > 0 AS started"

PATIENCE: Final = 240
"""Seconds; on a machine that is busy with other things Neo4j alone may need more than one minute to start."""

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="a process is killed in another way on Windows"),
    pytest.mark.timeout(900),
]


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
    return write_estate(Size(30, "cut"), tmp_path_factory.mktemp("estate"))


def as_seen(local: LocalServer) -> Server:
    return Server(local.uri, local.user, password(local))


def begun(home: Path, *words: str) -> "subprocess.Popen[str]":
    environment = environment_of(as_seen(status(home))) | {"LINEAGE_GRAPH_HOME": str(home)}
    command = [sys.executable, "-m", "lineage_graph", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def done(home: Path, *words: str) -> None:
    with begun(home, *words) as process:
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors


def kill_when_it_writes(server: psutil.Process, load: "subprocess.Popen[str]", graph: Graph) -> None:
    while load.poll() is None and not graph.ask(STARTED)[0]["started"]:
        time.sleep(0.01)
    assert load.poll() is None, "the load ended before it could be disturbed"
    server.kill()
    server.wait()


@pytest.fixture(scope="module")
def load(folder: Path) -> tuple[str, ...]:
    return ("load", str(folder), "--at", "2026-03-01T12:00:00Z")


@pytest.fixture(scope="module")
def undisturbed(home: Path, load: tuple[str, ...]) -> list[str]:
    done(home, *load)
    with graph_of(as_seen(status(home))) as graph:
        return dump(graph)


@pytest.fixture
def empty(home: Path, undisturbed: list[str]) -> LocalServer:  # noqa: ARG001 - before it is emptied
    found = status(home)
    with graph_of(as_seen(found)) as graph:
        emptied(graph)
    return found


def test_the_next_load_after_a_restart_makes_it_whole(
    home: Path, load: tuple[str, ...], undisturbed: list[str], empty: LocalServer
) -> None:
    """It starts again at another port, while the load still looks for it at the old one."""
    with graph_of(as_seen(empty)) as graph, begun(home, *load) as process:
        kill_when_it_writes(psutil.Process(empty.pid), process, graph)
        assert not status(home).running
        done(home, "up", "--bolt-port", str(a_free_port()))
        output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output) == (5, ""), errors
    first, second = errors.splitlines()
    assert first.startswith(f"Error: Neo4j at {empty.uri} cannot be reached: ")
    assert second == "Check that it runs and that NEO4J_URI names it, or start a local one with: lineage-graph up"
    with graph_of(as_seen(status(home))) as graph:
        assert 0 < len(dump(graph)) < len(undisturbed)
        done(home, *load)
        assert dump(graph) == undisturbed


@pytest.mark.skipif(not hasattr(psutil.Process, "rlimit"), reason="only Linux limits the files of a running process")
def test_the_next_load_after_a_full_disk_makes_it_whole(
    home: Path, load: tuple[str, ...], undisturbed: list[str], empty: LocalServer
) -> None:
    psutil.Process(empty.pid).rlimit(psutil.RLIMIT_FSIZE, (100_000, psutil.RLIM_INFINITY))
    with begun(home, *load) as process:
        output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output) == (5, ""), errors
    (line,) = errors.splitlines()
    assert line.startswith(f"Error: Neo4j at {empty.uri} refused the work: ")
    done(home, "down")
    done(home, "up")
    done(home, *load)
    with graph_of(as_seen(status(home))) as graph:
        assert dump(graph) == undisturbed
