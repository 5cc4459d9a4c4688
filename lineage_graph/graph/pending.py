"""Which containers must be joined anew: noted on the books in the very transaction that writes something there.

So a join that was interrupted, or never began, is made good by the next load. What counts is in ``_touched``.
"""

from collections.abc import Iterable, Sequence

from neo4j import ManagedTransaction

from lineage_graph.graph import statements
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.precedence import Identity
from lineage_graph.graph.rows import Group
from lineage_graph.overlap import address


def note(transaction: ManagedTransaction, group: Group, written: Iterable[Identity]) -> None:
    """Remember the containers whose overlaps these nodes or relationships may change."""
    found = {place.container for key in _touched(transaction, group, written) if (place := address(key))}
    if found:
        answer(transaction, statements.NOTE_PENDING, {"containers": sorted(found)})


def pending(graph: Graph) -> Sequence[str]:
    """The containers that must be joined, sorted."""
    (row,) = graph.write(lambda transaction: answer(transaction, statements.READ_PENDING))
    return sorted(map(str, row["pending"])) if isinstance(row["pending"], list) else []


def _touched(transaction: ManagedTransaction, group: Group, written: Iterable[Identity]) -> Iterable[str]:
    """The assets that such writing is about."""
    if group.label == "Asset":
        return (identity for identity in written if isinstance(identity, str))
    if group.label == "FEEDS":
        return (identity[0] for identity in written)
    if group.label == "INSTANCE_OF" and group.ends == ("Process", "Process"):
        rows = answer(transaction, statements.FED, {"processes": sorted({key for keys in written for key in keys})})
        return [str(row["key"]) for row in rows]
    return ()
