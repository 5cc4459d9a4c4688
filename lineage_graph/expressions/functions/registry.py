"""The functions of the language by lower-case name; a file of a category marks each with ``@function``.

A function takes results and gives one; what it cannot do it says with ``Cannot``. Without ``takes_unknown`` it is
called with known arguments only (inside lists something may be unknown), else the whole call is unknown.
https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions#functions
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lineage_graph.expressions.results import Mark, Object, Result

ANY_NUMBER: Final = 10_000
MOST_ITEMS: Final = 20_000
"""Items of a list that an expression may make."""

Implementation = Callable[..., Result]


class Cannot(Exception):
    """Wrong arguments, or a result beyond the limits: the call is unknown."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function under its documented name. ``mark`` is that of its value where an argument is unknown."""

    name: str
    implementation: Implementation
    least: int
    most: int
    takes_unknown: bool = False
    mark: Mark = ""


FUNCTIONS: Final[dict[str, Function]] = {}


def function(
    name: str, least: int, most: int | None = None, *, takes_unknown: bool = False, mark: Mark = ""
) -> Callable[[Implementation], Implementation]:
    """Mark what implements the function of that name, with the least and the most arguments it takes."""

    def register(implementation: Implementation) -> Implementation:
        key = name.lower()
        if key in FUNCTIONS:
            message = f"the function {name} is there twice"
            raise ValueError(message)
        FUNCTIONS[key] = Function(name, implementation, least, least if most is None else most, takes_unknown, mark)
        return implementation

    return register


def text(value: Result) -> str:
    """The argument as a text, or ``Cannot``."""
    if isinstance(value, str):
        return value
    raise Cannot


def whole(value: Result) -> int:
    """The argument as an integer; 3.0 is one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise Cannot


def number(value: Result) -> int | float:
    """The argument as a number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise Cannot


def array(value: Result) -> tuple[Result, ...]:
    """The argument as a list."""
    if isinstance(value, tuple):
        return value
    raise Cannot


def json_object(value: Result) -> Object:
    """The argument as an object."""
    if isinstance(value, Object):
        return value
    raise Cannot
