"""Asking before anything was loaded is told so, not answered with the database's own complaint."""

import pytest

from lineage_graph.answers.names import resolve
from lineage_graph.errors import NothingMatched
from lineage_graph.graph import Connection, connect
from tests.conftest import Server


def test_a_graph_that_was_never_loaded_says_how_to_fill_it(empty_database: Server) -> None:
    server = Connection(empty_database.uri, empty_database.user, empty_database.password)
    with connect(server) as graph, pytest.raises(NothingMatched, match="lineage-graph load PATH"):
        resolve(graph, "dbo.Orders")
