"""``report rerun-order``: which pipelines to run again when data is late, and in which order, asked and printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.text import Text

from lineage_graph.answers.asking import Answer
from lineage_graph.answers.freshness import freshness
from lineage_graph.answers.names import Context, notes, resolve
from lineage_graph.answers.net import Title, titles
from lineage_graph.answers.net import steps as all_steps
from lineage_graph.answers.starts import Direction, first_assets, starts_of
from lineage_graph.graph import Graph
from lineage_graph.reports.impact import called
from lineage_graph.reports.screen import add, bullets, counted, heading, table
from lineage_graph.reports.turns import Turn, turns

_WAITED: Final = 4


@dataclass(frozen=True, slots=True)
class Late:
    """What is late: an asset, or a pipeline, store or service for all that it writes or holds."""

    name: str
    label: str | None = None
    certain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerun:
    """A pipeline (or job without one) that runs again in ``step``; see ``turns.Turn`` for ``cycle``."""

    key: str
    name: str
    labels: tuple[str, ...]
    service: str | None
    step: int
    cycle: int | None
    waits_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RerunOrder:
    """The answer, what is late, and the titles of the assets that are waited for."""

    answer: Answer[Rerun]
    start: Context
    titles: dict[str, Title]


def ask_rerun_order(graph: Graph, late: Late) -> RerunOrder:
    """The pipelines downstream in their order; raises as ``resolve`` does where the name means no one thing."""
    start = resolve(graph, late.name, late.label)
    starts = first_assets(graph, starts_of(graph, start), Direction.DOWNSTREAM)
    found = turns(all_steps(graph, certain=late.certain), starts)
    named = titles(
        graph, assets=(key for turn in found for key in turn.waits_for), owners=(turn.owner for turn in found)
    )
    answer = Answer(
        question="report/rerun-order",
        parameters={"name": start.key, "certain": late.certain},
        results=tuple(_rerun(turn, named[turn.owner]) for turn in found),
        counts=_counts(found),
        freshness=freshness(graph),
        notes=notes(start),
    )
    return RerunOrder(answer, start, named)


def print_rerun_order(console: Console, report: RerunOrder) -> None:
    """Print how many run again, the table, and what to do with it."""
    results = report.answer.results
    console.print(Text(sentence(report), style="bold"))
    if not results:
        return
    console.print()
    cycles = bool(report.answer.counts["cycles"])
    drawn = table("Step", "Pipeline", "Service", *(["Cycle"] if cycles else []), "Waits for", numbers=["Step", "Cycle"])
    before = 0
    for result in results:
        step = str(result.step) if result.step != before else ""
        before = result.step
        name = result.name if result.labels[0] == "Pipeline" else f"{result.name} ({result.labels[0]})"
        add(drawn, step, name, result.service, *([result.cycle] if cycles else []), _waited(result, report.titles))
    console.print(drawn)
    heading(console, "What to do with it")
    console.print(bullets(_advice(cycles)))


def sentence(report: RerunOrder) -> str:
    """The answer in one sentence."""
    counts, start = report.answer.counts, called(report.start)
    if not report.answer.results:
        return f"Nothing is known to read {start}: nothing has to run again."
    verb = "runs" if counts["pipelines"] == 1 else "run"
    pipelines, steps = counted(counts["pipelines"], "pipeline"), counted(counts["steps"], "step")
    return f"When {start} is late, {pipelines} {verb} again after it, in {steps}."


def _waited(result: Rerun, named: dict[str, Title]) -> str:
    names = [named[key].name for key in result.waits_for]
    more = f" and {len(names) - _WAITED} more" if len(names) > _WAITED else ""
    return ", ".join(names[:_WAITED]) + more


def _advice(cycles: bool) -> list[str]:
    lines = [
        "Run the pipelines of one step side by side, once those of all steps before it are done. "
        "Each needs only the late data that it waits for.",
        "A pipeline may run on its own trigger or be called by another; to see what starts one: "
        "lineage-graph query structure/starters --key KEY (-o json shows the keys).",
    ]
    if cycles:
        lines.append(
            "Pipelines with the same number under Cycle read what the others of it write, so none comes first: "
            "begin with one that waits for an earlier step, and check whether the cycle is meant."
        )
    return lines


def _rerun(turn: Turn, title: Title) -> Rerun:
    return Rerun(
        key=title.key,
        name=title.name,
        labels=title.labels,
        service=title.service,
        step=turn.place,
        cycle=turn.cycle,
        waits_for=turn.waits_for,
    )


def _counts(found: Sequence[Turn]) -> dict[str, int]:
    return {
        "pipelines": len(found),
        "steps": max((turn.place for turn in found), default=0),
        "cycles": max((turn.cycle or 0 for turn in found), default=0),
    }
