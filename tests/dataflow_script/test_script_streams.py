"""Which sources reach which sinks: scripts and answers written by hand."""

import pytest

from lineage_graph.dataflow_script import SinkReach, parse, reach
from lineage_graph.model import FeedKind

SOURCES = "source() ~> flour source() ~> sugar source() ~> salt "


def kinds(script: str, sink: str = "out") -> dict[str, str]:
    (found,) = [one for one in reach(parse(SOURCES + script)) if one.sink == sink]
    assert (found.unknown, found.cyclic) == ((), ())
    return {source: str(kind) for source, kind in found.sources}


@pytest.mark.parametrize(
    "transformation",
    [
        "select(mapColumn(a))",
        "derive(a = 1)",
        "aggregate(groupBy(a), n = count())",
        "pivot(groupBy(a), pivotBy(b), {} = sum(c))",
        "unpivot(output(a as string, b as long), ungroupBy(c))",
        "window(over(a), asc(b, true), c = rowNumber())",
        "rank(asc(a, true), output(b as long))",
        "keyGenerate(output(a as long), startAt: 1L)",
        "foldDown(unroll(a.b), mapColumn(c = a.b.c))",
        "parse(a = b ? (c as string))",
        "stringify(a = b ? string)",
        "filter(a > 1)",
        "sort(asc(a, true))",
        "assert(expectTrue(a > 1, false, 'r'))",
        "alterRow(upsertIf(true()))",
        "cast(output(a as date))",
        "call(mapColumn(a), output(body as string), store: 'restservice')",
        "someFlowlet(mapColumn(a))",
    ],
)
def test_a_transformation_hands_its_only_input_on(transformation: str) -> None:
    assert kinds(f"flour {transformation} ~> t t sink() ~> out") == {"flour": "data"}


@pytest.mark.parametrize(
    ("transformation", "expected"),
    [
        ("join(a == b, joinType: 'cross')", {"flour": "data", "sugar": "data"}),
        ("lookup(a == b, pickup: 'any')", {"flour": "data", "sugar": "data"}),
        ("union(byName: true)", {"flour": "data", "sugar": "data"}),
        ("someFlowlet()", {"flour": "data", "sugar": "data"}),
        ("exists(a == b, negate: false)", {"flour": "data", "sugar": "influence"}),
        ("Exists(a == b, negate: true)", {"flour": "data", "sugar": "influence"}),
        ("assert(expectExists(a == b, false, 'r'))", {"flour": "data", "sugar": "influence"}),
    ],
)
def test_a_transformation_of_two_inputs(transformation: str, expected: dict[str, str]) -> None:
    assert kinds(f"flour, sugar {transformation} ~> t t sink() ~> out") == expected


def test_a_union_of_three_inputs() -> None:
    assert kinds("flour, sugar, salt union() ~> u u sink() ~> out") == dict.fromkeys(["flour", "sugar", "salt"], "data")


def test_sources_come_in_the_order_of_the_script() -> None:
    assert list(kinds("salt, flour, sugar union() ~> u u sink() ~> out")) == ["flour", "sugar", "salt"]


def test_what_only_influences_an_influence_is_an_influence() -> None:
    script = "sugar, salt join(true()) ~> both flour, both exists(a == b) ~> kept kept sink() ~> out"
    assert kinds(script) == {"flour": "data", "sugar": "influence", "salt": "influence"}


def test_what_passes_through_and_influences_is_data() -> None:
    script = "flour filter(a) ~> fine flour, fine exists(a == b) ~> kept kept sink() ~> out"
    assert kinds(script) == {"flour": "data"}
    script = "flour, sugar exists(a == b) ~> kept kept, sugar union() ~> all all sink() ~> out"
    assert kinds(script) == {"flour": "data", "sugar": "data"}


def test_a_stream_used_twice_reaches_both_sinks() -> None:
    found = reach(parse(SOURCES + "flour derive() ~> d d sink() ~> one d, salt union() ~> u u sink() ~> two"))
    assert found == (
        SinkReach("one", (("flour", FeedKind.DATA),)),
        SinkReach("two", (("flour", FeedKind.DATA), ("salt", FeedKind.DATA))),
    )


