"""A value seen for an unknown part makes an instance of the pattern's process and assets, whoever loads first."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest

from lineage_graph.answers.impact import impact
from lineage_graph.answers.reach import POSSIBLE, Walk
from lineage_graph.answers.starts import Direction
from lineage_graph.graph import Counts, Graph, LoadOptions, dump, load
from lineage_graph.graph.precedence import JOIN
from lineage_graph.model import Declaration, FeedKind, Reason
from lineage_graph.queries import query
from tests.graph.conftest import wipe
from tests.graph.moving import CURATED, ITEM, MART, RAW, Copy, copy, process_key, reads, service, writes
from tests.graph.sales import changes

MARCH = LoadOptions(at=datetime(2026, 3, 1, tzinfo=UTC), allow_removals=True)
APRIL = LoadOptions(at=datetime(2026, 4, 1, tzinfo=UTC), allow_removals=True)
MAY = LoadOptions(at=datetime(2026, 5, 1, tzinfo=UTC), allow_removals=True)

CURATE = copy("curate", f"{RAW}/in/{{}}.csv", f"{CURATED}/out/{{}}.parquet", *ITEM)
ORDERS = f"{RAW}/in/orders.csv"
CURATED_ORDERS = f"{CURATED}/out/orders.parquet"


def made(graph: Graph) -> set[tuple[str, str, str]]:
    """Input, match and output of what the join's processes move, by the keys below the container."""
    rows = graph.ask(
        "MATCH (a:Asset)-[r:FEEDS]->(p:Process)-[w:PRODUCES]->(b:Asset) "
        "WHERE p.sources = ['join'] AND r.declared AND r.removedAt IS NULL AND p.removedAt IS NULL "
        "RETURN a.key AS input, r.match AS match, b.key AS output"
    )
    return {(short(row["input"]), str(row["match"]), short(row["output"])) for row in rows}


def short(key: object) -> str:
    return "/".join(str(key).split("/")[3:])


def reached(graph: Graph, key: str, *, certain: bool = False) -> dict[str, str]:
    results = impact(graph, key, Walk(Direction.DOWNSTREAM, certain=certain)).answer.results
    return {short(result.key): result.certainty for result in results if result.label == "Asset"}


@pytest.mark.smoke
def test_a_value_seen_at_one_end_makes_both_ends(graph: Graph) -> None:
    declared = [
        service("a", CURATE),
        service("b", writes("land", ORDERS), reads("tell", f"{CURATED}/out/clients.parquet")),
    ]
    load(graph, declared, MARCH)
    assert made(graph) == {
        ("in/orders.csv", "pattern", "out/orders.parquet"),
        ("in/clients.csv", "pattern", "out/clients.parquet"),
    }


def test_an_instance_is_performed_stored_named_and_tied_to_its_pattern(graph: Graph) -> None:
    load(graph, [service("a", CURATE), service("b", writes("land", ORDERS))], MARCH)
    assert graph.ask(
        "MATCH (performer)-[performs:PERFORMS]->(p:Process)-[of:INSTANCE_OF]->(pattern:Process) "
        "MATCH (p)-[w:PRODUCES]->(b:Asset)-[asset_of:INSTANCE_OF]->(pattern_asset:Asset) "
        "MATCH (b)-[stored:STORED_IN]->(s:Store) "
        "RETURN performer.key AS performer, p.key AS key, p.name AS process, p.type AS type, pattern.key AS pattern, "
        "       b.key AS asset, b.name AS name, labels(b) AS labels, b.pattern AS isPattern, b.reason AS reason, "
        "       pattern_asset.key AS patternAsset, s.key AS store, w.declared AS declared, w.match AS match, "
        "       [x IN [performs, p, of, w, b, asset_of, stored] | x.sources] AS sources"
    ) == [
        {
            "performer": "adf://a/pipelines/p/activities/curate",
            "key": process_key("a", "curate", CURATED_ORDERS),
            "process": "curate → out/orders.parquet",
            "type": "Copy",
            "pattern": process_key("a", "curate", f"{CURATED}/out/{{}}.parquet"),
            "asset": CURATED_ORDERS,
            "name": "out/orders.parquet",
            "labels": ["Asset", "Path"],
            "isPattern": False,
            "reason": None,
            "patternAsset": f"{CURATED}/out/{{}}.parquet",
            "store": "abfss://lake.dfs.core.windows.net",
            "declared": True,
            "match": None,
            "sources": [["join"]] * 7,
        }
    ]
    assert graph.ask(
        "MATCH (a:Asset {key: $key})-[of:INSTANCE_OF]->(b:Asset) RETURN b.key AS key, of.sources AS sources, "
        "a.sources AS own",
        {"key": ORDERS},
    ) == [{"key": f"{RAW}/in/{{}}.csv", "sources": [JOIN], "own": ["git+adf://b"]}]


