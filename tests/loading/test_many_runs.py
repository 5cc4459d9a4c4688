"""50,000 runs of activities: memory does not grow with them, twice is once, and every count on an edge is right."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import run_estate, run_records
from benchmarks.run_records import Runs
from lineage_graph.graph import Graph
from tests.conftest import Server, wipe
from tests.laws.loading import graph_of
from tests.questions.writing import driver_of

FEW, MANY = Runs(1_000, 20, 10), Runs(2_500, 20, 10)
ALLOWED = 40 * 1024
"""KB: what a batch more or less, and a heap that is not given back, may take. The runs that are more are 30,000 KB."""


@pytest.fixture(scope="module")
def graph(server: Server) -> Iterator[Graph]:
    with driver_of(server) as driver:
        wipe(driver)
    with graph_of(server) as opened:
        yield opened


def load(server: Server, folder: Path) -> dict[str, object]:
    command = [sys.executable, "-m", "tests.loading.loading_runs", server.uri, server.user, server.password]
    result = subprocess.run([*command, str(folder)], check=True, stdout=subprocess.PIPE)
    told: dict[str, object] = json.loads(result.stdout)
    return told


def written(folder: Path, runs: Runs) -> Path:
    run_estate.write(folder, runs)
    run_records.write(folder / "runs.jsonl", runs)
    return folder


def counted(path: Path) -> Counter[str]:
    """How often each activity succeeded, counted in the file with nothing of the product."""
    found: Counter[str] = Counter()
    with path.open(encoding="utf-8") as lines:
        for one in map(json.loads, lines):
            if "activityRunId" in one and one["activityType"] == "Copy":
                found[f"{one['pipelineName']}/{one['activityName']}"] += one["status"] == "Succeeded"
    return found


@pytest.mark.timeout(1200)
def test_memory_is_flat_and_the_second_load_sends_nothing(server: Server, graph: Graph, tmp_path: Path) -> None:
    few = load(server, written(tmp_path / "few", FEW))
    many = load(server, written(tmp_path / "many", MANY))
    assert many["runs"]["ActivityRun"] == [50_000, 30_000, 20_000, 0]  # type: ignore[index]
    assert int(str(many["peak"])) - int(str(few["peak"])) < ALLOWED
    again = load(server, tmp_path / "many")
    assert again["written"] == 0
    assert again["runs"]["ActivityRun"] == [50_000, 0, 50_000, 0]  # type: ignore[index]
    rows = graph.ask(
        "MATCH (w:Pipeline)-[:CONTAINS]->(a:Activity {type: 'Copy'})-[:PERFORMS]->(p:Process)-[o:PRODUCES]->() "
        "WHERE o.runCount IS NOT NULL RETURN w.name + '/' + a.name AS activity, sum(o.runCount) AS count"
    )
    assert {str(row["activity"]): row["count"] for row in rows} == counted(tmp_path / "many" / "runs.jsonl")
