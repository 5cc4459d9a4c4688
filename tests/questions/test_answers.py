"""Answers about the estate, each written down by hand."""

from dataclasses import replace

import pytest

from lineage_graph.answers.coverage import Selection, behind, coverage
from lineage_graph.answers.impact import Impact, impact
from lineage_graph.answers.path import Ends, path
from lineage_graph.answers.query import run
from lineage_graph.answers.reach import CERTAIN, POSSIBLE, Walk
from lineage_graph.answers.search import search
from lineage_graph.answers.show import show
from lineage_graph.answers.starts import Direction
from lineage_graph.errors import NothingMatched, UsageError
from lineage_graph.graph import Graph
from lineage_graph.model import Node
from lineage_graph.queries import parse
from tests.questions import estate as here
from tests.questions import estate_runs as ran

DOWN, UP = Walk(Direction.DOWNSTREAM), Walk(Direction.UPSTREAM)
BEHIND_RAW_ORDERS = {
    "FACT_ORDERS": 1,
    "curated/orders": 1,
    "curated/tidy": 2,
    "sink of copy file": 2,
    "TOP_CUSTOMERS": 2,
    "Revenue": 2,
}


def hops(report: Impact, label: str = "Asset") -> dict[str, int]:
    return {result.name: result.hops for result in report.answer.results if result.label == label}


def further(distances: dict[str, int], by: int) -> dict[str, int]:
    return {name: distance + by for name, distance in distances.items()}


def test_a_change_crosses_services_stores_and_tools(estate: Graph) -> None:
    report = impact(estate, "dbo.Orders", DOWN)
    assert hops(report) == {"raw/orders": 1, **further(BEHIND_RAW_ORDERS, 1)}
    assert hops(report, "Pipeline") == {
        "Load orders": 1,
        "Build mart": 2,
        "Export": 3,
        "Tidy up": 3,
        "Refresh reports": 4,
    }
    assert hops(report, "Service") == {"sales": 1, "Finance": 2, "warehouse": 3}
    assert report.answer.counts == {
        "assets": 7,
        "processes": 9,
        "pipelines": 5,
        "services": 3,
        "others": 2,
        "possible": 0,
        "unknowns": 1,
    }
    assert [unknown.name for unknown in report.unknowns] == ["Score"]


def test_an_asset_tells_its_store_and_who_writes_it(estate: Graph) -> None:
    rows = {result.name: result for result in impact(estate, "dbo.Orders", DOWN).answer.results}
    assert (rows["FACT_ORDERS"].store, rows["FACT_ORDERS"].service) == ("acme", "Finance")
    assert rows["FACT_ORDERS"].labels == ("Asset", "Table")
    assert rows["sink of copy file"].reason == "runtime-only"
    assert rows["Tidy up"].activities == ("Tidy", "Untidy")
    assert rows["Tidy up"].processes == 2


def test_upstream_goes_against_the_flow(estate: Graph) -> None:
    assert hops(impact(estate, "Revenue", UP)) == {
        "FACT_ORDERS": 1,
        "raw/customer": 2,
        "raw/orders": 2,
        "dbo.Customer": 3,
        "dbo.Orders": 3,
    }


def test_a_reader_without_output_is_reached_too(estate: Graph) -> None:
    assert hops(impact(estate, "TOP_CUSTOMERS", DOWN), "Pipeline") == {"Refresh reports": 1}


def test_what_is_removed_or_inactive_is_no_impact(estate: Graph) -> None:
    reached = {result.name for result in impact(estate, "dbo.Orders", DOWN).answer.results}
    assert "raw/switched-off" not in reached
    assert impact(estate, "raw/switched-off", UP).answer.results == ()
    assert "Master" not in hops(impact(estate, "Export", DOWN), "Pipeline")


def test_a_pipeline_stands_for_what_it_writes_and_calls(estate: Graph) -> None:
    report = impact(estate, "Master", DOWN)
    expected = {"raw/orders": 1, "raw/customer": 1, "curated/region": 1, "archive/customer": 2}
    assert hops(report) == {**expected, **further(BEHIND_RAW_ORDERS, 1)}
    assert hops(report, "Pipeline")["Load orders"] == 1
    assert "Master" not in hops(report, "Pipeline")


def test_upstream_of_a_pipeline_is_what_it_reads(estate: Graph) -> None:
    assert hops(impact(estate, "Build mart", UP)) == {
        "raw/orders": 1,
        "raw/customer": 1,
        "dbo.Orders": 2,
        "dbo.Customer": 2,
    }


@pytest.mark.parametrize(
    ("name", "label", "expected"),
    [
        ("Copy orders", "Activity", {"raw/orders": 1, **further(BEHIND_RAW_ORDERS, 1)}),
        ("For each region", "Activity", {"curated/region": 1}),
        ("Nightly", "Trigger", {"raw/orders": 1, "raw/customer": 1, "curated/region": 1, "archive/customer": 2}
         | further(BEHIND_RAW_ORDERS, 1)),
        ("Orders", "DataFlow", {"FACT_ORDERS": 1, "curated/orders": 1, "curated/tidy": 2}
         | dict.fromkeys(("sink of copy file", "TOP_CUSTOMERS", "Revenue"), 2)),
        ("Top customers", "SqlScript", {"TOP_CUSTOMERS": 1}),
        ("Refresh of Revenue", "Job", {"Revenue": 1}),
        ("warehouse", "Service", {"TOP_CUSTOMERS": 1}),
        ("acme", "Store", {"Revenue": 1, "sink of copy file": 1}),
        ("CRM", "LinkedService", {"raw/orders": 1, "raw/customer": 1, "archive/customer": 2}
         | further(BEHIND_RAW_ORDERS, 1)),
        ("Orders", "Dataset", {"raw/orders": 1, **further(BEHIND_RAW_ORDERS, 1)}),
        ("ERP", "LinkedService", {"raw/sales/eu.csv": 1, "curated/region": 2}),
    ],
)  # fmt: skip
def test_a_thing_stands_for_what_it_writes_or_holds(
    name: str, label: str, expected: dict[str, int], estate: Graph
) -> None:
    report = impact(estate, name, DOWN, label)
    got = hops(report)
    if label == "Store":
        got.pop("TOP_CUSTOMERS", None)
    assert got == expected


