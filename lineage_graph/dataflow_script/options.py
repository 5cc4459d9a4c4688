"""The options of sources and sinks: ``store``, ``folderPath``, ``wildcardPaths``, ``query`` and all others.

A value is a row of parts to be joined: text that is written out, parameters of the data flow, and what nobody can know
before the run. To see through another function, add a case to ``parts``.
"""

from dataclasses import dataclass
from typing import cast

from lineage_graph.dataflow_script.printing import unparse
from lineage_graph.dataflow_script.syntax import (
    Argument,
    Array,
    Call,
    Expression,
    Group,
    Name,
    Number,
    Operation,
    Option,
    Statement,
    Text,
    Variable,
)


@dataclass(frozen=True, slots=True)
class LiteralText:
    """Text that the script writes out."""

    text: str


@dataclass(frozen=True, slots=True)
class ParameterName:
    """A parameter of the data flow, without its ``$``; it compares without regard to case."""

    name: str


@dataclass(frozen=True, slots=True)
class Dynamic:
    """An expression whose value only the run knows."""

    expression: Expression

    @property
    def text(self) -> str:
        """The expression as a script writes it."""
        return unparse(self.expression)


Part = LiteralText | ParameterName | Dynamic


def option(statement: Statement, name: str) -> Expression | None:
    """The value of a transformation's option, whatever the case of its name; None where it is not set."""
    for argument in statement.arguments:
        if isinstance(argument, Option) and argument.name.casefold() == name.casefold():
            return argument.value
    return None


def literal(expression: Expression | None) -> str | None:
    """The text of a value that is wholly written out; None for every other value and for no value."""
    if expression is None:
        return None
    match parts(expression):
        case (LiteralText(text),):
            return text
    return None


def alternatives(expression: Expression) -> tuple[tuple[Part, ...], ...]:
    """The parts of each value of a list, such as ``wildcardPaths``; a value that is no list stands for itself."""
    match expression:
        case Group(inner):
            return alternatives(inner)
        case Array(items):
            return tuple(parts(item) for item in items if isinstance(item, Expression))
    return (parts(expression),)


def parts(expression: Expression) -> tuple[Part, ...]:
    """The parts whose texts, one after the other, are the value; never empty, and no two literals side by side.

    Understood are texts with ``{expressions}``, ``$parameters``, ``concat``, ``toString`` and ``+`` between texts.
    """
    return _joined(_flat(expression))


def _flat(expression: Expression) -> list[Part]:
    match expression:
        case Variable("$", name) if name.isidentifier():
            return [ParameterName(name)]
        case Number(text) | Name("true" | "false" as text):
            return [LiteralText(text)]
    pieces = _pieces(expression)
    return [Dynamic(expression)] if pieces is None else [part for piece in pieces for part in _part(piece)]


def _part(piece: str | Argument) -> list[Part]:
    return [LiteralText(piece)] if isinstance(piece, str) else _flat(cast("Expression", piece))


def _pieces(expression: Expression) -> tuple[str | Argument, ...] | None:
    """What the value is put together from, None where nobody can say."""
    match expression:
        case Text(pieces):
            return pieces
        case Group(inner):
            return (inner,)
        case Operation(operands, operators) if set(operators) == {"+"} and not _numeric(operands):
            return operands
        case Call(function, arguments) if _is_text(function.casefold(), arguments):
            return arguments
    return None


def _numeric(operands: tuple[Expression, ...]) -> bool:
    return any(isinstance(operand, Number) for operand in operands)


def _is_text(function: str, arguments: tuple[Argument, ...]) -> bool:
    named = function == "concat" or (function == "tostring" and len(arguments) == 1)
    return named and all(isinstance(argument, Expression) for argument in arguments)


def _joined(pieces: list[Part]) -> tuple[Part, ...]:
    joined: list[Part] = []
    for piece in pieces:
        if isinstance(piece, LiteralText) and joined and isinstance(joined[-1], LiteralText):
            joined[-1] = LiteralText(joined[-1].text + piece.text)
        elif piece != LiteralText(""):
            joined.append(piece)
    return tuple(joined) or (LiteralText(""),)
