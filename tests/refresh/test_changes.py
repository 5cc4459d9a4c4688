"""What changes between two refreshes: names, activities, types that nobody knows, the order in which runs come."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lineage_graph.graph import Graph, dump
from lineage_graph.refresh import exit_code
from tests.azure.faults import Asked, Reply
from tests.azure.server import Azure, serving
from tests.azure.services import Service
from tests.laws.loading import emptied
from tests.refresh.days import (
    FIRST,
    SECOND,
    refreshed_at,
    show_first_day,
    show_second_day,
    sources_of,
    undisturbed,
)
from tests.refresh.test_refresh import a_copy

CURATED = "abfss://lake@acc.dfs.core.windows.net/curated"


@pytest.fixture
def azure() -> Iterator[Azure]:
    with serving(Azure()) as started:
        yield started


def both_days(graph: Graph, azure: Azure, folder: Path, change: Callable[[Service], None]) -> None:
    """Refresh on the first day, and on the second after what changed; and once more, which changes nothing."""
    sources = sources_of(azure, folder)
    show_first_day(azure)
    assert exit_code(refreshed_at(graph, sources, FIRST)) == 0
    change(azure.services[0])
    refresh_whole(graph, azure, folder)
    before = dump(graph)
    refresh_whole(graph, azure, folder)
    assert dump(graph) == before


def refresh_whole(graph: Graph, azure: Azure, folder: Path) -> None:
    sources = sources_of(azure, folder)
    assert exit_code(refreshed_at(graph, sources, SECOND, allow_removals=True)) == 0


def pipeline(service: Service, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in service.objects["pipelines"] if one["name"] == name)
    return found


def state(graph: Graph, pipeline: str, activity: str) -> tuple[bool, object]:
    """Whether the pipeline is in the factory, and the activity's state."""
    (row,) = graph.ask(
        "MATCH (p:Pipeline {name: $pipeline})-[:CONTAINS]->(a:Activity {name: $activity}) "
        "RETURN EXISTS { (:Service)-[c:CONTAINS]->(p) WHERE c.removedAt IS NULL } AS there, a.state AS state",
        {"pipeline": pipeline, "activity": activity},
    )
    return bool(row["there"]), row["state"]


def executions(graph: Graph) -> list[tuple[object, ...]]:
    """Of each run that carried something out: its id, its activity's name, and what it wrote."""
    rows = graph.ask(
        "MATCH (a:Activity)<-[:RUN_OF]-(r:ActivityRun)-[:EXECUTED]->(:Process)-[p:PRODUCES]->(asset:Asset) "
        "WHERE p.removedAt IS NULL AND asset.removedAt IS NULL "
        "RETURN r.runId AS run, a.name AS activity, asset.key AS wrote ORDER BY run, wrote"
    )
    return [(row["run"], row["activity"], row["wrote"]) for row in rows]


def lineage(graph: Graph) -> list[dict[str, object]]:
    """What was written into the folder, as far as it holds."""
    rows = graph.ask(
        "MATCH (process:Process)-[p:PRODUCES]->(:Asset {key: $key}) WHERE p.removedAt IS NULL "
        "RETURN process.key AS process, p.declared AS declared, p.observed AS observed, p.runCount AS runs, "
        "p.rows AS rows, p.firstRun AS first, p.lastRun AS last, p.lastStatus AS status ORDER BY process",
        {"key": CURATED},
    )
    return [dict(row) for row in rows]


def mixed(_: Asked, true: Callable[[], Reply]) -> Reply:
    """The list of runs backwards, each of them twice."""
    reply = true()
    content = json.loads(reply.body)
    content["value"] = [one for one in reversed(content["value"]) for _ in range(2)]
    return Reply(reply.status, json.dumps(content).encode(), reply.headers)


