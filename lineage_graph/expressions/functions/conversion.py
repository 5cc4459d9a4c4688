"""Conversion functions but those of XML and ``coalesce``; see ``markup`` and ``decisions``.

https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions#conversion-functions
"""

import base64
import binascii
import json
import math
import re
from dataclasses import replace as changed
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from lineage_graph.expressions.functions.registry import Cannot, function, number, text
from lineage_graph.expressions.functions.string import each_text
from lineage_graph.expressions.results import NO_OBJECT, Object, Result, Template, Unknown, first_unknown, template
from lineage_graph.expressions.texts import call_text, from_json, in_text

DEEPEST_JSON: Final = 100
_DATA_URI: Final = re.compile(r"data:[^,]*?(;base64)?,(.*)", re.DOTALL)
_INTEGER: Final = re.compile(r"\s*[+-]?[0-9]{1,19}\s*")
_FLOAT: Final = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?\s*")
_LARGEST: Final = 2**63
_LONGEST_BINARY: Final = 100_000
_QUOTE: Final = re.compile(r'(?<!\\)(?:\\\\)*"')
_OPEN: Final = "\ue000"
_CLOSE: Final = "\ue001"
_HOLE: Final = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
"""What stands for a hole while its JSON is read: characters of private use."""


@function("array", 1)
def _array(value: Result) -> Result:
    if isinstance(value, tuple):
        raise Cannot
    return (value,)


@function("createArray", 1, 10_000, takes_unknown=True)
def _create_array(*values: Result) -> Result:
    return values


@function("base64", 1)
def _base64(value: Result) -> Result:
    return base64.b64encode(_bytes(text(value))).decode("ascii")


def _bytes(value: str) -> bytes:
    try:
        return value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Cannot from error


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Cannot from error


def _from_base64(value: str) -> str:
    try:
        return _decoded(base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError) as error:
        raise Cannot from error


@function("base64ToString", 1)
def _base64_to_string(value: Result) -> Result:
    return _from_base64(text(value))


@function("decodeBase64", 1)
def _decode_base64(value: Result) -> Result:
    return _from_base64(text(value))


def _bits(value: str) -> str:
    """The bytes as the documentation shows binary: their bits."""
    raw = _bytes(value)
    if len(raw) > _LONGEST_BINARY:
        raise Cannot
    return "".join(f"{byte:08b}" for byte in raw)


@function("binary", 1)
def _binary(value: Result) -> Result:
    return _bits(text(value))


@function("base64ToBinary", 1)
def _base64_to_binary(value: Result) -> Result:
    return _bits(text(value))


@function("dataUriToBinary", 1)
def _data_uri_to_binary(value: Result) -> Result:
    return _bits(text(value))


@function("decodeDataUri", 1)
def _decode_data_uri(value: Result) -> Result:
    return _bits(text(value))


@function("uriComponentToBinary", 1)
def _uri_component_to_binary(value: Result) -> Result:
    """The documentation's example has the quotation marks in it."""
    return _bits(f'"{text(value)}"')


@function("dataUri", 1)
def _data_uri(value: Result) -> Result:
    return f"data:text/plain;charset=utf-8;base64,{base64.b64encode(_bytes(text(value))).decode('ascii')}"


@function("dataUriToString", 1)
def _data_uri_to_string(value: Result) -> Result:
    found = _DATA_URI.fullmatch(text(value))
    if found is None:
        raise Cannot
    return _from_base64(found[2]) if found[1] else _decoded(unquote_to_bytes(found[2]))


def _encoded(value: str) -> str:
    return quote(_bytes(value), safe="-_.~")


@function("uriComponent", 1, takes_unknown=True)
def _uri_component(value: Result) -> Result:
    return each_text("uriComponent", value, _encoded)


@function("encodeUriComponent", 1, takes_unknown=True)
def _encode_uri_component(value: Result) -> Result:
    return each_text("uriComponent", value, _encoded)


@function("uriComponentToString", 1)
def _uri_component_to_string(value: Result) -> Result:
    return _decoded(unquote_to_bytes(text(value)))


