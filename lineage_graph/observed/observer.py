"""All that the runs of one service tell, beside what its definitions declare.

What equal runs have in common is worked out once: the walk through a pipeline with the same values, and what an
activity did at one point of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple, Self

from lineage_graph.activities.sql_script import with_routines
from lineage_graph.catalog import catalog
from lineage_graph.declared import declare
from lineage_graph.declared.processes import Part
from lineage_graph.keys import activity_key, object_key
from lineage_graph.model import Asset, Declaration, Derives, Edge, Node, Process, Ref
from lineage_graph.observed.carrying import Beside, carried_at, carried_without_definition
from lineage_graph.observed.columns import Columns, together
from lineage_graph.observed.declared_processes import DeclaredProcesses
from lineage_graph.observed.executions import NOTHING_KNOWN, Known, executed, moved
from lineage_graph.observed.matching import Round, rounds
from lineage_graph.observed.moved import Moved, Ran, RunValues
from lineage_graph.observed.nodes import activity_run, pipeline_run, run_key, unseen_run
from lineage_graph.observed.places import Places
from lineage_graph.observed.secure import open_to_us, without_secure_arguments
from lineage_graph.observed.walks import Carrying, Walk, Walks
from lineage_graph.records import Activity, ActivityRun, Pipeline, PipelineRuns, Service, nested

SOURCE: Final = "runs"

_Told = Part | Carrying


class Walked(NamedTuple):
    """The way through a pipeline with what lasts from run to run, and all values of one run."""

    walk: Walk
    values: RunValues


@dataclass(frozen=True, slots=True)
class _Seen:
    """What runs told, each node and each edge once; ``carried`` are those of which all is there already."""

    nodes: dict[Ref, Node] = field(default_factory=dict)
    edges: dict[tuple[str, tuple[str, ...], str, str], Edge] = field(default_factory=dict)
    carried: dict[int, Carrying] = field(default_factory=dict)

    def add(self, part: _Told) -> None:
        """Keep the part; of two edges that tell of the same columns, both."""
        if isinstance(part, Carrying):
            if id(part) not in self.carried:
                self.carried[id(part)] = part
                for one in (*part.parts, *part.patterns):
                    self.add(one)
        elif isinstance(part, Node):
            self.nodes.setdefault(part.ref, part)
        else:
            start, end = part.start, part.end
            identity = (type(part).__name__, part.identity, start.label, end.label)
            held = self.edges.setdefault(identity, part)
            if held is not part and isinstance(part, Derives) and isinstance(held, Derives):
                self.edges[identity] = together(held, part)


@dataclass(frozen=True, slots=True)
class Observer:
    """What the definitions say, beside which the runs of a service are seen."""

    beside: Beside
    walks: Walks
    partly_known: Mapping[str, Pipeline] = field(default_factory=dict)
    columns: Columns = field(default_factory=Columns)
    moved: Moved = field(default_factory=Moved)

    @classmethod
    def of(
        cls,
        service: Service,
        hosts: Mapping[str, str] | None = None,
        deleted: Mapping[str, tuple[Part, ...]] = MappingProxyType({}),
    ) -> Self:
        """Beside this service's definitions; ``hosts`` are the names that the user gave to unknown hosts.

        ``deleted`` is what activities did, by their keys, that no definition has any more.
        """
        held = with_routines(catalog(service, hosts))
        return cls(Beside(held, DeclaredProcesses(declare(service, hosts)[0]), deleted=deleted), Walks(held))

    @classmethod
    def without_definitions(
        cls,
        service: Service,
        known: Mapping[str, tuple[Process, ...]],
        ends: Mapping[str, tuple[Part, ...]] = MappingProxyType({}),
    ) -> Self:
        """Beside what earlier loads declared: ``known`` are the processes of each activity, by its key.

        ``ends`` are, by process, what the sources and the sink of a data flow are.
        """
        held = catalog(service)
        return cls(Beside(held, DeclaredProcesses(declare(service)[0], known.values()), known, ends), Walks(held))

    def observe(self, runs: Iterable[PipelineRuns]) -> Declaration:
        """All that these runs tell. Every end of an edge is among its nodes."""
        seen = _Seen()
        for one in runs:
            for part in self._parts(one):
                seen.add(part)
        return Declaration(
            source=SOURCE,
            service=self.service,
            nodes=tuple(seen.nodes[ref] for ref in sorted(seen.nodes)),
            edges=tuple(seen.edges[identity] for identity in sorted(seen.edges)),
        )

    @property
    def service(self) -> str:
        """The service's key."""
        return self.beside.held.key

    def _parts(self, one: PipelineRuns) -> Iterator[_Told]:
        pipeline = self.beside.held.pipelines.get(one.pipeline.lower())
        told = pipeline or self.partly_known.get(one.pipeline.lower())
        if one.run and told:
            one = one._replace(run=without_secure_arguments(one.run, told))
        if one.run:
            yield from pipeline_run(self.service, one.run)
        else:
            yield unseen_run(self.service, one.activities[0])
        defined = {found.name.lower(): found for found in nested(pipeline.activities)} if pipeline else {}
        runs = open_to_us(one.activities, defined)
        walk = self.walks.through(pipeline, one.run, runs) if pipeline else Walk({})
        by_name: dict[str, list[ActivityRun]] = {}
        for run in runs:
            by_name.setdefault(run.name.lower(), []).append(run)
        values = RunValues.of(pipeline, one.run, runs) if pipeline else RunValues()
        for name, same in by_name.items():
            yield from self._activity(defined.get(name), Walked(walk, values), same)

    def _activity(self, activity: Activity | None, walked: Walked, runs: Sequence[ActivityRun]) -> Iterator[_Told]:
        for run in runs:
            yield from activity_run(self.service, run, defined=activity is not None)
        ended = [run for run in runs if run.status.ended]
        if activity is None:
            for run in ended:
                carrying, evidence = carried_without_definition(self.beside, self._performer(run), run)
                yield from self._executed(Round(run, 0, evidence), carrying, NOTHING_KNOWN.places)
            return
        points = walked.walk.points_of(activity)
        for at in rounds(activity, points, ended):
            performer = self._performer(at.run)
            carrying, evidence = carried_at(self.beside, performer, activity, walked.walk, at)
            places = NOTHING_KNOWN.places
            if moved(at.run) and carrying.has_patterns:
                ran = Ran(performer, activity, at.place, points[at.place], at.run, walked.values)
                places = self.moved.places(self.beside.held, ran, carrying)
            yield from self._executed(at._replace(evidence=evidence), carrying, places)

    def _executed(self, at: Round, carrying: Carrying, places: Mapping[str, Places]) -> Iterator[_Told]:
        """What the run did; a run that moved nothing belongs to what is declared, its own names never were."""
        carried = carrying.processes
        known = NOTHING_KNOWN
        if moved(at.run):
            told = self.columns.told(at.run, (*carrying.parts, *carrying.ends))
            known = Known(told, places)
            yield carrying
            if told:
                yield from (part for part in carrying.ends if isinstance(part, Asset))
                yield from (part for one in told.values() for part in one.parts)
        else:
            declared = tuple(process for process in carried if self.beside.declared.holds(process))
            carried = declared or carrying.declared
            yield from carried
        run = Ref("ActivityRun", run_key(self.service, "activityruns", at.run.run_id, at.run.attempt))
        yield from executed(run, at, carried, known)

    def _performer(self, run: ActivityRun) -> Ref:
        return Ref("Activity", activity_key(object_key(self.service, "pipelines", run.pipeline), run.name))
