"""Math functions; integers have 64 bits.

https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions#math-functions
"""

import math
from typing import Final

from lineage_graph.expressions.functions.registry import MOST_ITEMS, Cannot, function, number, whole
from lineage_graph.expressions.results import Result

_LARGEST: Final = 2**63


def _held(value: int | float) -> int | float:
    """The result where it is a number that .NET can hold."""
    fits = -_LARGEST <= value < _LARGEST if isinstance(value, int) else math.isfinite(value)
    if fits:
        return value
    raise Cannot


@function("add", 2)
def _add(left: Result, right: Result) -> Result:
    return _held(number(left) + number(right))


@function("sub", 2)
def _sub(left: Result, right: Result) -> Result:
    return _held(number(left) - number(right))


@function("mul", 2)
def _mul(left: Result, right: Result) -> Result:
    return _held(number(left) * number(right))


@function("div", 2)
def _div(left: Result, right: Result) -> Result:
    """Of integers the integer result, cut towards zero."""
    dividend, divisor = number(left), number(right)
    if divisor == 0:
        raise Cannot
    if isinstance(dividend, int) and isinstance(divisor, int):
        quotient = abs(dividend) // abs(divisor)
        return _held(quotient if (dividend < 0) == (divisor < 0) else -quotient)
    return _held(dividend / divisor)


@function("mod", 2)
def _mod(left: Result, right: Result) -> Result:
    """The remainder with the dividend's sign."""
    dividend, divisor = number(left), number(right)
    if divisor == 0:
        raise Cannot
    if isinstance(dividend, int) and isinstance(divisor, int):
        remainder = abs(dividend) % abs(divisor)
        return -remainder if dividend < 0 else remainder
    return _held(math.fmod(dividend, divisor))


@function("max", 1, 10_000)
def _max(*values: Result) -> Result:
    return max(_numbers(values))


@function("min", 1, 10_000)
def _min(*values: Result) -> Result:
    return min(_numbers(values))


def _numbers(values: tuple[Result, ...]) -> list[int | float]:
    """The arguments, or the items of the only one."""
    items = values[0] if len(values) == 1 and isinstance(values[0], tuple) else values
    if not items:
        raise Cannot
    return [number(item) for item in items]


@function("range", 2)
def _range(start: Result, count: Result) -> Result:
    first, size = whole(start), whole(count)
    if not 0 <= size <= MOST_ITEMS:
        raise Cannot
    return tuple(range(first, first + size))
