"""``coverage``."""

import click

from lineage_graph.answers.coverage import Behind, Covered, Selection, behind
from lineage_graph.answers.coverage import coverage as ask_coverage
from lineage_graph.cli.answering import print_answer
from lineage_graph.cli.connection import Choice, connected, connection_options
from lineage_graph.cli.output import output_option
from lineage_graph.reports.coverage import print_behind, print_coverage


@click.command(short_help="Tell how much could be named, and why the rest could not.")
@click.option("--reason", metavar="REASON", help="List the activities with this reason; pattern for partly named ends.")
@click.option("--type", "type_", metavar="TYPE", help="List the activities of this type that have gaps.")
@click.option("--service", metavar="NAME", help="List the activities of this service that have gaps.")
@output_option
@connection_options
def coverage(choice: Choice, output: str, reason: str | None, type_: str | None, service: str | None) -> None:
    """Tell how much of the lineage could be named, and why the rest could not.

    \b
    Examples:
      lineage-graph coverage
      lineage-graph coverage --reason runtime-only
      lineage-graph coverage --type Copy -o csv
    """  # noqa: D301 - click reads the backspace
    selection = Selection(reason, type_, service)
    with connected(choice) as graph:
        if selection == Selection():
            answer = ask_coverage(graph)
            print_answer(output, answer, Covered, lambda console: print_coverage(console, answer))
        else:
            gaps = behind(graph, selection)
            print_answer(output, gaps, Behind, lambda console: print_behind(console, gaps))
