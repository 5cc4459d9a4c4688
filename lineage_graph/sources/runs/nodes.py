"""JSON that is taken apart only as far as somebody looks: bytes of a file, a part of them, or what is decoded already.

A page of 100,000 runs is a list of places in its bytes; each record is decoded when its turn comes, and of one that is
huge only the fields that are kept.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final, TypeAlias

import msgspec

from lineage_graph.sources.decoding import Flaw
from lineage_graph.sources.raw import Json
from lineage_graph.sources.runs.bounds import MOST_CHARACTERS, MOST_ROWS
from lineage_graph.sources.runs.embedded import MALFORMED, decoded, with_care
from lineage_graph.sources.runs.outputs import KEPT

Node: TypeAlias = Json
"""``bytes`` or ``msgspec.Raw`` for what is not decoded, anything else for what is."""

HUGE: Final = 2 * MOST_CHARACTERS
"""Bytes. A larger record is read field by field."""

_LEFT_OUT: Final = "too large, or cut off"

_OBJECTS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LISTS: Final = msgspec.json.Decoder(list[msgspec.Raw])


def fields_of(node: Node) -> dict[str, Node] | None:
    """The fields of an object, None where it is none."""
    found = _taken_apart(node, b"{", _OBJECTS)
    return found if isinstance(found, dict) else None


def items_of(node: Node) -> list[Node] | None:
    """The items of a list, None where it is none."""
    found = _taken_apart(node, b"[", _LISTS)
    return found if isinstance(found, list) else None


def _taken_apart(node: Node, opening: bytes, decoder: msgspec.json.Decoder[Json]) -> Json:
    if not isinstance(node, bytes | msgspec.Raw):
        return node
    if _first(node) != opening:
        return None
    try:
        return decoder.decode(node)
    except MALFORMED:
        return with_care(bytes(node))


def content_of(node: Node) -> Json | Flaw:
    """The JSON of a node; of a huge object the fields that are kept."""
    if not isinstance(node, bytes | msgspec.Raw):
        return node
    if len(memoryview(node)) <= HUGE:
        return decoded(node)
    fields = fields_of(node)
    return decoded(node) if fields is None else dict(_of_a_huge_object(fields))


def _of_a_huge_object(fields: dict[str, Node]) -> Iterator[tuple[str, Json]]:
    for name, value in fields.items():
        if not isinstance(value, bytes | msgspec.Raw):
            yield name, value
            continue
        if name.lower() == "output":
            yield name, _output(value)
        elif name.lower() == "properties" and (inside := fields_of(value)) is not None:
            yield name, dict(_of_a_huge_object(inside))
        else:
            yield name, _whole_or_nothing(value)


def _output(value: Node) -> Json:
    if _first(value) == b'"':
        text = decoded(value)
        value = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else b"{}"
    fields = fields_of(value)
    if fields is None:
        return _LEFT_OUT
    return {name: _bounded(inside) for name, inside in fields.items() if name in KEPT}


def _bounded(value: Node) -> Json:
    """The value; of a huge list the first items, and None at the end that shows that there were more."""
    if not isinstance(value, bytes | msgspec.Raw):
        return value
    items = items_of(value) if len(memoryview(value)) > HUGE else None
    if items is None:
        return _whole_or_nothing(value)
    kept: list[Json] = []
    left = MOST_CHARACTERS
    for item in islice(items, MOST_ROWS):
        left -= len(memoryview(item))
        if left < 0:
            break
        kept.append(decoded(item))
    return [*kept, None]


def _whole_or_nothing(value: Node) -> Json:
    """The value, or a word that is not what anybody looks for there, so that a warning says it is missing."""
    if len(memoryview(value)) > HUGE:
        return _LEFT_OUT
    content = decoded(value)
    return _LEFT_OUT if isinstance(content, Flaw) else content


def _first(node: Node) -> bytes:
    return bytes(memoryview(node)[:64]).lstrip()[:1]
