"""``search``."""

import click

from lineage_graph.answers.search import Hit
from lineage_graph.answers.search import search as ask_search
from lineage_graph.cli.answering import print_answer
from lineage_graph.cli.connection import Choice, connected, connection_options
from lineage_graph.cli.output import output_option
from lineage_graph.reports.search import print_search


@click.command(short_help="Find what has all WORDS in its name, best first.")
@click.argument("words", nargs=-1, required=True)
@click.option("--label", metavar="LABEL", help="Only what has this label: Asset, Table, Pipeline, Store ...")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="So many at most.")
@output_option
@connection_options
def search(choice: Choice, output: str, words: tuple[str, ...], label: str | None, limit: int) -> None:
    """Find what has all WORDS in its name, whole or in part, best first.

    \b
    Examples:
      lineage-graph search orders
      lineage-graph search cust profile --label Path
    """  # noqa: D301 - click reads the backspace
    with connected(choice) as graph:
        answer = ask_search(graph, " ".join(words), label, limit)
    print_answer(output, answer, Hit, lambda console: print_search(console, answer))
