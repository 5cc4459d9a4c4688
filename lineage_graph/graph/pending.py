"""Which containers must be joined anew: noted on the books in the very transaction that writes something there.

So a join that was interrupted, or never began, is made good by the next load. What counts is in ``_touched``.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from neo4j import ManagedTransaction

from lineage_graph.graph import statements
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.precedence import Identity
from lineage_graph.graph.rows import Group
from lineage_graph.graph.values import Value
from lineage_graph.overlap import address

_SURELY_BELOW: Final = 3
"""Slashes in a key that names no less than a container: ``scheme://host/database``."""


def note(transaction: ManagedTransaction, group: Group, written: Iterable[Identity]) -> None:
    """Remember the containers whose overlaps these nodes or relationships may change."""
    found = _containers(_touched(transaction, group, written))
    if found:
        answer(transaction, statements.NOTE_PENDING, {"containers": sorted(found)})


class Noted(NamedTuple):
    """The containers that must be joined, and those in which nobody has looked for instances yet, sorted."""

    pending: Sequence[str]
    unseen: Sequence[str]


def pending(graph: Graph) -> Noted:
    """What is on the books."""
    return graph.look(noted)


def noted(transaction: ManagedTransaction) -> Noted:
    """The same within a transaction."""
    (row,) = answer(transaction, statements.READ_PENDING)
    return Noted(_sorted(row["pending"]), _sorted(row["unseen"]))


def _sorted(value: Value) -> Sequence[str]:
    return sorted(map(str, value)) if isinstance(value, list) else []


def _containers(keys: Iterable[str]) -> set[str]:
    """The containers of the keys. What lies side by side below a container is looked at once."""
    one_of: dict[str, str] = {}
    for key in keys:
        beside = key.rpartition("/")[0]
        one_of.setdefault(beside if beside.count("/") >= _SURELY_BELOW else key, key)
    return {place.container for key in one_of.values() if (place := address(key))}


def _touched(transaction: ManagedTransaction, group: Group, written: Iterable[Identity]) -> Iterable[str]:
    """The assets that such writing is about."""
    if group.label == "Asset":
        return (identity for identity in written if isinstance(identity, str))
    if group.label == "FEEDS":
        return (identity[0] for identity in written)
    if group.label == "PRODUCES":
        return (identity[1] for identity in written)
    if group.label == "Process":
        # A process's key ends with its output's; only what is known of a pattern goes on to its instances.
        return (identity.partition("=>")[2] for identity in written if isinstance(identity, str) and "{" in identity)
    if group.label == "INSTANCE_OF" and group.ends == ("Process", "Process"):
        rows = answer(transaction, statements.FED, {"processes": sorted({key for keys in written for key in keys})})
        return [str(row["key"]) for row in rows]
    return ()
