"""Real repositories, whole: whatever their JSON defines is a node or was rejected aloud; a second load writes nothing.

The JSON is counted by the plain walk of ``tests/sources``; without the repositories there is no test.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from lineage_graph.declared import declare
from lineage_graph.graph import Graph
from lineage_graph.keys import activity_key, object_key, service_key
from lineage_graph.records import Origin, Reading, Service, nested
from lineage_graph.sources import ReadOptions, read
from tests.laws.loading import changes, dump, emptied, load_all
from tests.real_factories import REPOSITORIES, needed
from tests.sources.test_real_factories import Found, spoken_of, written

pytestmark = needed

LABELS: Final = {
    "pipeline": "Pipeline",
    "activity": "Activity",
    "dataset": "Dataset",
    "linkedservice": "LinkedService",
    "dataflow": "DataFlow",
    "trigger": "Trigger",
    "integrationruntime": "IntegrationRuntime",
}
DEFINED: Final = "MATCH (n:{}) WHERE n.definedIn IS NOT NULL AND n.removedAt IS NULL RETURN n.key AS key"


def expected_keys(reading: Reading) -> dict[Found, str]:
    """The key that each place in the files must have in the graph; a place is the same in no two services."""
    return {found: key for service in reading.services for found, key in _keys_of(service)}


def _keys_of(service: Service) -> Iterator[tuple[Found, str]]:
    root = service_key(service.kind, service.name)
    for kind, items in (
        ("pipeline", service.pipelines),
        ("dataset", service.datasets),
        ("linkedservice", service.linked_services),
        ("dataflow", service.data_flows),
        ("trigger", service.triggers),
        ("integrationruntime", service.integration_runtimes),
    ):
        for item in items:
            yield _found(kind, item.origin), object_key(root, f"{kind}s", item.name)
    for pipeline in service.pipelines:
        above = object_key(root, "pipelines", pipeline.name)
        for inner in nested(pipeline.activities):
            yield _found("activity", inner.origin), activity_key(above, inner.name)


def _found(kind: str, origin: Origin) -> Found:
    return kind, str(origin)


@pytest.mark.parametrize("repository", REPOSITORIES, ids=lambda path: path.name)
def test_everything_in_the_files_is_a_node_or_was_rejected_and_loading_again_writes_nothing(
    graph: Graph, repository: Path
) -> None:
    reading = read([repository], ReadOptions(keep_duplicates=True))
    answers = [declare(service) for service in reading.services]
    declarations = [declaration for declaration, _ in answers]
    load_all(emptied(graph), declarations)
    keys = expected_keys(reading)
    in_graph = {kind: {row["key"] for row in graph.ask(DEFINED.format(label))} for kind, label in LABELS.items()}
    explained = spoken_of(reading) | {str(one.origin) for _, rejected in answers for one in rejected}
    missing = {
        (kind, place)
        for kind, place in written(repository)
        if keys.get((kind, place)) not in in_graph[kind]
        and place not in explained
        and place.split("#")[0] not in explained
    }
    assert missing == set()
    assert {key for held in in_graph.values() for key in held} == set(keys.values())

    before, changes_before = dump(graph), changes(graph)
    (again,) = load_all(graph, declarations)
    assert (again.total.written, again.total.removed) == (0, 0)
    assert changes(graph) == changes_before
    assert dump(graph) == before
