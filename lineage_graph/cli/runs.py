"""``runs``."""

from datetime import datetime
from typing import Final

import click

from lineage_graph.answers.runs import Run, Wanted
from lineage_graph.answers.runs import runs as ask_runs
from lineage_graph.cli.answering import label_option, print_answer
from lineage_graph.cli.connection import Choice, connected, connection_options
from lineage_graph.cli.output import output_option
from lineage_graph.cli.since import SINCE
from lineage_graph.reports.runs import print_runs

_STATUSES: Final = ("Queued", "InProgress", "Succeeded", "Failed", "Canceling", "Cancelled", "Unknown")
_MOST: Final = 100_000


@click.command(short_help="Tell when NAME ran, how it ended and what it moved.")
@click.argument("name")
@click.option(
    "--limit", type=click.IntRange(1, _MOST), default=20, show_default=True, metavar="N", help="At most so many."
)
@click.option(
    "--status",
    "statuses",
    type=click.Choice(_STATUSES, case_sensitive=False),
    multiple=True,
    help="Only those with this status; repeatable.",
)
@click.option("--since", type=SINCE, metavar="WHEN", help="Only those begun since: 7d, 12h, or 2026-11-01 (UTC).")
@label_option
@output_option
@connection_options
def runs(choice: Choice, output: str, name: str, label: str | None, **given: int | tuple[str, ...] | datetime) -> None:
    """Tell when NAME ran, how it ended and what it moved: the last runs, newest first.

    NAME is a pipeline, an activity or a service; of an asset these are the runs that wrote and read it.

    \b
    Examples:
      lineage-graph runs pl_nightly_main
      lineage-graph runs mart.FactRevenue --since 2026-11-18
      lineage-graph runs pl_publish_sales --status failed -o json
    """  # noqa: D301 - click reads the backspace
    wanted = Wanted(**given)  # type: ignore[arg-type] # click names its options as the fields
    with connected(choice) as graph:
        ran = ask_runs(graph, name, wanted, label)
    print_answer(output, ran.answer, Run, lambda console: print_runs(console, ran))
