"""Bytes of a file to JSON, whatever an editor or an export made of them; what cannot be read is a ``Flaw``.

Real repositories hold UTF-8 with and without a byte order mark, UTF-16 and Latin-1. Numbers that no database can keep
become text. The limits guard against files that are no definitions.
"""

import json
import math
import stat
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from lineage_graph.sources.raw import Json
from lineage_graph.sources.redaction import redact

LARGEST_FILE: Final = 100 * 1024 * 1024
"""Bytes. The largest template that Azure Resource Manager takes has 4 MB."""

DEEPEST_NESTING: Final = 100
"""Objects and lists inside one another; the deepest real definition seen has about thirty."""

MOST_VALUES: Final = 5_000_000
"""Values in one file; the largest real template seen has some hundred thousand."""

_TOO_DEEP: Final = f"nested deeper than {DEEPEST_NESTING} levels"
_INT64: Final = range(-(2**63), 2**63)
_LONGEST_NUMBER: Final = 20


@dataclass(frozen=True, slots=True)
class Document:
    """The JSON of a file. ``note`` says what was odd about it."""

    content: Json
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a file cannot be read: one line, no secret."""

    reason: str


def read_document(path: Path) -> Document | Flaw:
    """The JSON of a regular file."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return Flaw("not a regular file")
        if found.st_size > LARGEST_FILE:
            return Flaw(f"larger than {LARGEST_FILE // 1024**2} MB ({found.st_size // 1024**2} MB)")
        raw = path.read_bytes()
    except OSError as error:
        return Flaw(f"cannot be read: {error.strerror or 'input/output error'}")
    return decode(raw)


def decode(raw: bytes) -> Document | Flaw:
    """The JSON in these bytes."""
    text = _text(raw)
    if isinstance(text, Flaw):
        return text
    content = _parsed(text.content)
    if isinstance(content, Flaw):
        return content
    problem = is_too_large(content.content)
    return Flaw(problem) if problem else Document(content.content, text.note)


def _text(raw: bytes) -> Document | Flaw:
    encoding = json.detect_encoding(raw)
    try:
        return Document(raw.decode(encoding))
    except UnicodeDecodeError:
        if encoding.startswith("utf-8"):
            return Document(raw.decode("latin-1"), "it is not UTF-8 and was read as Latin-1")
        return Flaw(f"is not the {encoding.upper()} that it seems to be")


class _Refused(ValueError):
    """What JSON's grammar allows here and we do not."""


def _parsed(text: str) -> Document | Flaw:
    try:
        return Document(
            json.loads(
                text, object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant
            )
        )
    except json.JSONDecodeError as error:
        return Flaw(f"invalid JSON at line {error.lineno}, column {error.colno}: {error.msg}")
    except _Refused as error:
        return Flaw(str(error))
    except RecursionError:
        return Flaw(_TOO_DEEP)


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    result = dict(pairs)
    if len(result) != len(pairs):
        _refuse_contradictions(pairs)
    return result


def _refuse_contradictions(pairs: list[tuple[str, Json]]) -> None:
    first: dict[str, Json] = {}
    for name, value in pairs:
        if first.setdefault(name, value) != value:
            message = f"invalid JSON: one object has {redact(name)!r} twice, with different values"
            raise _Refused(message)


def _integer(digits: str) -> int | str:
    if len(digits) > _LONGEST_NUMBER:
        return digits
    number = int(digits)
    return number if number in _INT64 else digits


def _float(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits


def _constant(name: str) -> None:
    message = f"invalid JSON: {name} is no JSON value"
    raise _Refused(message)


def is_too_large(content: Json) -> str | None:
    """Why the JSON is too much to take, if it is: nested too deep, or too many values."""
    level, count = [content], 1
    for _ in range(DEEPEST_NESTING + 1):
        inside = [one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)]
        level = list(chain.from_iterable(inside))
        count += len(level)
        if count > MOST_VALUES:
            return f"more than {MOST_VALUES:,} values"
        if not level:
            return None
    return _TOO_DEEP
