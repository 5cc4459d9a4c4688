"""Which Neo4j a command speaks to: options, else the environment, else ``lineage.yml``, else the local server."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from lineage_graph.cli.progress import ServerProgress
from lineage_graph.configuration import Configuration, load_configuration
from lineage_graph.errors import UsageError
from lineage_graph.graph import Connection, Graph, connect
from lineage_graph.server import password, status, up

Result = TypeVar("Result")

_DEFAULT_USER: Final = "neo4j"
_DEFAULT_DATABASE: Final = "neo4j"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user said about the connection on the command line."""

    uri: str | None = None
    username: str | None = None
    database: str | None = None
    password_file: Path | None = None
    configuration: Configuration | None = None
    insecure: bool = False


_SERVER_OPTIONS: Final = (
    click.option("--uri", metavar="URI", help="Neo4j's address; else NEO4J_URI, lineage.yml, the local server."),
    click.option("--username", metavar="NAME", help="Neo4j's user; else NEO4J_USERNAME."),
    click.option("--database", metavar="NAME", help="Neo4j's database; else NEO4J_DATABASE."),
    click.option(
        "--password-file",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="A file that holds the password; else NEO4J_PASSWORD.",
    ),
    click.option("--insecure", is_flag=True, help="Allow an unencrypted connection to another machine."),
)
_CONFIGURATION: Final = click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="lineage.yml: sources, stores and the server.",
)


def connection_options(command: Callable[..., Result]) -> Callable[..., Result]:
    """Add the options of the connection; the command gets them as one ``choice``."""

    @wraps(command)
    def configured(choice: Choice, config: Path | None, **given: Any) -> Result:  # noqa: ANN401 - click's options
        configuration = load_configuration(config) if config else None
        return command(choice=replace(choice, configuration=configuration), **given)

    _CONFIGURATION(configured)
    return server_options(configured)


def server_options(command: Callable[..., Result]) -> Callable[..., Result]:
    """The same without a configuration, for a command that reads it by itself."""

    @wraps(command)
    def chosen(**given: Any) -> Result:  # noqa: ANN401 - click hands over what its options hold
        named = ("uri", "username", "database", "password_file", "insecure")
        return command(choice=Choice(**{name: given.pop(name) for name in named}), **given)

    for option in reversed(_SERVER_OPTIONS):
        option(chosen)
    return chosen


@contextmanager
def connected(choice: Choice) -> Iterator[Graph]:
    """An open graph, closed in the end. Starts the local server where nothing else is named."""
    with connect(resolve(choice)) as graph:
        yield graph


def resolve(choice: Choice) -> Connection:
    """The connection by the order of precedence; a ``UsageError`` says what is missing."""
    return named(choice) or replace(local_connection(), insecure=choice.insecure)


def named(choice: Choice) -> Connection | None:
    """The connection that options, environment or configuration name; None leaves it to the local server."""
    written = choice.configuration.neo4j if choice.configuration else None
    uri = choice.uri or os.environ.get("NEO4J_URI") or (written.uri if written else None)
    if not uri:
        return None
    username = choice.username or os.environ.get("NEO4J_USERNAME") or (written.username if written else None)
    database = choice.database or os.environ.get("NEO4J_DATABASE") or (written.database if written else None)
    secret = _password(choice) or (written.password if written else None)
    if secret is None:
        message = f"No password for {uri}: set NEO4J_PASSWORD or give --password-file."
        raise UsageError(message)
    return Connection(uri, username or _DEFAULT_USER, secret, database or _DEFAULT_DATABASE, insecure=choice.insecure)


def local_connection() -> Connection:
    """The local server, started with a note on standard error if it was not running."""
    if not status().running:
        click.echo("Starting the local Neo4j (NEO4J_URI would name another) …", err=True)
    with ServerProgress() as progress:
        server = up(progress=progress)
    return Connection(server.uri, server.user, password(server))


def _password(choice: Choice) -> str | None:
    if choice.password_file:
        return choice.password_file.read_text(encoding="utf-8").strip()
    return os.environ.get("NEO4J_PASSWORD") or None
