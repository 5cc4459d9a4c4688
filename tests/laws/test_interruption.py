"""A load that is interrupted, terminated or killed, then run again, gives the graph of an undisturbed one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from benchmarks.estate import Size
from benchmarks.estate import write as write_estate
from lineage_graph.graph import Graph
from tests.conftest import Server
from tests.laws.loading import dump, emptied, environment_of

PIPELINES: Final = 30
ARGUMENTS: Final = ("--at", "2026-03-01T12:00:00Z")
STARTED: Final = "MATCH (a:Activity) RETURN count(a) > 0 AS started"
BOOKS: Final = (
    "MATCH (s:Source) WHERE s.kind <> 'join' RETURN s.lastReadWhole IS NULL AS partial, s.leaseOwner IS NULL AS free"
)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are sent in another way on Windows")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_estate(Size(PIPELINES, "interrupted"), tmp_path_factory.mktemp("estate"))


def begun(server: Server, folder: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "lineage_graph", "load", str(folder), *ARGUMENTS]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment_of(server))


def load_whole(server: Server, folder: Path) -> None:
    with begun(server, folder) as process:
        _, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, b"")


@pytest.fixture(scope="module")
def undisturbed(server: Server, graph: Graph, folder: Path) -> list[str]:
    load_whole(server, folder)
    return dump(graph)


ENDS: Final = {
    signal.SIGINT: (130, b"Interrupted.", True),
    signal.SIGTERM: (143, b"Terminated.", True),
    signal.SIGKILL: (-signal.SIGKILL, b"", False),
}
"""How the process ends, what it says, and whether it gives its lease back."""


@pytest.mark.parametrize("sent", ENDS)
def test_the_next_load_makes_it_whole(
    server: Server, graph: Graph, folder: Path, undisturbed: list[str], sent: signal.Signals
) -> None:
    emptied(graph)
    with begun(server, folder) as process:
        while process.poll() is None and not graph.ask(STARTED)[0]["started"]:
            time.sleep(0.01)
        process.send_signal(sent)
        _, errors = process.communicate(timeout=60)
    (books,) = graph.ask(BOOKS)
    assert books["partial"]
    assert len(dump(graph)) < len(undisturbed)
    assert (process.returncode, errors.strip(), books["free"]) == ENDS[sent]
    load_whole(server, folder)
    assert dump(graph) == undisturbed
    assert graph.ask("MATCH (r:Refresh) WHERE r.source <> 'join' RETURN count(r) AS loads") == [{"loads": 2}]
