"""The graph in Neo4j: connect, ask, load. Nothing else in the project imports the driver."""

from lineage_graph.graph.connection import Connection, Graph, connect
from lineage_graph.graph.plans import Explanation, Notification, Operator
from lineage_graph.graph.values import Parameter, Row, Value

__all__ = [
    "Connection",
    "Explanation",
    "Graph",
    "Notification",
    "Operator",
    "Parameter",
    "Row",
    "Value",
    "connect",
]
