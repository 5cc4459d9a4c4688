"""What Azure tells meets what Git told: the same nodes, both as sources; a list that failed removes nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import pytest

from lineage_graph.graph import Graph, LoadOptions
from lineage_graph.loading import load_services
from lineage_graph.packaged import packaged
from lineage_graph.sources import read
from tests.azure import faults
from tests.azure.asking import only, read_factory
from tests.azure.server import Azure, serving
from tests.azure.services import from_folder

FOLDER: Final = packaged("examples") / "estate" / "finance-reporting"
NAME: Final = "adf-northbay-finance"
MARCH, APRIL = (LoadOptions(at=datetime(2026, month, 1, tzinfo=UTC)) for month in (3, 4))


@pytest.fixture
def azure() -> Iterator[Azure]:
    with serving(Azure([from_folder(FOLDER)])) as started:
        yield started


def count(graph: Graph, pattern: str) -> int:
    (row,) = graph.ask(f"MATCH {pattern} WHERE NOT n:Source AND NOT n:Refresh AND NOT n:Graph RETURN count(*) AS many")
    found = row["many"]
    assert isinstance(found, int)
    return found


def test_a_factory_from_git_and_from_azure_is_the_same_nodes(graph: Graph, azure: Azure) -> None:
    load_services(graph, read([FOLDER]).services, MARCH)
    nodes, edges = count(graph, "(n)"), count(graph, "(n)-[r]->()")
    (summary,) = load_services(graph, [only(read_factory(azure, name=NAME))], APRIL).summary.sources
    assert (count(graph, "(n)"), count(graph, "(n)-[r]->()")) == (nodes, edges)
    assert (summary.total.created, summary.total.removed) == (0, 0)
    both = [f"git+adf://{NAME}", f"live+adf://{NAME}"]
    rows = graph.ask("MATCH (n:Pipeline|Activity|Process) RETURN DISTINCT n.sources AS sources")
    assert [row["sources"] for row in rows] == [both]
    (row,) = graph.ask("MATCH (n:Pipeline {name: 'pl_revenue'}) RETURN n.definedIn AS place, n.armId AS id")
    assert row == {
        "place": f"{azure.services[0].id}/pipelines/pl_revenue",
        "id": f"{azure.services[0].id}/pipelines/pl_revenue",
    }


def test_a_list_that_failed_removes_nothing(graph: Graph, azure: Azure) -> None:
    load_services(graph, [only(read_factory(azure, name=NAME))], MARCH)
    azure.script.add("/pipelines$", faults.null_value, forever=True)
    azure.script.add("/triggers$", faults.forbidden(), forever=True)
    azure.services[0].objects["datasets"].pop()
    service = only(read_factory(azure, name=NAME))
    assert (service.pipelines, service.triggers) == ((), ())
    load_services(graph, [service], APRIL)
    rows = graph.ask("MATCH (n) WHERE n.removedAt IS NOT NULL RETURN DISTINCT labels(n)[0] AS label, n.name AS name")
    assert rows == [{"label": "Dataset", "name": "ds_till_transactions"}]
