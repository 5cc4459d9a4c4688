"""``show``."""

import click

from lineage_graph.answers.show import Tie
from lineage_graph.answers.show import show as ask_show
from lineage_graph.cli.answering import label_option, print_answer
from lineage_graph.cli.connection import Choice, connected, connection_options
from lineage_graph.cli.output import output_option
from lineage_graph.reports.show import print_show


@click.command(short_help="Show what NAME is, and everything that it is tied to.")
@click.argument("name")
@label_option
@output_option
@connection_options
def show(choice: Choice, output: str, name: str, label: str | None) -> None:
    """Show what NAME is, where it is defined, and everything that it is tied to.

    \b
    Examples:
      lineage-graph show dbo.Orders
      lineage-graph show pl_nightly_main --label Pipeline -o json
    """  # noqa: D301 - click reads the backspace
    with connected(choice) as graph:
        shown = ask_show(graph, name, label)
    print_answer(output, shown.answer, Tie, lambda console: print_show(console, shown))
