"""``report``: answers about the net as a whole. To add one, write ``reports/<name>.py`` and a command here."""

from typing import Any, Final

import click

from lineage_graph.cli.answering import label_option, print_answer
from lineage_graph.cli.connection import Choice, connected, connection_options
from lineage_graph.cli.output import output_option
from lineage_graph.reports.rerun_order import Late, Rerun, ask_rerun_order, print_rerun_order
from lineage_graph.reports.weak_points import Hanging, Scope, ask_weak_points, print_weak_points

_certain: Final = click.option("--certain", is_flag=True, help="Do not go where only patterns of names overlap.")


@click.group(short_help="Tell where the net of data is weak, and in which order it runs.")
def report() -> None:
    """Look at the whole net of data: where it is weak, in which order it runs."""


@report.command("weak-points", short_help="Tell what everything behind it depends on.")
@click.argument("name", required=False)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Show so many at most.")
@_certain
@label_option
@output_option
@connection_options
def weak_points(choice: Choice, output: str, **given: Any) -> None:  # noqa: ANN401 - click hands over what its options hold
    """Tell which assets and pipelines everything behind them depends on: no other way leads there.

    Of the whole graph, or with NAME of what lies downstream of it. NAME is as in `impact`.

    \b
    Examples:
      lineage-graph report weak-points
      lineage-graph report weak-points dbo.Orders --limit 5
      lineage-graph report weak-points -o csv
    """  # noqa: D301 - click reads the backspace
    with connected(choice) as graph:
        found = ask_weak_points(graph, Scope(**given))
    print_answer(output, found.answer, Hanging, lambda console: print_weak_points(console, found))


@report.command("rerun-order", short_help="Tell which pipelines to run again, and in which order.")
@click.argument("name")
@_certain
@label_option
@output_option
@connection_options
def rerun_order(choice: Choice, output: str, name: str, label: str | None, certain: bool) -> None:
    """Tell which pipelines to run again, and in which order, when the data of NAME is late or was wrong.

    NAME is as in `impact`: an asset, or a pipeline, store or service for all that it writes or holds.

    \b
    Examples:
      lineage-graph report rerun-order dbo.Orders
      lineage-graph report rerun-order pl_ingest_pos --label Pipeline -o json
    """  # noqa: D301 - click reads the backspace
    with connected(choice) as graph:
        found = ask_rerun_order(graph, Late(name, label, certain))
    print_answer(output, found.answer, Rerun, lambda console: print_rerun_order(console, found))
