"""Walk a pipeline as it would run in one context: which activities are reached, and with what values.

Siblings come in the order in which they wait for one another. A loop over items that are known runs once per item, any
other once with an unknown item; a condition that is proven leaves the other branches out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lineage_graph.declared.points import Point
from lineage_graph.declared.variables import assigned, returned_by
from lineage_graph.expressions import Object, Result, Scope, Unknown, evaluate
from lineage_graph.model import Reason
from lineage_graph.records import Activity, Branch

MOST_ITEMS: Final = 1_000
"""Iterations of one loop. With more, the item is unknown."""

Returning = Callable[[Activity, Point], tuple[Result, Result]]
"""What a called pipeline gives back: its output, and what of it is proven."""


@dataclass(slots=True)
class Walked:
    """The points at which each activity is reached, by its lower-case name; what the pipeline gives back."""

    settled: frozenset[str]
    returning: Returning
    points: dict[str, list[Point]] = field(default_factory=dict)
    asleep: set[str] = field(default_factory=set)
    given_back: dict[str, tuple[Result, Result]] = field(default_factory=dict)


def walk(activities: tuple[Activity, ...], start: Point, settled: frozenset[str], returning: Returning) -> Walked:
    """Every activity's points. ``settled`` names the variables that one activity alone sets, lower-case."""
    walked = Walked(settled, returning)
    _siblings(walked, activities, start)
    return walked


def _siblings(walked: Walked, activities: tuple[Activity, ...], point: Point) -> Point:
    for activity in in_order(activities):
        walked.points.setdefault(activity.name.lower(), []).append(point)
        point = _after(walked, activity, point) if activity.active else _sleeping(walked, activity, point)
    return point


def _sleeping(walked: Walked, activity: Activity, point: Point) -> Point:
    for branch in activity.branches:
        for inner in branch.activities:
            walked.asleep.add(inner.name.lower())
            _sleeping(walked, inner, point)
    return point


def _after(walked: Walked, activity: Activity, point: Point) -> Point:
    """The point after the activity, everything inside it walked."""
    return _STEPS.get(activity.type, _through)(walked, activity, point)


def _through(walked: Walked, activity: Activity, point: Point) -> Point:
    return _inside(walked, activity.branches, point)


def _if(walked: Walked, activity: Activity, point: Point) -> Point:
    return _one_of(walked, activity, point, _condition(activity, point))


def _switch(walked: Walked, activity: Activity, point: Point) -> Point:
    return _one_of(walked, activity, point, _case(activity, point))


def _call(walked: Walked, activity: Activity, point: Point) -> Point:
    return point.with_output(activity.name, *walked.returning(activity, point))


def _loop(walked: Walked, activity: Activity, point: Point) -> Point:
    last = point
    for inner in _iterations(activity, point):
        for branch in activity.branches:
            last = _siblings(walked, branch.activities, inner)
    return last.forgetting(point)


def _iterations(activity: Activity, point: Point) -> Iterator[Point]:
    items, proven = _both(activity, "items", point)
    if not isinstance(items, tuple):
        yield point.with_item(None, None)
    elif len(items) > MOST_ITEMS:
        many = Unknown(Reason.TOO_MANY_ALTERNATIVES, f"item() of {len(items)} items")
        yield point.with_item(many, many)
    else:
        known = proven if isinstance(proven, tuple) and len(proven) == len(items) else (None,) * len(items)
        for item, proof in zip(items, known, strict=True):
            yield point.with_item(item, proof)


def _one_of(walked: Walked, activity: Activity, point: Point, taken: str | None) -> Point:
    """Through the branch that is taken, or through all where nobody can know which."""
    if taken is None:
        return _inside(walked, activity.branches, point)
    names = {branch.name for branch in activity.branches}
    chosen = taken if taken in names else "default"
    for branch in activity.branches:
        if branch.name == chosen:
            return _siblings(walked, branch.activities, point)
    return point


def _inside(walked: Walked, branches: tuple[Branch, ...], point: Point) -> Point:
    after = point
    for branch in branches:
        after = _siblings(walked, branch.activities, point).forgetting(after)
    return after


def _condition(activity: Activity, point: Point) -> str | None:
    decided = evaluate(activity.settings.get("expression"), point.proof)
    if isinstance(decided, str):
        decided = {"true": True, "false": False}.get(decided.lower())
    return str(decided).lower() if isinstance(decided, bool) else None


def _case(activity: Activity, point: Point) -> str | None:
    decided = evaluate(activity.settings.get("on"), point.proof)
    return f"case:{decided}" if isinstance(decided, str | int | float) else None


def _filter(_walked: Walked, activity: Activity, point: Point) -> Point:
    items, proven = _both(activity, "items", point)
    kept, kept_proven = _kept(activity, items, point.scope), _kept(activity, proven, point.proof)
    return point.with_output(activity.name, _listing(items, kept), _listing(proven, kept_proven))


def _kept(activity: Activity, items: Result, scope: Scope) -> tuple[Result, ...] | None:
    """The items that pass; None where that is not known of one of them."""
    if not isinstance(items, tuple) or len(items) > MOST_ITEMS:
        return None
    at = Point(scope, scope)
    passed = [evaluate(activity.settings.get("condition"), at.with_item(item, item).scope) for item in items]
    if not all(isinstance(one, bool) for one in passed):
        return None
    return tuple(item for item, keeps in zip(items, passed, strict=True) if keeps)


def _listing(items: Result, kept: tuple[Result, ...] | None) -> Result:
    """A Filter's output: https://learn.microsoft.com/azure/data-factory/control-flow-filter-activity."""
    if kept is None or not isinstance(items, tuple):
        return None
    return Object({"ItemsCount": len(items), "FilteredItemsCount": len(kept), "value": kept})


def _set(walked: Walked, activity: Activity, point: Point) -> Point:
    if given := returned_by(activity):
        for key, value in given.items():
            walked.given_back[key] = evaluate(value, point.scope), evaluate(value, point.proof)
        return point
    name = assigned(activity)
    if name is None or name not in walked.settled:
        return point
    return point.with_variable(name, *_both(activity, "value", point))


def _both(activity: Activity, setting: str, point: Point) -> tuple[Result, Result]:
    value = activity.settings.get(setting)
    return evaluate(value, point.scope), evaluate(value, point.proof)


_STEPS: Final[Mapping[str, Callable[[Walked, Activity, Point], Point]]] = {
    "ForEach": _loop,
    "IfCondition": _if,
    "Switch": _switch,
    "Filter": _filter,
    "SetVariable": _set,
    "AppendVariable": _set,
    "ExecutePipeline": _call,
}


def in_order(activities: Iterable[Activity]) -> list[Activity]:
    """Siblings so that each comes after those that it waits for; as written where that leaves a choice."""
    waiting = {activity.name.lower(): activity for activity in activities}
    ordered: list[Activity] = []
    while waiting:
        ready = [one for one in waiting.values() if not _blocked(one, waiting)] or list(waiting.values())
        ordered.extend(ready)
        for one in ready:
            del waiting[one.name.lower()]
    return ordered


def _blocked(activity: Activity, waiting: Mapping[str, Activity]) -> bool:
    return any(dependency.activity.lower() in waiting for dependency in activity.depends_on)
