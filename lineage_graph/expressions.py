"""What a value of a definition becomes where its parameters are known: a value, or ``Unknown`` with its reason.

Understood are literals, parameters passed straight through (``@dataset().x``, ``@pipeline().parameters.x``,
``@linkedService().x``), quoted strings, and these inside a text (``raw/@{dataset().x}``). Anything else is unknown.
The rules: https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lineage_graph.model import Reason
from lineage_graph.records import ArmParameter, Expression, Masked, Parameter, Properties, Value, VaultSecret

LONGEST_EXPRESSION: Final = 8192
"""Characters. Data Factory's own limit for an expression; longer ones are not looked at."""

_REFERENCE: Final = re.compile(
    r"""(?P<root>pipeline\s*\(\s*\)\s*\??\.\s*(?:global)?parameters|dataset\s*\(\s*\)|linkedservice\s*\(\s*\))
        \s*(?:\??\.\s*(?P<name>[A-Za-z_][\w-]*)|\??\[\s*'(?P<quoted>[^']+)'\s*\])\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_TEXT: Final = re.compile(r"\s*'(?P<text>(?:[^']|'')*)'\s*")
_ARM_PARAMETER: Final = re.compile(r"\s*parameters\s*\(\s*'(?P<name>[^']+)'\s*\)\s*", re.IGNORECASE)
"""What an ARM template leaves open inside a longer text; the readers write it as an expression."""
_RUNTIME: Final = re.compile(
    r"\b(activity|item|variables|trigger|triggerbody|utcnow|guid|rand|iterationitem|getpasttime|getfuturetime)\s*\("
    r"|pipeline\s*\(\s*\)\s*\??\.(?!\s*(?:global)?parameters)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the definitions do not hold: why, and the text that could not be resolved."""

    reason: Reason
    detail: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A text that is known in part."""

    parts: tuple[str | Unknown, ...]


Bindings = Mapping[str, "Value | Unknown"]
"""Parameters by lower-case name; Data Factory compares the names without case."""

NO_BINDINGS: Final[Bindings] = {}


@dataclass(frozen=True, slots=True)
class Scope:
    """The parameters that an expression may name, each kind under the function that gives it."""

    pipeline: Bindings = field(default_factory=dict)
    factory: Bindings = field(default_factory=dict)
    dataset: Bindings = field(default_factory=dict)
    linked_service: Bindings = field(default_factory=dict)


def evaluate(value: Value, scope: Scope) -> "Value | Unknown":
    """The value with its expressions resolved; objects and lists are given back as they are."""
    match value:
        case Expression(text):
            return _expression(text, scope)
        case ArmParameter(name):
            return Unknown(Reason.PARAMETER_WITHOUT_VALUE, name)
        case Masked():
            return Unknown(Reason.MASKED_CONNECTION, "the value is masked")
        case VaultSecret():
            return Unknown(Reason.SECRET_IN_KEY_VAULT, "the value is a secret in Key Vault")
        case _:
            return value


def text_of(value: Value, scope: Scope) -> str | Unknown | None:
    """The value as text: numbers and booleans as Data Factory writes them, None where there is nothing."""
    result = evaluate(value, scope)
    if result is None or isinstance(result, str | Unknown):
        return result
    if isinstance(result, int | float):
        return str(result)
    return Unknown(Reason.DYNAMIC_EXPRESSION, f"a text was expected, not {type(result).__name__.lower()}")


def template_of(value: Value, scope: Scope) -> str | Template | Unknown | None:
    """The value as a text that may be known in part."""
    return text_of(value, scope)


def join(pieces: Iterable[str | Template | Unknown]) -> str | Template | Unknown:
    """The pieces as one text."""
    parts: list[str | Unknown] = []
    for piece in pieces:
        for part in piece.parts if isinstance(piece, Template) else (piece,):
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            elif part != "":
                parts.append(part)
    if all(isinstance(part, str) for part in parts):
        return "".join(part for part in parts if isinstance(part, str))
    return parts[0] if len(parts) == 1 else Template(tuple(parts))


def bind(parameters: tuple[Parameter, ...], arguments: Properties, scope: Scope) -> Bindings:
    """The parameters' values: the argument in the caller's scope, else the default.

    An empty text as a default is no value: Data Factory's editor asks for a default and people leave it empty.
    An argument for a parameter that is not declared counts too; real factories have them.
    """
    given = {name.lower(): evaluate(value, scope) for name, value in arguments.items()}
    bound: dict[str, Value | Unknown] = {parameter.name.lower(): _default(parameter) for parameter in parameters}
    return {**bound, **given}


def _default(parameter: Parameter) -> "Value | Unknown":
    if not parameter.has_default or parameter.default in ("", None):
        return Unknown(Reason.PARAMETER_WITHOUT_VALUE, parameter.name)
    return evaluate(parameter.default, Scope())


def _expression(text: str, scope: Scope) -> "Value | Unknown":
    if len(text) > LONGEST_EXPRESSION:
        return Unknown(Reason.DYNAMIC_EXPRESSION, f"an expression of {len(text)} characters")
    if text.startswith("@@"):
        return text[1:]
    if text.startswith("@") and not text.startswith("@{"):
        return _body(text[1:], scope)
    return _interpolation(text, scope)


def _body(body: str, scope: Scope) -> "Value | Unknown":
    if found := _REFERENCE.fullmatch(body.strip()):
        return _parameter(found, scope)
    if found := _TEXT.fullmatch(body):
        return found["text"].replace("''", "'")
    if found := _ARM_PARAMETER.fullmatch(body):
        return Unknown(Reason.PARAMETER_WITHOUT_VALUE, found["name"])
    reason = Reason.RUNTIME_ONLY if _RUNTIME.search(body) else Reason.DYNAMIC_EXPRESSION
    return Unknown(reason, f"@{body}")


def _parameter(found: "re.Match[str]", scope: Scope) -> "Value | Unknown":
    root, name = found["root"].lower(), found["name"] or found["quoted"]
    if root.startswith("pipeline"):
        bindings = scope.factory if "global" in root else scope.pipeline
    else:
        bindings = scope.dataset if root.startswith("dataset") else scope.linked_service
    return bindings.get(name.lower(), Unknown(Reason.PARAMETER_WITHOUT_VALUE, name))


def _interpolation(text: str, scope: Scope) -> "str | Unknown":
    parts: list[str] = []
    for literal, body in _split(text):
        parts.append(literal)
        if body is not None:
            part = text_of(Expression(f"@{body}"), scope)
            if isinstance(part, Unknown):
                return Unknown(part.reason, text)
            parts.append(part or "")
    return "".join(parts)


def _split(text: str) -> Iterator[tuple[str, str | None]]:
    """A text with ``@{…}`` in it as (literal before, body) pairs; the last pair has no body. ``@@{`` is a literal."""
    start = position = 0
    while (opening := text.find("@{", position)) >= 0:
        if opening > start and text[opening - 1] == "@":
            yield text[start : opening - 1] + "@{", None
            start = position = opening + 2
            continue
        closing = _closing_brace(text, opening + 2)
        if closing < 0:
            break
        yield text[start:opening], text[opening + 2 : closing]
        start = position = closing + 1
    yield text[start:], None


def _closing_brace(text: str, position: int) -> int:
    """Where the ``@{`` that was opened before the position ends; braces inside quoted strings do not count."""
    depth, quoted = 1, False
    for index in range(position, len(text)):
        character = text[index]
        if character == "'":
            quoted = not quoted
        elif not quoted and character in "{}":
            depth += 1 if character == "{" else -1
            if depth == 0:
                return index
    return -1
