"""JSON without its secrets that is JSON still, of the same shape, so that the readers make the same records of it.

The rules are those of ``values.Border``, which makes typed values instead: what it masks is masked here, what it
redacts is redacted here. ``tests/capture`` holds the two together.
"""

from collections.abc import Iterable
from typing import Final

from lineage_graph.keys import segment, storable
from lineage_graph.sources.payloads import without_payload
from lineage_graph.sources.raw import Json
from lineage_graph.sources.redaction import MASK, redact
from lineage_graph.sources.secret_names import is_secret
from lineage_graph.sources.values import (
    SECURE_TYPES,
    VALUE_OF_A_PAIR,
    Border,
    holds_a_secret_pair,
    is_literal,
    without_secrets,
)

_LINES_OF_CODE: Final = frozenset({"source", "script", "scriptlines", "query"})
_ARGUMENTS: Final = ("parameters", "datasetParameters")
_TYPES: Final = frozenset(
    {
        *("string", "int", "integer", "float", "bool", "boolean", "array", "object", "expression"),
        *SECURE_TYPES,
    }
)
"""What may stand under ``type`` inside a secret without being one."""


def scrubbed(raw: Json, border: Border, name: str = "") -> Json:
    """The JSON of the property with that name, without secrets."""
    if name and is_secret(name, of_a_connection=border.of_a_connection):
        return _of_a_secret(raw, border)
    match raw:
        case str():
            return (
                _code(raw) if name.lower() in _LINES_OF_CODE else without_secrets(raw, name, evaluated=border.evaluated)
            )
        case dict():
            return _object(raw, border, name)
        case list():
            return _lines(raw) if _is_code(raw, name) else [scrubbed(item, border, name) for item in raw]
        case _:
            return raw


def masked(raw: Json) -> Json:
    """The JSON with a mask in the place of every value; what Azure says of its type stays."""
    match raw:
        case None | bool():
            return raw
        case dict():
            return {
                redact(key): value if key == "type" and str(value).lower() in _TYPES else masked(value)
                for key, value in raw.items()
            }
        case list():
            return [masked(item) for item in raw]
        case _:
            return MASK


def properties(raw: dict[str, Json], border: Border) -> dict[str, Json]:
    """An object whose properties are values by their names, as ``Border.properties`` takes it."""
    pair = holds_a_secret_pair(raw)
    hidden = _secure_of_callee(raw, border)
    return {
        redact(storable(name)): masked(child)
        if pair and name in VALUE_OF_A_PAIR and (border.evaluated or is_literal(child))
        else _arguments(child, border, hidden)
        if name == "parameters" and hidden and isinstance(child, dict)
        else scrubbed(child, border, name)
        for name, child in raw.items()
    }


def only(raw: Json, names: Iterable[str]) -> dict[str, Json]:
    """The object's properties of these names; nothing of what is no object."""
    return {name: raw[name] for name in names if name in raw} if isinstance(raw, dict) else {}


def _object(raw: dict[str, Json], border: Border, name: str) -> Json:
    kind = raw.get("type")
    if isinstance(kind, str):
        if kind.lower() in SECURE_TYPES:
            return masked(raw)
        if kind == "Expression" and "value" in raw:
            return {"type": kind, "value": scrubbed(raw["value"], border, name)}
        settings = raw.get("typeProperties")
        if isinstance(settings, dict):
            raw = {**raw, "typeProperties": without_payload(kind, settings)}
    return _reference(raw, border) if "referenceName" in raw else properties(raw, border)


def _reference(raw: dict[str, Json], border: Border) -> dict[str, Json]:
    named, kind = raw["referenceName"], raw.get("type")
    hidden = _secure(border, kind, named)
    return {
        key: _arguments(value, border, hidden) if key in _ARGUMENTS else scrubbed(value, border)
        for key, value in raw.items()
    }


def _arguments(raw: Json, border: Border, hidden: frozenset[str]) -> Json:
    """Arguments are no properties of a connection, whatever they are called."""
    open_border = Border(evaluated=border.evaluated, secure=border.secure)
    if not isinstance(raw, dict):
        return scrubbed(raw, open_border)
    given = properties({name: value for name, value in raw.items() if name.lower() not in hidden}, open_border)
    return {**given, **{redact(name): MASK for name in raw if name.lower() in hidden}}


def _secure_of_callee(raw: dict[str, Json], border: Border) -> frozenset[str]:
    """The secure parameters of a pipeline that stands beside the arguments it is called with."""
    for name in ("pipeline", "pipelineReference"):
        callee = raw.get(name)
        if isinstance(callee, dict) and "parameters" in raw:
            return _secure(border, callee.get("type") or "PipelineReference", callee.get("referenceName"))
    return frozenset()


def _secure(border: Border, kind: Json, name: Json) -> frozenset[str]:
    known = isinstance(kind, str) and isinstance(name, str)
    return border.secure.get((kind, segment(name)), frozenset()) if known else frozenset()


def _of_a_secret(raw: Json, border: Border) -> Json:
    """A mask, but for a reference or a name in a vault, which say where the secret is."""
    if isinstance(raw, dict) and ("referenceName" in raw or raw.get("type") == "AzureKeyVaultSecret"):
        return _object(raw, border, "")
    return masked(raw)


def _is_code(raw: list[Json], name: str) -> bool:
    return name.lower() in _LINES_OF_CODE and all(isinstance(line, str) for line in raw)


def _lines(raw: list[str]) -> list[str]:
    """Lines of code, looked at together: a private key has several."""
    text = "\n".join(line.removesuffix("\n").removesuffix("\r") for line in raw)
    clean = _code(text)
    return raw if clean == text else clean.split("\n")


def _code(raw: str) -> str:
    return redact(storable(raw), code=True)
