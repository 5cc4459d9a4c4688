"""``report rerun-order`` against a real Neo4j."""

import io

import pytest
from rich.console import Console

from lineage_graph.errors import NothingMatched, UsageError
from lineage_graph.graph import Graph
from lineage_graph.reports.rerun_order import Late, RerunOrder, ask_rerun_order, print_rerun_order
from tests.questions import estate as here


def _rows(report: RerunOrder) -> list[tuple[int, str, int | None, tuple[str, ...]]]:
    titles = report.titles
    return [
        (row.step, row.name, row.cycle, tuple(titles[key].name for key in row.waits_for))
        for row in report.answer.results
    ]


def _printed(report: RerunOrder, width: int = 80) -> str:
    text = io.StringIO()
    print_rerun_order(Console(file=text, width=width, markup=False, emoji=False, highlight=False), report)
    return text.getvalue()


def test_pipelines_downstream_run_in_steps_whichever_service_they_belong_to(estate: Graph) -> None:
    report = ask_rerun_order(estate, Late("dbo.Orders"))
    assert _rows(report) == [
        (1, "Load orders", None, ("dbo.Orders",)),
        (2, "Build mart", None, ("raw/orders",)),
        (3, "Export", None, ("FACT_ORDERS",)),
        (3, "Tidy up", None, ("curated/orders", "curated/tidy")),
        (3, "Refresh of Revenue", None, ("FACT_ORDERS",)),
        (3, "Top customers", None, ("FACT_ORDERS",)),
        (4, "Refresh reports", None, ("TOP_CUSTOMERS",)),
    ]
    assert report.answer.counts == {"pipelines": 7, "steps": 4, "cycles": 0}
    assert [row.service for row in report.answer.results[:3]] == ["sales", "Finance", "Finance"]


def test_a_pipeline_stands_for_what_it_writes(estate: Graph) -> None:
    rows = _rows(ask_rerun_order(estate, Late("Build mart", "Pipeline")))
    assert [(step, name) for step, name, _, _ in rows] == [
        (1, "Export"),
        (1, "Tidy up"),
        (1, "Refresh of Revenue"),
        (1, "Top customers"),
        (2, "Refresh reports"),
    ]


def test_what_only_a_pattern_ties_together_can_be_left_out(estate: Graph) -> None:
    assert [row[1] for row in _rows(ask_rerun_order(estate, Late(here.invoice.key)))] == ["Export", "Load orders"]
    certain = ask_rerun_order(estate, Late(here.invoice.key, certain=True))
    assert [row[1] for row in _rows(certain)] == ["Export"]


def test_nothing_runs_again_where_nobody_reads(estate: Graph) -> None:
    text = _printed(ask_rerun_order(estate, Late("Revenue")))
    assert text == "Nothing is known to read Revenue (Power BI finance): nothing has to run again.\n"


@pytest.mark.parametrize("width", [80, 120])
def test_the_text_fits_the_terminal(width: int, estate: Graph) -> None:
    lines = _printed(ask_rerun_order(estate, Late("dbo.Orders")), width).splitlines()
    assert max(map(len, lines)) <= width
    assert lines[0].startswith("When dbo.Orders (SQL Server crm.example) is late, 7 pipelines run again")


def test_a_name_that_means_nothing_or_nothing_that_moves_data_is_refused(estate: Graph) -> None:
    with pytest.raises(NothingMatched, match="Did you mean: dbo"):
        ask_rerun_order(estate, Late("dbo.Ordrs"))
    with pytest.raises(UsageError, match="no data passes through it"):
        ask_rerun_order(estate, Late("onprem"))