def test_what_no_data_passes_through_is_wrong_use(estate: Graph) -> None:
    with pytest.raises(UsageError, match="IntegrationRuntime: no data passes"):
        impact(estate, "onprem", DOWN)


def test_what_only_overlapping_patterns_reach_is_possible(estate: Graph) -> None:
    results = impact(estate, here.invoice.key, DOWN).answer.results
    assert {r.name: r.certainty for r in results} == {
        "raw/sales/eu.csv": CERTAIN,
        "Export": CERTAIN,
        "Finance": CERTAIN,
        "curated/region": POSSIBLE,
        "Load orders": POSSIBLE,
        "sales": POSSIBLE,
    }
    certain = impact(estate, here.invoice.key, replace(DOWN, certain=True)).answer.results
    assert {r.name for r in certain} == {"raw/sales/eu.csv", "Export", "Finance"}


def test_a_path_names_every_step(estate: Graph) -> None:
    steps = path(estate, Ends("dbo.Orders", "Revenue")).answer.results
    assert [(step.hops, step.performer or step.name) for step in steps] == [
        (0, "dbo.Orders"),
        (1, "Copy orders"),
        (1, "raw/orders"),
        (2, "Build"),
        (2, "FACT_ORDERS"),
        (3, "Refresh of Revenue"),
        (3, "Revenue"),
    ]


def test_a_path_from_a_pipeline_to_a_store_takes_the_closest_ends(estate: Graph) -> None:
    steps = path(estate, Ends("Load customers", "acme")).answer.results
    assert [step.name for step in steps if step.labels[0] == "Asset"] == ["raw/customer", "FACT_ORDERS"]


def test_no_way_is_said_so(estate: Graph) -> None:
    with pytest.raises(NothingMatched, match=r"No way leads from Revenue to dbo.Orders"):
        path(estate, Ends("Revenue", "dbo.Orders"))
    with pytest.raises(NothingMatched, match="No way"):
        path(estate, Ends("acme", "crm.example"))
    with pytest.raises(UsageError, match="meet in"):
        path(estate, Ends("dbo.Orders", "dbo.Orders"))


def test_search_finds_beginnings_and_parts_of_names(estate: Graph) -> None:
    assert "dbo.Customer" in {hit.name for hit in search(estate, "cust").results}
    assert {hit.name for hit in search(estate, "act_ord").results} >= {"FACT_ORDERS"}
    assert {hit.name for hit in search(estate, "orders", label="table").results} == {"dbo.Orders", "FACT_ORDERS"}
    limited = search(estate, "orders", limit=2)
    assert (len(limited.results), limited.counts) == (2, {"matches": 2})
    assert limited.cut
    with pytest.raises(NothingMatched):
        search(estate, "legacy")
    with pytest.raises(UsageError):
        search(estate, "***")


def test_show_tells_the_node_and_its_ties(estate: Graph) -> None:
    itself, *ties = show(estate, "Load orders").answer.results
    assert itself.properties["definedIn"] == "pipeline/Load orders.json"
    assert ("CALLS", "in", "Run orders") in {(tie.relation, tie.direction, tie.name) for tie in ties}
    assert all(tie.key != here.old_table.key for tie in show(estate, here.orders.key).answer.results)


def test_coverage_counts_ends_and_opaque_activities(estate: Graph) -> None:
    answer = coverage(estate)
    assert answer.counts == {"named": 24, "pattern": 2, "placeholder": 1, "opaque": 2, "inactive": 2}
    gaps = behind(estate, Selection(reason="RUNTIME-ONLY")).results
    assert [(gap.name, gap.role, gap.detail) for gap in gaps] == [
        ("Copy file", "output", "@activity('list').output.name")
    ]
    assert {gap.name for gap in behind(estate, Selection(type="copy")).results} == {
        "Copy file",
        "Copy invoice",
        "Copy region",
    }
    scripts = behind(estate, Selection(type="SqlScript")).results
    assert [(gap.name, gap.pipeline, gap.reason, gap.detail) for gap in scripts] == [
        ("Broken", None, "query-not-parsed", "line 1: SELEKT")
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("MATCH (n) DETACH DELETE n", "writes"),
        ("CREATE (n:Asset {key: 'x'}) RETURN n", "writes"),
        ("CREATE INDEX x FOR (n:Asset) ON (n.name)", "writes|not accept"),
        ("LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line", "LoadCSV"),
        ("CALL dbms.components() YIELD name RETURN name", "dbms.components"),
        ("CALL dbms.listConfig() YIELD name RETURN name", "dbms.listConfig"),
        ("MATCH (n RETURN n", "not accept"),
    ],
)
def test_a_query_that_does_more_than_reading_is_refused(text: str, message: str, estate: Graph) -> None:
    with pytest.raises(UsageError, match=message):
        run(estate, parse(f"// T.\n// :returns n\n{text}", "typed", "typed"), {})


def test_the_refused_queries_changed_nothing(estate: Graph) -> None:
    rows = estate.ask("MATCH (n) RETURN count(n) AS nodes")
    expected = len(here.NODES) + sum(isinstance(p, Node) for p in (*here.MOVEMENTS, *here.REMOVED))
    assert rows == [{"nodes": expected + len(ran.RUNS) + len(ran.SOURCES)}]
