"""What a tree becomes in a scope. Whatever goes wrong ends as ``Unknown``; each evaluation has a budget of work.

The functions are in ``functions``; here are what lies inside a value, texts, and ``if``, ``and``, ``or``, ``coalesce``,
which look at no more arguments than they need.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from lineage_graph.expressions.functions import FUNCTIONS, Cannot, Function
from lineage_graph.expressions.render import render, step_of
from lineage_graph.expressions.results import Object, Result, Template, Unknown, first_unknown
from lineage_graph.expressions.roots import Found, Root, inside_root, inside_unknown, root, settled
from lineage_graph.expressions.scope import Scope
from lineage_graph.expressions.syntax import Access, Call, Index, Literal, Property, Text, Tree
from lineage_graph.expressions.texts import as_expression, call_text, in_text, joined, shortened
from lineage_graph.model import Reason

BUDGET: Final = 150_000
"""Units of work of one expression: an item or eight characters that go into or come out of a function."""

_OF_A_CALL: Final = 40
_CHARACTERS: Final = 8
_OF_A_HOLE: Final = 20


@dataclass(slots=True)
class Evaluation:
    """One evaluation: its scope, and the work that is left."""

    scope: Scope
    left: int = BUDGET

    def value(self, tree: Tree) -> Result:
        """The tree's value."""
        return tree.value if isinstance(tree, Literal) else settled(self._found(tree))

    def _found(self, tree: Tree) -> Found:
        if isinstance(tree, Access):
            return self._inside(tree)
        if isinstance(tree, Call):
            return self._called(tree)
        return self._text(tree) if isinstance(tree, Text) else tree.value

    def _text(self, tree: Text) -> Result:
        parts: list[str | Unknown | Template] = []
        for part in tree.parts:
            value = part if isinstance(part, str) else self.value(part)
            written = in_text(value)
            self._charge((value, written))
            if written is None or self.left < 0:
                hole = first_unknown(value) or Unknown(Reason.DYNAMIC_EXPRESSION, "")
                return replace(hole, detail=shortened(render(tree)))
            parts.append(written)
        result = joined(parts)
        return Unknown(Reason.DYNAMIC_EXPRESSION, shortened(render(tree))) if result is None else result

    def _inside(self, tree: Access) -> Result:
        found = self._found(tree.owner)
        for step in tree.steps:
            key = step.name if isinstance(step, Property) else self.value(step.index)
            if isinstance(found, Root) and isinstance(key, str):
                found = inside_root(found, key, self.scope)
                continue
            owner = settled(found)
            found = _part(owner, key, is_safe=step.is_safe, is_index=isinstance(step, Index))
        return settled(found)

    def _called(self, tree: Call) -> Found:
        name = tree.name.lower()
        if name in _LAZY:
            return _LAZY[name](self, tree)
        if not tree.arguments and (found := root(name, (), self.scope)) is not None:
            return found
        arguments = tuple([self.value(argument) for argument in tree.arguments])
        self._charge(arguments)
        if self.left < 0:
            return Unknown(Reason.DYNAMIC_EXPRESSION, f"{tree.name}(…), which takes too much work")
        function = FUNCTIONS.get(name)
        if function is not None:
            result = apply(function, arguments)
            self._charge((result,))
            return result
        found = root(name, arguments, self.scope)
        return found if found is not None else impossible(tree.name, arguments)

    def _charge(self, values: tuple[Result, ...]) -> None:
        self.left -= _OF_A_CALL + sum(map(_size, values))

    def chosen(self, condition: Unknown) -> bool | Unknown:
        """How an unknown condition is decided; unknown where it is not."""
        choices = self.scope.choices
        decided = choices.decide(condition.detail) if choices else None
        if decided is None and choices and choices.is_full:
            return replace(condition, reason=Reason.TOO_MANY_ALTERNATIVES)
        return condition if decided is None else decided

    def undecided(self, tree: Tree) -> Result:
        """The tree's value where nobody decides on what is unknown."""
        inner = Evaluation(replace(self.scope, choices=None), self.left) if self.scope.choices else self
        result = inner.value(tree)
        self.left = inner.left
        return result


def impossible(name: str, arguments: tuple[Result, ...]) -> Unknown:
    """A call that has no value here: for what is unknown in its arguments, else for itself."""
    for argument in arguments:
        if (found := first_unknown(argument)) is not None:
            return replace(found, detail=call_text(name, arguments))
    return Unknown(Reason.DYNAMIC_EXPRESSION, call_text(name, arguments))


def apply(function: Function, arguments: tuple[Result, ...]) -> Result:
    """The function's value of the arguments; unknown where it has none."""
    if not function.least <= len(arguments) <= function.most:
        return Unknown(Reason.DYNAMIC_EXPRESSION, call_text(function.name, arguments))
    if not function.takes_unknown:
        for argument in arguments:
            if isinstance(argument, Unknown | Template) and (found := first_unknown(argument)) is not None:
                return replace(found, detail=call_text(function.name, arguments), mark=function.mark or found.mark)
    try:
        return function.implementation(*arguments)
    except Cannot:
        return impossible(function.name, arguments)


