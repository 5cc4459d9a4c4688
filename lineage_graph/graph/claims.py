"""What a source declared before and does not any more."""

from collections.abc import Mapping
from typing import NamedTuple

from neo4j import ManagedTransaction

from lineage_graph.graph import statements
from lineage_graph.graph.connection import Graph
from lineage_graph.graph.lease import Lease
from lineage_graph.graph.parts import Part
from lineage_graph.graph.precedence import Identity
from lineage_graph.graph.values import Parameter


class Census(NamedTuple):
    """How many there are of every label and type, and how many changes the graph had seen before they were counted."""

    change: int
    counts: Mapping[str, int]


def census(graph: Graph) -> Census:
    """The counts of all labels and types of the model."""

    def work(transaction: ManagedTransaction) -> Census:
        change = transaction.run(statements.READ_GRAPH).single(strict=True)["change"]
        return Census(change or 0, dict(record.values() for record in transaction.run(statements.count_all())))

    return graph.write(work)


def gone(graph: Graph, lease: Lease, service: str, part: Part) -> list[Identity]:
    """What of the part's group the source declares in the graph, and not in the part; sorted.

    Counted first: as a rule nothing has gone, and the count is the same. Only a dry run has not written yet what is
    declared, and cannot tell from the count.
    """
    group = part.group
    everywhere = group.name in lease.outside
    if not lease.known or not (everywhere or statements.anchored(group)):
        return []
    parameters: dict[str, Parameter] = {"source": lease.source, "service": service, "below": service + "/"}

    def work(transaction: ManagedTransaction) -> list[Identity]:
        if lease.refresh is not None:
            claimed = _count(transaction, statements.count_claimed(group, everywhere=everywhere), parameters)
            if claimed == len(part.items):
                return []
        declared = frozenset(part.identities())
        listed = transaction.run(statements.list_claimed(group, everywhere=everywhere), parameters)
        found: list[Identity] = [(row[0], row[1]) if group.ends else row[0] for row in listed]
        return sorted(identity for identity in found if identity not in declared)

    # A transaction for writing, so that a cluster asks the leader: another reader may lag behind.
    return graph.write(work)


def _count(transaction: ManagedTransaction, text: str, parameters: dict[str, Parameter]) -> int:
    return int(transaction.run(text, parameters).single(strict=True)["count"])
