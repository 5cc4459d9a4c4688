"""What a mapping data flow script says, as a tree of small frozen nodes.

To say something new: a rule in ``grammar.lark``, a node here, its method in ``build.py`` and its text in
``printing.py``. Every field that holds other nodes is a node or a tuple of nodes, so ``children`` finds them all.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Node:
    """Anything a script consists of; equal when it says the same, wherever it stands and however it is spaced."""


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A column, a keyword such as ``true``, whatever stands alone; without the braces it may be written in."""

    text: str


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """``$parameter``, ``$$``, ``$1``, ``#item``, ``:local``: the sign and what follows it."""

    sign: Literal["$", "#", ":"]
    name: str


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number as it is written: ``10``, ``0022``, ``1L``, ``2.5e3``."""

    text: str


@dataclass(frozen=True, slots=True)
class Text(Node):
    """A text; between double quotes its parts may be expressions. Escapes are undone, two strings never adjoin."""

    parts: "tuple[str | Expression, ...]"
    quote: Literal["'", '"'] = "'"


@dataclass(frozen=True, slots=True)
class Pattern(Node):
    """A regular expression between back-ticks, as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``function(arguments)``; also the clauses of a transformation, such as ``mapColumn(…)`` and ``output(…)``."""

    function: str
    arguments: "tuple[Argument, ...]"


@dataclass(frozen=True, slots=True)
class CachedLookup(Node):
    """``sink#lookup(keys)`` or ``sink#outputs()``: the rows that a cache sink of the same flow holds."""

    sink: str
    function: str
    arguments: "tuple[Argument, ...]"


@dataclass(frozen=True, slots=True)
class Member(Node):
    """``struct.field``, or ``stream@column`` where the separator is ``@``."""

    of: "Expression"
    separator: Literal[".", "@"]
    name: str


@dataclass(frozen=True, slots=True)
class Index(Node):
    """``array[position]``, counted from 1."""

    of: "Expression"
    position: "Expression"


@dataclass(frozen=True, slots=True)
class Prefixed(Node):
    """A sign before its operand: ``!``, ``-``, ``+``, ``~``."""

    operator: str
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Operation(Node):
    """Operands with the operators between them, all of one level: one operator fewer than operands."""

    operands: "tuple[Expression, ...]"
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group(Node):
    """An expression in parentheses."""

    expression: "Expression"


@dataclass(frozen=True, slots=True)
class Struct(Node):
    """``@(field = value, …)``."""

    fields: "tuple[Argument, ...]"


@dataclass(frozen=True, slots=True)
class Entry(Node):
    """``key -> value`` in a map."""

    key: "Expression"
    value: "Expression"


@dataclass(frozen=True, slots=True)
class Array(Node):
    """``[a, b]``, or a map ``['k' -> v]`` when its items are entries."""

    items: "tuple[Expression | Entry, ...]"


@dataclass(frozen=True, slots=True)
class SimpleType(Node):
    """``string``, or with sizes ``decimal(18, 2)``."""

    name: str
    sizes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArrayType(Node):
    """``item[]``."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class MapType(Node):
    """``[key, value]``."""

    key: "Type"
    value: "Type"


@dataclass(frozen=True, slots=True)
class StructType(Node):
    """``(field as type, …)``."""

    fields: "tuple[SchemaItem, ...]"


@dataclass(frozen=True, slots=True)
class SchemaItem(Node):
    """``column as type 'format'``."""

    name: str
    type: "Type"
    format: "Expression | None" = None


@dataclass(frozen=True, slots=True)
class Option(Node):
    """``name: value``."""

    name: str
    value: "Expression"


@dataclass(frozen=True, slots=True)
class Assignment(Node):
    """``target = value``, with ``? type`` where a value is parsed; the target may be a pattern over names."""

    target: "Expression"
    value: "Expression"
    type: "Type | None" = None


Type = SimpleType | ArrayType | MapType | StructType
Expression = (
    Name
    | Variable
    | Number
    | Text
    | Pattern
    | Call
    | CachedLookup
    | Member
    | Index
    | Prefixed
    | Operation
    | Group
    | Struct
    | Array
)
Argument = Expression | Option | Assignment | SchemaItem


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A parameter of the data flow, with its default."""

    name: str
    type: Type
    default: Expression | None = None


@dataclass(frozen=True, slots=True)
class Stream(Node):
    """A transformation read by another one, or one branch of it."""

    name: str
    branch: str | None = None


@dataclass(frozen=True, slots=True)
class Statement(Node):
    """``inputs transformation(arguments) ~> name@(branches)``."""

    inputs: tuple[Stream, ...]
    transformation: str
    arguments: tuple[Argument, ...]
    name: str
    branches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Script(Node):
    """A whole script; its statements stand in any order."""

    parameters: tuple[Parameter, ...]
    statements: tuple[Statement, ...]


MAX_DEPTH: Final = 150
"""How deep a tree may be: what walks it by recursion stays far below Python's limit of 1,000 calls."""


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below this one, in the order of the script."""
    for field in fields(node):
        value = getattr(node, field.name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Node):
                yield item


def depth(node: Node) -> int:
    """How many nodes lie on the longest way down from this one, itself included; no recursion."""
    levels, layer = 0, [node]
    while layer:
        layer = [child for parent in layer for child in children(parent)]
        levels += 1
    return levels
