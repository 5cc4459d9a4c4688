"""``impact`` and ``upstream``: what a change reaches, and where data comes from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lineage_graph.answers.asking import Answer, ask
from lineage_graph.answers.freshness import freshness
from lineage_graph.answers.names import Context, notes, resolve
from lineage_graph.answers.reach import POSSIBLE, Reached, Walk, reach
from lineage_graph.answers.starts import EVER, Starts, starts_of
from lineage_graph.graph import Graph


@dataclass(frozen=True, slots=True)
class Unknown:
    """An activity on the way of which nobody can see what it does to data."""

    key: str
    name: str
    type: str
    reason: str
    detail: str | None
    pipeline: str


@dataclass(frozen=True, slots=True)
class Impact:
    """The answer, what it began with, and what may be missing from it."""

    answer: Answer[Reached]
    starts: Starts
    walk: Walk
    unknowns: tuple[Unknown, ...]

    @property
    def start(self) -> Context:
        """The node that was named."""
        return self.starts.of


def impact(graph: Graph, name: str, walk: Walk, label: str | None = None) -> Impact:
    """What is reached from the node of that name; raises ``NothingMatched`` where there is none."""
    starts = starts_of(graph, resolve(graph, name, label))
    results, cut = reach(graph, starts, walk)
    unknowns = _unknowns(graph, results, starts.of)
    answer = Answer(
        question=f"impact/{walk.direction}",
        parameters={"key": starts.of.key, "hops": walk.hops, "certain": walk.certain, "since": told(walk.since)},
        results=results,
        counts={**counts(results), "unknowns": len(unknowns)},
        cut=f"hops {walk.hops}: there is more behind" if cut else None,
        freshness=freshness(graph),
        notes=notes(starts.of),
    )
    return Impact(answer, starts, walk, unknowns)


def told(since: datetime | None) -> str | None:
    """Since when flows must have run, for the parameters of an answer: ``ever`` where any run will do."""
    return "ever" if since == EVER else since.isoformat(timespec="seconds") if since else None


def counts(results: Iterable[Reached]) -> dict[str, int]:
    """How many assets, processes, pipelines, services and other performers there are, and how much is only possible."""
    counted = {"assets": 0, "processes": 0, "pipelines": 0, "services": 0, "others": 0, "possible": 0}
    names = {"Asset": "assets", "Pipeline": "pipelines", "Service": "services"}
    for result in results:
        counted[names.get(result.label, "others")] += 1
        counted["processes"] += result.processes or 0
        counted["possible"] += result.certainty == POSSIBLE
    return counted


def _unknowns(graph: Graph, results: Iterable[Reached], start: Context) -> tuple[Unknown, ...]:
    pipelines = [result.key for result in results if result.label == "Pipeline"]
    if start.label == "Pipeline":
        pipelines.append(start.key)
    return tuple(ask(graph, "impact/unknowns", Unknown, pipelines=pipelines))
