"""The processes that a run of an activity carried out, with their data: worked out once for equal runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lineage_graph.catalog import Catalog
from lineage_graph.declared.points import Point
from lineage_graph.model import Process, Ref
from lineage_graph.observed.declared_processes import DeclaredProcesses
from lineage_graph.observed.executions import seen
from lineage_graph.observed.flows import flows_at, historic_flows, is_open
from lineage_graph.observed.matching import DEFINITION, GRAPH, INPUT, Round
from lineage_graph.observed.solving import solved, with_values
from lineage_graph.observed.walks import Carrying, Walk
from lineage_graph.records import Activity, ActivityRun
from lineage_graph.site import Flow


@dataclass(frozen=True, slots=True)
class Beside:
    """The definitions beside which runs are seen.

    ``known`` are the processes of activities, by the activity's key, that an earlier load declared: they stand in where
    the definitions were not read with the runs.
    """

    held: Catalog
    declared: DeclaredProcesses
    known: Mapping[str, tuple[Process, ...]] = field(default_factory=dict)


def carried_at(beside: Beside, performer: Ref, activity: Activity, walk: Walk, at: Round) -> tuple[Carrying, str]:
    """What the run did, and how that is known.

    Where the definition leaves a name open at this point, the evaluated input of the run is asked for it.
    """
    point = walk.points_of(activity)[at.place]
    found = _at(beside, performer, activity, walk, (at.place, point, ""))
    values: Mapping[str, str] = {}
    if found.is_open and at.run.input:
        known = walk.evaluated.setdefault((performer.key, at.place), {})
        values = solved(activity.settings, at.run.input, point, known)
    if not values:
        return found, at.evidence
    inner = _at(beside, performer, activity, walk, (at.place, with_values(point, values), repr(values)))
    return inner, INPUT if at.evidence == DEFINITION else at.evidence


def carried_without_definition(beside: Beside, performer: Ref, run: ActivityRun) -> tuple[Carrying, str]:
    """What the run of an activity did whose definition was not read, and how that is known.

    Of several processes that an earlier load declared nobody can tell which one it was, but where each is a sink of one
    data flow.
    """
    known = beside.known.get(performer.key, ())
    if known:
        steps = {process.step for process in known}
        return Carrying(known if len(steps) == len(known) else (), (), is_open=False), GRAPH
    return _carrying(beside, performer, (run.name, run.type), historic_flows(beside.held, performer.key, run)), INPUT


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
