"""The net of data as a directed graph: assets, the processes between them, and where data enters."""

from collections.abc import Collection, Iterable
from typing import Final, TypeAlias

import networkx as nx

from lineage_graph.answers.net import Step

Node: TypeAlias = tuple[str, str]
Net: TypeAlias = "nx.DiGraph[Node]"

ASSET: Final = "asset"
PROCESS: Final = "process"
ROOT: Final[Node] = ("root", "")
"""A node above all that data enters by."""


def net(steps: Iterable[Step]) -> Net:
    """Assets and processes as nodes, an edge wherever data moves from one to the other."""
    graph: Net = nx.DiGraph()
    for step in steps:
        process = (PROCESS, step.process)
        graph.add_node(process)
        graph.add_edges_from(((ASSET, key), process) for key in step.inputs)
        if step.output is not None:
            graph.add_edge(process, (ASSET, step.output))
    return graph


def rooted(graph: Net, starts: Collection[str] | None = None) -> Net:
    """The part that data reaches from the root, and the root, which leads to the starts.

    With None it leads to all that nobody writes. A cycle that nothing outside leads into has no such node:
    data may have entered it by any of its assets, so it leads to all of them.
    """
    entries = list(_entries(graph)) if starts is None else sorted({(ASSET, key) for key in starts}.intersection(graph))
    below: set[Node] = set(entries)
    for layer in nx.bfs_layers(graph, entries):
        below.update(layer)
    part: Net = graph.subgraph(below).copy()
    part.add_node(ROOT)
    part.add_edges_from((ROOT, entry) for entry in entries)
    return part


def _entries(graph: Net) -> Iterable[Node]:
    components = nx.condensation(graph)
    for component in components:
        members: set[Node] = components.nodes[component]["members"]
        if components.in_degree(component) == 0:
            alone = len(members) == 1
            yield from (node for node in sorted(members) if alone or node[0] == ASSET)