def test_what_comes_of_an_instance_is_possible_and_the_pattern_is_not_reached(graph: Graph) -> None:
    others = [writes("land", ORDERS), writes("also", f"{RAW}/in/clients.csv")]
    load(graph, [service("a", CURATE), service("b", *others), service("c", reads("tell", CURATED_ORDERS))], MARCH)
    assert reached(graph, ORDERS) == {"out/orders.parquet": POSSIBLE, "mart/dbo/report": POSSIBLE}
    assert reached(graph, ORDERS, certain=True) == {}


def test_an_input_that_shares_nothing_goes_along_as_it_is(graph: Graph) -> None:
    config = f"{RAW}/config/tables.json"
    both = replace(CURATE, reads={**CURATE.reads, config: ()}, kinds={config: FeedKind.LOOKUP})
    load(graph, [service("a", both), service("b", writes("land", ORDERS))], MARCH)
    assert made(graph) == {
        ("in/orders.csv", "pattern", "out/orders.parquet"),
        ("config/tables.json", "pattern", "out/orders.parquet"),
    }
    kinds = graph.ask(
        "MATCH (:Asset {key: $key})-[r:FEEDS]->(p:Process) RETURN DISTINCT r.kind AS kind", {"key": config}
    )
    assert kinds == [{"kind": "lookup"}]


def test_what_lies_in_a_folder_that_an_instance_reads_possibly_reaches_it(graph: Graph) -> None:
    folders = copy("curate", f"{RAW}/in/{{}}", f"{CURATED}/out/{{}}", *ITEM)
    part = f"{RAW}/in/orders/part-1.csv"
    load(
        graph,
        [service("a", folders), service("b", writes("land", part), reads("tell", f"{CURATED}/out/orders"))],
        MARCH,
    )
    assert made(graph) == {("in/orders", "pattern", "out/orders")}
    assert reached(graph, part)["out/orders"] == POSSIBLE
    assert reached(graph, part, certain=True) == {}


def test_a_table_is_spelled_as_its_store_spells_and_a_file_as_it_is_known(graph: Graph) -> None:
    publish = copy("publish", f"{RAW}/in/{{}}.csv", f"{MART}/{{}}", *ITEM)
    landed = service("b", writes("land", f"{RAW}/in/Orders.csv"), reads("tell", f"{MART}/orders"))
    load(graph, [service("a", publish), landed, service("c", reads("tell", f"{MART}/clients"))], MARCH)
    # The name of a table without any literal part tells nothing of the files.
    assert made(graph) == {("in/Orders.csv", "pattern", "mart/dbo/orders")}
    assert graph.ask(
        "MATCH (p:Process {key: $key}) RETURN p.name AS name", {"key": process_key("a", "publish", f"{MART}/orders")}
    ) == [{"name": "publish → DBO.orders"}]


def test_two_performers_of_one_value_have_a_process_each(graph: Graph) -> None:
    other = copy("again", f"{RAW}/in/{{}}.csv", f"{CURATED}/second/{{}}.parquet", "variables('name')")
    load(graph, [service("a", CURATE, other), service("b", writes("land", ORDERS))], MARCH)
    assert made(graph) == {
        ("in/orders.csv", "pattern", "out/orders.parquet"),
        ("in/orders.csv", "pattern", "second/orders.parquet"),
    }


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(replace(CURATE, open=("item().other",)), id="the ends share nothing"),
        pytest.param(
            replace(CURATE, open=("",), reads={f"{RAW}/in/{{}}.csv": ("",)}), id="nothing is known of the values"
        ),
        pytest.param(replace(CURATE, reason=Reason.INACTIVE), id="the activity is switched off"),
    ],
)
def test_no_instance_follows_where(graph: Graph, pattern: Copy) -> None:
    load(graph, [service("a", pattern), service("b", writes("land", ORDERS))], MARCH)
    assert made(graph) == set()


def test_switching_an_activity_off_withdraws_its_instances(graph: Graph) -> None:
    load(graph, [service("a", CURATE), service("b", writes("land", ORDERS))], MARCH)
    load(graph, [service("a", replace(CURATE, reason=Reason.INACTIVE))], APRIL)
    assert made(graph) == set()


def test_what_the_activity_has_by_its_own_definition_is_not_made(graph: Graph) -> None:
    own = Copy("curate", {f"{RAW}/old/orders.csv": ()}, CURATED_ORDERS)
    load(graph, [service("a", CURATE), service("b", writes("land", ORDERS))], MARCH)
    load(graph, [service("a", CURATE, own)], MARCH)
    assert made(graph) == set()
    assert graph.ask(
        "MATCH (p:Process {key: $key}) RETURN p.sources AS sources, p.removedAt AS removed",
        {"key": process_key("a", "curate", CURATED_ORDERS)},
    ) == [{"sources": ["git+adf://a"], "removed": None}]


def estate() -> list[Declaration]:
    """Three patterns in a chain across services, two ends of which are known elsewhere."""
    publish = copy("publish", f"{CURATED}/out/{{}}.parquet", f"{MART}/f_{{}}", "pipeline().parameters.table")
    return [
        service("a", CURATE, reads("all", f"{RAW}/in")),
        service("b", publish, writes("land", ORDERS)),
        service("c", reads("tell", f"{MART}/f_clients"), reads("look", CURATED_ORDERS)),
    ]


