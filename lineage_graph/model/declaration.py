"""All that one source declares: what the middle of the program makes, and what the graph takes."""

from dataclasses import dataclass
from typing import Final

from lineage_graph.model.edges import Edge
from lineage_graph.model.nodes import Node
from lineage_graph.model.words import Ref

COLLECTIONS: Final = {
    "pipelines": "Pipeline",
    "datasets": "Dataset",
    "linkedservices": "LinkedService",
    "dataflows": "DataFlow",
    "triggers": "Trigger",
    "integrationruntimes": "IntegrationRuntime",
    "notebooks": "Notebook",
    "sqlscripts": "SqlScript",
    "sparkjobs": "SparkJob",
    "adfcdcs": "Job",
    "linkconnections": "Job",
}
"""The kinds of objects that a service holds, as their keys spell them, and their labels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """All that one source declares of one service: the whole of it, nothing twice.

    ``source`` is the kind of source (``git``, ``arm``). ``incomplete`` names the collections that were not read whole:
    nothing of them is removed, and no lineage is. ``objects`` are the keys of what the files define (and activities).
    """

    source: str
    service: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    objects: tuple[Ref, ...] = ()
    incomplete: frozenset[str] = frozenset()
