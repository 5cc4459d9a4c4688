"""``impact`` and ``upstream``."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from lineage_graph.answers.impact import impact as ask_impact
from lineage_graph.answers.reach import Reached, Walk
from lineage_graph.answers.starts import Direction
from lineage_graph.cli.answering import label_option, print_answer
from lineage_graph.cli.connection import Choice, connected, connection_options
from lineage_graph.cli.output import output_option
from lineage_graph.cli.since import observed_option, observed_since, since_option
from lineage_graph.reports.impact import print_impact

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS: Final = (
    click.argument("name"),
    click.option("--hops", type=click.IntRange(min=1), metavar="N", help="Go so many processes far at most."),
    click.option("--certain", is_flag=True, help="Leave out what is reached only where patterns of names overlap."),
    observed_option,
    since_option,
    label_option,
    output_option,
    connection_options,
)


def _walk_options(command: Command) -> Command:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command(short_help="Tell what a change to NAME can break, nearest first.")
@_walk_options
def impact(choice: Choice, output: str, **given: Any) -> None:  # noqa: ANN401 - click hands over what its options hold
    """Tell what a change to NAME can break: everything downstream, nearest first.

    NAME is a key, a name in any case, or a unique part of a name: of an asset, or of a pipeline, activity, data flow,
    linked service, dataset, store or service, which stands for all that it writes or holds.

    \b
    Examples:
      lineage-graph impact dbo.Orders
      lineage-graph impact pl_curate_sales --hops 2 -o csv
      lineage-graph impact dbo.Orders --observed --since 2026-11-18
      lineage-graph impact mssql://erp-sql01.northbay.example/erp/dbo/orders
      lineage-graph impact erp-sql01.northbay.example --certain -o json
    """  # noqa: D301 - click reads the backspace
    _print(choice, output, Direction.DOWNSTREAM, **given)


@click.command(short_help="Tell where the data of NAME comes from, nearest first.")
@_walk_options
def upstream(choice: Choice, output: str, **given: Any) -> None:  # noqa: ANN401 - as above
    """Tell where the data of NAME comes from: everything upstream, nearest first.

    NAME is as in `impact`; a pipeline, activity or service stands for all that it reads.

    \b
    Examples:
      lineage-graph upstream mart.FactRevenue
      lineage-graph upstream pl_build_marts --label Pipeline -o json
    """  # noqa: D301 - click reads the backspace
    _print(choice, output, Direction.UPSTREAM, **given)


def _print(choice: Choice, output: str, direction: Direction, **given: Any) -> None:  # noqa: ANN401 - as above
    walk = Walk(direction, given["hops"], given["certain"], observed_since(given["observed"], given["since"]))
    with connected(choice) as graph:
        report = ask_impact(graph, given["name"], walk, given["label"])
    print_answer(output, report.answer, Reached, lambda console: print_impact(console, report))
