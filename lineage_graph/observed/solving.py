"""What a run's evaluated input says of values that no definition holds: ``item().table`` was ``orders``.

An expression as written and the text that the service made of it are laid upon one another. What is found holds for the
whole activity, so that a dataset's parameter is known from the text of a query.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from lineage_graph.declared.points import Point
from lineage_graph.expressions import ExpressionError, Object, Result, Scope, Template, Unknown, evaluate, parse
from lineage_graph.expressions.syntax import Access, Call, Index, Literal, Property, Tree
from lineage_graph.observed.values import lasting
from lineage_graph.records import Expression, Properties, Value

LONGEST_TEXT: Final = 20_000
"""Characters of an evaluated text that is looked at."""

MOST_HOLES: Final = 20
_REMEMBERED: Final = 2_000

Steps = tuple[str, ...]


def solved(settings: Properties, found: Properties, point: Point, known: dict[int, Result]) -> Mapping[str, str]:
    """The unknown values at the point that the input tells, by how an expression writes them.

    Dates, GUIDs and counters are left out: they differ from run to run. So is what two places tell differently.
    """
    values = told(settings, found, point, known)
    return {detail: value for detail, value in values.items() if lasting(value, detail) == value}


def told(settings: Properties, found: Properties, point: Point, known: dict[int, Result]) -> Mapping[str, str]:
    """All unknown values at the point that the input tells, also those that differ from run to run.

    ``known`` remembers what the point makes of the settings' expressions, by their identity.
    """
    values: dict[str, str] = {}
    differing: set[str] = set()
    for written, text in _pairs(settings, found):
        if id(written) not in known:
            known[id(written)] = evaluate(written, point.scope)
        for detail, value in _laid_upon(known[id(written)], text).items():
            if values.setdefault(detail, value) != value:
                differing.add(detail)
    return {detail: value for detail, value in sorted(values.items()) if detail not in differing}


def with_values(point: Point, values: Mapping[str, str]) -> Point:
    """The point with what was found known there."""
    scope = point.scope
    for detail, value in values.items():
        scope = _with_value(scope, detail, value)
    return replace(point, scope=scope)


def _pairs(written: Value, found: Value) -> Iterator[tuple[Expression, str]]:
    if isinstance(written, Properties) and isinstance(found, Properties):
        by_name = {name.lower(): value for name, value in found.items()}
        for name, value in written.items():
            yield from _pairs(value, by_name.get(name.lower()))
    elif isinstance(written, tuple) and isinstance(found, tuple) and len(written) == len(found):
        for one, other in zip(written, found, strict=True):
            yield from _pairs(one, other)
    elif isinstance(written, Expression) and isinstance(found, str) and len(found) <= LONGEST_TEXT:
        yield written, found


def _laid_upon(result: Result, text: str) -> Mapping[str, str]:
    """The values of the unknown parts that make the text; nothing where there is more than one way."""
    if isinstance(result, Unknown):
        return {} if result.mark else {result.detail: text}
    if not isinstance(result, Template) or len(result.holes) > MOST_HOLES:
        return {}
    names: dict[str, str] = {}
    pattern = "".join(_part(part, names) for part in result.parts)
    least, most = (compiled.fullmatch(text) for compiled in _compiled(pattern))
    if least is None or most is None or least.groups() != most.groups():
        return {}
    marked = {hole.detail for hole in result.holes if hole.mark}
    return {detail: least[name] for detail, name in names.items() if detail not in marked}


@lru_cache(maxsize=_REMEMBERED)
def _compiled(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What takes as little and as much as it can for each unknown part."""
    least, most = (re.compile(pattern.replace("+%", sign), re.DOTALL) for sign in ("+?", "+"))
    return least, most


def _part(part: str | Unknown, names: dict[str, str]) -> str:
    if isinstance(part, str):
        return re.escape(part).replace("%", r"\x25")
    if part.detail in names:
        return f"(?P={names[part.detail]})"
    names[part.detail] = f"hole{len(names)}"
    return f"(?P<{names[part.detail]}>.+%)"


def _with_value(scope: Scope, detail: str, value: str) -> Scope:
    try:
        path = _path(parse(f"@{detail}"))
    except ExpressionError:
        return scope
    match path:
        case ("item", *steps):
            return replace(scope, item=_put(scope.item, steps, value))
        case ("variables", name, *steps):
            return replace(scope, variables={**scope.variables, name: _put(scope.variables.get(name), steps, value)})
        case ("activity", name, "output", *steps):
            return replace(scope, outputs={**scope.outputs, name: _put(scope.outputs.get(name), steps, value)})
        case ("pipeline", "parameters", name, *steps):
            key = name.lower()
            return replace(scope, pipeline={**scope.pipeline, key: _put(scope.pipeline.get(key), steps, value)})
        case _:
            return scope


def _path(tree: Tree) -> Steps:
    """``item().table`` as ``("item", "table")``; nothing for what is no way into a root."""
    if isinstance(tree, Call):
        arguments = [one.value for one in tree.arguments if isinstance(one, Literal)]
        named = [str(one).lower() for one in arguments]
        return (tree.name.lower(), *named) if len(named) == len(tree.arguments) else ()
    if not isinstance(tree, Access):
        return ()
    owner, steps = _path(tree.owner), tuple(map(_step, tree.steps))
    return (*owner, *(step for step in steps if step)) if owner and all(steps) else ()


def _step(step: Property | Index) -> str | None:
    if isinstance(step, Property):
        return step.name
    inside = step.index
    return inside.value if isinstance(inside, Literal) and isinstance(inside.value, str) else None


def _put(held: Result, steps: list[str], value: str) -> Result:
    """The value with another one inside it; what was no object becomes one."""
    if not steps:
        return value
    inside = dict(held.values_by_name) if isinstance(held, Object) else {}
    first, *others = steps
    return Object({**inside, first: _put(inside.get(first), others, value)})
