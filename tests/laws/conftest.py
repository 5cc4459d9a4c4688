"""One connection for all laws; every example empties the graph itself."""

from collections.abc import Iterator

import pytest

from lineage_graph.graph import Graph
from tests.conftest import Server, wipe
from tests.laws.loading import graph_of
from tests.questions.writing import driver_of


@pytest.fixture(scope="module")
def graph(server: Server) -> Iterator[Graph]:
    with driver_of(server) as driver:
        wipe(driver)
    with graph_of(server) as opened:
        yield opened
