"""What the lineage has seen of its runs: when first and last, how often, how it ended, and how much was moved.

Always counted anew from the runs that are there, never added up, so that loading a run twice changes nothing.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, cast

from neo4j import ManagedTransaction

from lineage_graph.graph import lease as leases
from lineage_graph.graph import run_statements as statements
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.lease import Lease

if TYPE_CHECKING:
    from lineage_graph.graph.values import Parameter

_PROCESSES: Final = 500
"""Processes that one transaction counts."""


def count_runs(graph: Graph, lease: Lease, processes: Iterable[str], change: int | None) -> int | None:
    """Write on the edges of the processes with these keys what their runs come to.

    ``change`` is the number of changes that the graph had seen before; gives back the number after, or None where
    another writer was at work meanwhile.
    """
    waiting = sorted(processes)
    for start in range(0, len(waiting), _PROCESSES):
        after = _counted(graph, lease, waiting[start : start + _PROCESSES])
        change = after if change is not None and after == change + 1 else None
    return change


def _counted(graph: Graph, lease: Lease, processes: Sequence[str]) -> int:
    def work(transaction: ManagedTransaction) -> int:
        seen = cast("list[Parameter]", answer(transaction, statements.SEEN, {"processes": processes}))
        change = leases.fence(transaction, lease)
        for text in (statements.SET_FEEDS, statements.SET_PRODUCES):
            answer(transaction, text, {"rows": seen})
        return change

    return graph.write(work)
