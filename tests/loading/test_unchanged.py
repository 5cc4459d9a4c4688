"""A service that reads as it did is passed over, and only where the graph still is as the service was read."""

import socket
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lineage_graph.errors import LeaseHeld
from lineage_graph.graph import Graph, LoadOptions, dump
from lineage_graph.loading import LoadedServices as Loaded
from lineage_graph.loading import load_services
from lineage_graph.packaged import packaged
from lineage_graph.records import Origin, Rejected, Service
from lineage_graph.sources import read

MARCH, APRIL = (LoadOptions(at=datetime(2026, month, 1, tzinfo=UTC)) for month in (3, 4))


@pytest.fixture(scope="module")
def estate() -> tuple[Service, ...]:
    return read([packaged("examples") / "estate"]).services


def passed_over(graph: Graph) -> set[str]:
    """The services whose last load did not compare anything: that would have written the batches' fingerprints anew."""
    rows = graph.ask("MATCH (s:Source) WHERE s.kind <> 'join' AND s.fingerprints IS NULL RETURN s.service AS service")
    return {str(row["service"]) for row in rows}


def forget_fingerprints(graph: Graph) -> None:
    graph.change("MATCH (s:Source) WHERE s.kind <> 'join' REMOVE s.fingerprints")


def again(graph: Graph, read_now: tuple[Service, ...], options: LoadOptions = APRIL) -> tuple[Loaded, set[str]]:
    """Load once more; what it did, and the services that were passed over."""
    forget_fingerprints(graph)
    loaded = load_services(graph, read_now, options)
    return loaded, passed_over(graph)


ALL = {"adf://adf-northbay-finance", "adf://adf-northbay-ingest", "synapse://syn-northbay-analytics"}


def test_what_reads_as_it_did_is_passed_over_and_told_as_unchanged(graph: Graph, estate: tuple[Service, ...]) -> None:
    first = load_services(graph, estate, MARCH)
    before = dump(graph)
    second, skipped = again(graph, estate)
    assert skipped == ALL
    assert dump(graph) == before
    assert second.accounts == first.accounts
    assert [one.total.unchanged for one in second.summary.sources] == [
        one.total.written + one.total.unchanged for one in first.summary.sources
    ]
    assert [one.source for one in second.summary.sources] == [one.source for one in first.summary.sources]


def test_the_books_tell_of_a_load_that_passed_over(graph: Graph, estate: tuple[Service, ...]) -> None:
    load_services(graph, estate, MARCH)
    second, _ = again(graph, estate)
    rows = graph.ask(
        "MATCH (s:Source) WHERE s.kind <> 'join' MATCH (r:Refresh {key: s.lastRefresh}) "
        "RETURN r.outcome AS outcome, r.unchanged AS unchanged, toString(s.lastReadWhole) AS time, "
        "s.leaseOwner AS owner ORDER BY unchanged"
    )
    assert rows == [
        {"outcome": "done", "unchanged": count, "time": "2026-04-01T00:00:00Z", "owner": None}
        for count in sorted(one.total.unchanged for one in second.summary.sources)
    ]


def test_only_the_service_that_reads_otherwise_is_compared(graph: Graph, estate: tuple[Service, ...]) -> None:
    load_services(graph, estate, MARCH)
    changed = replace(
        estate[0], pipelines=(replace(estate[0].pipelines[0], description="new"), *estate[0].pipelines[1:])
    )
    loaded, skipped = again(graph, (changed, *estate[1:]))
    assert skipped == ALL - {loaded.summary.sources[0].service}
    assert loaded.summary.total.changed == 1
    assert again(graph, (changed, *estate[1:]))[1] == ALL


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param("MATCH (p:Pipeline) WITH p ORDER BY p.key LIMIT 1 DETACH DELETE p", id="a pipeline"),
        pytest.param(
            "MATCH (a:Asset)-[f:FEEDS]->(p:Process) WHERE f.declared WITH * ORDER BY p.key, a.key LIMIT 1 DELETE f",
            id="an input",
        ),
        pytest.param(
            "MATCH (a:Asset)-[f:STORED_IN]->() WHERE f.sources <> ['join'] WITH * ORDER BY a.key LIMIT 1 DELETE f",
            id="an asset's store",
        ),
    ],
)
def test_what_was_taken_away_by_hand_comes_back(graph: Graph, estate: tuple[Service, ...], harm: str) -> None:
    load_services(graph, estate, MARCH)
    before = dump(graph)
    graph.change(harm)
    assert dump(graph) != before
    load_services(graph, estate, MARCH)
    assert dump(graph) == before


