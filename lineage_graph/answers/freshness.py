"""How fresh the graph is: who told it what it knows, and when."""

from lineage_graph.answers.asking import Source, ask
from lineage_graph.graph import Graph


def freshness(graph: Graph) -> tuple[Source, ...]:
    """Every source of the graph with the time when it was last read whole, sorted by key."""
    return tuple(ask(graph, "graph/sources", Source))
