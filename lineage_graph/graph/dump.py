"""The whole graph as text, for comparing two graphs: one line per node and relationship, sorted.

The books (``Graph``, ``Source``, ``Refresh``) are left out, for they tell of loads and not of lineage.
"""

import json
from typing import Final

from lineage_graph.graph.connection import Graph
from lineage_graph.graph.values import Value
from lineage_graph.schema import BOOKS

_NODES: Final = """
MATCH (n) WHERE NOT any(label IN labels(n) WHERE label IN $books)
RETURN labels(n) AS labels, properties(n) AS properties
"""
_EDGES: Final = """
MATCH (a)-[r]->(b)
RETURN type(r) AS type, labels(a) AS startLabels, properties(a) AS start, labels(b) AS endLabels, properties(b) AS end,
       properties(r) AS properties
"""


def dump(graph: Graph) -> list[str]:
    """Every node with its labels and properties, every relationship with its ends and properties."""
    nodes = [
        f"{_node(row['labels'], row['properties'])} {_text(row['properties'])}"
        for row in graph.ask(_NODES, {"books": [*BOOKS]})
    ]
    edges = [
        f"{_node(row['startLabels'], row['start'])} -[{row['type']} {_text(row['properties'])}]-> "
        f"{_node(row['endLabels'], row['end'])}"
        for row in graph.ask(_EDGES)
    ]
    return sorted(nodes) + sorted(edges)


def _node(labels: Value, properties: Value) -> str:
    names = ":".join(sorted(map(str, labels))) if isinstance(labels, list) else ""
    key = properties.get("key") if isinstance(properties, dict) else None
    return f"(:{names} {key if key is not None else _text(properties)})"


def _text(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
