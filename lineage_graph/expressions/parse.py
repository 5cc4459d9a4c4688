"""Reading an expression: ``parse`` turns the text of a JSON value into a tree.

The rules: https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions#expressions
However long or deep a text is, it fails in no other way than ``ExpressionError``.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lineage_graph.expressions.syntax import (
    DEEPEST,
    LONGEST_EXPRESSION,
    MOST_STEPS,
    Access,
    Call,
    ExpressionError,
    Index,
    Literal,
    Property,
    Text,
    Tree,
)
from lineage_graph.records import Scalar

NAME: Final = re.compile(r"[^\W\d][\w-]*|\$[\w-]+")
_BLANKS: Final = re.compile(r"\s*")
_TEXT: Final = re.compile(r"'([^']*(?:''[^']*)*)'")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(\.[0-9]*)?|(\.[0-9]+))([eE][+-]?[0-9]+)?")
_WORDS: Final[dict[str, Scalar]] = {"true": True, "false": False, "null": None}
_LARGEST: Final = 2**63
_LONGEST_INTEGER: Final = 20
_SHOWN: Final = 20


def parse(text: str) -> Tree:
    """The text of a JSON value as a tree: ``@f()``, ``a@{f()}``, ``@@`` for ``@``, or just a text.

    Raises ``ExpressionError`` with the position of what cannot be read.
    """
    found = _parsed(text)
    if isinstance(found, ExpressionError):
        raise ExpressionError(found.position, found.problem)
    return found


@lru_cache(maxsize=8192)
def _parsed(text: str) -> Tree | ExpressionError:
    try:
        return _read(text)
    except ExpressionError as error:
        return error.with_traceback(None)


def _read(text: str) -> Tree:
    if len(text) > LONGEST_EXPRESSION:
        raise ExpressionError(LONGEST_EXPRESSION, f"an expression of {len(text)} characters")
    if text.startswith("@") and not text.startswith(("@@", "@{")):
        reader = _Reader(text, 1)
        tree = reader.expression(0)
        if reader.position < len(text):
            raise reader.failure("the end")
        return tree
    return _interpolated(text)


def _interpolated(text: str) -> Tree:
    """A text with ``@{…}`` in it; ``@@{`` stands for ``@{``, and ``@@`` at the beginning for ``@``."""
    parts: list[str | Tree] = []
    literal, start = "", 0
    if text.startswith("@@") and not text.startswith("@@{"):
        literal, start = "@", 2
    while (opening := text.find("@{", start)) >= 0:
        if opening > start and text[opening - 1] == "@":
            literal, start = f"{literal}{text[start : opening - 1]}@{{", opening + 2
            continue
        if literal := literal + text[start:opening]:
            parts.append(literal)
        reader = _Reader(text, opening + 2)
        parts.append(reader.expression(0))
        reader.expect("}")
        literal, start = "", reader.position
    if not parts:
        return Literal(literal + text[start:])
    if literal := literal + text[start:]:
        parts.append(literal)
    return Text(tuple(parts))


@dataclass(slots=True)
class _Reader:
    """A place in a text that moves on with what is read."""

    text: str
    position: int

    def expression(self, depth: int) -> Tree:
        """A value with what is taken out of it."""
        if depth > DEEPEST:
            raise ExpressionError(self.position, f"nested more than {DEEPEST} levels deep")
        owner = self._primary(depth)
        steps: list[Property | Index] = []
        while step := self._step(depth):
            steps.append(step)
            if len(steps) > MOST_STEPS:
                raise ExpressionError(self.position, f"more than {MOST_STEPS} steps into a value")
        if not steps:
            return owner
        return (
            Access(owner.owner, owner.steps + tuple(steps))
            if isinstance(owner, Access)
            else Access(owner, tuple(steps))
        )

    def expect(self, sign: str) -> None:
        """Go on after the sign."""
        if not self._takes(sign):
            raise self.failure(f"'{sign}'")

    def failure(self, expected: str) -> ExpressionError:
        """What is wrong here."""
        self._skip_blanks()
        found = self.text[self.position : self.position + _SHOWN].split("\n")[0]
        if found.startswith("'"):
            return ExpressionError(
                self.position, f"expected {expected}, found a text" if _TEXT.match(found) else "a text without its end"
            )
        if found.startswith('"'):
            return ExpressionError(self.position, f"expected {expected}, found '\"'; texts are in single quotes")
        return ExpressionError(self.position, f"expected {expected}, found {repr(found) if found else 'the end'}")

    def _skip_blanks(self) -> None:
        blanks = _BLANKS.match(self.text, self.position)
        self.position = blanks.end() if blanks else self.position

    def _takes(self, sign: str) -> bool:
        self._skip_blanks()
        if not self.text.startswith(sign, self.position):
            return False
        self.position += len(sign)
        return True

    def _match(self, pattern: "re.Pattern[str]") -> "re.Match[str] | None":
        self._skip_blanks()
        if found := pattern.match(self.text, self.position):
            self.position = found.end()
        return found

    def _primary(self, depth: int) -> Tree:
        if found := self._match(_TEXT):
            return Literal(found[1].replace("''", "'"))
        if found := self._match(_NUMBER):
            return Literal(self._number(found))
        if self._takes("("):
            inner = self.expression(depth + 1)
            self.expect(")")
            return inner
        found = self._match(NAME)
        if found is None:
            raise self.failure("an expression")
        if self._takes("("):
            return Call(found[0], self._arguments(depth))
        if found[0].lower() in _WORDS:
            return Literal(_WORDS[found[0].lower()])
        raise ExpressionError(found.start(), f"{found[0]!r} is no value; a text is written in single quotes")

    def _arguments(self, depth: int) -> tuple[Tree, ...]:
        if self._takes(")"):
            return ()
        arguments = [self.expression(depth + 1)]
        while self._takes(","):
            arguments.append(self.expression(depth + 1))
        if not self._takes(")"):
            raise self.failure("',' or ')'")
        return tuple(arguments)

    def _step(self, depth: int) -> Property | Index | None:
        self._skip_blanks()
        start, is_safe = self.position, self._takes("?")
        if self._takes("."):
            if found := self._match(NAME):
                return Property(found[0], is_safe)
            raise self.failure("a name")
        if self._takes("["):
            index = self.expression(depth + 1)
            self.expect("]")
            return Index(index, is_safe)
        self.position = start
        return None

    def _number(self, found: "re.Match[str]") -> int | float:
        if not any(found.groups()) and len(found[0]) <= _LONGEST_INTEGER and -_LARGEST <= int(found[0]) < _LARGEST:
            return int(found[0])
        number = float(found[0])
        if math.isfinite(number):
            return number
        raise ExpressionError(found.start(), "a number that is too large")
