"""What a source declared before and does not any more.

All is read in transactions for writing, so that a cluster asks the leader: another reader may lag behind.
"""

from collections.abc import Mapping
from typing import NamedTuple

from neo4j import ManagedTransaction

from lineage_graph.graph import statements
from lineage_graph.graph.connection import Graph
from lineage_graph.graph.lease import Lease
from lineage_graph.graph.parts import Part
from lineage_graph.graph.precedence import Identity
from lineage_graph.graph.rows import Group
from lineage_graph.graph.values import Parameter


class Census(NamedTuple):
    """How many there are of every label and type, and how many changes the graph had seen before they were counted.

    ``counts`` is empty where the database holds nothing but the books.
    """

    change: int
    counts: Mapping[str, int]


def census(graph: Graph) -> Census:
    """The counts of all labels and types of the model."""

    def work(transaction: ManagedTransaction) -> Census:
        change = transaction.run(statements.READ_GRAPH).single(strict=True)["change"]
        # Planning to count so many things takes the server longer than looking whether there is anything at all.
        if not transaction.run(statements.HAS_NODES).single(strict=True)["any"]:
            return Census(change or 0, {})
        return Census(change or 0, dict(record.values() for record in transaction.run(statements.count_all())))

    return graph.look(work)


class Claims(NamedTuple):
    """What a source declares in the graph, asked for on behalf of its load."""

    graph: Graph
    lease: Lease
    service: str

    def count(self, group: Group) -> int:
        """How much of the group the source declares."""
        if not self._can_be(group):
            return 0
        text = statements.count_claimed(group, everywhere=group.name in self.lease.outside)
        return self.graph.look(lambda transaction: _count(transaction, text, self._parameters))

    def gone(self, part: Part) -> list[Identity]:
        """What of the part's group the source declares in the graph, and not in the part; sorted.

        Counted first: as a rule nothing has gone, and the count is the same. Only a dry run has not written yet what
        is declared, and cannot tell from the count.
        """
        if not self._can_be(part.group) or (self.lease.refresh and self.count(part.group) == len(part.items)):
            return []
        text = statements.list_claimed(part.group, everywhere=part.group.name in self.lease.outside)
        found = self.graph.look(lambda transaction: _identities(transaction, text, self._parameters))
        declared = frozenset(part.identities())
        return sorted(identity for identity in found if identity not in declared)

    def _can_be(self, group: Group) -> bool:
        return self.lease.known and (group.name in self.lease.outside or statements.anchored(group))

    @property
    def _parameters(self) -> dict[str, Parameter]:
        return {"source": self.lease.source, "service": self.service, "below": self.service + "/"}


def _identities(transaction: ManagedTransaction, text: str, parameters: dict[str, Parameter]) -> list[Identity]:
    rows = [row.values() for row in transaction.run(text, parameters)]
    return [row[0] if len(row) == 1 else tuple(row) for row in rows]


def _count(transaction: ManagedTransaction, text: str, parameters: dict[str, Parameter]) -> int:
    return int(transaction.run(text, parameters).single(strict=True)["count"])
