"""What the system grants a process is little: a load gets by, or says what is missing."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.estate import Size
from benchmarks.estate import write as write_estate
from lineage_graph.graph import Graph
from tests.conftest import Server
from tests.laws.loading import emptied, environment_of

resource = pytest.importorskip("resource", reason="Windows has no such limits")
FILES = 32


def test_a_load_keeps_no_file_open(server: Server, graph: Graph, tmp_path: Path) -> None:
    folder = write_estate(Size(10, "many-files"), tmp_path)
    assert sum(file.is_file() for file in folder.rglob("*.json")) > 3 * FILES
    emptied(graph)
    program = "import resource, sys; from lineage_graph.cli import run; "
    limited = f"resource.setrlimit(resource.RLIMIT_NOFILE, ({FILES}, {FILES})); sys.exit(run(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", program + limited, "load", str(folder)],
        env=environment_of(server),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert graph.ask("MATCH (p:Pipeline) RETURN count(p) AS pipelines") == [{"pipelines": 10}]