def test_a_host_that_the_user_names_is_a_reason_to_look_again(graph: Graph, estate: tuple[Service, ...]) -> None:
    load_services(graph, estate, MARCH)
    assert again(graph, estate, replace(APRIL, hosts={"kv+secret": "crm.database.windows.net"}))[1] == set()


def test_what_another_source_only_added_leaves_the_others_as_they_are(
    graph: Graph, estate: tuple[Service, ...]
) -> None:
    load_services(graph, estate[1:], MARCH)
    load_services(graph, estate[:1], MARCH)
    assert again(graph, estate)[1] == ALL


def test_after_a_source_took_something_away_the_others_are_compared(graph: Graph, estate: tuple[Service, ...]) -> None:
    load_services(graph, estate, MARCH)
    less = replace(estate[0], pipelines=estate[0].pipelines[1:])
    load_services(graph, (less, *estate[1:]), replace(APRIL, allow_removals=True))
    loaded, skipped = again(graph, (less, *estate[1:]))
    assert skipped == {loaded.summary.sources[0].service}


def test_a_load_that_was_killed_after_it_began_to_write_is_not_trusted(
    graph: Graph, estate: tuple[Service, ...]
) -> None:
    load_services(graph, estate[:1], MARCH)
    graph.change("MATCH (g:Graph) SET g.change = g.change + 1")
    assert again(graph, estate[:1])[1] == set()


def test_a_service_that_is_being_loaded_is_not_confirmed(graph: Graph, estate: tuple[Service, ...]) -> None:
    load_services(graph, estate[:1], MARCH)
    graph.change(
        "MATCH (s:Source {kind: 'git'}) SET s.leaseOwner = $owner, s.leaseExpires = datetime() + duration('PT1M')",
        {"owner": f"other-{socket.gethostname()}:1:x"},
    )
    with pytest.raises(LeaseHeld, match="being loaded by process 1"):
        load_services(graph, estate[:1], APRIL)


def test_a_dry_run_passes_over_and_writes_nothing(graph: Graph, estate: tuple[Service, ...]) -> None:
    first = load_services(graph, estate, MARCH)
    books = graph.ask("MATCH (b:Source|Refresh|Graph) RETURN properties(b) AS book ORDER BY b.key")
    loaded = load_services(graph, estate, replace(APRIL, dry_run=True))
    assert loaded.summary.total.unchanged == sum(
        one.total.written + one.total.unchanged for one in first.summary.sources
    )
    assert graph.ask("MATCH (b:Source|Refresh|Graph) RETURN properties(b) AS book ORDER BY b.key") == books


def test_a_service_that_was_not_read_whole_is_passed_over_and_stays_not_read_whole(
    graph: Graph, estate: tuple[Service, ...]
) -> None:
    broken = Rejected("pipeline", Origin("pipeline/broken.json"), "not JSON")
    partly = (replace(estate[0], rejected=(broken,), incomplete=frozenset({"pipelines", "datasets"})),)
    load_services(graph, partly, MARCH)
    assert len(again(graph, partly)[1]) == 1
    assert graph.ask("MATCH (s:Source {kind: 'git'}) RETURN s.lastReadWhole AS time") == [{"time": None}]
