"""Writes hand-made parts of the model into Neo4j for tests; the product has its own writer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from typing import Final

import neo4j

from lineage_graph.model import NODES, Edge, Node, Process
from tests.conftest import Server

REMOVED: Final = "2026-03-01T00:00:00Z"
_NAMES: Final = (
    "CREATE FULLTEXT INDEX lineageNames IF NOT EXISTS FOR (n:Service|Pipeline|Activity|DataFlow|Dataset|LinkedService|"
    "Trigger|Notebook|SqlScript|Store|Asset) ON EACH [n.name, n.aliases]"
)


def driver_of(server: Server) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password))


def prepare(driver: neo4j.Driver) -> None:
    """The constraints and the index that questions rely on."""
    with driver.session() as session:
        for node in NODES:
            session.run(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{node.__name__}) REQUIRE n.key IS UNIQUE").consume()
        session.run(_NAMES).consume()
        session.run("CALL db.awaitIndexes(60)").consume()


def write(driver: neo4j.Driver, parts: Iterable[Node | Edge], removed: Iterable[Node | Edge] = ()) -> None:
    """Add nodes and edges; those in ``removed`` too, as no longer declared."""
    with driver.session() as session:
        for is_removed, all_parts in ((False, list(parts)), (True, list(removed))):
            nodes = [part for part in all_parts if isinstance(part, Node)]
            edges = [part for part in all_parts if isinstance(part, Edge)]
            session.execute_write(_write_nodes, nodes, is_removed)
            session.execute_write(_write_edges, edges, is_removed)
        session.run("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()").consume()


def _write_nodes(transaction: neo4j.ManagedTransaction, nodes: list[Node], is_removed: bool) -> None:
    for node in nodes:
        kind = None if isinstance(node, Process) else getattr(node, "kind", None)
        labels = type(node).__name__ + (f":{kind}" if kind else "")
        transaction.run(
            f"CREATE (n:{labels}) SET n = $properties, n.sources = ['git+adf://sales'], "
            "n.declaredSince = datetime('2026-01-01T00:00:00Z'), n.removedAt = datetime($removed)",
            properties=_properties(node),
            removed=REMOVED if is_removed else None,
        )


def _write_edges(transaction: neo4j.ManagedTransaction, edges: list[Edge], is_removed: bool) -> None:
    grouped: dict[tuple[str, str, str], list[dict[str, object]]] = defaultdict(list)
    for edge in edges:
        row: dict[str, object] = {"start": edge.start.key, "end": edge.end.key, "properties": _properties(edge)}
        grouped[edge.start.label, _relationship(type(edge).__name__), edge.end.label].append(row)
    for (start, relationship, end), rows in grouped.items():
        found = transaction.run(
            f"UNWIND $rows AS row MATCH (a:{start} {{key: row.start}}), (b:{end} {{key: row.end}}) "
            f"CREATE (a)-[r:{relationship}]->(b) SET r = row.properties, r.sources = ['git+adf://sales'], "
            "r.declaredSince = datetime('2026-01-01T00:00:00Z'), r.removedAt = datetime($removed) "
            "RETURN count(*) AS written",
            rows=rows,
            removed=REMOVED if is_removed else None,
        ).single(strict=True)
        assert found["written"] == len(rows), (start, relationship, end, rows)


def _properties(part: Node | Edge) -> dict[str, object]:
    values = {_camel(field.name): getattr(part, field.name) for field in fields(part)}
    for end in ("start", "end"):
        if isinstance(part, Edge):
            values.pop(end)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(word.title() for word in tail)


def _relationship(name: str) -> str:
    return "".join(f"_{letter}" if letter.isupper() and place else letter.upper() for place, letter in enumerate(name))
