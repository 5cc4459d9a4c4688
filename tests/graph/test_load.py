"""What a load writes, for one source and for several."""

from datetime import UTC, datetime
from itertools import permutations

import pytest

from lineage_graph import model
from lineage_graph.errors import LineageError, UsageError
from lineage_graph.graph import Counts, Graph, LoadOptions, dump, load
from lineage_graph.model import Declaration, Ref
from tests.graph.sales import SALES, Service, changes, edges, holding, lake, nodes, pipeline, process, table

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
MAY = datetime(2026, 5, 1, tzinfo=UTC)


_REFRESHES = "MATCH (r:Refresh) WHERE r.source <> 'join' RETURN r.outcome AS outcome"


def at(time: datetime) -> LoadOptions:
    return LoadOptions(at=time)


@pytest.mark.smoke
def test_all_that_is_declared_is_in_the_graph(graph: Graph) -> None:
    summary = load(graph, [Service().declared()], at(MARCH))
    assert summary.total == Counts(created=13)
    assert nodes(graph, "Pipeline", "name", "sources", "declaredSince", "removedAt") == {
        "orders": ("Orders", ["git+adf://sales"], MARCH, None)
    }
    assert nodes(graph, "Table", "words") == {"orders": ("dbo orders",)}
    assert edges(graph, "FEEDS", "kind", "match", "declared", "observed", "sources", "declaredSince") == {
        ("orders", "orders"): ("data", "exact", True, False, ["git+adf://sales"], MARCH)
    }


@pytest.mark.smoke
def test_loading_the_same_again_writes_only_the_books(graph: Graph) -> None:
    load(graph, [Service().declared()])
    before, written = dump(graph), changes(graph)
    summary = load(graph, [Service().declared()])
    assert summary.total == Counts(unchanged=13)
    assert summary.sources[0].changed_objects == frozenset()
    assert dump(graph) == before
    assert changes(graph) == written
    assert [row["outcome"] for row in graph.ask(_REFRESHES)] == ["done", "done"]


def test_only_what_changed_is_written(graph: Graph) -> None:
    load(graph, [Service(pipelines=("orders", "prices")).declared()])
    changed = Service(pipelines=("orders", "prices"), descriptions={"prices": "Nightly"})
    summary = load(graph, [changed.declared()])
    assert summary.sources[0].nodes["Pipeline"] == Counts(changed=1, unchanged=1)
    assert summary.total.written == 1
    assert summary.sources[0].changed_objects == {Ref("Pipeline", pipeline(SALES, "prices"))}
    assert nodes(graph, "Pipeline", "description") == {"orders": (None,), "prices": ("Nightly",)}


def test_a_property_that_is_no_longer_declared_goes_and_those_of_others_stay(graph: Graph) -> None:
    load(graph, [Service(descriptions={"orders": "Nightly"}).declared()])
    graph.change("MATCH (p:Pipeline) SET p.steward = 'Ann'")
    load(graph, [Service().declared()])
    assert nodes(graph, "Pipeline", "description", "steward") == {"orders": (None, "Ann")}


def test_the_second_label_follows_the_kind(graph: Graph) -> None:
    load(graph, [Service(table_kind="Placeholder").declared()])
    load(graph, [Service(table_kind="View").declared()])
    labels = graph.ask(
        "MATCH (a:Asset {key: $key}) RETURN labels(a) AS labels, a.kind AS kind", {"key": table("orders")}
    )
    assert [(sorted(map(str, row["labels"])), row["kind"]) for row in labels if isinstance(row["labels"], list)] == [
        (["Asset", "View"], None)
    ]


@pytest.mark.parametrize("order", list(permutations(["git", "arm", "live"])), ids="-".join)
def test_live_wins_over_arm_over_git_in_any_order(graph: Graph, order: tuple[str, ...]) -> None:
    for source in order:
        load(graph, [Service(descriptions={"orders": source}).declared(source)])
    every = ["arm+adf://sales", "git+adf://sales", "live+adf://sales"]
    assert nodes(graph, "Pipeline", "description", "sources") == {"orders": ("live", every)}
    load(graph, [Service(pipelines=()).declared("live")], LoadOptions(allow_removals=True))
    load(graph, [Service(descriptions={"orders": source}).declared(source) for source in ("git", "arm")])
    assert nodes(graph, "Pipeline", "description", "sources") == {"orders": ("arm", every[:2])}


@pytest.mark.parametrize("owner_first", [True, False])
def test_the_owner_of_a_key_wins_over_who_only_refers_to_it(graph: Graph, owner_first: bool) -> None:
    owner = Service(descriptions={"orders": "Mine"}).declared("git")
    caller = Service("adf://caller", pipelines=("main",), calls=(pipeline(SALES, "orders"),)).declared("live")
    for declaration in (owner, caller) if owner_first else (caller, owner):
        load(graph, [declaration])
    found = nodes(graph, "Pipeline", "description", "reason", "sources")["orders"]
    assert found == ("Mine", None, ["git+adf://sales", "live+adf://caller"])


def test_a_service_whose_name_starts_like_another_is_another(graph: Graph) -> None:
    load(graph, [Service("adf://a").declared(), Service("adf://ab").declared()])
    load(graph, [Service("adf://a", pipelines=()).declared()], LoadOptions(allow_removals=True))
    rows = graph.ask("MATCH (p:Pipeline) RETURN p.key AS key, p.removedAt IS NULL AS holds ORDER BY key")
    assert [(row["key"], row["holds"]) for row in rows] == [
        ("adf://a/pipelines/orders", False),
        ("adf://ab/pipelines/orders", True),
    ]
    assert nodes(graph, "Table", "sources", "removedAt") == {"orders": (["git+adf://ab"], None)}


