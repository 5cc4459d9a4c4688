"""What reading commands share: the option that tells things of one name apart, and the printing of an answer."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeVar

import click
from rich.console import Console

from lineage_graph.answers.asking import Answer
from lineage_graph.reports.freshness import print_freshness
from lineage_graph.reports.output import write
from lineage_graph.reports.screen import safe, screen

Result = TypeVar("Result")

label_option: Final = click.option(
    "--label", metavar="LABEL", help="What NAME is, where a name means several things: Asset, Pipeline, Store ..."
)


def print_answer(output: str, answer: Answer[Result], kind: type[Result], people: Callable[[Console], None]) -> None:
    """Print the answer in the form that was asked for; notes on standard error say what was cut off or renamed."""
    for note in answer.notes:
        click.echo(f"Note: {safe(note)}", err=True)
    write(answer, kind, output, people)
    if output == "table":
        print_freshness(screen(), answer.freshness, datetime.now(UTC))
    if answer.cut and output != "table":
        click.echo(f"Note: cut at {answer.cut}.", err=True)
