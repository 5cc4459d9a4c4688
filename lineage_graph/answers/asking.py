"""Asks a question of ``cypher/`` and gives its rows back as typed records."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

import msgspec

from lineage_graph.graph import Graph, Parameter
from lineage_graph.queries import query
from lineage_graph.schema import NODES

Row = TypeVar("Row")
Result = TypeVar("Result")

_CAPITAL: Final = re.compile("[A-Z]")

UNBOUNDED: Final = 1_000_000
"""More hops than any graph has."""


@dataclass(frozen=True, slots=True)
class Source:
    """One who tells the graph what it knows, and when its word was last taken.

    ``runs_until`` is the time up to which a source of runs has told them.
    """

    source: str
    kind: str | None
    service: str | None
    read_at: datetime | None
    runs_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[Result]):
    """What every command gives back.

    ``as_of`` is the time up to which the graph knows, ``cut`` says what was left out (None: nothing), ``counts`` are
    the results counted by what they are. ``notes`` tell what the person should know of the names that were given.
    """

    question: str
    parameters: Mapping[str, Parameter]
    results: tuple[Result, ...]
    counts: Mapping[str, int]
    cut: str | None = None
    freshness: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def as_of(self) -> datetime | None:
        """When the graph was last brought up to date; None if nobody ever loaded anything."""
        return max((source.read_at for source in self.freshness if source.read_at), default=None)


def ask(graph: Graph, name: str, kind: type[Row], /, **parameters: Parameter) -> list[Row]:
    """The rows of a question as records of a type whose fields are among its columns: ``readAt`` is ``read_at``."""
    question = query(name)
    rows = graph.ask(question.text, parameters)
    fields = {column: _snake(column) for column in question.columns}
    renamed = [{fields[column]: value for column, value in row.items()} for row in rows]
    return msgspec.convert(renamed, list[kind])  # type: ignore[valid-type]


def _snake(column: str) -> str:
    return _CAPITAL.sub(lambda found: f"_{found[0].lower()}", column)


def ordered(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The labels with the first one of the model in front: Neo4j gives them in any order."""
    return tuple(sorted(labels, key=lambda label: (label not in NODES, label)))
