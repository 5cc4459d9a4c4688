"""Results as text: as Data Factory writes them into a text, as JSON, and as the expression that they stand for.

The last is the ``detail`` of what stays unknown: what is known in it is written as a value, so that the same text means
the same unknown value wherever it is asked for.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Final

from lineage_graph.expressions.render import written
from lineage_graph.expressions.results import Object, Result, Template, Unknown, first_unknown, parts_of, template
from lineage_graph.records import Scalar

LONGEST_TEXT: Final = 250_000
"""Characters of a text that an expression may make."""

MOST_PARTS: Final = 1_000
LONGEST_DETAIL: Final = 2_000
_LONGEST_LOOK: Final = 8 * LONGEST_DETAIL
"""Characters of an expression that its digest looks at."""
_DIGEST: Final = 12


def scalar_text(value: Scalar) -> str:
    """A value inside a text: ``True``, ``1.5``, ``1`` for 1.0, nothing for null; .NET writes them so."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).upper()  # noqa: PLR2004
    return str(value)


def in_text(result: Result) -> str | Unknown | Template | None:
    """The result as a part of a text; lists and objects as JSON. None where something inside them is unknown."""
    if isinstance(result, Unknown | Template):
        return result
    if isinstance(result, tuple | Object):
        return json_text(result) if first_unknown(result) is None else None
    return scalar_text(result)


def joined(parts: Iterable[str | Unknown | Template]) -> str | Unknown | Template | None:
    """The parts as one text; None where it would be too long."""
    flat = [inner for part in parts for inner in parts_of(part)]
    length = sum(len(part) for part in flat if isinstance(part, str))
    result = template(flat) if length <= LONGEST_TEXT else None
    return None if isinstance(result, Template) and len(result.parts) > MOST_PARTS else result


def json_text(result: Result) -> str:
    """Compact JSON; only for what is known in whole."""
    return json.dumps(plain(result), ensure_ascii=False, separators=(",", ":"))


def plain(result: Result) -> object:
    """The result as ``json`` takes it; what is unknown becomes its text in braces."""
    if isinstance(result, Object):
        return {name: plain(value) for name, value in result.items()}
    if isinstance(result, tuple):
        return [plain(item) for item in result]
    if isinstance(result, Unknown | Template):
        return "".join(part if isinstance(part, str) else f"{{{part.detail}}}" for part in parts_of(result))
    return result


def from_json(value: object) -> Result:
    """What ``json`` read, as a result."""
    if isinstance(value, dict):
        return Object({str(name): from_json(inner) for name, inner in value.items()})
    if isinstance(value, list):
        return tuple(from_json(inner) for inner in value)
    return value if isinstance(value, str | int | float | bool) else None


def as_expression(result: Result) -> str:
    """The expression that gives the result; long ones are cut and end with a digest."""
    pieces: list[str] = []
    length = 0
    for piece in _expression(result):
        pieces.append(piece)
        length += len(piece)
        if length > _LONGEST_LOOK:
            break
    return shortened("".join(pieces))


def call_text(name: str, arguments: Iterable[Result]) -> str:
    """A call with results for arguments, as an expression."""
    return shortened(f"{name}({', '.join(map(as_expression, arguments))})")


def shortened(text: str) -> str:
    """The text, cut where it is too long for a ``detail``; a digest keeps different ones apart."""
    if len(text) <= LONGEST_DETAIL:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    return f"{text[:LONGEST_DETAIL]}… {digest}"


def _expression(result: Result) -> Iterator[str]:
    if isinstance(result, Unknown):
        yield result.detail
    elif isinstance(result, Template):
        yield from _called("concat", result.parts)
    elif isinstance(result, tuple):
        yield from _called("createArray", result)
    elif isinstance(result, Object):
        yield from _called("json", (json.dumps(plain(result), ensure_ascii=False, separators=(",", ":")),))
    else:
        yield written(result)


def _called(name: str, arguments: Iterable[Result]) -> Iterator[str]:
    yield f"{name}("
    for index, argument in enumerate(arguments):
        if index:
            yield ", "
        yield from _expression(argument)
    yield ")"
