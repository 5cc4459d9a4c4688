"""The tree of an expression: ``Literal``, ``Call``, ``Access`` and, for a text with ``@{…}`` in it, ``Text``.

Parentheses and blanks leave no trace. A chain of ``.name`` and ``[index]`` is one node, however long it is.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

from lineage_graph.errors import LineageError
from lineage_graph.records import Scalar

LONGEST_EXPRESSION: Final = 8192
"""Characters. Data Factory's own limit for an expression; longer ones are not looked at."""

DEEPEST: Final = 80
"""Calls, indices and parentheses inside one another."""

MOST_STEPS: Final = 200
"""Properties and indices after one another."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, a number, ``true``, ``false`` or ``null``."""

    value: Scalar

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Literal) and type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Call:
    """A function or a root such as ``pipeline()`` with its arguments; the name as written."""

    name: str
    arguments: "tuple[Tree, ...]" = ()


@dataclass(frozen=True, slots=True)
class Property:
    """``.name``; ``is_safe`` for ``?.name``, which gives null where there is no such property."""

    name: str
    is_safe: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """``[index]``; ``is_safe`` for ``?[index]``."""

    index: "Tree"
    is_safe: bool = False


@dataclass(frozen=True, slots=True)
class Access:
    """What lies inside a value, step by step."""

    owner: "Tree"
    steps: tuple[Property | Index, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text with expressions in it; its value is always a text."""

    parts: "tuple[str | Tree, ...]"


Tree: TypeAlias = Literal | Call | Access | Text


class ExpressionError(LineageError):
    """An expression that cannot be read; ``position`` counts its characters from 0."""

    exit_code = 2

    def __init__(self, position: int, problem: str) -> None:
        super().__init__(f"expression, character {position + 1}: {problem}")
        self.position = position
        self.problem = problem
