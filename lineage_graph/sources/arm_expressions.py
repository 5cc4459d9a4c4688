"""The expressions of ARM templates, as far as exported templates use them: ``[concat(parameters('x'), '/y')]``.

What has no value stays open and keeps its text. To understand another function: see ``arm_functions``.
The language: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Final

from lark import Lark, Token, Tree
from lark.exceptions import LarkError

from lineage_graph.records import ArmParameter, Expression
from lineage_graph.sources.arm_functions import FUNCTIONS
from lineage_graph.sources.arm_values import Mixed, Open, spelled
from lineage_graph.sources.raw import Json

LONGEST_EXPRESSION: Final = 24_576
"""Characters; Azure Resource Manager's own limit for an expression."""

_NAMES: Final = frozenset({"name", "referenceName", "activity", "type"})
"""Properties that name something: what is open in them is spelled out, so that a name and its references agree."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What expressions may refer to, by lower-case name: Azure Resource Manager ignores their case.

    ``known`` fills up with what was evaluated.
    """

    parameters: Mapping[str, Json] = field(default_factory=dict)
    variables: Mapping[str, Json] = field(default_factory=dict)
    known: dict[str, Json] = field(default_factory=dict)


def is_expression(text: str) -> bool:
    """Whether Azure Resource Manager evaluates the text; ``[[`` stands for a ``[`` at the beginning."""
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")


def resolve(raw: Json, scope: Scope) -> Json:
    """The JSON with every expression in it evaluated. What stays open becomes a record or, in a name, ``{x}``."""
    return _resolve(raw, scope, "")


def value_of(text: str, scope: Scope) -> Json:
    """The value of a text of the template: a JSON value, ``Open`` or ``Mixed``."""
    if not is_expression(text):
        return text[1:] if text.startswith("[[") else text
    tree = _parsed(text[1:-1])
    try:
        return text if tree is None else _value(tree, text[1:-1], scope, ())
    except RecursionError:
        return Open("an expression that is nested too deep")


def _resolve(raw: Json, scope: Scope, name: str) -> Json:
    if isinstance(raw, dict):
        return {_key(key, scope): _resolve(child, scope, key) for key, child in raw.items()}
    if isinstance(raw, list):
        return [_resolve(child, scope, name) for child in raw]
    if isinstance(raw, str) and raw.startswith("["):
        return _closed(raw, value_of(raw, scope), name)
    return raw


def _key(key: str, scope: Scope) -> str:
    return spelled(value_of(key, scope)) if key.startswith("[") else key


def _closed(written: str, value: Json, name: str) -> Json:
    """What the readers of definitions understand."""
    if value == "" and (parameter := _whole_parameter(written)) is not None:
        return ArmParameter(parameter)
    if isinstance(value, Open) and value.parameter is not None:
        return ArmParameter(value.parameter)
    if isinstance(value, Open | Mixed):
        return spelled(value) if name in _NAMES else Expression(_interpolated(value))
    return value


def _interpolated(value: Open | Mixed) -> str:
    """As an expression of Data Factory that nobody can evaluate: ``https://@{parameters('account')}.…``."""
    parts = (value,) if isinstance(value, Open) else value.parts
    return "".join(part if isinstance(part, str) else f"@{{{part.text}}}" for part in parts)


def _whole_parameter(written: str) -> str | None:
    tree = _parsed(written[1:-1]) if is_expression(written) else None
    if tree is None or tree.data != "call" or str(tree.children[0]).lower() != "parameters":
        return None
    return _text_of_token(tree.children[1])


@lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = files("lineage_graph.sources").joinpath("arm_expressions.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", propagate_positions=True)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> "Tree[Token] | None":
    """The expression's tree; None where it is none, such as the SQL ``[dbo].[t]`` that nobody escaped."""
    if len(text) > LONGEST_EXPRESSION:
        return None
    try:
        return _parser().parse(text)
    except LarkError:
        return None


def _text_of_token(tree: Json) -> str | None:
    if isinstance(tree, Tree) and tree.data == "text":
        return str(tree.children[0])[1:-1].replace("''", "'")
    return None


def _value(tree: "Tree[Token]", source: str, scope: Scope, busy: tuple[str, ...]) -> Json:
    written = source[tree.meta.start_pos : tree.meta.end_pos]
    if tree.data == "text":
        return _text_of_token(tree)
    if tree.data == "number":
        return int(str(tree.children[0]))
    if tree.data == "call":
        name, *inner = tree.children
        arguments = [_value(child, source, scope, busy) for child in inner if isinstance(child, Tree)]
        return _called(str(name).lower(), arguments, written, scope, busy)
    owner, step = tree.children
    held = _value(owner, source, scope, busy) if isinstance(owner, Tree) else None
    key = _value(step, source, scope, busy) if isinstance(step, Tree) else str(step)
    return _inside(held, key, written)


def _inside(held: Json, key: Json, written: str) -> Json:
    if isinstance(held, dict) and isinstance(key, str):
        return next((value for name, value in held.items() if name.lower() == key.lower()), Open(written))
    if isinstance(held, list) and isinstance(key, int) and -1 < key < len(held):
        return held[key]
    return Open(written)


def _called(name: str, arguments: list[Json], written: str, scope: Scope, busy: tuple[str, ...]) -> Json:
    if name in ("parameters", "variables"):
        return _looked_up(name, arguments, written, scope, busy)
    function = FUNCTIONS.get(name)
    return function(arguments, written) if function is not None else Open(written)


def _looked_up(kind: str, arguments: list[Json], written: str, scope: Scope, busy: tuple[str, ...]) -> Json:
    name = arguments[0] if len(arguments) == 1 and isinstance(arguments[0], str) else None
    if name is None:
        return Open(written)
    held = scope.parameters if kind == "parameters" else scope.variables
    place = f"{kind}({name.lower()})"
    if name.lower() not in held or place in busy:
        return Open(written, name if kind == "parameters" else None)
    if place not in scope.known:
        scope.known[place] = _evaluated(held[name.lower()], scope, (*busy, place))
    return scope.known[place]


def _evaluated(raw: Json, scope: Scope, busy: tuple[str, ...]) -> Json:
    """A default or a variable may itself hold expressions."""
    if isinstance(raw, str) and is_expression(raw):
        tree = _parsed(raw[1:-1])
        return raw if tree is None else _value(tree, raw[1:-1], scope, busy)
    if isinstance(raw, dict):
        return {key: _evaluated(child, scope, busy) for key, child in raw.items()}
    if isinstance(raw, list):
        return [_evaluated(child, scope, busy) for child in raw]
    return raw[1:] if isinstance(raw, str) and raw.startswith("[[") else raw
