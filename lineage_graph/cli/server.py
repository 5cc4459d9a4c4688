"""``up`` and ``down``: the local Neo4j, for whoever has none."""

import json
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import click

from lineage_graph.cli.progress import ServerProgress
from lineage_graph.server import RELEASES, LocalServer, ServerOptions
from lineage_graph.server import down as stop_server
from lineage_graph.server import status as look_at_server
from lineage_graph.server import up as start_server

_PORT: Final = click.IntRange(1, 65535)
_MEBIBYTES: Final = click.IntRange(min=1)
home_option: Final = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False, resolve_path=True),
    help="Where the server keeps its data; else LINEAGE_GRAPH_HOME, else your own data folder.",
)
output_option: Final = click.option(
    "-o",
    "--output",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="The form to print.",
)
_START_OPTIONS: Final = (
    home_option,
    click.option(
        "--neo4j", "version", type=click.Choice(list(RELEASES)), help="The release: 5.26 (long-term support) or 2026."
    ),
    click.option("--bolt-port", type=_PORT, help="The port for queries; else 7687."),
    click.option("--http-port", type=_PORT, help="The port of Neo4j Browser; else 7474."),
    click.option("--mirror", metavar="URL", help="A Maven repository to fetch from; else LINEAGE_GRAPH_MAVEN_MIRROR."),
    click.option("--heap", type=_MEBIBYTES, metavar="MIB", help="Memory for Java; else an eighth of the machine's."),
    click.option("--page-cache", type=_MEBIBYTES, metavar="MIB", help="Memory to keep the graph's files in."),
    output_option,
)


def _start_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_START_OPTIONS):
        command = option(command)
    return command


@click.command()
@_start_options
def up(output: str, **given: Any) -> None:  # noqa: ANN401 - click hands over what its options hold
    """Start the local Neo4j, fetching it first if need be.

    It listens on this machine only and runs until `lineage-graph down`. Its data stays between starts.
    """
    options = ServerOptions(**{name: value for name, value in given.items() if value is not None})
    ran_before = look_at_server(options.home).running
    with ServerProgress() as progress:
        server = start_server(options, progress)
    _print(server, output)
    if ran_before and not _is_as_asked(server, options):
        click.echo(
            "It was running already, otherwise than asked. To change it: lineage-graph down, up again.", err=True
        )
    if output == "table" and sys.stdout.isatty():
        click.echo(f"To see the password: cat {shlex.quote(str(server.password_file))}", err=True)


@click.command()
@home_option
def down(home: Path | None) -> None:
    """Stop the local Neo4j. Its data stays."""
    click.echo("Stopped." if stop_server(home) else "The local Neo4j is not running.", err=True)


def document(server: LocalServer) -> dict[str, object]:
    """The server as ``up -o json`` prints it; ``status`` adds what the graph holds."""
    return {
        "running": server.running,
        "uri": server.uri,
        "user": server.user,
        "passwordFile": str(server.password_file),
        "browser": server.browser,
        "home": str(server.home),
        "log": str(server.log),
        "version": server.version,
        "pid": server.pid,
    }


def lines(server: LocalServer) -> list[str]:
    """The server as ``status`` prints it for people."""
    if not server.running:
        return ["The local Neo4j is not running; lineage-graph up starts it.", f"  Home           {server.home}"]
    return [
        f"Neo4j {server.version} is running.",
        f"  Browser        {server.browser}",
        f"  Queries        {server.uri}",
        f"  User           {server.user}",
        f"  Password file  {server.password_file}",
        f"  Home           {server.home}",
        f"  Log            {server.log}",
    ]


def _is_as_asked(server: LocalServer, options: ServerOptions) -> bool:
    return (
        (options.version is None or server.version == RELEASES[options.version].number)
        and options.bolt_port in (None, urlsplit(server.uri).port)
        and options.http_port in (None, urlsplit(server.browser).port)
    )


def _print(server: LocalServer, output: str) -> None:
    click.echo(json.dumps(document(server), indent=2) if output == "json" else "\n".join(lines(server)))