def test_every_branch_of_a_split_carries_its_input() -> None:
    script = "flour split(a, disjoint: false) ~> s@(white, rest) s@white sink() ~> one s@REST sink() ~> two"
    assert kinds(script, "one") == kinds(script, "two") == {"flour": "data"}


def test_statements_stand_in_any_order_and_names_have_no_case() -> None:
    assert kinds("D SINK() ~> out FLOUR derive(a = 1) ~> d") == {"flour": "data"}


def test_a_source_and_a_sink_may_be_called_so() -> None:
    assert kinds("source() ~> source source sink() ~> sink", "sink") == {"source": "data"}


def test_a_flowlets_input_and_output_are_its_ends() -> None:
    assert kinds("input(output(a as long)) ~> in in derive(a = 2) ~> d d output() ~> out") == {"in": "data"}


def test_a_flowlet_without_inputs_is_where_data_begins() -> None:
    assert kinds("loaf() ~> rolls rolls@first, salt union() ~> u u sink() ~> out") == {"salt": "data", "rolls": "data"}


def test_a_source_that_reaches_no_sink_is_in_no_answer() -> None:
    assert kinds("flour sink() ~> out salt filter(a) ~> lost") == {"flour": "data"}


def test_a_sink_without_inputs_has_no_sources() -> None:
    assert kinds("sink() ~> out") == {}


def test_a_script_without_sinks_has_no_answer() -> None:
    assert reach(parse(SOURCES)) == ()


CACHE = "sugar sink(store: 'cache', format: 'inline') ~> Pantry "


@pytest.mark.parametrize(
    ("transformation", "kind"),
    [
        ("derive(a = pantry#lookup(b).c)", "data"),
        ("derive(a = 1 + toInteger(Pantry#outputs()[1].c))", "data"),
        ('derive(a = "no. {Pantry#lookup(b).c}")', "data"),
        ("aggregate(groupBy(a), b = max(Pantry#lookup(b).c))", "data"),
        ("select(mapColumn(a = Pantry#lookup(b).c))", "data"),
        ("keyGenerate(output(a as long), startAt: Pantry#outputs()[1].c)", "data"),
        ("filter(isNull(Pantry#lookup(b)))", "influence"),
        ("split(Pantry#lookup(b).c == 1, disjoint: false)", "influence"),
        ("sort(asc(Pantry#lookup(b).c, true))", "influence"),
        ("rank(asc(Pantry#lookup(b).c, true), output(r as long))", "influence"),
        ("assert(expectFalse(isNull(Pantry#lookup(b)), false, 'r'))", "influence"),
        ("alterRow(deleteIf(isNull(Pantry#lookup(b))))", "influence"),
        ("window(over(Pantry#lookup(b).c), n = rowNumber())", "influence"),
        ("window(over(a), n = max(Pantry#lookup(b).c))", "data"),
        ("derive(each(match(name == Pantry#outputs()[1].c), $$ = trim($$)))", "influence"),
        ("call(entity: Pantry#outputs()[1].c)", "influence"),
    ],
)
def test_a_cached_lookup_brings_what_its_sink_holds(transformation: str, kind: str) -> None:
    assert kinds(f"{CACHE} flour {transformation} ~> t t sink() ~> out") == {"flour": "data", "sugar": kind}


@pytest.mark.parametrize("transformation", ["join", "lookup", "exists"])
def test_a_cached_lookup_in_the_condition_of_two_streams_is_an_influence(transformation: str) -> None:
    found = kinds(f"{CACHE} flour, salt {transformation}(a == Pantry#lookup(b).c) ~> t t sink() ~> out")
    assert found["sugar"] == "influence"