def _size(value: Result) -> int:
    if isinstance(value, str):
        return len(value) // _CHARACTERS
    if isinstance(value, tuple | Object):
        return len(value)
    if isinstance(value, Template):
        return sum(len(part) // _CHARACTERS if isinstance(part, str) else _OF_A_HOLE for part in value.parts)
    return 1


def _part(owner: Result, key: Result, *, is_safe: bool, is_index: bool) -> Result:
    """What lies in a value under a name or index."""
    step = step_of(key) if isinstance(key, str) else f"[{as_expression(key)}]"
    if isinstance(owner, Unknown) and not isinstance(key, Unknown | Template):
        return inside_unknown(owner, step)
    unknown = first_unknown(owner if isinstance(owner, Unknown | Template) else None) or first_unknown(key)
    if unknown is not None:
        return replace(unknown, detail=shortened(as_expression(owner) + step))
    if isinstance(owner, Object) and isinstance(key, str):
        found = _property(owner, key)
        if found is not None:
            return owner[found]
    elif isinstance(owner, tuple) and is_index and isinstance(key, int) and not isinstance(key, bool):
        if 0 <= key < len(owner):
            return owner[key]
    elif owner is not None:
        is_safe = False
    return None if is_safe else Unknown(Reason.DYNAMIC_EXPRESSION, shortened(as_expression(owner) + step))


def _property(owner: Object, name: str) -> str | None:
    """The name as the object spells it: exactly so, else without regard to case."""
    if name in owner:
        return name
    lowered = name.lower()
    return next((one for one in owner if one.lower() == lowered), None)


def _if(evaluation: Evaluation, tree: Call) -> Result:
    if len(tree.arguments) != 3:  # noqa: PLR2004 - condition, yes, no
        return _malformed(evaluation, tree)
    condition, yes, no = tree.arguments
    decided = evaluation.value(condition)
    if isinstance(decided, Unknown):
        left, right = evaluation.undecided(yes), evaluation.undecided(no)
        if left == right and type(left) is type(right):
            return left
        asked, is_turned = _plain_condition(decided)
        answer = evaluation.chosen(asked)
        if isinstance(answer, Unknown):
            return replace(answer, detail=call_text("if", (decided, left, right)), mark="")
        decided = answer is not is_turned
    if isinstance(decided, bool):
        return evaluation.value(yes if decided else no)
    return _malformed(evaluation, tree)


def _plain_condition(condition: Unknown) -> tuple[Unknown, bool]:
    """The condition without ``not`` around it, and whether there was one: both are decided together."""
    detail, is_turned = condition.detail, False
    while detail.startswith("not(") and detail.endswith(")"):
        detail, is_turned = detail[4:-1], not is_turned
    return replace(condition, detail=detail), is_turned


def _coalesce(evaluation: Evaluation, tree: Call) -> Result:
    """The first value that is not null; of one that nobody knows, that it is null or not is decided."""
    for index, argument in enumerate(tree.arguments):
        value = evaluation.value(argument)
        if value is None:
            continue
        if not isinstance(value, Unknown) or index == len(tree.arguments) - 1:
            return value
        condition = replace(value, detail=call_text("equals", (value, None)))
        answer = evaluation.chosen(condition)
        if isinstance(answer, Unknown):
            rest = tuple([evaluation.undecided(later) for later in tree.arguments[index + 1 :]])
            return replace(value, reason=answer.reason, detail=call_text("coalesce", (value, *rest)))
        if not answer:
            return value
    return None if tree.arguments else _malformed(evaluation, tree)


def _and(evaluation: Evaluation, tree: Call) -> Result:
    return _both(evaluation, tree, settling=False)


def _or(evaluation: Evaluation, tree: Call) -> Result:
    return _both(evaluation, tree, settling=True)


def _both(evaluation: Evaluation, tree: Call, *, settling: bool) -> Result:
    """``and`` is settled by a false, ``or`` by a true, whatever is unknown; the other known value adds nothing."""
    values = tuple([evaluation.value(argument) for argument in tree.arguments])
    if any(value is settling for value in values):
        return settling
    open_values = [value for value in values if value is not (not settling)]
    if len(values) < 2 or not all(isinstance(value, Unknown) for value in open_values):  # noqa: PLR2004 - takes two
        return impossible(tree.name, values)
    if len(open_values) < 2:  # noqa: PLR2004 - one alone is the value
        return open_values[0] if open_values else not settling
    return impossible(tree.name.lower(), tuple(open_values))


def _malformed(evaluation: Evaluation, tree: Call) -> Result:
    return impossible(tree.name, tuple([evaluation.value(argument) for argument in tree.arguments]))


_LAZY: Final[Mapping[str, Callable[[Evaluation, Call], Result]]] = {
    "if": _if,
    "coalesce": _coalesce,
    "and": _and,
    "or": _or,
}
