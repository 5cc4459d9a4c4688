"""Answers for programs: JSON as a whole, CSV of the results. Field names are camelCase, as in the graph."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from typing import Any, Final

from lineage_graph.answers.asking import Answer
from lineage_graph.schema import camel

SCHEMA_VERSION: Final = 1
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def json_text(answer: Answer[Any], *, ascii_only: bool = False) -> str:
    """The whole answer; ``ascii_only`` for a console that cannot show every character."""
    document = {
        "schemaVersion": SCHEMA_VERSION,
        "question": answer.question,
        "parameters": answer.parameters,
        "asOf": answer.as_of,
        "freshness": [row_of(source) for source in answer.freshness],
        "cut": answer.cut,
        "counts": answer.counts,
        "results": [row_of(result) for result in answer.results],
    }
    return json.dumps(document, indent=2, ensure_ascii=ascii_only, default=_plain)


def csv_text(columns: Iterable[str], results: Iterable[object]) -> str:
    """The results with a line of column names, even if there are none; lists are joined by semicolons."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    names = tuple(columns)
    writer.writerow(names)
    for result in results:
        row = row_of(result)
        writer.writerow([guarded(cell(row[name])) for name in names])
    return text.getvalue()


def columns_of(record: type) -> tuple[str, ...]:
    """The columns of a type of results."""
    return tuple(camel(field.name) for field in fields(record))


def row_of(result: object) -> Mapping[str, object]:
    """A result by column; what is a mapping already stays as it is."""
    if is_dataclass(result) and not isinstance(result, type):
        return {camel(field.name): getattr(result, field.name) for field in fields(result)}
    if isinstance(result, Mapping):
        return result
    raise TypeError(type(result).__name__)


def cell(value: object) -> str:
    """A value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple) and not any(isinstance(item, list | tuple | Mapping) for item in value):
        return "; ".join(map(cell, value))
    if isinstance(value, list | tuple | Mapping):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def guarded(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula (OWASP: CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(value: object) -> object:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    raise TypeError(type(value).__name__)
