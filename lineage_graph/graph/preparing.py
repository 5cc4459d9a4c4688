"""Constraints, indexes and the schema's version, made where they are missing: safe to do before every load."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from neo4j.exceptions import Neo4jError

from lineage_graph import schema
from lineage_graph.errors import LineageError, Neo4jUnavailable
from lineage_graph.graph import statements

if TYPE_CHECKING:
    from lineage_graph.graph.connection import Graph

_LIST_CONSTRAINTS: Final = "SHOW CONSTRAINTS YIELD name RETURN name"
_LIST_INDEXES: Final = """
SHOW INDEXES YIELD name, state, labelsOrTypes, properties RETURN name, state, labelsOrTypes, properties
"""
_ONLINE: Final = "ONLINE"
_AWAIT: Final = "CALL db.awaitIndexes(300)"


@dataclass(frozen=True, slots=True)
class Found:
    """What is missing of constraints and indexes, and those that do not work (yet): name and state.

    ``misshapen`` if there is an index of names that covers something else than it should; it is missing then.
    """

    missing: tuple[schema.Definition, ...]
    misshapen: bool
    offline: tuple[tuple[str, str], ...]


def prepare(graph: "Graph") -> None:
    """Make what is missing. ``Neo4jUnavailable`` where the graph is newer, or where other data is in the way."""
    check_version(graph)
    found = look(graph)
    if found.misshapen:
        graph.once(f"DROP INDEX {schema.NAMES_INDEX} IF EXISTS")
    for definition in found.missing:
        try:
            graph.once(definition.text)
        except LineageError as error:
            raise _in_the_way(definition, error) from error
    if found.missing:
        graph.ask(_AWAIT)
    if version(graph) != schema.VERSION:
        graph.change(statements.MAKE_GRAPH, {"version": schema.VERSION})


def check_version(graph: "Graph") -> None:
    """Do nothing if this program knows the graph's schema, else raise ``Neo4jUnavailable``."""
    found = version(graph)
    if found is not None and found > schema.VERSION:
        raise Neo4jUnavailable(
            f"The graph at {graph.connection.uri} was written by a newer lineage_graph: its schema is {found}, "
            f"this program knows {schema.VERSION}.\nUpdate it: pip install --upgrade lineage-graph"
        )


def version(graph: "Graph") -> int | None:
    """The version of the graph's schema; None where nothing was ever loaded."""
    found = graph.ask(statements.READ_GRAPH)[0]["version"]
    return found if isinstance(found, int) else None


def look(graph: "Graph") -> Found:
    """What is there of the schema; nothing is changed."""
    constraints = {row["name"] for row in graph.ask(_LIST_CONSTRAINTS)}
    missing = [item for item in schema.constraints() if item.name not in constraints]
    indexes = {row["name"]: row for row in graph.ask(_LIST_INDEXES)}
    index = indexes.get(schema.NAMES_INDEX)
    misshapen = index is not None and (index["labelsOrTypes"], index["properties"]) != _searched()
    if index is None or misshapen:
        missing.append(schema.names_index())
    known = {*(item.name for item in schema.constraints()), schema.NAMES_INDEX}
    offline = tuple(
        (name, str(row["state"])) for name, row in indexes.items() if name in known and row["state"] != _ONLINE
    )
    return Found(tuple(missing), misshapen, tuple((str(name), state) for name, state in offline))


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
