"""What the graph knows of a part before it is loaded, read in as few and as narrow queries as will do."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from neo4j import ManagedTransaction

from lineage_graph.graph import statements
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.lease import Lease
from lineage_graph.graph.parts import Part, anchored
from lineage_graph.graph.precedence import Identity
from lineage_graph.graph.state import Reader, States


class Known(NamedTuple):
    """The states of a part, and the number of changes that the graph had seen when they were read."""

    change: int
    states: States


def known(graph: Graph, lease: Lease, service: str, part: Part, created: Mapping[str, set[Identity]]) -> Known:
    """All of the part that is below the service, that the source claims, or that the part names.

    ``created`` holds the nodes that this load made, by label: relationships of theirs need no looking for.
    """

    def work(transaction: ManagedTransaction) -> Known:
        change = answer(transaction, statements.READ_GRAPH)[0]["change"]
        reader = Reader(transaction, lease.source, service)
        return Known(change if isinstance(change, int) else 0, _states(reader, lease, part, created))

    # A transaction for writing, so that a cluster asks the leader: another reader may lag behind.
    return graph.write(work)


def _states(reader: Reader, lease: Lease, part: Part, created: Mapping[str, set[Identity]]) -> States:
    group = part.group
    if (not part.items and not lease.known) or not reader.count(group):
        return {}
    is_anchored = not group.ends or statements.anchor(group) is not None
    states = reader.below(group) if is_anchored else {}
    if lease.known and group.name in lease.outside:
        states |= reader.claimed(group)
    elsewhere = [item for item in _elsewhere(part, reader.service, created) if item not in states]
    return states | reader.named(group, elsewhere) if elsewhere else states


def _elsewhere(part: Part, service: str, created: Mapping[str, set[Identity]]) -> Iterator[Identity]:
    fresh = [created.get(label, set()) for label in part.group.ends or ()]
    for item in part.identities():
        if anchored(part.group, service, item):
            continue
        if not isinstance(item, str) and any(end in keys for end, keys in zip(item, fresh, strict=True)):
            continue
        yield item