def test_a_cached_lookup_counts_in_the_sink_itself_and_for_what_it_feeds() -> None:
    assert kinds(f"{CACHE} flour sink(mapColumn(a = Pantry#lookup(b).c)) ~> out") == {"flour": "data", "sugar": "data"}
    script = f"{CACHE} salt derive(a = Pantry#lookup(b)) ~> d flour, d exists(a == b) ~> e e sink() ~> out"
    assert kinds(script) == {"flour": "data", "salt": "influence", "sugar": "influence"}


def test_a_cache_sink_looks_its_sources_up() -> None:
    (found,) = reach(parse(SOURCES + "sugar, salt exists(a == b) ~> e E sink(Store: 'Cache') ~> Pantry"))
    assert found.cache
    assert found.sources == (("sugar", "lookup"), ("salt", "influence"))


@pytest.mark.parametrize(
    ("script", "unknown", "sources"),
    [
        ("nowhere sink() ~> out", ("nowhere",), ()),
        ("flour, Nowhere union() ~> u u sink() ~> out", ("Nowhere",), ("flour",)),
        ("flour derive(a = gone#lookup(b)) ~> d d sink() ~> out", ("gone",), ("flour",)),
        ("flour split(a) ~> s@(x, y) s@z sink() ~> out", ("s@z",), ("flour",)),
        ("flour sink() ~> out lost sink() ~> other", (), ("flour",)),
    ],
)
def test_what_the_script_does_not_define_is_named(
    script: str, unknown: tuple[str, ...], sources: tuple[str, ...]
) -> None:
    found = next(one for one in reach(parse(SOURCES + script)) if one.sink == "out")
    assert found.unknown == unknown
    assert tuple(name for name, _ in found.sources) == sources


@pytest.mark.parametrize(
    ("script", "cyclic", "sources"),
    [
        ("a derive() ~> a a sink() ~> out", ("a",), ()),
        ("flour, c union() ~> a a derive() ~> B b filter(x) ~> c c sink() ~> out", ("a", "B", "c"), ("flour",)),
        ("flour, out union() ~> a a sink() ~> out", ("a", "out"), ("flour",)),
        ("a derive() ~> a flour sink() ~> out", (), ("flour",)),
        (
            "flour derive(x = keep#lookup(y)) ~> a a sink(store: 'cache') ~> keep a sink() ~> out",
            ("a", "keep"),
            ("flour",),
        ),
    ],
)
def test_a_cycle_ends_and_is_named(script: str, cyclic: tuple[str, ...], sources: tuple[str, ...]) -> None:
    found = next(one for one in reach(parse(SOURCES + script)) if one.sink == "out")
    assert found.cyclic == cyclic
    assert tuple(name for name, _ in found.sources) == sources


def test_two_statements_of_one_name_are_both_followed() -> None:
    assert kinds("flour derive() ~> d sugar derive() ~> D d sink() ~> out") == {"flour": "data", "sugar": "data"}


def test_a_whole_data_flow() -> None:
    script = """
        loaves sink(format: 'table') ~> Sold
        source(store: 'synapse') ~> Sales
        source() ~> Recalls
        source(query: 'select max(id) as top from sales') ~> Newest
        Newest sink(store: 'cache', format: 'inline') ~> top
        Sales, Recalls exists(Sales@loaf == Recalls@loaf, negate: true) ~> kept
        kept split(price > 5, disjoint: false) ~> byPrice@(dear, cheap)
        byPrice@dear derive(id = top#outputs()[1].top + row) ~> loaves
        byPrice@cheap filter(isNull(top#outputs()[1].top)) ~> first
        first sink(partitionFileNames: ['cheap.csv']) ~> Cheap
    """
    found = {one.sink: (one.cache, [(name, str(kind)) for name, kind in one.sources]) for one in reach(parse(script))}
    assert found == {
        "Sold": (False, [("Sales", "data"), ("Recalls", "influence"), ("Newest", "data")]),
        "top": (True, [("Newest", "lookup")]),
        "Cheap": (False, [("Sales", "data"), ("Recalls", "influence"), ("Newest", "influence")]),
    }
