"""What goes to Neo4j and what comes back, as plain Python values: no type of the driver leaves this package.

A node is a mapping of its properties and ``labels``; a relationship is a mapping of its properties and ``type``; a
path has ``nodes`` and ``relationships``. Times are ``datetime`` objects, durations and points their ISO or WKT text.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Final, TypeAlias

from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import Point
from neo4j.time import Date, DateTime, Duration, Time

Parameter: TypeAlias = (
    "bool | int | float | str | datetime | date | Sequence[Parameter] | Mapping[str, Parameter] | None"
)
Value: TypeAlias = "bool | int | float | str | datetime | date | time | list[Value] | dict[str, Value] | None"
Row: TypeAlias = Mapping[str, Value]

_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
"""Nearly every value of a large answer; looked up first because the general way takes ten times as long."""


def plain(value: object) -> Value:
    """The value without any type of the driver's."""
    kind = type(value)
    if kind in _PLAIN:
        return value  # type: ignore[return-value]
    return [plain(item) for item in value] if kind is list else _converted(value)  # type: ignore[attr-defined]


def _converted(value: object) -> Value:
    match value:
        case None | bool() | int() | float() | str():
            plainly: Value = value
        case DateTime() | Date() | Time():
            plainly = value.to_native()
        case Node() | Relationship() | Path():
            plainly = _entity(value)
        case Duration() | Point():
            plainly = _text(value)
        case Mapping():
            plainly = {str(name): plain(item) for name, item in value.items()}
        case bytes() | bytearray():
            plainly = value.hex()
        case Sequence():
            plainly = [plain(item) for item in value]
        case _:
            plainly = str(value)
    return plainly


def _text(value: Duration | Point) -> str:
    return value.iso_format() if isinstance(value, Duration) else f"POINT({' '.join(map(str, value))})"


def _entity(value: Node | Relationship | Path) -> dict[str, Value]:
    if isinstance(value, Path):
        return {
            "nodes": [plain(node) for node in value.nodes],
            "relationships": [plain(edge) for edge in value.relationships],
        }
    properties = {name: plain(item) for name, item in sorted(value.items())}
    if isinstance(value, Node):
        return {"labels": [*sorted(value.labels)], **properties}
    return {"type": value.type, **properties}
