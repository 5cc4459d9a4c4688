"""Both reports on a net with a cycle, a removed and an inactive pipeline and a hostile name, in a real Neo4j."""

import io

from rich.console import Console

from lineage_graph.answers.net import steps
from lineage_graph.graph import Graph
from lineage_graph.reports.rerun_order import Late, RerunOrder, ask_rerun_order, print_rerun_order
from lineage_graph.reports.weak_points import Scope, ask_weak_points


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


def test_what_was_removed_or_is_switched_off_takes_no_step(cyclic: Graph) -> None:
    assert [step.owner.rsplit("/")[-1] for step in steps(cyclic)] == ["left", "load", "report", "right"]


def test_a_cycle_is_one_step_with_its_number_and_its_advice(cyclic: Graph) -> None:
    report = ask_rerun_order(cyclic, Late("dbo.in"))
    assert [(step, cycle, waits) for step, _, cycle, waits in _rows(report)] == [
        (1, None, ("dbo.in",)),
        (2, 1, ("dbo.raw", "dbo.right")),
        (2, 1, ("dbo.left",)),
        (3, None, ("dbo.raw", "dbo.right")),
    ]
    text = _printed(report)
    assert "4 pipelines run again after it, in 3 steps." in text
    assert "Cycle" in text
    assert "check whether the cycle is meant" in " ".join(text.split())


def test_a_hostile_name_is_shown_harmless(cyclic: Graph) -> None:
    text = _printed(ask_rerun_order(cyclic, Late("dbo.in")))
    assert "=[red]\\u202egnp.\\x1b[31m" in text
    assert "\u202e" not in text


def test_a_cycle_of_pipelines_hangs_on_what_leads_into_it(cyclic: Graph) -> None:
    found = ask_weak_points(cyclic, Scope()).answer.results
    assert [(row.name, row.assets, row.pipelines) for row in found][:3] == [
        ("dbo.in", 4, 4),
        ("load", 4, 3),
        ("dbo.raw", 3, 3),
    ]
