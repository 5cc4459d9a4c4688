"""The estate in a real Neo4j, written anew for each module of tests."""

from collections.abc import Iterator

import neo4j
import pytest

from lineage_graph.graph import Connection, Graph, connect
from tests.conftest import Server, strip
from tests.questions.estate_runs import write_estate
from tests.questions.writing import driver_of


@pytest.fixture(scope="module")
def estate(server: Server) -> Iterator[Graph]:
    """A connection to the estate; tests read it only."""
    with driver_of(server) as driver:
        strip(driver)
        write_estate(driver)
    with connection_to(server) as graph:
        yield graph


def connection_to(server: Server) -> Graph:
    return connect(Connection(server.uri, server.user, server.password))


@pytest.fixture
def empty(empty_database: Server) -> Iterator[neo4j.Driver]:
    with driver_of(empty_database) as driver:
        yield driver


@pytest.fixture
def empty_graph(empty_database: Server) -> Iterator[Graph]:
    with connection_to(empty_database) as graph:
        yield graph
