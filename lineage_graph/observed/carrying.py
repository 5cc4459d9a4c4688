"""The processes that a run of an activity carried out, with their data: worked out once for equal runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lineage_graph.catalog import Catalog
from lineage_graph.declared.points import Point
from lineage_graph.declared.processes import Part
from lineage_graph.model import Process, Ref
from lineage_graph.observed.declared_processes import DeclaredProcesses
from lineage_graph.observed.executions import seen
from lineage_graph.observed.flows import flows_at, historic_flows, is_open
from lineage_graph.observed.matching import DEFINITION, GRAPH, INPUT, Round
from lineage_graph.observed.solving import solved, unsolved, with_values
from lineage_graph.observed.walks import Carrying, Walk
from lineage_graph.records import Activity, ActivityRun
from lineage_graph.site import Flow


@dataclass(frozen=True, slots=True)
class Beside:
    """The definitions beside which runs are seen.

    ``known`` are the processes of activities, by the activity's key, that an earlier load declared: they stand in where
    the definitions were not read with the runs. ``ends`` are what the data flows among them read and write, by process.
    ``deleted`` is all that activities did, by their keys, which no definition has any more.
    """

    held: Catalog
    declared: DeclaredProcesses
    known: Mapping[str, tuple[Process, ...]] = field(default_factory=dict)
    ends: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    deleted: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)


def carried_at(beside: Beside, performer: Ref, activity: Activity, walk: Walk, at: Round) -> tuple[Carrying, str]:
    """What the run did, and how that is known.

    Where the definition leaves a name open at this point, the evaluated input of the run is asked for it.
    """
    point = walk.points_of(activity)[at.place]
    found = _at(beside, performer, activity, walk, (at.place, point, ""))
    values: Mapping[str, str] = {}
    if found.is_open and at.run.input:
        here = (performer.key, at.place)
        if here not in walk.unsolved:
            walk.unsolved[here] = unsolved(activity.settings, point)
        values = solved(walk.unsolved[here], at.run.input)
    if not values:
        return found, at.evidence
    inner = _at(beside, performer, activity, walk, (at.place, with_values(point, values), repr(values)))
    return inner, INPUT if at.evidence == DEFINITION else at.evidence


def carried_without_definition(beside: Beside, performer: Ref, run: ActivityRun) -> tuple[Carrying, str]:
    """What the run of an activity did whose definition was not read, and how that is known.

    Of several processes that an earlier load declared nobody can tell which one it was, but where each is a sink of one
    data flow.
    """
    deleted = beside.deleted.get(performer.key, ())
    if _is_one([part for part in deleted if isinstance(part, Process)]):
        return Carrying(deleted, (), is_open=False), GRAPH
    known = beside.known.get(performer.key, ())
    if known:
        if not _is_one(known):
            known = ()
        ends = tuple(part for process in known for part in beside.ends.get(process.key, ()))
        return Carrying(known, (), is_open=False, ends=ends), GRAPH
    return _carrying(beside, performer, (run.name, run.type), historic_flows(beside.held, performer.key, run)), INPUT


def _is_one(processes: Sequence[Process]) -> bool:
    """Whether a run carried out all of them: one, or the sinks of one data flow."""
    return bool(processes) and len({process.step for process in processes}) == len(processes)


def _at(beside: Beside, performer: Ref, activity: Activity, walk: Walk, at: tuple[int, Point, str]) -> Carrying:
    place, point, values = at
    identity = (performer.key, place, values)
    if identity not in walk.carried:
        flows = flows_at(beside.held, performer.key, activity, point)
        walk.carried[identity] = _carrying(beside, performer, (activity.name, activity.type), flows)
    return walk.carried[identity]


def _carrying(beside: Beside, performer: Ref, named: tuple[str, str], flows: Iterable[Flow]) -> Carrying:
    held = tuple(flows)
    parts = seen(performer, *named, (movement for flow in held for movement in flow.movements))
    return Carrying(parts, tuple(beside.declared.patterns_of(performer, parts)), is_open(held))
