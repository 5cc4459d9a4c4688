"""The model as Cypher: constraints, indexes and the statements that write. Pure text, derived from ``model``.

Labels, relationship types and property names come from the declared classes only, never from data; values are always
parameters. ``python -m lineage_graph.schema > cypher/schema.cypher`` writes the schema down for the eye.
"""

import dataclasses
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lineage_graph import model

VERSION: Final = 1
"""Goes up when a graph written by the old code must be prepared anew; an older program refuses a newer graph."""

BOOKS: Final = ("Graph", "Source", "Refresh")
"""The labels of the graph's own books."""

NAMES_INDEX: Final = "lineageNames"
"""The full-text index for searching; ask it with ``words.search_text``."""

_COUNTED: Final = ("firstRun", "lastRun", "lastStatus", "prunedRuns", "runCount")
_MOVED: Final = tuple(sorted((*_COUNTED, "bytes", "prunedRows", "rows")))

OBSERVED: Final = {
    "FEEDS": _MOVED,
    "PRODUCES": _MOVED,
    "CALLS": _COUNTED,
    "DERIVES": tuple(sorted((*_COUNTED, "mappings"))),
}
"""What runs come to on the relationships that they carried out, by type. No definition says it, so no row holds it.

``lastStatus``, ``rows`` and ``bytes`` are the last run's; ``prunedRuns`` of the ``runCount`` are not in the graph.
``mappings`` are what the runs told of it, each with the ``columns`` of its ``EXECUTED``.
"""

_UNNAMED: Final = ("Process", "PipelineRun", "ActivityRun")
_IDENTITY: Final = ("key", "start", "end")


@dataclass(frozen=True, slots=True)
class NodeShape:
    """A label: its second labels, and its properties with the fields that they come from, sorted by property."""

    label: str
    second_labels: tuple[str, ...]
    fields: tuple[str, ...]
    properties: tuple[str, ...]

    @property
    def searchable(self) -> bool:
        """Whether the full-text index has it, and its nodes the property ``words``."""
        return self.label not in _UNNAMED


@dataclass(frozen=True, slots=True)
class EdgeShape:
    """A relationship type: the pairs of labels that it joins, its properties and their fields, sorted by property.

    ``apart`` is the property that tells several between the same two nodes apart; None where there is only one.
    """

    type: str
    joins: tuple[tuple[str, str], ...]
    fields: tuple[str, ...]
    properties: tuple[str, ...]
    apart: str | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A constraint or index by its name, and the statement that makes it where it is missing."""

    name: str
    text: str


def camel(field: str) -> str:
    """``defined_in`` becomes ``definedIn``."""
    head, *tail = field.split("_")
    return head + "".join(part.capitalize() for part in tail)


def edge_type(edge: type[model.Edge]) -> str:
    """``StoredIn`` becomes ``STORED_IN``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", edge.__name__).upper()


