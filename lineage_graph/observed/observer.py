"""All that the runs of one service tell, beside what its definitions declare.

What equal runs have in common is worked out once: the walk through a pipeline with the same values, and what an
activity did at one point of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from lineage_graph.catalog import catalog
from lineage_graph.declared import declare
from lineage_graph.declared.processes import Part
from lineage_graph.keys import activity_key, object_key
from lineage_graph.model import Declaration, Edge, Node, Process, Ref
from lineage_graph.observed.carrying import Beside, carried_at, carried_without_definition
from lineage_graph.observed.declared_processes import DeclaredProcesses
from lineage_graph.observed.executions import executed, moved
from lineage_graph.observed.matching import Round, rounds
from lineage_graph.observed.nodes import activity_run, pipeline_run, run_key, unseen_run
from lineage_graph.observed.secure import open_to_us
from lineage_graph.observed.walks import Carrying, Walk, Walks
from lineage_graph.records import Activity, ActivityRun, PipelineRuns, Service, nested

SOURCE: Final = "runs"


@dataclass(frozen=True, slots=True)
class Observer:
    """What the definitions say, beside which the runs of a service are seen."""

    beside: Beside
    walks: Walks

    @classmethod
    def of(cls, service: Service, hosts: Mapping[str, str] | None = None) -> Self:
        """Beside this service's definitions; ``hosts`` are the names that the user gave to unknown hosts."""
        held = catalog(service, hosts)
        return cls(Beside(held, DeclaredProcesses(declare(service, hosts)[0])), Walks(held))

    @classmethod
    def without_definitions(cls, service: Service, known: Mapping[str, tuple[Process, ...]]) -> Self:
        """Beside what earlier loads declared: ``known`` are the processes of each activity, by its key."""
        held = catalog(service)
        return cls(Beside(held, DeclaredProcesses(declare(service)[0], known.values()), known), Walks(held))

    def observe(self, runs: Iterable[PipelineRuns]) -> Declaration:
        """All that these runs tell. Every end of an edge is among its nodes."""
        nodes: dict[Ref, Node] = {}
        edges: dict[tuple[str, Ref, Ref], Edge] = {}
        for one in runs:
            for part in self._parts(one):
                if isinstance(part, Node):
                    nodes.setdefault(part.ref, part)
                else:
                    edges.setdefault((type(part).__name__, part.start, part.end), part)
        return Declaration(
            source=SOURCE,
            service=self.service,
            nodes=tuple(nodes[ref] for ref in sorted(nodes)),
            edges=tuple(edges[identity] for identity in sorted(edges)),
        )

    @property
    def service(self) -> str:
        """The service's key."""
        return self.beside.held.key

    def _parts(self, one: PipelineRuns) -> Iterator[Part]:
        if one.run:
            yield from pipeline_run(self.service, one.run)
        else:
            yield unseen_run(self.service, one.activities[0])
        pipeline = self.beside.held.pipelines.get(one.pipeline.lower())
        defined = {found.name.lower(): found for found in nested(pipeline.activities)} if pipeline else {}
        runs = open_to_us(one.activities, defined)
        walk = self.walks.through(pipeline, one.run, runs) if pipeline else Walk({})
        by_name: dict[str, list[ActivityRun]] = {}
        for run in runs:
            by_name.setdefault(run.name.lower(), []).append(run)
        for name, same in by_name.items():
            yield from self._activity(defined.get(name), walk, same)

    def _activity(self, activity: Activity | None, walk: Walk, runs: Sequence[ActivityRun]) -> Iterator[Part]:
        for run in runs:
            yield from activity_run(self.service, run, defined=activity is not None)
        ended = [run for run in runs if run.status.ended]
        if activity is None:
            for run in ended:
                carrying, evidence = carried_without_definition(self.beside, self._performer(run), run)
                yield from self._executed(Round(run, 0, evidence), carrying)
            return
        for at in rounds(activity, walk.points_of(activity), ended):
            carrying, evidence = carried_at(self.beside, self._performer(at.run), activity, walk, at)
            yield from self._executed(at._replace(evidence=evidence), carrying)

    def _executed(self, at: Round, carrying: Carrying) -> Iterator[Part]:
        """What the run did; a run that moved nothing belongs to what is declared, its own names never were."""
        carried = carrying.processes
        if moved(at.run):
            yield from (*carrying.parts, *carrying.patterns)
        else:
            declared = tuple(process for process in carried if self.beside.declared.holds(process))
            carried = declared or carrying.declared
            yield from carried
        run = Ref("ActivityRun", run_key(self.service, "activityruns", at.run.run_id, at.run.attempt))
        yield from executed(run, at, carried)

    def _performer(self, run: ActivityRun) -> Ref:
        return Ref("Activity", activity_key(object_key(self.service, "pipelines", run.pipeline), run.name))
