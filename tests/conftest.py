"""A real Neo4j for every test that asks for one: the one named by NEO4J_TEST_URI, else a local server of its own."""

import os
import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import neo4j
import pytest
from hypothesis import settings

from lineage_graph.graph import Connection, Graph, connect
from lineage_graph.server import ServerOptions, down, password, up

# How fast an example runs says something of the machine: speed is measured in benchmarks, not here.
settings.register_profile("timeless", deadline=None)
settings.load_profile("timeless")

# A shell that runs the tests in the background has them ignore SIGINT, and what they start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True, slots=True)
class Server:
    """Where the tests' Neo4j is, and who may enter."""

    uri: str
    user: str
    password: str

    @property
    def environment(self) -> dict[str, str]:
        """What tells a command of it."""
        return {"NEO4J_URI": self.uri, "NEO4J_USERNAME": self.user, "NEO4J_PASSWORD": self.password}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    uri = os.environ.get("NEO4J_TEST_URI")
    if uri:
        user = os.environ.get("NEO4J_TEST_USERNAME", "neo4j")
        yield Server(uri, user, os.environ["NEO4J_TEST_PASSWORD"])
        return
    home = tmp_path_factory.mktemp("neo4j")
    try:
        yield _started(home)
    finally:
        down(home)


@pytest.fixture
def empty_database(server: Server) -> Server:
    """The server, its database without nodes, constraints and indexes."""
    with neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        strip(driver)
    return server


@pytest.fixture
def graph(server: Server) -> Iterator[Graph]:
    """A connection to the server, whose database has no nodes."""
    with neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        wipe(driver)
    with connect(Connection(server.uri, server.user, server.password)) as opened:
        yield opened


@pytest.fixture
def free_port() -> int:
    return a_free_port()


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _started(home: Path) -> Server:
    version = os.environ.get("LINEAGE_GRAPH_TEST_NEO4J", "5.26")
    bolt, http = a_free_port(), a_free_port()
    started = up(ServerOptions(home=home, version=version, bolt_port=bolt, http_port=http, heap=768, page_cache=256))
    return Server(started.uri, started.user, password(started))


def wipe(driver: neo4j.Driver) -> None:
    """Take away all nodes; the constraints stay, for making them, and planning every query anew, takes most time."""
    with driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume()


def strip(driver: neo4j.Driver) -> None:
    """Take away all nodes, constraints and indexes."""
    wipe(driver)
    with driver.session() as session:
        for kind, kinds in (("CONSTRAINT", "CONSTRAINTS"), ("INDEX", "INDEXES")):
            listed = session.run(f"SHOW {kinds} YIELD name, type WHERE type <> 'LOOKUP'")
            for name in [record["name"] for record in listed]:
                session.run(f"DROP {kind} `{name}`").consume()
