"""``path``."""

from typing import Any

import click

from lineage_graph.answers.between import between
from lineage_graph.answers.path import Ends, Step
from lineage_graph.answers.path import path as ask_path
from lineage_graph.answers.reach import Reached
from lineage_graph.cli.answering import print_answer
from lineage_graph.cli.connection import Choice, connected, connection_options
from lineage_graph.cli.output import output_option
from lineage_graph.cli.since import observed_option, observed_since, since_option
from lineage_graph.reports.path import print_between, print_path


@click.command(short_help="Tell how data gets from FROM to TO.")
@click.argument("source", metavar="FROM")
@click.argument("sink", metavar="TO")
@click.option("--all", "everything", is_flag=True, help="Everything on any way, not one shortest way.")
@click.option("--certain", is_flag=True, help="Do not go where only patterns of names overlap.")
@observed_option
@since_option
@output_option
@connection_options
def path(choice: Choice, output: str, everything: bool, **given: Any) -> None:  # noqa: ANN401 - click's own options
    """Tell how data gets from FROM to TO: one shortest way, or with --all everything that lies on any way.

    \b
    Examples:
      lineage-graph path dbo.Orders mart.FactRevenue
      lineage-graph path dbo.Orders mart.FactRevenue --all -o csv
    """  # noqa: D301 - click reads the backspace
    ends = Ends(given["source"], given["sink"], given["certain"], observed_since(given["observed"], given["since"]))
    if everything:
        with connected(choice) as graph:
            ways = between(graph, ends)
        print_answer(output, ways, Reached, lambda console: print_between(console, ways))
        return
    with connected(choice) as graph:
        found = ask_path(graph, ends)
    print_answer(output, found.answer, Step, lambda console: print_path(console, found))
