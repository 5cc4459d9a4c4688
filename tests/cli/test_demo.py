"""The first thing that a newcomer runs, as they run it: a process of its own, a home of its own."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from rich.cells import cell_len

from lineage_graph.cli import cli
from lineage_graph.cli import run as run_here
from lineage_graph.queries import queries
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
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=600)
    return " ".join(done.stdout.split())


@pytest.mark.timeout(1_300)
def test_the_demo_starts_loads_and_reports_and_again_writes_nothing(home: Path) -> None:
    ports = ("--bolt-port", str(a_free_port()), "--http-port", str(a_free_port()))
    first = run(home, "demo", *ports)
    assert "Loaded 3 services: syn-northbay-analytics, adf-northbay-finance, adf-northbay-ingest" in first
    assert "A change to dbo.Orders (SQL Server erp-sql01.northbay.example) reaches 30 assets" in first
    assert f"http://127.0.0.1:{ports[3]}/browser/" in first
    assert "Graph: 0 nodes and relationships written" in run(home, "demo", *ports)


def test_commands_find_the_local_server_by_themselves(home: Path) -> None:
    assert "pl_ingest_erp_table" in run(home, "impact", "dbo.Orders", "-o", "csv")


ROOT = Path(__file__).parents[2]
WIDTH = 80
INVENTED = re.compile(r"\./|[A-Za-z]\.json|lineage\.yml|mine\.cypher|--uri|PATH|NAME|WORD|KEY|`")
"""In a command that speaks of somebody's own files or server, or that stands for any command."""
NOT_ASKED = ("demo", "up", "down", "load", "schema", "refresh", "capture", "config")
"""Commands that start something, or want a file of somebody's own."""


def commands(group: click.Group, *names: str) -> Iterator[tuple[str, ...]]:
    """Every command, each with the group that it is in."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*names, name)
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)


def examples() -> list[str]:
    """What the README, the tour, the demo and the help show, without the program's name."""
    files = (ROOT / "README.md", ROOT / "examples/README.md", ROOT / "lineage_graph/cli/demo.py")
    lines = [line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    shown = [re.split(r"  +", line)[0] for line in lines if line.startswith("lineage-graph ")]
    words = [line.removeprefix("lineage-graph ") for line in shown if not INVENTED.search(line)]
    return [line for line in dict.fromkeys(words) if line.split()[0] not in NOT_ASKED]


@pytest.fixture
def narrow(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns whose Neo4j is that of the demo."""
    for name in [name for name in os.environ if name.startswith("NEO4J_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LINEAGE_GRAPH_HOME", str(home))
    monkeypatch.setenv("COLUMNS", str(WIDTH))


def too_wide(text: str) -> list[str]:
    """Lines beyond the terminal, but for keys, perhaps with the name of their column: these are there to be copied."""
    return [line for line in text.splitlines() if cell_len(line) > WIDTH and len(line.split()) > 1 + ("://" in line)]


def test_there_are_examples_of_every_command_that_asks() -> None:
    asked = {example.split()[0] for example in examples()}
    assert asked == {name for (name, *inner) in commands(cli) if not inner} - set(NOT_ASKED)


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("example", examples())
def test_every_example_finds_something_and_fits_the_terminal(example: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_here(shlex.split(example)) == 0
    shown, said = capfd.readouterr()
    assert shown
    assert said == "" or said.startswith("Note: cut at ")
    if not re.search(r" -o (json|csv)|^doctor", example):  # of which other programs get a line for each check
        assert too_wide(shown) == []


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("words", [(), *commands(cli), *(("query", name) for name in queries())], ids=" ".join)
def test_every_help_fits_the_terminal(words: tuple[str, ...], capfd: pytest.CaptureFixture[str]) -> None:
    assert run_here([*words, "--help"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert [line for line in lines if cell_len(line) > WIDTH and " such as " not in line] == []