def _properties(kind: type[model.Node] | type[model.Edge], omitted: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    names = (field.name for field in dataclasses.fields(kind))
    return tuple(sorted((camel(name), name) for name in names if name not in omitted))


def _node_shape(node: type[model.Node]) -> NodeShape:
    omitted = (*_IDENTITY, "kind") if node.second_labels else _IDENTITY
    pairs = _properties(node, omitted)
    return NodeShape(
        label=node.__name__,
        second_labels=node.second_labels,
        fields=tuple(field for _, field in pairs),
        properties=tuple(name for name, _ in pairs),
    )


def _edge_shape(edge: type[model.Edge]) -> EdgeShape:
    pairs = _properties(edge, (*_IDENTITY, *edge.aside))
    return EdgeShape(
        type=edge_type(edge),
        joins=edge.joins,
        fields=tuple(field for _, field in pairs),
        properties=tuple(name for name, _ in pairs),
        apart=camel(edge.apart) if edge.apart else None,
    )


NODES: Final = {shape.label: shape for shape in map(_node_shape, model.NODES)}
EDGES: Final = {shape.type: shape for shape in map(_edge_shape, model.EDGES)}


def constraints() -> tuple[Definition, ...]:
    """One uniqueness constraint on ``key`` per first label and per label of the books."""
    return tuple(
        Definition(
            f"{label[0].lower()}{label[1:]}Key",
            f"CREATE CONSTRAINT {label[0].lower()}{label[1:]}Key IF NOT EXISTS\n"
            f"FOR (n:{label}) REQUIRE n.key IS UNIQUE",
        )
        for label in (*NODES, *BOOKS)
    )


def searchable_labels() -> tuple[str, ...]:
    """The labels that the full-text index has, in the order of the model."""
    return tuple(label for label, shape in NODES.items() if shape.searchable)


SEARCHED_PROPERTIES: Final = ("name", "words", "aliases")


def names_index() -> Definition:
    """The full-text index. It catches up in the background, so that writing does not wait for it."""
    properties = ", ".join(f"n.{name}" for name in SEARCHED_PROPERTIES)
    return Definition(
        NAMES_INDEX,
        f"CREATE FULLTEXT INDEX {NAMES_INDEX} IF NOT EXISTS\n"
        f"FOR (n:{'|'.join(searchable_labels())}) ON EACH [{properties}]\n"
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words', "
        "`fulltext.eventually_consistent`: true}}",
    )


def put_nodes(label: str, second_label: str | None) -> str:
    """Make or change nodes: ``$rows`` of ``key`` and ``properties`` (null removes one), ``$shared`` is set on all."""
    others = [other for other in NODES[label].second_labels if other != second_label]
    lines = [
        "UNWIND $rows AS row",
        f"MERGE (n:{label} {{key: row.key}})",
        "SET n += row.properties",
        "SET n += $shared",
    ]
    if second_label:
        lines.append(f"SET n:{second_label}")
    if others:
        lines.append(f"REMOVE n:{':'.join(others)}")
    return "\n".join([*lines, "RETURN count(n) AS written"])


def touch_nodes(label: str) -> str:
    """Change properties of nodes that exist; rows as in ``put_nodes``."""
    return (
        f"UNWIND $rows AS row\nMATCH (n:{label} {{key: row.key}})\nSET n += row.properties\nRETURN count(n) AS written"
    )


def put_edges(type_: str, start: str, end: str) -> str:
    """Make or change relationships: rows with ``start``, ``end``, ``properties``, and ``apart`` where a type has it.

    A missing end is not counted.
    """
    return (
        f"UNWIND $rows AS row\nMATCH (a:{start} {{key: row.start}})\nMATCH (b:{end} {{key: row.end}})\n"
        f"MERGE (a)-[r:{type_}{_apart(type_)}]->(b)\n"
        "SET r += row.properties\nSET r += $shared\nRETURN count(*) AS written"
    )


def drop_edges(type_: str, start: str, end: str) -> str:
    """Delete relationships; rows with ``start`` and ``end``."""
    return (
        f"UNWIND $rows AS row\nMATCH (a:{start} {{key: row.start}})"
        f"-[r:{type_}{_apart(type_)}]->(b:{end} {{key: row.end}})\n"
        "DELETE r\nRETURN count(*) AS written"
    )


def _apart(type_: str) -> str:
    apart = EDGES[type_].apart
    return f" {{{apart}: row.apart}}" if apart else ""


def _comments() -> Iterator[str]:
    yield "// The schema of the graph: constraints and indexes, all of which Neo4j Community has."
    yield "// Made from lineage_graph/model by: python -m lineage_graph.schema > cypher/schema.cypher"
    yield "//"
    yield "// Nodes (first label, second labels in brackets): properties besides key"
    for node in NODES.values():
        second = f" [{', '.join(node.second_labels)}]" if node.second_labels else ""
        words = ", words" if node.searchable else ""
        yield f"//   {node.label}{second}: {', '.join(node.properties)}{words}"
    yield "// Relationships: properties"
    for edge in EDGES.values():
        yield f"//   {edge.type}{': ' if edge.properties else ''}{', '.join(edge.properties)}"
        if edge.type in OBSERVED:
            yield f"//     what its runs come to: {', '.join(OBSERVED[edge.type])}"
        yield from (f"//     (:{start})->(:{end})" for start, end in edge.joins)
    yield "// Every node and relationship that a source declares: sources, declaredSince, removedAt, absences, digest"


def document() -> str:
    """The text of ``cypher/schema.cypher``."""
    definitions = (*constraints(), names_index())
    return "\n".join(_comments()) + "\n\n" + "\n\n".join(f"{item.text};" for item in definitions) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
