"""``report weak-points`` against a real Neo4j, and both reports as processes."""

import csv
import io
import json

import pytest
from rich.console import Console

from lineage_graph.graph import Graph
from lineage_graph.reports.weak_points import Scope, WeakPoints, ask_weak_points, print_weak_points
from tests.cli.conftest import CommandLine


def _rows(report: WeakPoints) -> list[tuple[str, int, int]]:
    return [(row.name, row.assets, row.pipelines) for row in report.answer.results]


def _printed(report: WeakPoints, width: int = 80) -> str:
    text = io.StringIO()
    print_weak_points(Console(file=text, width=width, markup=False, emoji=False, highlight=False), report)
    return text.getvalue()


def test_in_the_whole_graph_most_hangs_on_what_all_of_it_passes(estate: Graph) -> None:
    report = ask_weak_points(estate, Scope())
    assert _rows(report)[:6] == [
        ("Build mart", 6, 4),
        ("FACT_ORDERS", 3, 3),
        ("Load orders", 4, 1),
        ("dbo.Orders", 3, 1),
        ("dbo.Customer", 2, 2),
        ("raw/orders", 2, 1),
    ]
    assert report.answer.counts == {"assets": 8, "pipelines": 8}


def test_behind_an_asset_only_its_own_ways_count(estate: Graph) -> None:
    report = ask_weak_points(estate, Scope("dbo.Customer"))
    assert _rows(report)[:4] == [
        ("Load customers", 6, 6),
        ("raw/customer", 5, 6),
        ("Build mart", 4, 4),
        ("FACT_ORDERS", 3, 4),
    ]
    first = report.answer.results[0]
    assert (first.key, first.labels, first.service) == (
        "adf://sales/pipelines/load%20customers",
        ("Pipeline",),
        "sales",
    )


def test_an_asset_has_its_store_and_the_services_that_write_it(estate: Graph) -> None:
    (found,) = (row for row in ask_weak_points(estate, Scope()).answer.results if row.name == "FACT_ORDERS")
    assert (found.labels, found.service, found.store) == (("Asset", "Table"), "Finance", "acme")


def test_a_limit_says_that_there_are_more(estate: Graph) -> None:
    report = ask_weak_points(estate, Scope(limit=2))
    assert _rows(report) == [("Build mart", 6, 4), ("FACT_ORDERS", 3, 3)]
    assert report.answer.cut == "limit 2: there are more"
    assert report.answer.counts == {"assets": 8, "pipelines": 8}
    assert "Only the first 2 are shown" in _printed(report)


def test_where_nothing_hangs_on_anything_the_report_says_so(estate: Graph) -> None:
    text = _printed(ask_weak_points(estate, Scope("Revenue")))
    assert " ".join(text.split()) == (
        "No weak points behind Revenue (Power BI finance): nothing hangs on a single asset or pipeline."
    )


@pytest.mark.parametrize("width", [80, 120])
def test_the_text_fits_the_terminal(width: int, estate: Graph) -> None:
    text = _printed(ask_weak_points(estate, Scope()), width)
    assert max(map(len, text.splitlines())) <= width
    assert text.startswith("16 weak points: they are assets and pipelines without which data cannot reach")
    assert "What to do with it" in text


@pytest.mark.parametrize("arguments", [("weak-points",), ("weak-points", "dbo.Orders"), ("rerun-order", "dbo.Orders")])
def test_the_three_forms_hold_the_same_rows(arguments: tuple[str, ...], lineage_graph: CommandLine) -> None:
    document = json.loads(lineage_graph("report", *arguments, "-o", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(lineage_graph("report", *arguments, "-o", "csv").stdout)))
    shown = lineage_graph("report", *arguments)
    assert [row["key"] for row in rows] == [row["key"] for row in document["results"]]
    assert document["question"] == f"report/{arguments[0]}"
    assert document["asOf"] == "2026-01-01T00:00:00+00:00"
    assert all(row["name"] in shown.stdout for row in document["results"])
    assert (shown.returncode, shown.stderr) == (0, "")


def test_an_unknown_name_ends_with_four_and_close_names(lineage_graph: CommandLine) -> None:
    ended = lineage_graph("report", "rerun-order", "dbo.Ordrs")
    assert (ended.returncode, ended.stdout) == (4, "")
    assert "Did you mean: dbo.Orders," in ended.stderr


def test_a_limit_is_noted_where_programs_read(lineage_graph: CommandLine) -> None:
    ended = lineage_graph("report", "weak-points", "--limit", "1", "-o", "csv")
    assert len(ended.stdout.splitlines()) == 2
    assert ended.stderr == "Note: cut at limit 1: there are more.\n"