@function("decodeUriComponent", 1)
def _decode_uri_component(value: Result) -> Result:
    return _decoded(unquote_to_bytes(text(value)))


@function("bool", 1)
def _bool(value: Result) -> Result:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        words: dict[str, Result] = {"true": True, "false": False}
        if (known := words.get(value.strip().lower())) is not None:
            return known
        raise Cannot
    return number(value) != 0


@function("int", 1)
def _int(value: Result) -> Result:
    if isinstance(value, str):
        if _INTEGER.fullmatch(value) and -_LARGEST <= int(value) < _LARGEST:
            return int(value)
        raise Cannot
    held = number(value)
    if isinstance(held, float) and not held.is_integer():
        raise Cannot
    return int(held)


@function("float", 1)
def _float(value: Result) -> Result:
    return _as_float(value)


@function("decimal", 1)
def _decimal(value: Result) -> Result:
    """Not documented for Data Factory, but there; an integer stays one."""
    return value if isinstance(value, int) and not isinstance(value, bool) else _as_float(value)


def _as_float(value: Result) -> float:
    if isinstance(value, str) and not _FLOAT.fullmatch(value):
        raise Cannot
    held = float(value) if isinstance(value, str) else float(number(value))
    if math.isfinite(held):
        return held
    raise Cannot


@function("string", 1, takes_unknown=True)
def _string(value: Result) -> Result:
    """The value as a text, an object as compact JSON; what is unknown stays the same unknown."""
    result = in_text(value)
    if result is None:
        raise Cannot
    return result


@function("json", 1, takes_unknown=True)
def _json(value: Result) -> Result:
    """The value that a JSON text holds; an empty object for null."""
    if value is None:
        return NO_OBJECT
    if isinstance(value, Unknown | Template):
        found = first_unknown(value)
        return _with_holes(value) if isinstance(value, Template) else changed(value, detail=call_text("json", (found,)))
    return value if isinstance(value, Object | tuple) else decoded(text(value))


def decoded(written: str) -> Result:
    """The JSON text as a result; ``Cannot`` where it is none, or nested too deep."""
    if _depth(written) > DEEPEST_JSON:
        raise Cannot
    try:
        return from_json(json.loads(written, parse_constant=_no_constant))
    except ValueError as error:
        raise Cannot from error


def _no_constant(_: str) -> Result:
    raise Cannot


def _depth(written: str) -> int:
    """Brackets inside one another, at most: those in texts count too."""
    depth = deepest = 0
    for sign in re.findall(r"[\[{\]}]", written):
        depth += 1 if sign in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _with_holes(value: Template) -> Result:
    """A JSON text with holes, where these lie inside its texts or stand for whole values.

    What fills a hole is taken to end neither a text nor a value of the JSON.
    """
    pieces: list[str] = []
    quoted, count = False, 0
    for part in value.parts:
        if isinstance(part, str):
            quoted ^= len(_QUOTE.findall(part)) % 2 == 1
            pieces.append(part)
        else:
            pieces.append(f"{_OPEN}{count}{_CLOSE}" if quoted else f'"{_OPEN}{count}{_CLOSE}"')
            count += 1
    try:
        if any(isinstance(part, str) and (_OPEN in part or _CLOSE in part) for part in value.parts):
            raise Cannot
        return _filled(decoded("".join(pieces)), value.holes)
    except Cannot:
        return changed(value.holes[0], detail=call_text("json", (value,)))


def _filled(result: Result, holes: tuple[Unknown, ...]) -> Result:
    if isinstance(result, str):
        pieces = _HOLE.split(result)
        return template(holes[int(piece)] if index % 2 else piece for index, piece in enumerate(pieces))
    if isinstance(result, tuple):
        return tuple(_filled(item, holes) for item in result)
    if isinstance(result, Object):
        if any(_OPEN in name for name in result):
            raise Cannot
        return Object({name: _filled(inner, holes) for name, inner in result.items()})
    return result