CHAIN = {
    ("in/orders.csv", "pattern", "out/orders.parquet"),
    ("out/orders.parquet", "pattern", "mart/dbo/f_orders"),
    ("in/clients.csv", "pattern", "out/clients.parquet"),
    ("out/clients.parquet", "pattern", "mart/dbo/f_clients"),
}


def each_order(graph: Graph, declared: Sequence[Declaration], *after: Declaration) -> Iterable[list[str]]:
    """The graph after each order of loads in March, then of these in April."""
    for order in permutations(declared):
        wipe(graph)
        for one in order:
            load(graph, [one], MARCH)
        for one in after:
            load(graph, [one], APRIL)
        yield dump(graph)


def test_instances_follow_along_a_chain_and_the_order_of_loads_does_not_matter(graph: Graph) -> None:
    load(graph, estate(), MARCH)
    assert made(graph) == CHAIN
    expected = dump(graph)
    for found in each_order(graph, estate()):
        assert found == expected


@pytest.mark.parametrize(
    ("without", "left"),
    [
        pytest.param(
            service("c", reads("look", CURATED_ORDERS)),
            {one for one in CHAIN if "clients" not in one[0]},
            id="a seed is gone",
        ),
        pytest.param(
            service("a", reads("all", f"{RAW}/in")), {one for one in CHAIN if "out" in one[0]}, id="a pattern"
        ),
    ],
)
def test_what_no_longer_follows_is_withdrawn_whatever_the_order_was(
    graph: Graph, without: Declaration, left: set[tuple[str, str, str]]
) -> None:
    load(graph, estate(), MARCH)
    load(graph, [without], APRIL)
    assert made(graph) == left
    expected = dump(graph)
    for found in each_order(graph, estate(), without):
        assert found == expected


def test_an_instance_that_ceases_stays_as_history_and_comes_back(graph: Graph) -> None:
    whole = [service("a", CURATE), service("b", writes("land", ORDERS))]
    load(graph, whole, MARCH)
    summary = load(graph, [service("b", writes("land", f"{RAW}/elsewhere"))], APRIL)
    # Process, asset, PERFORMS, FEEDS, PRODUCES, STORED_IN, ties to the pattern for the process and both assets, and
    # the edge from the input's pattern into the process.
    assert summary.overlaps.removed == 10
    found = "MATCH (a:Asset {key: $key}) RETURN a.sources AS sources, a.removedAt AS removed, a.absences AS absences"
    april, may = APRIL.at, MAY.at
    assert graph.ask(found, {"key": CURATED_ORDERS}) == [{"sources": [], "removed": april, "absences": None}]
    load(graph, whole, MAY)
    assert graph.ask(found, {"key": CURATED_ORDERS}) == [
        {"sources": ["join"], "removed": None, "absences": [april, may]}
    ]


def test_what_held_at_no_time_leaves_no_trace(graph: Graph) -> None:
    """An instance that another source tells of in the same moment takes the place of the join's conclusions."""
    seed = service("b", writes("land", ORDERS))
    own = service("a", CURATE, Copy("curate", {ORDERS: ()}, f"{CURATED}/out/sales.parquet"), source="live")
    pattern = service("a", CURATE)
    shared = service("a", replace(CURATE, open=("other()",)), source="live")
    for last in (own, shared):
        wipe(graph)
        load(graph, [seed, last, pattern], MARCH)
        expected = dump(graph)
        for found in each_order(graph, [seed, last, pattern]):
            assert found == expected


def test_loading_the_same_again_writes_nothing(graph: Graph) -> None:
    load(graph, estate(), MARCH)
    load(graph, estate(), MARCH)
    before, written = dump(graph), changes(graph)
    assert load(graph, estate(), APRIL).overlaps == Counts()
    assert (dump(graph), changes(graph)) == (before, written)


def test_a_pass_that_was_killed_is_made_good(graph: Graph) -> None:
    """As it leaves the graph right after its nodes, and before its relationships."""
    load(graph, estate(), MARCH)
    expected = dump(graph)
    graph.change("MATCH (a)-[r]->(b) WHERE r.sources = ['join'] DELETE r")
    graph.change(
        "MATCH (s:Source {key: 'join'}) SET s.pending = $all, s.unseen = $all",
        {"all": [RAW, CURATED, MART.removesuffix("/dbo")]},
    )
    load(graph, estate(), MARCH)
    assert dump(graph) == expected


def test_coverage_counts_what_definitions_tell_alone(graph: Graph) -> None:
    ends = query("coverage/ends").text
    load(graph, [service("a", CURATE)], MARCH)
    before = graph.ask(ends)
    assert before
    load(graph, [service("a", CURATE, reads("tell", CURATED_ORDERS))], MARCH)
    told = sum(int(str(row["ends"])) for row in graph.ask(ends))
    assert told == sum(int(str(row["ends"])) for row in before) + 2
    assert made(graph)
