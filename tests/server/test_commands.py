import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lineage_graph.server import down, status
from tests.conftest import a_free_port

VERSION = os.environ.get("LINEAGE_GRAPH_TEST_NEO4J", "5.26")


@dataclass(frozen=True, slots=True)
class Console:
    """A terminal whose local server has a home of its own."""

    home: Path

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        environment = os.environ | {"LINEAGE_GRAPH_HOME": str(self.home)}
        command = [sys.executable, "-m", "lineage_graph", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    home = tmp_path_factory.mktemp("commands")
    ports = ("--bolt-port", str(a_free_port()), "--http-port", str(a_free_port()))
    console = Console(home)
    try:
        started = console.run("up", "--neo4j", VERSION, "--heap", "512", "--page-cache", "64", *ports)
        assert started.returncode == 0, started.stderr
        yield console
    finally:
        down(home)


def test_up_tells_where_everything_is_but_not_the_password(console: Console) -> None:
    told = console.run("up")
    server = status(console.home)
    assert told.returncode == 0
    assert told.stderr == ""
    assert told.stdout.splitlines() == [
        f"Neo4j {server.version} is running.",
        f"  Browser        {server.browser}",
        f"  Queries        {server.uri}",
        "  User           neo4j",
        f"  Password file  {console.home / 'password'}",
        f"  Home           {console.home}",
        f"  Log            {console.home / 'logs' / 'neo4j.log'}",
    ]


def test_status_for_programs_has_the_documented_names(console: Console) -> None:
    server = status(console.home)
    told = json.loads(console.run("status", "-o", "json").stdout)
    assert told.pop("counts") == {}
    assert told.pop("freshness") == []
    assert told.pop("graphUri") == server.uri
    assert told == {
        "running": True,
        "uri": server.uri,
        "user": "neo4j",
        "passwordFile": str(console.home / "password"),
        "browser": server.browser,
        "home": str(console.home),
        "log": str(console.home / "logs" / "neo4j.log"),
        "version": server.version,
        "pid": server.pid,
    }


def test_up_says_that_a_running_server_is_not_what_was_asked_for(console: Console) -> None:
    told = console.run("up", "--bolt-port", str(a_free_port()))
    assert told.returncode == 0
    assert told.stderr.startswith("It was running already, otherwise than asked.")


def test_a_port_in_use_ends_with_5_and_one_line(console: Console, tmp_path: Path) -> None:
    taken = status(console.home).uri.rpartition(":")[2]
    told = console.run("up", "--home", str(tmp_path), "--bolt-port", taken)
    assert told.returncode == 5
    assert told.stdout == ""
    assert told.stderr == f"Error: Port {taken} of this machine is in use. Choose another with --bolt-port.\n"


def test_a_port_out_of_range_is_wrong_use(console: Console) -> None:
    assert console.run("up", "--http-port", "70000").returncode == 2


def test_down_stops_it_and_status_says_so(console: Console) -> None:
    assert console.run("down").stderr == "Stopped.\n"
    told = console.run("status")
    assert told.returncode == 0
    assert told.stdout.startswith("The local Neo4j is not running; lineage-graph up starts it.\n")
    again = console.run("down")
    assert (again.returncode, again.stderr) == (0, "The local Neo4j is not running.\n")
