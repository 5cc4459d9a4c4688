"""The values that each pipeline runs with: one context per distinct call, through any number of levels.

A called pipeline runs in its callers' contexts, a triggered one with its trigger's arguments. Its own defaults count
only where nobody calls it and no trigger gives arguments.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from lineage_graph.catalog import Catalog
from lineage_graph.declared.points import Point
from lineage_graph.declared.returns import return_value
from lineage_graph.declared.starts import Context, called_pipeline, context_of, first_point
from lineage_graph.declared.variables import settled
from lineage_graph.declared.walk import Walked, walk
from lineage_graph.expressions import NO_SCOPE, Bindings, Result, Unknown
from lineage_graph.model import Reason
from lineage_graph.records import NOTHING, Activity, Pipeline, Properties, nested

MOST_CONTEXTS: Final = 1_000
"""Contexts of one pipeline. With more, the parameters that differ become unknown."""

_NOWHERE: Final = Point(NO_SCOPE, NO_SCOPE)


@dataclass(frozen=True, slots=True)
class Reached:
    """The points at which the activities of one pipeline are reached, by lower-case name, over all its contexts.

    ``asleep`` names those inside a deactivated activity.
    """

    points: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)
    asleep: frozenset[str] = frozenset()


Starts = dict[str, list[tuple[Properties, Point]]]
"""What is known so far of the starts of each pipeline: the arguments, and the point where they are written."""


def reached(held: Catalog) -> Mapping[str, Reached]:
    """What every pipeline reaches, by its lower-case name; each has at least one context."""
    starts: Starts = defaultdict(list)
    for trigger in held.service.triggers:
        for started in trigger.pipelines:
            if started.arguments and isinstance(started.pipeline.name, str):
                starts[started.pipeline.name.lower()].append((started.arguments, _NOWHERE))
    found: dict[str, Reached] = {}
    callers = _callers(held)
    for name in sorted(held.pipelines):
        _settle(name, held, callers, starts, found)
    return found


def _settle(
    name: str, held: Catalog, callers: Mapping[str, set[str]], starts: Starts, found: dict[str, Reached]
) -> None:
    """Settle callers before those they call; a pipeline that is being settled already calls itself in the end."""
    stack, entered = [name], set[str]()
    while stack:
        current = stack[-1]
        before = [caller for caller in callers.get(current, ()) if caller not in found and caller not in entered]
        if current not in found and before and current not in entered:
            entered.add(current)
            stack.extend(sorted(before, reverse=True))
            continue
        stack.pop()
        if current not in found:
            found[current] = _reached(held.pipelines[current], held, starts)


def _reached(pipeline: Pipeline, held: Catalog, starts: Starts) -> Reached:
    walks = [_walked(pipeline, held, context) for context in _contexts(pipeline, starts[pipeline.name.lower()])]
    points: dict[str, list[Point]] = defaultdict(list)
    for walked in walks:
        for name, at in walked.points.items():
            points[name].extend(at)
    for activity in nested(pipeline.activities):
        called = called_pipeline(activity)
        if called and activity.active:
            arguments = activity.settings.properties("parameters")
            starts[called].extend((arguments, point) for point in points.get(activity.name.lower(), ()))
    return Reached({name: tuple(at) for name, at in points.items()}, frozenset().union(*(one.asleep for one in walks)))


def _walked(pipeline: Pipeline, held: Catalog, context: Context) -> Walked:
    def returning(activity: Activity, point: Point) -> tuple[Result, Result]:
        return return_value(held, activity, point)

    return walk(pipeline.activities, first_point(held, pipeline, context), settled(pipeline), returning)


def _contexts(pipeline: Pipeline, starts: Iterable[tuple[Properties, Point]]) -> tuple[Context, ...]:
    distinct: dict[str, Context] = {}
    for arguments, point in starts:
        context = context_of(pipeline, arguments, point)
        distinct.setdefault(context.identity, context)
        if len(distinct) > MOST_CONTEXTS:
            return (_blurred(tuple(distinct.values())),)
    return tuple(distinct[identity] for identity in sorted(distinct)) or (context_of(pipeline, NOTHING, _NOWHERE),)


def _callers(held: Catalog) -> Mapping[str, set[str]]:
    callers: dict[str, set[str]] = defaultdict(set)
    for name, pipeline in held.pipelines.items():
        for activity in nested(pipeline.activities):
            called = called_pipeline(activity)
            if called and activity.active and called in held.pipelines:
                callers[called].add(name)
    return callers


def _blurred(contexts: tuple[Context, ...]) -> Context:
    """One context for too many: what is the same in all stays, what differs is unknown."""
    return Context(_alike([context.bound for context in contexts]), _alike([context.proven for context in contexts]))


def _alike(bound: list[Bindings]) -> Bindings:
    first, *others = bound
    return {
        name: first.get(name)
        if name in first and all(name in other and other[name] == first[name] for other in others)
        else Unknown(Reason.TOO_MANY_ALTERNATIVES, f"{name} has values from more than {MOST_CONTEXTS} calls")
        for name in sorted(set().union(*bound))
    }
