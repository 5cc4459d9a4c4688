"""The model's objects as rows for Neo4j: plain properties, and a digest that tells whether anything changed. Pure.

The last border: what the database or the driver refuses is made acceptable here. Lone surrogates become U+FFFD,
integers beyond 64 bits text, NaN and infinity vanish, longer texts are cut at ``LONGEST_TEXT``, None is left out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from hashlib import blake2b
from math import isfinite
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from lineage_graph import model, schema
from lineage_graph.errors import LineageError
from lineage_graph.graph.precedence import Identity
from lineage_graph.keys import bounded, storable
from lineage_graph.words import words

LONGEST_TEXT: Final = 32_768
"""Characters of a text property; more is of no use in a graph, and ends in an ellipsis."""

Property: TypeAlias = "bool | int | float | str | datetime | list[str] | list[bool] | list[int] | list[float] | None"

_FORM: Final = 2  # goes up when what is derived from a row changes, such as its words, so that all are written anew
_DIGEST_BYTES: Final = 8
_BOUNDED_FROM: Final = 1_024  # characters that are surely within LONGEST_KEY bytes
_INT64: Final = 2**63
_encode: Final = msgspec.json.Encoder().encode


class Row(NamedTuple):
    """What is to be in the graph. ``second_label`` is a node's; ``stub`` if it is only known from references."""

    identity: Identity
    second_label: str | None
    properties: dict[str, Property]
    digest: str
    size: int
    stub: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes of one label, or relationships of one type between two labels: what one statement writes."""

    label: str
    ends: tuple[str, str] | None
    fields: tuple[str, ...]
    properties: tuple[str, ...]
    apart: str | None = None

    @property
    def name(self) -> str:
        """As the books write it: ``Asset``, or ``STORED_IN Asset Store``."""
        return f"{self.label} {self.ends[0]} {self.ends[1]}" if self.ends else self.label


def node_group(label: str) -> Group:
    """The group of a declared label; ``words`` is a property of what the full-text index has."""
    shape = schema.NODES[label]
    more = ("words",) if shape.searchable else ()
    return Group(label, None, shape.fields, (*shape.properties, *more))


def edge_group(type_: str, ends: tuple[str, str]) -> Group:
    """The group of a declared relationship type."""
    shape = schema.EDGES[type_]
    return Group(type_, ends, shape.fields, shape.properties, shape.apart)


def node_row(group: Group) -> Callable[[model.Node], Row]:
    """What makes rows of this label's nodes."""
    shape = schema.NODES[group.label]
    take = _taker(shape.fields, shape.properties)
    has_stubs = "reason" in shape.properties

    def row(node: model.Node) -> Row:
        second_label = _second_label(node, shape.second_labels)
        properties = take(node)
        encoded = _encode((_FORM, second_label, properties))
        stub = has_stubs and "reason" in properties
        return Row(key(node.key), second_label, properties, _digest(encoded), len(encoded), stub)

    return row


def edge_row(group: Group) -> Callable[[model.Edge], Row]:
    """What makes rows of this type's relationships."""
    take = _taker(group.fields, group.properties)
    empty = _digest(_encode({}))
    identify = _ends if group.apart is None else _apart

    def row(edge: model.Edge) -> Row:
        identity = identify(edge)
        properties = take(edge)
        if not properties:
            return Row(identity, None, properties, empty, 2)
        encoded = _encode(properties)
        return Row(identity, None, properties, _digest(encoded), len(encoded))

    return row


def derived(group: Group, properties: Mapping[str, Property]) -> dict[str, Property]:
    """The properties that are made from others, for what is written: the ``words`` of a name that can be searched."""
    name = properties.get("name")
    return {"words": words(name) or None} if "words" in group.properties and isinstance(name, str) else {}


def key(text: str) -> str:
    """The key as the graph holds it; it differs only where it could not be stored."""
    if not text:
        raise LineageError("A node without a key cannot be loaded.")
    return text if len(text) <= _BOUNDED_FROM and text.isascii() else bounded(storable(text))


def _ends(edge: model.Edge) -> Identity:
    return key(edge.start.key), key(edge.end.key)


def _apart(edge: model.Edge) -> Identity:
    return tuple(map(key, edge.identity))


def _taker(fields: tuple[str, ...], properties: tuple[str, ...]) -> Callable[[object], dict[str, Property]]:
    if not fields:
        return lambda _: {}
    get = attrgetter(*fields) if len(fields) > 1 else _single(fields[0])

    def take(item: object) -> dict[str, Property]:
        taken: dict[str, Property] = {}
        for name, value in zip(properties, get(item), strict=False):
            if value is not None and (stored := _stored(value)) is not None:
                taken[name] = stored
        return taken

    return take


def _single(field: str) -> Callable[[object], tuple[object]]:
    get = attrgetter(field)
    return lambda item: (get(item),)


def _stored(value: object) -> Property:
    return _STORED.get(type(value), _other)(value)


def _other(value: object) -> Property:
    if isinstance(value, Enum):
        return _stored(value.value)
    return _text(str(value))


def _integer(value: int) -> Property:
    return value if -_INT64 <= value < _INT64 else str(value)


def _text(value: str) -> str:
    value = storable(value)
    return value if len(value) <= LONGEST_TEXT else value[: LONGEST_TEXT - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _list(values: Iterable[object]) -> Property:
    # A list in Neo4j holds one type; the model's hold text. An empty one says nothing.
    return [_text(str(value)) for value in values] or None


_STORED: Final[dict[type, Callable[[Any], Property]]] = {
    str: _text,
    bool: bool,
    int: _integer,
    float: lambda value: value if isfinite(value) else None,
    datetime: lambda value: value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC),
    tuple: _list,
    frozenset: lambda values: _list(sorted(values)),
}


def _digest(encoded: bytes) -> str:
    return blake2b(encoded, digest_size=_DIGEST_BYTES).hexdigest()


def _second_label(node: model.Node, allowed: tuple[str, ...]) -> str | None:
    if not allowed:
        return None
    label = getattr(node, "kind", None)
    if label is None or label in allowed:
        return label
    raise LineageError(
        f"{type(node).__name__} {node.key} has the unknown kind {label!r}; known are {', '.join(allowed)}"
    )
