"""What a load takes away: softly, only what was read whole, and never too much."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lineage_graph import model
from lineage_graph.errors import GuardTripped
from lineage_graph.graph import Counts, Graph, LoadOptions, RemovalRefused, dump, load
from lineage_graph.model import Ref
from tests.graph.sales import SALES, Service, activity, edges, holding, nodes, pipeline

MARCH, APRIL, MAY, JUNE, JULY = (datetime(2026, month, 1, tzinfo=UTC) for month in range(3, 8))
FOUR = ("invoices", "orders", "prices", "returns")
GONE = Service(pipelines=FOUR[1:])


def freely(at: datetime) -> LoadOptions:
    return LoadOptions(at=at, allow_removals=True)


@pytest.mark.smoke
def test_what_is_no_longer_declared_stays_and_tells_since_when(graph: Graph) -> None:
    load(graph, [Service(pipelines=FOUR).declared()], LoadOptions(at=MARCH))
    summary = load(graph, [GONE.declared()], LoadOptions(at=APRIL))
    assert summary.sources[0].nodes["Pipeline"] == Counts(unchanged=3, removed=1)
    assert nodes(graph, "Pipeline", "declaredSince", "removedAt", "sources")["invoices"] == (MARCH, APRIL, [])
    assert edges(graph, "FEEDS", "declaredSince", "removedAt")["invoices", "invoices"] == (MARCH, APRIL)
    assert holding(graph, "Pipeline") == {"orders", "prices", "returns"}
    assert holding(graph, "Asset") == {"orders", "prices", "returns"}


def test_what_returns_keeps_its_absences(graph: Graph) -> None:
    with_it, without = Service(pipelines=FOUR).declared(), GONE.declared()
    for declaration, time in ((with_it, MARCH), (without, APRIL), (with_it, MAY), (without, JUNE), (with_it, JULY)):
        summary = load(graph, [declaration], LoadOptions(at=time))
    assert summary.sources[0].nodes["Pipeline"] == Counts(revived=1, unchanged=3)
    assert Ref("Pipeline", pipeline(SALES, "invoices")) in summary.sources[0].changed_objects
    expected = (MARCH, None, [APRIL, MAY, JUNE, JULY], ["git+adf://sales"])
    assert nodes(graph, "Pipeline", "declaredSince", "removedAt", "absences", "sources")["invoices"] == expected


def test_what_another_source_still_declares_is_not_removed(graph: Graph) -> None:
    both = Service(pipelines=FOUR)
    load(graph, [both.declared("git"), both.declared("arm")], LoadOptions(at=MARCH))
    load(graph, [GONE.declared("git")], LoadOptions(at=APRIL))
    assert nodes(graph, "Pipeline", "removedAt", "sources")["invoices"] == (None, ["arm+adf://sales"])
    load(graph, [GONE.declared("arm")], LoadOptions(at=MAY))
    assert nodes(graph, "Pipeline", "removedAt", "sources")["invoices"] == (MAY, [])


def test_another_source_revives_it_without_an_absence_that_ends_before_it_begins(graph: Graph) -> None:
    load(graph, [Service(pipelines=FOUR).declared("git")], LoadOptions(at=MARCH))
    load(graph, [GONE.declared("git")], LoadOptions(at=MAY))
    load(graph, [Service(pipelines=FOUR).declared("arm")], LoadOptions(at=APRIL))
    found = nodes(graph, "Pipeline", "declaredSince", "removedAt", "absences", "sources")["invoices"]
    assert found == (MARCH, None, None, ["arm+adf://sales"])


def test_nothing_is_removed_before_it_was_there(graph: Graph) -> None:
    load(graph, [Service(pipelines=FOUR).declared()], LoadOptions(at=MAY))
    load(graph, [GONE.declared()], LoadOptions(at=MARCH))
    assert nodes(graph, "Pipeline", "declaredSince", "removedAt")["invoices"] == (MAY, MAY)


def test_what_points_outside_the_service_goes_too(graph: Graph) -> None:
    called = pipeline("adf://other", "main")
    load(graph, [Service(pipelines=("orders",), calls=(called,)).declared()], LoadOptions(at=MARCH))
    load(graph, [Service(pipelines=("orders",)).declared()], LoadOptions(at=APRIL))
    assert nodes(graph, "Pipeline", "removedAt")["main"] == (APRIL,)
    assert edges(graph, "CALLS", "removedAt") == {("copy", "main"): (APRIL,)}


def test_an_object_loses_a_reference_and_counts_as_changed(graph: Graph) -> None:
    called = pipeline("adf://other", "main")
    load(graph, [Service(pipelines=("orders",), calls=(called,)).declared()])
    summary = load(graph, [Service(pipelines=("orders",)).declared()])
    assert Ref("Activity", activity(SALES, "orders")) in summary.sources[0].changed_objects


def test_of_what_was_not_read_whole_nothing_is_removed(graph: Graph) -> None:
    load(graph, [Service(pipelines=FOUR, triggers=FOUR).declared()], LoadOptions(at=MARCH))
    half = Service(pipelines=FOUR[1:], triggers=FOUR[1:])
    summary = load(graph, [half.declared(incomplete=["pipelines"])], LoadOptions(at=APRIL))
    assert summary.sources[0].spared > 0
    assert holding(graph, "Pipeline") == holding(graph, "Asset") == set(FOUR)
    assert holding(graph, "Trigger") == set(FOUR[1:])
    load(graph, [half.declared()], LoadOptions(at=MAY))
    assert holding(graph, "Pipeline") == holding(graph, "Asset") == set(FOUR[1:])


def test_lineage_waits_for_a_load_that_is_whole(graph: Graph) -> None:
    load(graph, [Service(pipelines=FOUR).declared()], LoadOptions(at=MARCH))
    load(graph, [GONE.declared(incomplete=["datasets"])], LoadOptions(at=APRIL))
    assert holding(graph, "Pipeline") == set(FOUR[1:])
    assert holding(graph, "Asset") == set(FOUR)
    assert all(removed is None for (removed,) in edges(graph, "FEEDS", "removedAt").values())


def test_a_reference_does_not_replace_what_was_known_of_an_object_that_was_not_read(graph: Graph) -> None:
    load(graph, [Service(pipelines=("orders", "prices"), descriptions={"prices": "Nightly"}).declared()])
    referred = Service(pipelines=("orders",), stubs=("prices",))
    load(graph, [referred.declared(incomplete=["pipelines"])])
    assert nodes(graph, "Pipeline", "description", "reason")["prices"] == ("Nightly", None)
    load(graph, [referred.declared()], LoadOptions(allow_removals=True))
    assert nodes(graph, "Pipeline", "description", "reason")["prices"] == (None, "outside-this-load")


@pytest.mark.smoke
def test_too_much_at_once_is_not_removed_and_all_else_is_written(graph: Graph) -> None:
    load(graph, [Service(pipelines=FOUR, triggers=FOUR).declared()], LoadOptions(at=MARCH))
    declared = Service(pipelines=(*FOUR[2:], "stock"), triggers=FOUR[1:], descriptions={"prices": "New"}).declared()
    with pytest.raises(RemovalRefused) as refused:
        load(graph, [declared], LoadOptions(at=APRIL))
    assert isinstance(refused.value, GuardTripped)
    assert refused.value.exit_code == 8
    assert str(refused.value).splitlines()[0] == (
        "git+adf://sales no longer has 2 of 4 pipelines: adf://sales/pipelines/invoices, adf://sales/pipelines/orders."
    )
    assert "--allow-removals" in str(refused.value)
    assert refused.value.summary.sources[0].nodes["Pipeline"] == Counts(created=1, changed=1, unchanged=1)
    assert holding(graph, "Pipeline") == {*FOUR, "stock"}
    assert holding(graph, "Trigger") == set(FOUR)
    assert [
        row["outcome"] for row in graph.ask("MATCH (s:Source) WHERE s.kind <> 'join' RETURN s.lastOutcome AS outcome")
    ] == ["guard-tripped"]
    load(graph, [declared], freely(MAY))
    assert holding(graph, "Pipeline") == {"prices", "returns", "stock"}
    assert holding(graph, "Trigger") == set(FOUR[1:])


def test_never_all_of_a_collection_goes_whatever_the_share(graph: Graph) -> None:
    load(graph, [Service(pipelines=("orders",), triggers=("nightly",)).declared()])
    with pytest.raises(RemovalRefused, match="1 of 1 triggers"):
        load(graph, [Service(pipelines=("orders",)).declared()], LoadOptions(max_removed_percent=100))


def with_jobs(*names: str) -> model.Declaration:
    """A service with change data captures of these names."""
    plain = Service(pipelines=("orders",)).declared()
    jobs = tuple(model.Job(key=f"{SALES}/adfcdcs/{name}", name=name) for name in names)
    held = tuple(model.Contains(start=Ref("Service", SALES), end=job.ref) for job in jobs)
    return replace(
        plain,
        nodes=(*plain.nodes, *jobs),
        edges=(*plain.edges, *held),
        objects=(*plain.objects, *(job.ref for job in jobs)),
    )


def test_jobs_are_guarded_by_the_collection_that_they_stand_in(graph: Graph) -> None:
    load(graph, [with_jobs("rates")])
    with pytest.raises(RemovalRefused, match="1 of 1 adfcdcs: adf://sales/adfcdcs/rates"):
        load(graph, [with_jobs()], LoadOptions(max_removed_percent=100))
    assert holding(graph, "Job") == {"rates"}
    load(graph, [with_jobs()], freely(APRIL))
    assert holding(graph, "Job") == set()


def test_what_went_before_does_not_count_as_claimed(graph: Graph) -> None:
    load(graph, [Service(pipelines=FOUR).declared()])
    load(graph, [Service(pipelines=FOUR[1:]).declared()])
    with pytest.raises(RemovalRefused, match="1 of 3 pipelines"):
        load(graph, [Service(pipelines=FOUR[2:]).declared()])


def test_a_guard_that_trips_for_one_source_does_not_stop_the_others(graph: Graph) -> None:
    other = Service("synapse://hub", pipelines=("main",))
    load(graph, [Service(pipelines=FOUR).declared()])
    with pytest.raises(RemovalRefused) as refused:
        load(graph, [Service(pipelines=()).declared(), other.declared()])
    assert [source.service for source in refused.value.summary.sources] == [SALES, "synapse://hub"]
    assert holding(graph, "Pipeline") == {*FOUR, "main"}


@pytest.mark.smoke
def test_a_dry_run_on_an_empty_database_leaves_it_without_anything(graph: Graph) -> None:
    graph.change("MATCH (n) DETACH DELETE n")
    summary = load(graph, [Service().declared()], LoadOptions(dry_run=True))
    assert (summary.dry_run, summary.total) == (True, Counts(created=13))
    assert graph.ask("MATCH (n) RETURN count(n) AS count") == [{"count": 0}]


def test_a_dry_run_foretells_what_a_load_does(graph: Graph) -> None:
    load(graph, [Service(pipelines=FOUR, triggers=("nightly",)).declared()], LoadOptions(at=MARCH))
    before = dump(graph)
    declared = Service(pipelines=(*FOUR[1:], "stock"), triggers=("nightly",), descriptions={"prices": "New"}).declared()
    told = load(graph, [declared], LoadOptions(at=APRIL, dry_run=True))
    assert dump(graph) == before
    done = load(graph, [declared], LoadOptions(at=APRIL))
    assert told.sources[0].nodes == done.sources[0].nodes
    assert told.sources[0].edges == done.sources[0].edges
    assert told.sources[0].changed_objects == done.sources[0].changed_objects
    assert done.sources[0].nodes["Pipeline"] == Counts(created=1, changed=1, unchanged=2, removed=1)


def test_a_dry_run_trips_the_guard_too(graph: Graph) -> None:
    load(graph, [Service(pipelines=FOUR).declared()])
    with pytest.raises(RemovalRefused):
        load(graph, [Service(pipelines=()).declared()], LoadOptions(dry_run=True))


def test_what_was_deleted_by_hand_comes_back_with_the_next_load(graph: Graph) -> None:
    declared = [Service(pipelines=FOUR).declared()]
    load(graph, declared, LoadOptions(at=MARCH))
    before = dump(graph)
    graph.change("MATCH (p:Pipeline) WHERE p.name = 'Orders' DETACH DELETE p")
    graph.change("MATCH ()-[r:FEEDS]->() DELETE r")
    summary = load(graph, declared, LoadOptions(at=MARCH))
    assert summary.total.created == 7
    assert dump(graph) == before


def test_a_service_that_declares_nothing_any_more_is_removed_when_allowed(graph: Graph) -> None:
    load(graph, [Service(pipelines=FOUR).declared()], LoadOptions(at=MARCH))
    nothing = model.Declaration(source="git", service=SALES, nodes=(), edges=())
    load(graph, [nothing], freely(APRIL))
    rows = graph.ask("MATCH (n) WHERE n.sources IS NOT NULL AND n.removedAt IS NULL RETURN count(n) AS count")
    assert rows == [{"count": 0}]
