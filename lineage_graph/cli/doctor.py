"""``doctor``: what keeps a graph from being loaded and kept fresh, and what to do about it."""

import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from lineage_graph.cli.connection import Choice, named, server_options
from lineage_graph.configuration import FILE_NAME, Configuration
from lineage_graph.diagnosis import Finding, Verdict, diagnose, exit_code
from lineage_graph.graph import Connection
from lineage_graph.reports.screen import counted, listed, safe, screen

_WIDTH: Final = max(len(verdict) for verdict in Verdict)


@click.command()
@click.option(
    "-c",
    "--config",
    "file",
    type=click.Path(path_type=Path),
    help=f"The configuration to check; else {FILE_NAME} of this folder, if there is one.",
)
@click.option(
    "-o",
    "--output",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="A line for each check, or JSON for programs.",
)
@server_options
def doctor(choice: Choice, file: Path | None, output: str) -> int:
    """Check what a load and a refresh need, and tell what to do.

    The program, lineage.yml, Neo4j, the login to Azure, and one harmless question for each thing that a refresh reads
    of every live source. Nothing is changed and nothing is started; a check that fails keeps no other from being made.
    It ends with 0 where all is well, 1 after warnings, else with the first that failed: 2 the configuration, 5 Neo4j,
    6 Azure.

    \b
    Examples:
      lineage-graph doctor
      lineage-graph doctor -c lineage.yml -o json
    """  # noqa: D301 - click reads the backspace
    here = Path(FILE_NAME)
    found: list[Finding] = []
    for one in diagnose(file or (here if here.exists() else None), lambda known: _named(choice, known)):
        found.append(one)
        if output == "table":
            click.echo(_line(one))
    if output == "json":
        click.echo(_json(found))
    else:
        click.echo(_summary(found))
    return exit_code(found)


def _named(choice: Choice, configuration: Configuration | None) -> Connection | None:
    return named(replace(choice, configuration=configuration))


def _line(one: Finding) -> str:
    remedy = f" -> {safe(one.remedy)}" if one.remedy else ""
    told = f"{one.verdict:<{_WIDTH}}  {one.area}: {safe(one.subject)}: {safe(one.said)}{remedy}"
    console = screen()
    if not console.is_terminal:  # programs such as grep take it line by line
        return told
    indent = " " * (_WIDTH + 2)
    return textwrap.fill(told, console.width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _summary(found: Iterable[Finding]) -> str:
    numbers = Counter(one.verdict for one in found)
    failed, warned = numbers[Verdict.FAILURE], numbers[Verdict.WARNING]
    troubles = [counted(failed, "failure")] * bool(failed) + [counted(warned, "warning")] * bool(warned)
    return f"{counted(numbers.total(), 'check')}: {listed(troubles) or 'all is well'}."


def _json(found: Sequence[Finding]) -> str:
    numbers = Counter(one.verdict for one in found)
    document = {
        "schemaVersion": 1,
        "exitCode": exit_code(found),
        "counts": {verdict: numbers[verdict] for verdict in Verdict},
        "checks": [
            {"area": one.area, "subject": one.subject, "verdict": one.verdict, "said": one.said, "remedy": one.remedy}
            for one in found
        ],
    }
    return json.dumps(document, indent=2)
