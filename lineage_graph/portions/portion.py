"""What runs tell, one portion after the other: memory holds one of them. Nothing here speaks to the graph."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from lineage_graph.model import Declaration
from lineage_graph.observed import Observer
from lineage_graph.portions.gone import Gone, later_runs
from lineage_graph.records import PipelineRuns

PORTION: Final = 5_000
"""Runs that are observed, and written, at once."""

FromFiles: TypeAlias = tuple[PipelineRuns, frozenset[int]]
"""A pipeline run with its activities, and the numbers of the files that tell of it."""


class Portion(NamedTuple):
    """What some runs tell: how many were read, by label, how many are refused, by kind.

    ``told`` counts those that each file told of, by its number and their label.
    """

    declaration: Declaration
    read: Counter[str]
    refused: Counter[str]
    told: Mapping[int, Counter[str]]


def portions(observer: Observer, runs: Iterable[FromFiles], gone: Gone | None) -> Iterator[Portion]:
    """What the runs tell without those that are gone."""
    waiting = _Waiting()
    for one, files in runs:
        waiting.add(one, files, gone)
        if waiting.held >= PORTION:
            yield waiting.observed(observer)
            waiting = _Waiting()
    if waiting.held or any(waiting.refused.values()):
        yield waiting.observed(observer)


@dataclass(slots=True)
class _Waiting:
    """Runs of one portion."""

    runs: list[PipelineRuns] = field(default_factory=list)
    held: int = 0
    read: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    told: dict[int, Counter[str]] = field(default_factory=dict)

    def add(self, one: PipelineRuns, files: frozenset[int], gone: Gone | None) -> None:
        if files:
            told = self.told.setdefault(min(files), Counter())
            told.update(PipelineRun=int(one.run is not None), ActivityRun=len(one.activities))
        kept = later_runs(one, gone, self.refused) if gone else one
        if kept:
            self.read.update(PipelineRun=int(kept.run is not None), ActivityRun=len(kept.activities))
            self.runs.append(kept)
            self.held += len(kept.activities) + 1

    def observed(self, observer: Observer) -> Portion:
        return Portion(observer.observe(self.runs), self.read, self.refused, self.told)
