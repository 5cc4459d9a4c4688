"""What people read is what the program does: the command reference, the help, the version."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from lineage_graph import __version__
from lineage_graph.cli import COMMANDS, cli
from lineage_graph.cli.reference import document
from lineage_graph.model import Reason

ROOT = Path(__file__).parents[2]


def test_the_command_reference_is_fresh() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert document(readme) == readme, "run: python -m lineage_graph.cli.reference"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_a_place_in_the_readme(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help
    assert f"### `lineage-graph {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("group", [(), ("report",), ("config",), ("schema",)], ids=str)
def test_every_summary_in_the_help_is_whole_and_on_one_line(group: tuple[str, ...]) -> None:
    told = CliRunner().invoke(cli, [*group, "--help"], terminal_width=80)
    _, _, commands = told.output.partition("Commands:\n")
    lines = commands.splitlines()
    assert lines
    for line in lines:
        assert re.fullmatch(r"  [a-z-]+ +[A-Z].*\.", line), line
        assert not line.endswith("...")
        assert len(line) <= 80


def test_the_changelog_speaks_of_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_reason_is_explained_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [reason for reason in Reason if f"`{reason}`" not in readme] == []
