"""Logical functions but ``if``, ``and`` and ``or``, which ``decisions`` evaluates only as far as they need.

https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions#logical-functions
"""

import operator
from collections.abc import Callable
from dataclasses import replace as changed
from typing import Any, Final

from lineage_graph.expressions.functions.registry import Cannot, function
from lineage_graph.expressions.results import Object, Result, Template, Unknown, first_unknown, parts_of
from lineage_graph.expressions.texts import as_expression, call_text

_NEW_EACH_TIME: Final = ("guid(", "rand(", "utcNow(", "getPastTime(", "getFutureTime(")


@function("equals", 2, takes_unknown=True)
def equals(left: Result, right: Result) -> Result:
    """Whether two values are the same: texts with regard to case, numbers by value, ``true`` is 1.

    Two texts that contradict each other where both are known are not the same; what is the same unknown value is.
    """
    found = first_unknown(left) or first_unknown(right)
    if found is None:
        return _alike(left, right)
    if left == right and not any(name in as_expression(left) for name in _NEW_EACH_TIME):
        return True
    if _contradict(left, right):
        return False
    ordered = (left, right) if first_unknown(left) is found else (right, left)
    if first_unknown(left) and first_unknown(right):
        ordered = (left, right) if as_expression(left) <= as_expression(right) else (right, left)
    return changed(found, detail=call_text("equals", ordered))


def _alike(left: Result, right: Result) -> bool:
    if isinstance(left, bool | int | float) and isinstance(right, bool | int | float):
        return left == right
    return type(left) is type(right) and left == right


def _contradict(left: Result, right: Result) -> bool:
    """Whether two results cannot be one value, whatever their unknown parts are."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return False
    if isinstance(left, Object | tuple) or isinstance(right, Object | tuple):
        return type(left) is not type(right) or len(left) != len(right)  # type: ignore[arg-type] # both hold items
    if not isinstance(left, str | Template) or not isinstance(right, str | Template):
        return True
    return _ends_differ(left, right) or not (_fits(left, right) and _fits(right, left))


def _ends_differ(left: str | Template, right: str | Template) -> bool:
    for end in (0, -1):
        one, other = parts_of(left)[end], parts_of(right)[end]
        if isinstance(one, str) and isinstance(other, str):
            pairs = zip(one, other, strict=False) if end == 0 else zip(reversed(one), reversed(other), strict=False)
            if any(a != b for a, b in pairs):
                return True
    return False


def _fits(value: str | Template, pattern: str | Template) -> bool:
    """Whether a known text can be one of the template's: its known parts in their order; True where both are open."""
    if isinstance(value, Template) or isinstance(pattern, str):
        return True
    position, last = 0, len(pattern.parts) - 1
    for index, part in enumerate(pattern.parts):
        if isinstance(part, Unknown):
            continue
        position = max(position, len(value) - len(part)) if index == last else position
        found = value.find(part, position)
        if found < 0 or (index == 0 and found > 0):
            return False
        position = found + len(part)
    return True


def _comparison(name: str, compare: Callable[[Any, Any], bool]) -> None:
    @function(name, 2)
    def _compare(left: Result, right: Result) -> Result:
        """Numbers by value, texts by their characters' numbers."""
        numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (left, right))
        if not numbers and not (isinstance(left, str) and isinstance(right, str)):
            raise Cannot
        return compare(left, right)


_comparison("greater", operator.gt)
_comparison("greaterOrEquals", operator.ge)
_comparison("less", operator.lt)
_comparison("lessOrEquals", operator.le)


@function("not", 1)
def _not(value: Result) -> Result:
    if isinstance(value, bool):
        return not value
    raise Cannot
