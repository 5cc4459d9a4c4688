"""What the graph holds now, and how fresh it is: for ``status``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lineage_graph.answers.asking import Source, ask
from lineage_graph.answers.freshness import freshness
from lineage_graph.graph import Graph, clock


@dataclass(frozen=True, slots=True)
class Count:
    """So many nodes of one kind."""

    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class State:
    """Counts by kind (``assets``, ``pipelines`` …), who told the graph what, when, and what the server's clock says."""

    counts: Mapping[str, int]
    freshness: tuple[Source, ...]
    now: datetime


def state(graph: Graph) -> State:
    """What the graph holds."""
    counted = ask(graph, "graph/counts", Count)
    return State({one.kind: one.number for one in counted}, freshness(graph), clock(graph))
