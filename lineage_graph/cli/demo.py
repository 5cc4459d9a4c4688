"""``demo``: from nothing to an impact report, with the example estate."""

from typing import Final

import click

from lineage_graph.answers.impact import impact as ask_impact
from lineage_graph.answers.reach import Walk
from lineage_graph.answers.starts import Direction
from lineage_graph.cli.progress import ServerProgress
from lineage_graph.cli.summary import print_loaded
from lineage_graph.graph import Connection, LoadOptions, connect
from lineage_graph.loading import load_reading
from lineage_graph.packaged import packaged
from lineage_graph.reports.impact import print_impact
from lineage_graph.reports.screen import screen
from lineage_graph.server import LocalServer, ServerOptions, password, up
from lineage_graph.sources import read

_START: Final = "mssql://erp-sql01.northbay.example/erp/dbo/orders"

_NEXT: Final = """\
Open Neo4j Browser and look around:
  address   {browser}
  connect   {uri}
  user      {user}
  password  in the file {password_file}

Ask next:
  lineage-graph upstream mart.FactRevenue         where a number comes from
  lineage-graph path dbo.Orders mart.FactRevenue  how one reaches the other
  lineage-graph show pl_nightly_main              what it is, where it is
  lineage-graph runs pl_publish_sales             when it ran, how it ended
  lineage-graph impact dbo.Orders --observed      only what was seen to run
  lineage-graph report weak-points                what everything hangs on
  lineage-graph coverage                          what has no name yet, and why
  lineage-graph load PATH                         your own pipelines

The server keeps running; lineage-graph down stops it, its data stays."""


@click.command(short_help="Start a local Neo4j, load an example, show what a change breaks.")
@click.option(
    "--bolt-port", type=click.IntRange(1, 65535), default=7687, show_default=True, help="The port for queries."
)
@click.option(
    "--http-port", type=click.IntRange(1, 65535), default=7474, show_default=True, help="The port of Neo4j Browser."
)
def demo(bolt_port: int, http_port: int) -> None:
    """Start the local Neo4j, load the example estate, and show what a change to one table would break.

    The estate is an invented retailer: two factories and a Synapse workspace, and what ran there in three nights of
    November 2026. It is loaded into the local server only, whatever NEO4J_URI says.
    """
    with ServerProgress() as progress:
        server = up(ServerOptions(bolt_port=bolt_port, http_port=http_port), progress=progress)
    console = screen()
    with connect(Connection(server.uri, server.user, password(server))) as graph:
        reading = read([packaged("examples") / folder for folder in ("estate", "runs")])
        print_loaded(load_reading(graph, reading, LoadOptions()))
        console.rule()
        report = ask_impact(graph, _START, Walk(Direction.DOWNSTREAM, None, certain=False))
        print_impact(console, report)
    console.rule()
    click.echo(_closing(server))


def _closing(server: LocalServer) -> str:
    return _NEXT.format(browser=server.browser, uri=server.uri, user=server.user, password_file=server.password_file)
