"""A part of a name finds it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage_graph import model
from lineage_graph.graph import Graph, load
from lineage_graph.model import Declaration
from lineage_graph.schema import NAMES_INDEX
from lineage_graph.words import LONGEST, search_text, words
from tests.graph.sales import SALES

NAMES = (
    "dbo.Orders",
    "sales_orders",
    "CustomerOrders2",
    "customerorders",
    "ORDERSHeader",
    "stock/levels",
    "Größe Bestellungen",
    "数据 表",
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dbo.Orders", "dbo orders"),
        ("sales_orders", "sales orders"),
        ("CustomerOrders2", "customerorders2 customer orders 2"),
        ("HTTPServer", "httpserver http server"),
        ("raw/2026-11/{date}.parquet", "raw 2026 11 date parquet"),
        ("", ""),
        ("***", ""),
    ],
)
def test_a_name_is_cut_where_punctuation_case_or_digits_change(name: str, expected: str) -> None:
    assert words(name) == expected


@given(st.text())
def test_words_are_short_and_each_is_there_once(name: str) -> None:
    found = words(name * 50)
    assert len(found) <= LONGEST
    assert len(set(found.split())) == len(found.split())


@pytest.fixture
def named(graph: Graph) -> Graph:
    nodes = (
        *(model.Pipeline(key=f"{SALES}/pipelines/{number}", name=name) for number, name in enumerate(NAMES)),
        model.Asset(key="s3://lake/x", name="x", kind="Path", aliases=("arn:aws:s3:::lake/unusual",)),
    )
    load(graph, [Declaration(source="git", service=SALES, nodes=nodes, edges=())])
    return graph


@pytest.mark.smoke
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("orders", {"dbo.Orders", "sales_orders", "CustomerOrders2", "customerorders", "ORDERSHeader"}),
        ("rders", {"dbo.Orders", "sales_orders", "CustomerOrders2", "customerorders", "ORDERSHeader"}),
        ("CustomerOrders", {"CustomerOrders2", "customerorders"}),
        ("dbo.orders", {"dbo.Orders"}),
        ("levels", {"stock/levels"}),
        ("GRÖSSE", set()),
        ("größe", {"Größe Bestellungen"}),
        ("数据", {"数据 表"}),
        ("unusual", {"x"}),
        ("orders AND dbo", set()),
    ],
)
def test_what_is_typed_finds_the_names(named: Graph, typed: str, expected: set[str]) -> None:
    rows = named.ask(
        "CALL db.index.fulltext.queryNodes($index, $text) YIELD node RETURN node.name AS name",
        {"index": NAMES_INDEX, "text": search_text(typed)},
    )
    assert {row["name"] for row in rows} == expected


@given(st.text())
def test_what_is_typed_cannot_break_the_search(typed: str) -> None:
    assert not set(search_text(typed)) & set('"\\/~:[]{}!&|?')
