"""The order in which to run pipelines again when data is late: each after all that it waits for.

Only what the late data reaches counts: a pipeline is in the order by the processes that read it, at first hand or
later. Pipelines that wait for each other cannot be put in order; they stand at one place, as a cycle.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import networkx as nx

from lineage_graph.answers.net import Step
from lineage_graph.reports.net import PROCESS, net, rooted

Order: TypeAlias = "nx.DiGraph[str]"


@dataclass(frozen=True, slots=True)
class Turn:
    """When an owner of processes runs, by its key: after all of smaller ``place``, along with those of the same.

    ``cycle`` numbers a group whose members wait for each other, None for all others; ``waits_for`` are the late
    assets that it reads, sorted.
    """

    place: int
    owner: str
    cycle: int | None
    waits_for: tuple[str, ...]


def turns(steps: Sequence[Step], starts: Collection[str]) -> list[Turn]:
    """The turns of all that lies downstream of the late assets, by place, cycle and key."""
    reached = rooted(net(steps), starts)
    late = [step for step in steps if (PROCESS, step.process) in reached]
    assets = {*starts, *(step.output for step in late if step.output is not None)}
    waits: defaultdict[str, set[str]] = defaultdict(set)
    for step in late:
        waits[step.owner].update(assets.intersection(step.inputs))
    found = [
        Turn(place, owner, cycle, tuple(sorted(waits[owner]))) for place, owner, cycle in _places(_order(late, assets))
    ]
    return sorted(found, key=lambda turn: (turn.place, turn.cycle or 0, turn.owner))


def _order(late: Sequence[Step], assets: set[str]) -> Order:
    """The owners, an edge from each to those that read what it writes. One that reads its own output runs once."""
    readers: defaultdict[str, set[str]] = defaultdict(set)
    for step in late:
        for key in assets & set(step.inputs):
            readers[key].add(step.owner)
    order: Order = nx.DiGraph()
    order.add_nodes_from(step.owner for step in late)
    for step in late:
        if step.output is not None:
            order.add_edges_from((step.owner, reader) for reader in readers[step.output] if reader != step.owner)
    return order


def _places(order: Order) -> Iterator[tuple[int, str, int | None]]:
    components = nx.condensation(order)
    cycles = 0
    for place, layer in enumerate(nx.topological_generations(components), start=1):
        groups: list[list[str]] = sorted(sorted(components.nodes[component]["members"]) for component in layer)
        for owners in groups:
            cycles += len(owners) > 1
            for owner in owners:
                yield place, owner, cycles if len(owners) > 1 else None