def test_the_earliest_declaration_counts_in_any_order(graph: Graph) -> None:
    load(graph, [Service().declared("git")], at(APRIL))
    load(graph, [Service().declared("arm")], at(MARCH))
    load(graph, [Service().declared("live")], at(MAY))
    assert nodes(graph, "Pipeline", "declaredSince") == {"orders": (MARCH,)}


def test_what_was_observed_stays_when_the_definition_changes(graph: Graph) -> None:
    load(graph, [Service().declared()])
    graph.change("MATCH ()-[r:FEEDS]->() SET r.observed = true, r.runCount = 3, r.digest = 'old'")
    load(graph, [Service().declared()])
    assert edges(graph, "FEEDS", "declared", "observed", "runCount") == {("orders", "orders"): (True, True, 3)}


def test_what_only_runs_tell_of_is_not_declared(graph: Graph) -> None:
    load(graph, [Service().declared()])
    graph.change("MATCH ()-[r:FEEDS]->() SET r.sources = ['git+adf://sales', 'runs+adf://sales'], r.observed = true")
    load(graph, [Service(pipelines=()).declared()], LoadOptions(allow_removals=True))
    assert edges(graph, "FEEDS", "declared", "observed", "sources", "removedAt") == {
        ("orders", "orders"): (False, True, ["runs+adf://sales"], None)
    }
    load(graph, [Service().declared()])
    assert edges(graph, "FEEDS", "declared", "observed") == {("orders", "orders"): (True, True)}


def test_several_services_share_the_places_that_they_use(graph: Graph) -> None:
    summary = load(graph, [Service().declared(), Service("synapse://hub").declared()])
    assert [source.total for source in summary.sources] == [Counts(created=13), Counts(created=9, changed=4)]
    assert nodes(graph, "Asset", "sources")["orders"] == (["git+adf://sales", "git+synapse://hub"],)
    assert [*edges(graph, "STORED_IN", "sources").values()] == [(["git+adf://sales", "git+synapse://hub"],)]


def test_the_books_tell_who_loaded_what_and_when(graph: Graph) -> None:
    load(graph, [Service().declared("git", incomplete=["triggers"])], at(MARCH))
    load(graph, [Service(descriptions={"orders": "New"}).declared("git")], at(APRIL))
    (source,) = graph.ask("MATCH (s:Source) WHERE s.kind <> 'join' RETURN s AS source")
    assert isinstance(source["source"], dict)
    assert {name: source["source"].get(name) for name in ("key", "kind", "service", "lastReadWhole", "leaseOwner")} == {
        "key": "git+adf://sales",
        "kind": "git",
        "service": SALES,
        "lastReadWhole": APRIL,
        "leaseOwner": None,
    }
    rows = graph.ask(
        "MATCH (r:Refresh) WHERE r.source <> 'join' "
        "RETURN r.key AS key, r.at AS at, r.outcome AS outcome, r.created AS created, "
        "r.changed AS changed, r.incomplete AS incomplete, r.ended >= r.started AS ended ORDER BY r.key"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("git+adf://sales/refreshes/1", MARCH, "done", 13, 0, ["triggers"], True),
        ("git+adf://sales/refreshes/2", APRIL, "done", 0, 1, [], True),
    ]


def test_progress_reaches_the_number_of_rows(graph: Graph) -> None:
    told: list[tuple[int, int, str]] = []
    load(graph, [Service().declared()], LoadOptions(progress=lambda *step: told.append(step)))
    assert told[0] == (1, 13, "Service")
    assert told[-3:] == [(13, 13, "STORED_IN"), (1, 2, "overlaps"), (2, 2, "overlaps")]


def test_a_time_without_zone_is_refused(graph: Graph) -> None:
    with pytest.raises(UsageError, match="no zone"):
        load(graph, [Service().declared()], LoadOptions(at=datetime(2026, 3, 1)))


def _with(*more: model.Node | model.Edge) -> Declaration:
    plain = Service().declared()
    return Declaration(
        source="git",
        service=SALES,
        nodes=(*plain.nodes, *(item for item in more if isinstance(item, model.Node))),
        edges=(*plain.edges, *(item for item in more if isinstance(item, model.Edge))),
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (model.Pipeline(key=pipeline(SALES, "orders"), name="again"), "declares Pipeline .* twice"),
        (model.Asset(key="s3://x", name="x", kind="Bucket`) DETACH DELETE n //"), "unknown kind"),
        (model.Asset(key="", name="x", kind="Path"), "without a key"),
        (
            model.Feeds(start=Ref("Asset", "s3://nowhere"), end=Ref("Process", process(SALES, "orders"))),
            "an end that is not declared: Asset s3://nowhere",
        ),
        (
            model.Feeds(start=Ref("Process", process(SALES, "orders")), end=Ref("Asset", lake("orders"))),
            "no FEEDS from Process to Asset",
        ),
    ],
)
def test_a_declaration_that_contradicts_the_model_is_refused(
    graph: Graph, wrong: model.Node | model.Edge, message: str
) -> None:
    with pytest.raises(LineageError, match=message):
        load(graph, [_with(wrong)])


def test_one_source_twice_in_one_load_is_refused(graph: Graph) -> None:
    with pytest.raises(LineageError, match="declared twice"):
        load(graph, [Service().declared(), Service().declared()])
    assert holding(graph, "Pipeline") == set()
