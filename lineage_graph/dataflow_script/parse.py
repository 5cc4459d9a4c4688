"""Reading a script: ``parse`` for a whole one, ``parse_expression`` for one expression, such as a parameter's value.

The grammar is loaded at the first use. However long or deep a text is, it fails in no other way than ``ScriptError``.
A new terminal in ``grammar.lark`` needs its words in ``_WORDS``.
"""

from functools import cache
from importlib.resources import files
from typing import Final, cast

from lark import Lark, Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.lexer import PatternStr

from lineage_graph.dataflow_script.build import Builder
from lineage_graph.dataflow_script.syntax import MAX_DEPTH, Expression, Node, Script, depth
from lineage_graph.errors import LineageError

MAX_CHARACTERS: Final = 1_000_000
MAX_STATEMENTS: Final = 2_000
"""Both far above any data flow that a person or a generator writes."""

_SHOWN: Final = 30
_OPERATORS: Final = dict.fromkeys(("OR", "XOR", "AND", "COMPARE", "BITWISE", "SIGN", "TIMES", "NOT"), "an operator")
_WORDS: Final = _OPERATORS | {
    "$END": "the end",
    "NAME": "a name",
    "BRACED": "a name",
    "SIZED": "a type",
    "VARIABLE": "a parameter",
    "NUMBER": "a number",
    "PATTERN": "a pattern",
    "TEXT": "a text",
    "TEMPLATE": "a text",
    "_AS": "'as'",
    "_PARAMETERS": "'parameters'",
}
_GO_ON: Final = {"an operator", *(f"'{sign}'" for sign in (".", "@", "[", "(", "#", "?", ":", "=", "->"))}
"""What may nearly always follow: named only where nothing else may."""
_EXPRESSION: Final = {"a name", "a number", "a parameter", "a pattern", "a text"}
_UNCLOSED: Final = {
    "'": "a text without its end",
    '"': "a text without its end",
    "`": "a pattern without its end",
    "{": "a name without its end",
}


class ScriptError(LineageError):
    """A script that cannot be read; ``line`` and ``column``, both from 1, say where."""

    def __init__(self, line: int, column: int, problem: str) -> None:
        super().__init__(f"data flow script, line {line}, column {column}: {problem}")
        self.line = line
        self.column = column


def parse(text: str) -> Script:
    """The script as a tree; the caller joins ``scriptLines`` with line feeds. ScriptError where it is no script."""
    script = cast("Script", _read(text, "script"))
    if len(script.statements) > MAX_STATEMENTS:
        raise ScriptError(1, 1, f"{len(script.statements):,} transformations, more than {MAX_STATEMENTS:,}")
    return script


def parse_expression(text: str) -> Expression:
    """One expression as a tree. ScriptError where it is none."""
    return cast("Expression", _read(text, "expression"))


def _read(text: str, start: str) -> Node:
    if len(text) > MAX_CHARACTERS:
        raise ScriptError(1, 1, f"{len(text):,} characters, more than {MAX_CHARACTERS:,}")
    try:
        tree = cast("Node", _parser().parse(text, start))
    except UnexpectedInput as error:
        raise ScriptError(max(error.line, 1), max(error.column, 1), _problem(error)) from None
    if (levels := depth(tree)) > MAX_DEPTH:
        raise ScriptError(1, 1, f"nested {levels:,} levels deep, more than {MAX_DEPTH}")
    return tree


def _read_hole(text: str) -> Expression | None:
    try:
        return parse_expression(text)
    except ScriptError:
        return None


@cache
def _parser() -> Lark:
    grammar = files("lineage_graph.dataflow_script").joinpath("grammar.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", start=["script", "expression"], transformer=Builder(_read_hole))


def _problem(error: UnexpectedInput) -> str:
    if isinstance(error, UnexpectedToken):
        return f"expected {_expected(error.accepts or error.expected)}, found {_found(error.token)}"
    if isinstance(error, UnexpectedCharacters):
        return f"expected {_expected(error.allowed)}, found {_UNCLOSED.get(error.char, repr(error.char))}"
    return "it ends too early"


def _found(token: Token) -> str:
    """Names and signs as they are written; a text may hold what nobody else should read."""
    if token.type in _WORDS and token.type not in {"NAME", *_OPERATORS}:
        return _WORDS[token.type]
    return _UNCLOSED.get(token, f"'{token[:_SHOWN]}'")


def _expected(terminals: set[str] | None) -> str:
    words = {_word(terminal) for terminal in terminals or ()}
    if words >= _EXPRESSION:
        words = words - _EXPRESSION | {"an expression"}
    *others, last = sorted(words - _GO_ON or words) or ["something else"]
    return f"{', '.join(others)} or {last}" if others else last


def _word(terminal: str) -> str:
    pattern = _parser().get_terminal(terminal).pattern if terminal not in _WORDS else None
    return f"'{pattern.value}'" if isinstance(pattern, PatternStr) else _WORDS.get(terminal, terminal)
