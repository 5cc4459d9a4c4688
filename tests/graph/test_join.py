"""What overlaps what is read gets an edge of its own, whoever loads first, and loses it when the overlap ceases."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import permutations

import pytest

from lineage_graph import model
from lineage_graph.graph import Connection, Counts, Graph, LoadOptions, connect, dump, load
from lineage_graph.model import Declaration, Edge, FeedKind, Node, Reason, Ref
from tests.graph.conftest import wipe
from tests.graph.sales import changes

LAKE = "abfss://raw@lake.dfs.core.windows.net"
SQL = "mssql://h/db/dbo"
MARCH = LoadOptions(at=datetime(2026, 3, 1, tzinfo=UTC), allow_removals=True)
APRIL = LoadOptions(at=datetime(2026, 4, 1, tzinfo=UTC), allow_removals=True)


@dataclass(frozen=True)
class Mover:
    """A process by its name: what it reads and how, what it writes, and which one it is an instance of."""

    name: str
    reads: Mapping[str, FeedKind]
    writes: str | None = None
    instance_of: str | None = None
    reason: Reason | None = None


def reads(name: str, *keys: str, writes: str | None = None) -> Mover:
    return Mover(name, dict.fromkeys(keys, FeedKind.DATA), writes)


def service(name: str, *movers: Mover, kind: str = "git", asset_kind: str = "Path") -> Declaration:
    own = f"adf://{name}"
    nodes: dict[Ref, Node] = {}
    edges: list[Edge] = []
    for mover in movers:
        process = model.Process(key=f"{own}/{mover.name}=>", name=mover.name, type="Copy")
        keys = [*mover.reads, *([mover.writes] if mover.writes else [])]
        assets = [model.Asset(key=key, name=key.rpartition("/")[2], kind=asset_kind) for key in keys]
        nodes |= {node.ref: node for node in (process, *assets)}
        for key, how in mover.reads.items():
            edges.append(
                model.Feeds(
                    start=Ref("Asset", key), end=process.ref, kind=how, reason=mover.reason, detail=mover.reason
                )
            )
        if mover.writes:
            edges.append(model.Produces(start=process.ref, end=Ref("Asset", mover.writes)))
        if mover.instance_of:
            edges.append(model.InstanceOf(start=process.ref, end=Ref("Process", f"{own}/{mover.instance_of}=>")))
    return Declaration(source=kind, service=own, nodes=tuple(nodes.values()), edges=tuple(edges))


def joined(graph: Graph, *properties: str) -> dict[tuple[str, str], tuple[object, ...]]:
    """The edges of the join that hold, by asset below its container and by process, with match and more."""
    wanted = ", ".join(f"r.{name}" for name in ("match", *properties))
    rows = graph.ask(
        "MATCH (a:Asset)-[r:FEEDS]->(p:Process) WHERE r.sources = ['join'] AND r.removedAt IS NULL "
        f"RETURN a.key AS asset, p.key AS process, [{wanted}] AS found"
    )
    return {(_short(row["asset"]), _short(row["process"]).removesuffix("=>")): _found(row["found"]) for row in rows}


def _short(key: object) -> str:
    return "/".join(str(key).split("/")[3:])


def _found(value: object) -> tuple[object, ...]:
    assert isinstance(value, list)
    return tuple(value)


@pytest.mark.smoke
def test_every_asset_that_overlaps_gets_its_own_edge(graph: Graph) -> None:
    declared = service(
        "a",
        reads("folder", f"{LAKE}/a/b"),
        reads("file", f"{LAKE}/a/b/c.csv"),
        reads("unknown", f"{LAKE}/sales/{{}}"),
        reads("write", f"{SQL}/t", writes=f"{LAKE}/sales/orders.parquet"),
    )
    summary = load(graph, [declared], MARCH)
    assert joined(graph) == {
        ("a/b/c.csv", "folder"): ("contains",),
        ("a/b", "file"): ("within",),
        ("sales/orders.parquet", "unknown"): ("pattern",),
    }
    assert summary.overlaps == Counts(created=3)


def test_the_edge_takes_over_kind_and_reason_and_is_not_declared(graph: Graph) -> None:
    looked_up = Mover("p", {f"{LAKE}/a": FeedKind.LOOKUP}, reason=Reason.SECRET_IN_KEY_VAULT)
    load(graph, [service("a", looked_up, reads("q", f"{LAKE}/a/b"))], MARCH)
    assert joined(graph, "kind", "reason", "detail", "declared", "observed", "sources") == {
        ("a/b", "p"): (
            "contains",
            "lookup",
            "secret-in-key-vault",
            "secret-in-key-vault",
            False,
            False,
            ["join"],
        ),
        ("a", "q"): ("within", "data", None, None, False, False, ["join"]),
    }


def test_the_certain_then_the_strongest_read_tells_the_edge(graph: Graph) -> None:
    both = Mover("p", {f"{LAKE}/a/{{}}": FeedKind.DATA, f"{LAKE}/a": FeedKind.LOOKUP})
    kinds = Mover("q", {f"{LAKE}/a": FeedKind.LOOKUP, f"{LAKE}/a/b": FeedKind.DATA})
    load(graph, [service("a", both, kinds, reads("w", writes=f"{LAKE}/a/b/c"))], MARCH)
    found = joined(graph, "kind")
    assert found["a/b/c", "p"] == ("contains", "lookup")
    assert found["a/b/c", "q"] == ("contains", "data")


def test_what_is_read_by_its_name_gets_no_second_edge(graph: Graph) -> None:
    load(graph, [service("a", reads("p", f"{LAKE}/a", f"{LAKE}/a/b"))], MARCH)
    assert joined(graph) == {}


def test_placeholders_and_endpoints_are_not_joined(graph: Graph) -> None:
    for kind in ("Placeholder", "Endpoint"):
        declared = service(kind.lower(), reads("p", f"{LAKE}/{kind}"), asset_kind=kind)
        load(graph, [declared, service("b", reads("w", writes=f"{LAKE}/{kind}/x"))], MARCH)
    assert joined(graph) == {}


def test_a_writer_does_not_reach_the_reader_of_a_sibling(graph: Graph) -> None:
    load(
        graph,
        [
            service("a", reads("above", f"{LAKE}/a/b"), reads("writer", writes=f"{LAKE}/a/b/x")),
            service("b", reads("reader", f"{LAKE}/a/b/y", writes=f"{LAKE}/z")),
        ],
        MARCH,
    )
    reached = graph.ask(
        "MATCH (:Asset {key: $key})-[:FEEDS|PRODUCES*1..]->(p:Process) RETURN collect(DISTINCT p.key) AS keys",
        {"key": f"{LAKE}/a/b/x"},
    )
    assert reached == [{"keys": ["adf://a/above=>"]}]


def test_an_instance_keeps_its_asset_from_the_pattern(graph: Graph) -> None:
    pattern = reads("pattern", f"{LAKE}/in/{{}}")
    other = reads("other", writes=f"{LAKE}/in/b")
    load(graph, [service("a", pattern, other, reads("one", f"{LAKE}/in/a"))], MARCH)
    assert joined(graph).keys() == {("in/a", "pattern"), ("in/b", "pattern"), ("in/{}", "one")}
    instance = Mover("one", {f"{LAKE}/in/a": FeedKind.DATA}, instance_of="pattern")
    load(graph, [service("a", pattern, other, instance)], APRIL)
    assert joined(graph).keys() == {("in/b", "pattern"), ("in/{}", "one")}


def test_an_edge_that_held_at_no_time_leaves_no_trace(graph: Graph) -> None:
    """A pattern first and its instance later give the graph of both at once, if both hold from the same time on."""
    pattern, writer = reads("pattern", f"{LAKE}/in/{{}}"), reads("writer", writes=f"{LAKE}/in/a")
    instance = Mover("one", {f"{LAKE}/in/a": FeedKind.DATA}, instance_of="pattern")
    without, whole = service("a", pattern), service("a", pattern, instance)
    load(graph, [whole, service("b", writer)], MARCH)
    expected = dump(graph)
    for loads in ([without, service("b", writer), whole], [service("b", writer), without, whole]):
        wipe(graph)
        for declared in loads:
            load(graph, [declared], MARCH)
        assert dump(graph) == expected


def test_what_came_back_for_no_time_is_gone_since_it_went_first(graph: Graph) -> None:
    pattern, writer = reads("pattern", f"{LAKE}/in/{{}}"), reads("writer", writes=f"{LAKE}/in/a")
    instance = Mover("one", {f"{LAKE}/in/a": FeedKind.DATA}, instance_of="pattern")
    whole = service("a", pattern, writer)
    for declared, at in (
        (whole, 3),
        (service("a", writer), 4),
        (whole, 5),
        (service("a", pattern, writer, instance), 5),
    ):
        load(graph, [declared], LoadOptions(at=datetime(2026, at, 1, tzinfo=UTC), allow_removals=True))
    (row,) = graph.ask(
        "MATCH (:Asset {key: $key})-[r:FEEDS]->(:Process {key: 'adf://a/pattern=>'}) "
        "RETURN r.sources AS sources, left(toString(r.removedAt), 10) AS removed, r.absences AS absences",
        {"key": f"{LAKE}/in/a"},
    )
    assert row == {"sources": [], "removed": "2026-04-01", "absences": None}


def estate() -> list[Declaration]:
    """Three services that meet in folders, patterns and tables."""
    return [
        service(
            "a", reads("p", f"{LAKE}/a", writes=f"{LAKE}/out/{{date}}"), reads("q", f"{LAKE}/out", f"{SQL}/t_{{}}")
        ),
        service("b", reads("w", f"{LAKE}/out/2026-01-01", writes=f"{LAKE}/a/x"), reads("v", writes=f"{SQL}/t_1")),
        service("c", reads("r", f"{LAKE}/a/x", f"{LAKE}/a", f"{LAKE}/out/*.csv")),
    ]


def test_the_order_of_loads_does_not_matter(graph: Graph) -> None:
    load(graph, estate(), MARCH)
    expected = dump(graph)
    assert len(joined(graph)) == 8
    for order in permutations(estate()):
        wipe(graph)
        for declaration in order:
            load(graph, [declaration], MARCH)
        assert dump(graph) == expected


def test_loading_the_same_again_writes_nothing(graph: Graph) -> None:
    load(graph, estate(), MARCH)
    load(graph, estate(), MARCH)
    before, written = dump(graph), changes(graph)
    summary = load(graph, estate(), APRIL)
    assert summary.overlaps == Counts()
    assert (dump(graph), changes(graph)) == (before, written)


def test_a_source_stays_settled_so_that_its_next_load_may_trust_what_is_there(graph: Graph) -> None:
    load(graph, estate()[:1], MARCH)
    assert joined(graph)
    assert graph.ask("MATCH (s:Source {kind: 'git'}), (g:Graph) RETURN s.settled = g.change AS same") == [
        {"same": True}
    ]


def history(graph: Graph, asset: str) -> tuple[object, ...]:
    rows = graph.ask(
        "MATCH (:Asset {key: $key})-[r:FEEDS]->(:Process) "
        "RETURN [r.sources, left(toString(r.declaredSince), 10), left(toString(r.removedAt), 10), "
        "[time IN r.absences | left(toString(time), 10)]] AS found",
        {"key": asset},
    )
    assert len(rows) == 1
    return _found(rows[0]["found"])


@pytest.mark.parametrize(
    "without",
    [
        pytest.param([reads("p", f"{LAKE}/a")], id="the asset is gone"),
        pytest.param([reads("w", writes=f"{LAKE}/a/x")], id="the process is gone"),
        pytest.param([reads("p", f"{LAKE}/b"), reads("w", writes=f"{LAKE}/a/x")], id="the exact edge is gone"),
    ],
)
def test_an_overlap_that_ceases_is_removed_and_comes_back(graph: Graph, without: Iterable[Mover]) -> None:
    whole = service("a", reads("p", f"{LAKE}/a"), reads("w", writes=f"{LAKE}/a/x"))
    load(graph, [whole], MARCH)
    summary = load(graph, [service("a", *without)], APRIL)
    assert joined(graph) == {}
    assert summary.overlaps == Counts(removed=1)
    march, april, may = (f"2026-0{month}-01" for month in (3, 4, 5))
    assert history(graph, f"{LAKE}/a/x") == ([], march, april, None)
    load(graph, [whole], LoadOptions(at=datetime(2026, 5, 1, tzinfo=UTC)))
    assert history(graph, f"{LAKE}/a/x") == (["join"], march, None, [april, may])


def test_an_exact_edge_that_comes_later_takes_the_place_of_the_join(graph: Graph) -> None:
    writer = reads("w", writes=f"{LAKE}/a/x")
    load(graph, [service("a", reads("p", f"{LAKE}/a"), writer)], MARCH)
    load(graph, [service("a", reads("p", f"{LAKE}/a", f"{LAKE}/a/x"), writer)], APRIL)
    found = "MATCH (:Asset {key: $key})-[r:FEEDS]->() RETURN r.sources AS sources, r.match AS match, r.declared AS d"
    assert graph.ask(found, {"key": f"{LAKE}/a/x"}) == [{"sources": ["git+adf://a"], "match": "exact", "d": True}]
    load(graph, [service("a", reads("p", f"{LAKE}/a"), writer)], LoadOptions(at=datetime(2026, 5, 1, tzinfo=UTC)))
    assert graph.ask(found, {"key": f"{LAKE}/a/x"}) == [{"sources": ["join"], "match": "contains", "d": False}]


def test_loads_at_once_join_as_one(connection: Connection, graph: Graph) -> None:
    load(graph, estate(), MARCH)
    expected = dump(graph)
    wipe(graph)

    def one(declaration: Declaration) -> None:
        with connect(connection) as own:
            load(own, [declaration], MARCH)

    with ThreadPoolExecutor(max_workers=3) as workers:
        list(workers.map(one, estate()))
    assert dump(graph) == expected


def test_a_join_that_was_interrupted_is_made_good(graph: Graph) -> None:
    """As a load leaves the graph that was killed right after its last batch."""
    load(graph, estate(), MARCH)
    expected = dump(graph)
    graph.change("MATCH ()-[r:FEEDS]->() WHERE r.sources = ['join'] DELETE r")
    graph.change("MATCH (s:Source {key: 'join'}) SET s.pending = [$lake, 'mssql://h/db']", {"lake": LAKE})
    load(graph, estate(), MARCH)
    assert dump(graph) == expected
    assert graph.ask("MATCH (s:Source {key: 'join'}) RETURN s.pending AS pending") == [{"pending": []}]


def test_a_join_waits_for_nobody_where_nothing_changed(graph: Graph) -> None:
    load(graph, estate(), MARCH)
    graph.change(
        "MATCH (s:Source {key: 'join'}) "
        "SET s.leaseOwner = 'elsewhere:1:x', s.leaseExpires = datetime() + duration('PT1H')"
    )
    assert load(graph, estate(), MARCH).overlaps == Counts()
