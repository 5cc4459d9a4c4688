"""``report weak-points``: the assets and pipelines on which most hangs, asked and printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.text import Text

from lineage_graph.answers.asking import Answer
from lineage_graph.answers.freshness import freshness
from lineage_graph.answers.names import Context, notes, resolve
from lineage_graph.answers.net import Title, steps, titles
from lineage_graph.answers.starts import Direction, first_assets, starts_of
from lineage_graph.graph import Graph
from lineage_graph.reports.dominance import WeakPoint, weak_points
from lineage_graph.reports.impact import called
from lineage_graph.reports.screen import add, bullets, counted, heading, short_host, table

_WAYS: Final = "No other known way leads there. Where code is opaque there may be one: lineage-graph coverage"


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what the weak points are asked: of all behind ``name`` (None: of the whole graph); ``limit`` is at least 1."""

    name: str | None = None
    label: str | None = None
    certain: bool = False
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """A weak point, and how many ``assets`` and ``pipelines`` (or jobs without one) hang on it."""

    key: str
    name: str
    labels: tuple[str, ...]
    service: str | None
    store: str | None
    assets: int
    pipelines: int


@dataclass(frozen=True, slots=True)
class WeakPoints:
    """The answer, and what it was asked of; None for the whole graph."""

    answer: Answer[Hanging]
    start: Context | None


def ask_weak_points(graph: Graph, scope: Scope) -> WeakPoints:
    """The weak points on which most hangs, first; raises as ``resolve`` does where the name means no one thing."""
    start = None if scope.name is None else resolve(graph, scope.name, scope.label)
    starts = None if start is None else first_assets(graph, starts_of(graph, start), Direction.DOWNSTREAM)
    found = weak_points(steps(graph, certain=scope.certain), starts)
    shown = found[: scope.limit]
    named = titles(
        graph,
        assets=(point.key for point in shown if point.is_asset),
        owners=(point.key for point in shown if not point.is_asset),
    )
    answer = Answer(
        question="report/weak-points",
        parameters={"name": start.key if start else None, "certain": scope.certain, "limit": scope.limit},
        results=tuple(_hanging(point, named[point.key]) for point in shown),
        counts=_counts(found),
        cut=f"limit {scope.limit}: there are more" if len(found) > scope.limit else None,
        freshness=freshness(graph),
        notes=notes(start) if start else (),
    )
    return WeakPoints(answer, start)


def print_weak_points(console: Console, report: WeakPoints) -> None:
    """Print what weak points are, the table, and what to do with it."""
    results = report.answer.results
    console.print(Text(sentence(report), style="bold"))
    if not results:
        return
    console.print()
    drawn = table("Weak point", "Kind", "Where", "Assets", "Pipelines", numbers=["Assets", "Pipelines"])
    for result in results:
        where = result.service if result.store is None else short_host(result.store)
        add(drawn, result.name, result.labels[-1], where, f"{result.assets:,}", f"{result.pipelines:,}")
    console.print(drawn)
    heading(console, "What to do with it")
    console.print(bullets(_advice(report.answer)))


def sentence(report: WeakPoints) -> str:
    """The answer in one sentence."""
    counts = report.answer.counts
    found = counts["assets"] + counts["pipelines"]
    behind = f" behind {called(report.start)}" if report.start else ""
    if not found:
        return f"No weak points{behind}: nothing hangs on a single asset or pipeline."
    what = "it is an asset or pipeline" if found == 1 else "they are assets and pipelines"
    return (
        f"{counted(found, 'weak point')}{behind}: {what} without which data cannot reach what hangs on "
        f"{'it' if found == 1 else 'them'}."
    )


def _advice(answer: Answer[Hanging]) -> list[str]:
    lines = [
        "Assets and Pipelines count what hangs on a weak point: if it is late, wrong or gone, so are all of them. "
        + _WAYS,
        "Watch and test these first, from the top. To see by name what one reaches: lineage-graph impact NAME",
    ]
    if answer.cut:
        lines.append(f"Only the first {len(answer.results):,} are shown; --limit N shows more.")
    return lines


def _hanging(point: WeakPoint, title: Title) -> Hanging:
    return Hanging(
        key=title.key,
        name=title.name,
        labels=title.labels,
        service=title.service,
        store=title.store,
        assets=point.assets,
        pipelines=point.owners,
    )


def _counts(found: Sequence[WeakPoint]) -> dict[str, int]:
    assets = sum(point.is_asset for point in found)
    return {"assets": assets, "pipelines": len(found) - assets}
