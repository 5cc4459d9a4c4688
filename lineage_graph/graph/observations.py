"""What the lineage has seen of its runs: when first and last, how often, how it ended, and how much was moved.

Always counted anew from the runs that are there, never added up, so that loading a run twice changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar, cast

from neo4j import ManagedTransaction

from lineage_graph.graph import lease as leases
from lineage_graph.graph import run_statements as statements
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.lease import Lease

if TYPE_CHECKING:
    from lineage_graph.graph.values import Parameter

One = TypeVar("One")

_AT_ONCE: Final = 500
"""Processes that one transaction counts."""

_MAPPINGS_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Touched:
    """What must be counted anew: processes by their keys.

    ``mappings`` are what runs told of derivations, by the keys of both columns and of the process.
    """

    processes: set[str] = field(default_factory=set)
    mappings: dict[tuple[str, ...], set[str]] = field(default_factory=dict)


def count_runs(graph: Graph, lease: Lease, touched: Touched, change: int | None) -> int | None:
    """Write on the edges of the processes what their runs come to.

    ``change`` is the number of changes that the graph had seen before; gives back the number after, or None where
    another writer was at work meanwhile.
    """
    counting = _Counting(graph, lease, change)
    told = [item for item in sorted(touched.mappings.items()) if item[0][2] in touched.processes]
    counting.run(told, _MAPPINGS_AT_ONCE, _note_mappings)
    counting.run(sorted(touched.processes), _AT_ONCE, _count)
    return counting.change


@dataclass(slots=True)
class _Counting:
    graph: Graph
    lease: Lease
    change: int | None

    def run(
        self, waiting: Sequence[One], size: int, count: Callable[[ManagedTransaction, Sequence[One]], None]
    ) -> None:
        """So many at once, each time under the fence."""
        for start in range(0, len(waiting), size):
            after = self.graph.write(self._work(waiting[start : start + size], count))
            self.change = after if self.change is not None and after == self.change + 1 else None

    def _work(
        self, portion: Sequence[One], count: Callable[[ManagedTransaction, Sequence[One]], None]
    ) -> Callable[[ManagedTransaction], int]:
        def work(transaction: ManagedTransaction) -> int:
            change = leases.fence(transaction, self.lease)
            count(transaction, portion)
            return change

        return work


def _note_mappings(transaction: ManagedTransaction, told: Sequence[tuple[tuple[str, ...], set[str]]]) -> None:
    rows: list[Parameter] = [
        {"start": start, "end": end, "process": process, "mappings": sorted(mappings)}
        for (start, end, process), mappings in told
    ]
    answer(transaction, statements.ADD_MAPPINGS, {"rows": rows})


def _count(transaction: ManagedTransaction, processes: Sequence[str]) -> None:
    asked: Mapping[str, Parameter] = {"processes": processes}
    seen = cast("list[Parameter]", answer(transaction, statements.SEEN, asked))
    for text in (statements.SET_FEEDS, statements.SET_PRODUCES):
        answer(transaction, text, {"rows": seen})
    told = cast("list[Parameter]", answer(transaction, statements.SEEN_COLUMNS, asked))
    answer(transaction, statements.SET_DERIVES, {**asked, "rows": told})
