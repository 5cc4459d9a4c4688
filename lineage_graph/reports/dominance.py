"""Weak points: the assets and pipelines through which all data must pass that reaches what hangs on them.

What hangs on an asset is what it dominates: every way of data to it, from where data enters, leads through the
asset. What hangs on a pipeline is what no data reaches any more once all of its processes are taken away.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from lineage_graph.answers.net import Step
from lineage_graph.reports.blocking import Blocking
from lineage_graph.reports.net import ASSET, PROCESS, ROOT, Net, Node, net, rooted


@dataclass(frozen=True, slots=True)
class WeakPoint:
    """An asset or an owner of processes by its key, and how many assets and owners hang on it."""

    key: str
    is_asset: bool
    assets: int
    owners: int


def weak_points(steps: Sequence[Step], starts: Collection[str] | None = None) -> list[WeakPoint]:
    """All weak points of the net below the starts, or of the whole net, what most hangs on first.

    Assets and owners on which nothing hangs are left out, and so are the starts, on which all hangs. An owner hangs
    on a point if every process of its own that data reaches does.
    """
    graph = rooted(net(steps), starts)
    owners = _owners(steps, graph)
    tree = _tree(graph, owners)
    points = [*_assets(tree, starts or ()), *_performers(graph, owners, tree)]
    found = [point for point in points if point.assets + point.owners]
    return sorted(found, key=lambda point: (-point.assets - point.owners, -point.assets, point.key))


def _owners(steps: Iterable[Step], graph: Net) -> Mapping[str, list[Node]]:
    """The processes of each owner that data reaches."""
    owners: defaultdict[str, list[Node]] = defaultdict(list)
    for step in steps:
        if (PROCESS, step.process) in graph:
            owners[step.owner].append((PROCESS, step.process))
    return owners


@dataclass(frozen=True, slots=True)
class _Below:
    """What lies below a node in the tree of dominators, itself included."""

    assets: int
    owners: int


def _tree(graph: Net, owners: Mapping[str, Sequence[Node]]) -> dict[Node, _Below]:
    """Counted upwards: an owner lies below all that its processes have above them in common."""
    above = dict(nx.immediate_dominators(graph, ROOT))
    above.pop(ROOT, None)
    depth = _depths(above)
    assets = Counter({node: 1 for node in above if node[0] == ASSET})
    hanging = Counter(_common(processes, above, depth) for processes in owners.values())
    for node in sorted(above, key=depth.__getitem__, reverse=True):
        assets[above[node]] += assets[node]
        hanging[above[node]] += hanging[node]
    return {node: _Below(assets[node], hanging[node]) for node in above}


def _assets(tree: Mapping[Node, _Below], starts: Collection[str]) -> Iterable[WeakPoint]:
    for (kind, key), below in tree.items():
        if kind == ASSET and key not in starts:
            yield WeakPoint(key, True, below.assets - 1, below.owners)


def _depths(above: Mapping[Node, Node]) -> dict[Node, int]:
    depth = {ROOT: 0}
    for node in above:
        way = []
        while node not in depth:
            way.append(node)
            node = above[node]  # noqa: PLW2901 - climbs
        for at, passed in enumerate(reversed(way), start=depth[node] + 1):
            depth[passed] = at
    return depth


def _common(nodes: Sequence[Node], above: Mapping[Node, Node], depth: Mapping[Node, int]) -> Node:
    """The lowest node of the tree that is above all of these, or one of them."""
    lowest = nodes[0]
    for other in nodes[1:]:
        while lowest != other:
            if depth[lowest] < depth[other]:
                lowest, other = other, lowest  # noqa: PLW2901 - both climb until they meet
            lowest = above[lowest]
    return lowest


def _performers(graph: Net, owners: Mapping[str, Sequence[Node]], tree: Mapping[Node, _Below]) -> Iterable[WeakPoint]:
    """An owner of one process is where that is in the tree; what several cut off together no tree tells."""
    blocking = Blocking(graph)
    owner_of = {process: owner for owner, processes in owners.items() for process in processes}
    for owner, processes in owners.items():
        if len(processes) == 1:
            below = tree[processes[0]]
            yield WeakPoint(owner, False, below.assets, below.owners - 1)
            continue
        gone = blocking.without(processes)
        lost = Counter(owner_of[node] for node in gone if node[0] == PROCESS)
        others = sum(count == len(owners[other]) for other, count in lost.items() if other != owner)
        yield WeakPoint(owner, False, sum(node[0] == ASSET for node in gone), others)
