"""Constraints, indexes and the schema's version, made where they are missing: safe to do before every load."""

from typing import TYPE_CHECKING, Final

from neo4j.exceptions import Neo4jError

from lineage_graph import schema
from lineage_graph.errors import LineageError, Neo4jUnavailable
from lineage_graph.graph import statements

if TYPE_CHECKING:
    from lineage_graph.graph.connection import Graph

_LIST_CONSTRAINTS: Final = "SHOW CONSTRAINTS YIELD name RETURN name"
_LIST_INDEXES: Final = "SHOW INDEXES YIELD name, labelsOrTypes, properties RETURN name, labelsOrTypes, properties"
_AWAIT: Final = "CALL db.awaitIndexes(300)"


def prepare(graph: "Graph") -> None:
    """Make what is missing. ``Neo4jUnavailable`` where the graph is newer, or where other data is in the way."""
    check_version(graph)
    missing = _missing(graph)
    for definition in missing:
        try:
            graph.alter(definition.text)
        except LineageError as error:
            raise _in_the_way(definition, error) from error
    if missing:
        graph.ask(_AWAIT)
    if _version(graph) != schema.VERSION:
        graph.change(statements.MAKE_GRAPH, {"version": schema.VERSION})


def check_version(graph: "Graph") -> None:
    """Do nothing if this program knows the graph's schema, else raise ``Neo4jUnavailable``."""
    version = _version(graph)
    if isinstance(version, int) and version > schema.VERSION:
        raise Neo4jUnavailable(
            f"The graph at {graph.connection.uri} was written by a newer lineage_graph: its schema is {version}, "
            f"this program knows {schema.VERSION}.\nUpdate it: pip install --upgrade lineage-graph"
        )


def _version(graph: "Graph") -> object:
    return graph.ask(statements.READ_GRAPH)[0]["version"]


def _missing(graph: "Graph") -> list[schema.Definition]:
    constraints = {row["name"] for row in graph.ask(_LIST_CONSTRAINTS)}
    missing = [item for item in schema.constraints() if item.name not in constraints]
    indexes = {row["name"]: row for row in graph.ask(_LIST_INDEXES)}
    index = indexes.get(schema.NAMES_INDEX)
    if index and (index["labelsOrTypes"], index["properties"]) != _searched():
        graph.alter(f"DROP INDEX {schema.NAMES_INDEX} IF EXISTS")
        index = None
    return missing if index else [*missing, schema.names_index()]


def _searched() -> tuple[list[str], list[str]]:
    return [*schema.searchable_labels()], [*schema.SEARCHED_PROPERTIES]


def _in_the_way(definition: schema.Definition, error: LineageError) -> LineageError:
    cause = error.__cause__
    if not isinstance(cause, Neo4jError) or ".Schema." not in (cause.code or ""):
        return error
    return Neo4jUnavailable(
        f"The constraint or index {definition.name} cannot be made: {cause.message}\n"
        "Other data in this database is in the way; remove it, or set NEO4J_DATABASE to a database of its own."
    )
