"""An open graph whose database is empty, its constraints left standing: they take longer than a test."""

from collections.abc import Iterator

import pytest

from lineage_graph.graph import Connection, Graph, connect
from tests.conftest import Server

_WIPE = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"


@pytest.fixture
def connection(server: Server) -> Connection:
    return Connection(server.uri, server.user, server.password)


@pytest.fixture
def graph(connection: Connection) -> Iterator[Graph]:
    with connect(connection) as opened:
        wipe(opened)
        yield opened


def wipe(graph: Graph) -> None:
    graph.once(_WIPE)
    graph.prepare()
