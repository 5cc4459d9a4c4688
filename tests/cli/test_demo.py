"""The first thing that a newcomer runs, as they run it: a process of its own, a home of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lineage_graph.server import down
from tests.conftest import a_free_port


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("demo")
    try:
        yield made
    finally:
        down(made)


def run(home: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")}
    environment["LINEAGE_GRAPH_HOME"] = str(home)
    command = [sys.executable, "-m", "lineage_graph", *arguments]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=280)
    return " ".join(done.stdout.split())


def test_the_demo_starts_loads_and_reports_and_again_writes_nothing(home: Path) -> None:
    ports = ("--bolt-port", str(a_free_port()), "--http-port", str(a_free_port()))
    first = run(home, "demo", *ports)
    assert "Loaded 3 services: syn-northbay-analytics, adf-northbay-finance, adf-northbay-ingest" in first
    assert "A change to dbo.Orders (SQL Server erp-sql01.northbay.example) reaches 26 assets" in first
    assert f"http://127.0.0.1:{ports[3]}/browser/" in first
    assert "Graph: 0 nodes and relationships written" in run(home, "demo", *ports)


def test_commands_find_the_local_server_by_themselves(home: Path) -> None:
    assert "pl_ingest_erp_table" in run(home, "impact", "dbo.Orders", "-o", "csv")
