"""Writes hand-made parts of the model into Neo4j for tests, removed ones too; the product's writer is another."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import neo4j

from lineage_graph import schema
from lineage_graph.graph.rows import derived, edge_group, edge_row, node_group, node_row
from lineage_graph.model import Edge, Node
from tests.conftest import Server

REMOVED: Final = "2026-03-01T00:00:00Z"
DECLARED: Final = "2026-01-01T00:00:00Z"
_BOOKS: Final = (
    "SET {0} += row.properties, {0}.declaredSince = datetime($declared), {0}.sources = ['git+adf://sales'], "
    "{0}.removedAt = datetime($removed) RETURN count({0}) AS written"
)
Rows = list[dict[str, object]]


def driver_of(server: Server) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password))


def prepare(driver: neo4j.Driver) -> None:
    """The constraints and the index that questions rely on."""
    with driver.session() as session:
        for definition in (*schema.constraints(), schema.names_index()):
            session.run(definition.text).consume()
        session.run("CALL db.awaitIndexes(60)").consume()


def write(driver: neo4j.Driver, parts: Iterable[Node | Edge], removed: Iterable[Node | Edge] = ()) -> None:
    """Add nodes and edges; those in ``removed`` too, as no longer declared."""
    with driver.session() as session:
        for since, these in ((None, list(parts)), (REMOVED, list(removed))):
            session.execute_write(_write_nodes, [part for part in these if isinstance(part, Node)], since)
            session.execute_write(_write_edges, [part for part in these if isinstance(part, Edge)], since)
        session.run("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()").consume()


def _write_nodes(transaction: neo4j.ManagedTransaction, nodes: list[Node], removed: str | None) -> None:
    grouped: dict[tuple[str, str | None], Rows] = defaultdict(list)
    for node in nodes:
        group = node_group(type(node).__name__)
        row = node_row(group)(node)
        properties = {**row.properties, **derived(group, row.properties)}
        grouped[type(node).__name__, row.second_label].append({"key": node.key, "properties": properties})
    for (label, second), rows in grouped.items():
        labels = f"{label}:{second}" if second else label
        text = f"UNWIND $rows AS row CREATE (n:{labels} {{key: row.key}}) {_BOOKS.format('n')}"
        transaction.run(text, rows=rows, declared=DECLARED, removed=removed).consume()


def _write_edges(transaction: neo4j.ManagedTransaction, edges: list[Edge], removed: str | None) -> None:
    grouped: dict[tuple[str, str, str], Rows] = defaultdict(list)
    for edge in edges:
        relationship = schema.edge_type(type(edge))
        row = edge_row(edge_group(relationship, (edge.start.label, edge.end.label)))(edge)
        grouped[relationship, edge.start.label, edge.end.label].append(
            {"start": edge.start.key, "end": edge.end.key, "properties": row.properties}
        )
    for (relationship, start, end), rows in grouped.items():
        text = (
            f"UNWIND $rows AS row MATCH (a:{start} {{key: row.start}}), (b:{end} {{key: row.end}}) "
            f"CREATE (a)-[r:{relationship}]->(b) {_BOOKS.format('r')}"
        )
        found = transaction.run(text, rows=rows, declared=DECLARED, removed=removed).single(strict=True)
        assert found["written"] == len(rows), (relationship, start, end, rows)
