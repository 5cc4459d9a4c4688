"""What data no longer reaches when some nodes of a rooted net are taken away.

Looks only at what is lost and its next neighbours, so that it can be asked for every pipeline of a large estate:
components are taken in the order of the data, and each is decided once all before it are.
"""

import heapq
from collections.abc import Collection, Iterable

import networkx as nx

from lineage_graph.reports.net import ROOT, Net, Node


class Blocking:
    """A rooted net, its components numbered in the order of the data."""

    def __init__(self, graph: Net) -> None:
        """Number the components of a net in which the root reaches every node."""
        self._graph = graph
        components = nx.condensation(graph)
        order = list(nx.topological_sort(components))
        self._members: list[set[Node]] = [components.nodes[component]["members"] for component in order]
        self._number = {node: at for at, members in enumerate(self._members) for node in members}

    def without(self, removed: Collection[Node]) -> set[Node]:
        """The nodes that the root does not reach without the removed ones, themselves included."""
        taken = set(removed)
        lost: set[Node] = set()
        waiting = sorted({self._number[node] for node in taken})
        seen = set(waiting)
        while waiting:
            component = heapq.heappop(waiting)
            gone = self._gone(self._members[component], taken, lost)
            lost |= gone
            for behind in self._behind(gone) - seen:
                seen.add(behind)
                heapq.heappush(waiting, behind)
        return lost

    def _gone(self, members: set[Node], taken: set[Node], lost: set[Node]) -> set[Node]:
        """The members that no data reaches, given all that is lost before them."""
        alive = [node for node in members - taken if self._is_entered(node, members, lost)]
        reached = set(alive)
        while alive:
            for behind in self._graph.successors(alive.pop()):
                if behind in members and behind not in taken and behind not in reached:
                    reached.add(behind)
                    alive.append(behind)
        return members - reached

    def _is_entered(self, node: Node, members: set[Node], lost: set[Node]) -> bool:
        """Whether data reaches the node from a component before its own."""
        before: Iterable[Node] = self._graph.predecessors(node)
        return node == ROOT or any(other not in members and other not in lost for other in before)

    def _behind(self, nodes: Iterable[Node]) -> set[int]:
        return {self._number[behind] for node in nodes for behind in self._graph.successors(node)}