def test_runs_in_any_order_and_repeated_are_the_same_graph(graph: Graph, azure: Azure, tmp_path: Path) -> None:
    expected = undisturbed(graph, azure, tmp_path, from_first=True)
    emptied(graph)
    sources = sources_of(azure, tmp_path)
    azure.script.add("/query(PipelineR|Activityr)uns$", mixed, forever=True)
    for show, at in ((show_first_day, FIRST), (show_second_day, SECOND)):
        show(azure)
        assert exit_code(refreshed_at(graph, sources, at)) == 0
    assert dump(graph) == expected


def test_a_pipeline_of_another_name_is_another_one_and_the_runs_of_the_old_one_stay(
    graph: Graph, azure: Azure, tmp_path: Path
) -> None:
    def rename(service: Service) -> None:
        pipeline(service, "load")["name"] = "load daily"

    both_days(graph, azure, tmp_path, rename)
    assert state(graph, "load", "copy") == (False, "Historic")
    assert state(graph, "load daily", "copy") == (True, "Active")
    assert executions(graph) == [("a1", "copy", CURATED)]


def test_a_pipeline_that_is_made_again_has_its_runs_again(graph: Graph, azure: Azure, tmp_path: Path) -> None:
    sources = sources_of(azure, tmp_path)
    service = show_first_day(azure)
    assert exit_code(refreshed_at(graph, sources, FIRST)) == 0
    before = lineage(graph)
    made = pipeline(service, "load")
    service.objects["pipelines"].remove(made)
    refresh_whole(graph, azure, tmp_path)
    assert state(graph, "load", "copy") == (False, "Historic")
    assert lineage(graph) == [{**before[0], "declared": False}]
    service.objects["pipelines"].insert(0, made)
    refresh_whole(graph, azure, tmp_path)
    assert state(graph, "load", "copy") == (True, "Active")
    assert lineage(graph) == before


def test_an_activity_that_is_gone_stays_what_its_runs_carried_out(graph: Graph, azure: Azure, tmp_path: Path) -> None:
    def rename(service: Service) -> None:
        pipeline(service, "load")["properties"]["activities"][0]["name"] = "copy all"

    both_days(graph, azure, tmp_path, rename)
    assert state(graph, "load", "copy") == (True, "Historic")
    assert state(graph, "load", "copy all") == (True, "Active")
    assert executions(graph) == [("a1", "copy", CURATED)]


def test_what_no_one_has_heard_of_is_a_node_with_its_type(graph: Graph, azure: Azure, tmp_path: Path) -> None:
    def publish(service: Service) -> None:
        reference = {"referenceName": "moon", "type": "LinkedServiceReference"}
        stranger = {"type": "CraterTable", "linkedServiceName": reference, "typeProperties": {"crater": "Tycho"}}
        service.add("linkedservices", {"name": "moon", "properties": {"type": "Moon", "typeProperties": {}}})
        service.add("datasets", {"name": "tycho", "properties": stranger})
        dig = {"name": "dig", "type": "Excavate", "typeProperties": {"depth": 4}}
        service.add("pipelines", {"name": "mine", "properties": {"activities": [dig, a_copy("tycho", "kept")]}})

    both_days(graph, azure, tmp_path, publish)
    types = graph.ask(
        "MATCH (n) WHERE n.name IN ['moon', 'tycho', 'dig'] AND NOT n:Asset "
        "RETURN labels(n)[0] AS label, n.type AS type, n.reason AS reason ORDER BY label"
    )
    assert [tuple(row.values()) for row in types] == [
        ("Activity", "Excavate", "unknown-activity-type"),
        ("Dataset", "CraterTable", None),
        ("LinkedService", "Moon", None),
        ("Store", "Moon", "unknown-dataset-type"),
    ]
    moved = graph.ask(
        "MATCH (read:Asset)-[f:FEEDS]->(:Process)-[:PRODUCES]->(:Asset {key: $kept}) WHERE f.removedAt IS NULL "
        "RETURN DISTINCT read.reason AS reason",
        {"kept": "abfss://lake@acc.dfs.core.windows.net/kept"},
    )
    assert moved == [{"reason": "unknown-dataset-type"}]
