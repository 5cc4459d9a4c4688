"""What runs tell, one portion after the other: memory holds one of them. Nothing here speaks to the graph."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple, TypeAlias

from lineage_graph.declared.processes import Part
from lineage_graph.loading.pruned import Gone, later_runs
from lineage_graph.model import Declaration, Process
from lineage_graph.observed import Observer
from lineage_graph.records import PipelineRuns, Service

PORTION: Final = 5_000
"""Runs that are observed, and written, at once."""

FromFiles: TypeAlias = tuple[PipelineRuns, frozenset[int]]
"""A pipeline run with its activities, and the numbers of the files that tell of it."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the runs of a service are seen beside: its definitions, else what the graph knows of it.

    ``deleted`` is what activities did that no definition has any more; ``known`` and ``ends`` are the processes of each
    activity and what they read and write, where the definitions are not ``whole``.
    """

    service: Service
    hosts: Mapping[str, str]
    whole: bool
    deleted: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    known: Mapping[str, tuple[Process, ...]] = field(default_factory=dict)
    ends: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)

    def observer(self) -> Observer:
        """Who sees the runs so."""
        told = self.service
        if self.whole:
            return Observer.of(told, self.hosts, self.deleted)
        bare = Service(kind=told.kind, name=told.name, source=told.source, origin=told.origin)
        observer = Observer.without_definitions(bare, self.known, self.ends)
        # What could be read still says which arguments are secret.
        return replace(observer, partly_known={pipeline.name.lower(): pipeline for pipeline in told.pipelines})


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
