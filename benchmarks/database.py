"""The Neo4j that is measured: a local one of its own, or the one that ``NEO4J_TEST_URI`` names, which is emptied."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import neo4j

from lineage_graph.graph import Connection, connect
from lineage_graph.server import ServerOptions, down, password, up

_HEAP: Final = 1024
_PAGE_CACHE: Final = 512


@contextmanager
def database() -> Iterator[Connection]:
    """A running Neo4j with the product's schema and nothing else; a local one is stopped at the end."""
    with ExitStack() as stack:
        connection = _given() or _started(stack)
        empty(connection)
        with connect(connection) as graph:
            graph.prepare()
        yield connection


@contextmanager
def bare(connection: Connection) -> Iterator[neo4j.Driver]:
    """The official driver, as it comes."""
    with neo4j.GraphDatabase.driver(connection.uri, auth=(connection.username, connection.password)) as driver:
        yield driver


def empty(connection: Connection) -> None:
    """Delete all nodes, leave the schema, and let the server finish what it does in the background."""
    with bare(connection) as driver, driver.session(database=connection.database) as session:
        # One node may have very many relationships: they go first.
        session.run("MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 20000 ROWS").consume()
        session.run("MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 20000 ROWS").consume()
    settle(connection)


def settle(connection: Connection) -> None:
    """Wait until the search index has caught up, so that the next run does not pay for it."""
    with bare(connection) as driver, driver.session(database=connection.database) as session:
        session.run("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()").consume()


def version(connection: Connection) -> str:
    """The version of Neo4j and its edition."""
    with bare(connection) as driver:
        (record,) = driver.execute_query("CALL dbms.components() YIELD versions, edition").records
    return f"{record['versions'][0]} {record['edition']}"


def _given() -> Connection | None:
    uri = os.environ.get("NEO4J_TEST_URI")
    if not uri:
        return None
    return Connection(uri, os.environ.get("NEO4J_TEST_USERNAME", "neo4j"), os.environ["NEO4J_TEST_PASSWORD"])


def _started(stack: ExitStack) -> Connection:
    home = Path(stack.enter_context(TemporaryDirectory(prefix="lineage-graph-bench-")))
    stack.callback(down, home)
    bolt, http = _free_port(), _free_port()
    server = up(ServerOptions(home=home, bolt_port=bolt, http_port=http, heap=_HEAP, page_cache=_PAGE_CACHE))
    return Connection(server.uri, server.user, password(server))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
