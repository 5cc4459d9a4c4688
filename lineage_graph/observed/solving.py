"""What a run's evaluated input says of values that no definition holds: ``item().table`` was ``orders``.

An expression as written and the text that the service made of it are laid upon one another. What is found holds for the
whole activity, so that a dataset's parameter is known from the text of a query.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

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


class Item(NamedTuple):
    """A place in a list of so many."""

    place: int
    of: int


Way = tuple[str | Item, ...]
"""To a value inside settings; names are in lower case."""


class Open(NamedTuple):
    """An expression that is not wholly known at a point, the way to it, and what its evaluated text tells.

    ``least`` and ``most`` take as little and as much as they can for each unknown part; ``names`` are their groups, by
    how an expression writes the part.
    """

    way: Way
    least: re.Pattern[str]
    most: re.Pattern[str]
    names: Mapping[str, str]

    def laid_upon(self, text: str) -> Mapping[str, str]:
        """The values of the unknown parts that make the text; nothing where there is more than one way."""
        least, most = self.least.fullmatch(text), self.most.fullmatch(text)
        if least is None or most is None or least.groups() != most.groups():
            return {}
        return {detail: least[name] for detail, name in self.names.items()}


def unsolved(settings: Properties, point: Point) -> tuple[Open, ...]:
    """The expressions of the settings that are not wholly known at the point, and that an evaluated text may tell."""
    found = (_open(way, evaluate(expression, point.scope)) for way, expression in _expressions(settings, ()))
    return tuple(one for one in found if one)


def solved(open_: Iterable[Open], found: Properties) -> Mapping[str, str]:
    """The unknown values that the input tells, by how an expression writes them.

    Dates, GUIDs and counters are left out: they differ from run to run. So is what two places tell differently.
    """
    return {detail: value for detail, value in told(open_, found).items() if lasting(value, detail) == value}


def told(open_: Iterable[Open], found: Properties) -> Mapping[str, str]:
    """All unknown values that the input tells, also those that differ from run to run."""
    values: dict[str, str] = {}
    differing: set[str] = set()
    for one in open_:
        text = _at(found, one.way)
        if not isinstance(text, str) or len(text) > LONGEST_TEXT:
            continue
        for detail, value in one.laid_upon(text).items():
            if values.setdefault(detail, value) != value:
                differing.add(detail)
    return {detail: value for detail, value in sorted(values.items()) if detail not in differing}


def with_values(point: Point, values: Mapping[str, str]) -> Point:
    """The point with what was found known there."""
    scope = point.scope
    for detail, value in values.items():
        scope = _with_value(scope, detail, value)
    return replace(point, scope=scope)


def _expressions(written: Value, way: Way) -> Iterator[tuple[Way, Expression]]:
    if isinstance(written, Properties):
        for name, value in written.items():
            yield from _expressions(value, (*way, name.lower()))
    elif isinstance(written, tuple):
        for place, value in enumerate(written):
            yield from _expressions(value, (*way, Item(place, len(written))))
    elif isinstance(written, Expression):
        yield way, written


def _at(found: Value, way: Way) -> Value:
    """What the input has there, its names compared without case; None where it has nothing, or a list of others."""
    for step in way:
        if isinstance(step, Item):
            found = found[step.place] if isinstance(found, tuple) and len(found) == step.of else None
        elif isinstance(found, Properties):
            names = found.values_by_name
            found = next((value for name, value in names.items() if name.lower() == step), None)
        else:
            return None
    return found


def _open(way: Way, result: Result) -> Open | None:
    if isinstance(result, Unknown):
        result = Template((result,))
    if not isinstance(result, Template) or len(result.holes) > MOST_HOLES:
        return None
    names: dict[str, str] = {}
    pattern = "".join(_part(part, names) for part in result.parts)
    marked = {hole.detail for hole in result.holes if hole.mark}
    told_of = {detail: name for detail, name in names.items() if detail not in marked}
    return Open(way, *_compiled(pattern), told_of) if told_of else None


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
