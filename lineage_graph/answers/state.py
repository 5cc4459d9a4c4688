"""What the graph holds now, and how fresh it is: for ``status``."""

from collections.abc import Mapping
from dataclasses import dataclass

from lineage_graph.answers.asking import Source, ask
from lineage_graph.answers.freshness import freshness
from lineage_graph.graph import Graph


@dataclass(frozen=True, slots=True)
class Count:
    """So many nodes of one kind."""

    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class State:
    """Counts by kind (``assets``, ``pipelines`` …), and who told the graph what, when."""

    counts: Mapping[str, int]
    freshness: tuple[Source, ...]


def state(graph: Graph) -> State:
    """What the graph holds."""
    counted = ask(graph, "graph/counts", Count)
    return State({one.kind: one.number for one in counted}, freshness(graph))
