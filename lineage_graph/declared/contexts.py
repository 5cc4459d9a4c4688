"""The parameter values that each pipeline runs with: one set per distinct call, through any number of levels.

A called pipeline runs in its callers' contexts, a triggered one with its trigger's arguments. Its own defaults count
only where nobody calls it and no trigger gives arguments.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from lineage_graph.catalog import Catalog
from lineage_graph.expressions import Bindings, Scope, Unknown, bind
from lineage_graph.model import Reason
from lineage_graph.records import NOTHING, Activity, Pipeline, Properties, Reference, nested

MOST_CONTEXTS: Final = 1000
"""Contexts of one pipeline. With more, the parameters that differ become unknown."""

Calls = Mapping[str, list[tuple[str, Properties]]]
"""Callers of a pipeline: lower-case names of the calling pipelines, and the arguments as written."""


def contexts(held: Catalog) -> Mapping[str, tuple[Bindings, ...]]:
    """The contexts of every pipeline, by its lower-case name; each has at least one."""
    found: dict[str, tuple[Bindings, ...]] = {}
    calls = _calls(held)
    for name in sorted(held.pipelines):
        _settle(name, held, calls, found)
    return found


def factory_bindings(held: Catalog) -> Bindings:
    """The factory's global parameters."""
    return bind(held.service.global_parameters, NOTHING, Scope())


def _settle(name: str, held: Catalog, calls: Calls, found: dict[str, tuple[Bindings, ...]]) -> None:
    """Settle callers before those they call; a pipeline that is being settled already calls itself in the end."""
    stack, entered = [name], set[str]()
    while stack:
        current = stack[-1]
        callers = [caller for caller, _ in calls.get(current, ()) if caller not in found and caller not in entered]
        if current not in found and callers and current not in entered:
            entered.add(current)
            stack.extend(sorted(callers, reverse=True))
            continue
        stack.pop()
        if current not in found:
            found[current] = _contexts_of(held.pipelines[current], held, calls, found)


def _contexts_of(
    pipeline: Pipeline, held: Catalog, calls: Calls, found: Mapping[str, tuple[Bindings, ...]]
) -> tuple[Bindings, ...]:
    factory, distinct = factory_bindings(held), dict[str, Bindings]()
    for arguments, outer in _starts(pipeline, held, calls, found):
        bound = bind(pipeline.parameters, arguments, Scope(pipeline=outer, factory=factory))
        distinct.setdefault(_identity(bound), bound)
        if len(distinct) > MOST_CONTEXTS:
            return (_blurred(tuple(distinct.values())),)
    if not distinct:
        return (bind(pipeline.parameters, NOTHING, Scope()),)
    return tuple(distinct[identity] for identity in sorted(distinct))


def _starts(
    pipeline: Pipeline, held: Catalog, calls: Calls, found: Mapping[str, tuple[Bindings, ...]]
) -> Iterator[tuple[Properties, Bindings]]:
    """Arguments and the scope they are written in: of triggers that give any, and of every context of every caller."""
    name = pipeline.name.lower()
    for trigger in held.service.triggers:
        for started in trigger.pipelines:
            if started.arguments and _called(started.pipeline) == name:
                yield started.arguments, {}
    for caller, arguments in calls.get(name, ()):
        for outer in found.get(caller, ()):
            yield arguments, outer


def _calls(held: Catalog) -> Calls:
    calls: dict[str, list[tuple[str, Properties]]] = defaultdict(list)
    for name in sorted(held.pipelines):
        for activity in nested(held.pipelines[name].activities):
            called = called_pipeline(activity)
            if called and activity.active and called in held.pipelines:
                calls[called].append((name, activity.settings.properties("parameters")))
    return calls


def called_pipeline(activity: Activity) -> str | None:
    """Lower-case name of the pipeline that an Execute Pipeline activity calls."""
    reference = activity.settings.reference("pipeline") if activity.type == "ExecutePipeline" else None
    return _called(reference) if reference else None


def _called(reference: Reference) -> str | None:
    return reference.name.lower() if isinstance(reference.name, str) else None


def _identity(bound: Bindings) -> str:
    return repr(sorted(bound.items()))


def _blurred(bound: tuple[Bindings, ...]) -> Bindings:
    """One context for too many: what is the same in all stays, what differs is unknown."""
    names = sorted(set().union(*bound))
    alike = {name: repr([one.get(name) for one in bound[:1]]) for name in names}
    return {
        name: bound[0][name]
        if all(repr([one.get(name)]) == alike[name] for one in bound)
        else Unknown(Reason.TOO_MANY_ALTERNATIVES, f"{name} has values from more than {MOST_CONTEXTS} calls")
        for name in names
    }
