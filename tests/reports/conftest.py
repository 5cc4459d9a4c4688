"""A small net with a cycle, written by plain Cypher, and the estate of the questions, in a real Neo4j."""

from collections.abc import Iterator
from typing import Final

import pytest

from lineage_graph.graph import Connection, Graph, connect
from tests.cli.conftest import CommandLine
from tests.conftest import Server, wipe
from tests.questions.estate_runs import write_estate
from tests.questions.writing import driver_of, prepare

HOSTILE: Final = "=[red]\u202egnp.\x1b[31m"

# Owner, its activity, what it reads, what it writes, and what is the matter with it.
_MOVEMENTS: Final = (
    ("load", "copy", ["in"], "raw", None),
    ("left", "merge", ["raw", "right"], "left", None),
    ("right", "merge", ["left"], "right", None),
    ("report", "script", ["right", "raw"], "out", None),
    ("old", "copy", ["raw"], "old", "removed"),
    ("off", "copy", ["raw"], "off", "inactive"),
)
_WRITE: Final = """
UNWIND $movements AS movement
MERGE (service:Service {key: 'adf://s'}) SET service.name = 's'
MERGE (pipeline:Pipeline {key: 'adf://s/pipelines/' + movement[0]})
SET pipeline.name = CASE movement[0] WHEN 'report' THEN $hostile ELSE movement[0] END
MERGE (service)-[:CONTAINS]->(pipeline)
MERGE (each:Activity {key: pipeline.key + '/activities/each'}) SET each.name = 'each', each.state = 'Active'
MERGE (activity:Activity {key: pipeline.key + '/activities/' + movement[1]})
SET activity.name = movement[1], activity.state = CASE movement[4] WHEN 'inactive' THEN 'Inactive' ELSE 'Active' END
MERGE (pipeline)-[:CONTAINS]->(each)
MERGE (each)-[:CONTAINS]->(activity)
MERGE (output:Asset:Table {key: 'mssql://h/d/dbo/' + movement[3]}) SET output.name = 'dbo.' + movement[3]
MERGE (process:Process {key: activity.key + '=>' + output.key})
MERGE (activity)-[:PERFORMS]->(process)
MERGE (process)-[produces:PRODUCES]->(output)
SET produces.removedAt = CASE movement[4] WHEN 'removed' THEN datetime() END,
    process.removedAt = produces.removedAt
WITH movement, process
UNWIND movement[2] AS read
MERGE (input:Asset:Table {key: 'mssql://h/d/dbo/' + read}) SET input.name = 'dbo.' + read
MERGE (input)-[:FEEDS {match: 'exact', kind: 'data'}]->(process)
"""


@pytest.fixture(scope="module")
def cyclic(server: Server) -> Iterator[Graph]:
    """load: in to raw; left and right feed each other; report; and pipelines that are gone or switched off."""
    with driver_of(server) as driver:
        wipe(driver)
        prepare(driver)
        driver.execute_query(_WRITE, movements=[list(movement) for movement in _MOVEMENTS], hostile=HOSTILE)
    with _connected(server) as graph:
        yield graph


@pytest.fixture(scope="module")
def estate(server: Server) -> Iterator[Graph]:
    """A connection to the estate; tests read it only."""
    with driver_of(server) as driver:
        wipe(driver)
        write_estate(driver)
    with _connected(server) as graph:
        yield graph


@pytest.fixture(scope="module")
def lineage_graph(server: Server, estate: Graph) -> CommandLine:  # noqa: ARG001 - it must be there
    return CommandLine(server.environment)


def _connected(server: Server) -> Graph:
    return connect(Connection(server.uri, server.user, server.password))
