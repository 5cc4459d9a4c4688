"""Where the records are in a JSON document: a page of a REST API, a bare list, one object, the tables of a query.

A query's answer: https://learn.microsoft.com/azure/azure-monitor/logs/api/response-format
"""

from collections.abc import Iterator
from typing import Final, TypeAlias

from lineage_graph.keys import storable
from lineage_graph.sources.decoding import Flaw
from lineage_graph.sources.raw import Json
from lineage_graph.sources.runs.nodes import Node, content_of, fields_of, items_of

Record: TypeAlias = tuple[str, Json | Flaw]
"""The pointer to a record, and what stands there."""

_LISTS: Final = ("value", "records", "Records", "items")
_OF_ONE_RUN: Final = frozenset({"activityRunId", "runId", "ActivityRunId", "RunId"})


def records_in(node: Node) -> Iterator[Record]:
    """Pointer and JSON of each record, decoded when its turn comes; nothing where there is no object and no list."""
    items = items_of(node)
    if items is not None:
        yield from _each("", items)
        return
    fields = fields_of(node)
    if fields is not None and not fields.keys().isdisjoint(_OF_ONE_RUN):
        yield "", content_of(node)
        return
    if fields is None:
        return
    tables = items_of(fields["tables"]) if "tables" in fields else None
    if tables is not None:
        for index, table in enumerate(tables):
            yield from _rows(f"/tables/{index}", table)
        return
    for name in _LISTS:
        if name in fields and (items := items_of(fields[name])) is not None:
            yield from _each(f"/{name}", items)
            return
    yield "", content_of(node)


def is_followed(node: Node) -> bool | None:
    """Whether a page of a REST API says that another follows; None for what is no page."""
    fields = fields_of(node)
    if fields is None or "value" not in fields:
        return None
    return bool(content_of(fields.get("continuationToken")))


def _each(pointer: str, items: list[Node]) -> Iterator[Record]:
    for index, item in enumerate(items):
        yield f"{pointer}/{index}", content_of(item)


def _rows(pointer: str, table: Node) -> Iterator[Record]:
    fields = fields_of(table) or {}
    columns = content_of(fields.get("columns"))
    rows = items_of(fields.get("rows"))
    if not isinstance(columns, list) or rows is None:
        return
    names = [storable(str(column.get("name"))) if isinstance(column, dict) else "" for column in columns]
    for index, row in enumerate(rows):
        values = content_of(row)
        here = f"{pointer}/rows/{index}"
        yield here, dict(zip(names, values, strict=False)) if isinstance(values, list) else values
