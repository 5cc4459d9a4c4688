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
from lineage_graph.graph.decisions import Effect
from lineage_graph.graph.lease import Lease
from lineage_graph.graph.precedence import Identity
from lineage_graph.graph.rows import Group

if TYPE_CHECKING:
    from lineage_graph.graph.values import Parameter

One = TypeVar("One")

_AT_ONCE: Final = 500
"""Processes or calls that one transaction counts."""

_MAPPINGS_AT_ONCE: Final = 5_000


_TOLD: Final = {"EXECUTED": 1, "DERIVES": 2}
_CARRYING: Final = {"FEEDS": 1, "PRODUCES": 0, "INSTANCE_OF": 0}
"""What changes what a process has seen of its runs, and where the process stands in its identity."""

_ASSETS: Final = ("Asset", "Asset")
_NEW: Final = (Effect.CREATED, Effect.REVIVED)


@dataclass(frozen=True, slots=True)
class Touched:
    """What must be counted anew: processes by their keys.

    ``mappings`` are what runs told of derivations, by the keys of both columns and of the process; ``calls`` are
    activities and the pipelines that they called.
    """

    processes: set[str] = field(default_factory=set)
    mappings: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    calls: set[tuple[str, str]] = field(default_factory=set)

    def add(self, other: "Touched") -> None:
        """The other, too."""
        self.processes.update(other.processes)
        self.calls.update(other.calls)

    def note(self, group: Group, effect: Effect, identity: Identity) -> None:
        """What became of a node or relationship; of lineage only what is new has not been counted on."""
        if group.label in _TOLD or (group.label in _CARRYING and group.ends != _ASSETS and effect in _NEW):
            self.processes.add(identity[{**_TOLD, **_CARRYING}[group.label]])


def count_runs(graph: Graph, lease: Lease, touched: Touched, change: int | None) -> int | None:
    """Write on the edges of the processes, and of the patterns that they are instances of, what their runs come to.

    ``change`` is the number of changes that the graph had seen before; gives back the number after, or None where
    another writer was at work meanwhile.
    """
    counting = _Counting(graph, lease, change)
    told = [item for item in sorted(touched.mappings.items()) if item[0][2] in touched.processes]
    counting.run(told, _MAPPINGS_AT_ONCE, _note_mappings)
    counting.run(_and_patterns(graph, sorted(touched.processes)), _AT_ONCE, _count)
    counting.run(sorted(touched.calls), _AT_ONCE, _count_calls)
    return counting.change


def touched_below(graph: Graph, service: str) -> Touched:
    """Everything of the service that any run tells of."""
    below: Mapping[str, Parameter] = {"below": f"{service}/"}
    processes = {str(row["key"]) for row in graph.ask(statements.EXECUTED_PROCESSES, below)}
    calls = {(str(row["activity"]), str(row["pipeline"])) for row in graph.ask(statements.CALLS_BELOW, below)}
    return Touched(processes, calls=calls)


def _and_patterns(graph: Graph, processes: Sequence[str]) -> Sequence[str]:
    if not processes:
        return []
    rows = graph.look(lambda transaction: answer(transaction, statements.AND_PATTERNS, {"processes": processes}))
    return sorted({str(row["key"]) for row in rows})


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


def _count_calls(transaction: ManagedTransaction, calls: Sequence[tuple[str, str]]) -> None:
    answer(transaction, statements.COUNT_CALLS, {"calls": [[*call] for call in calls]})


def _count(transaction: ManagedTransaction, processes: Sequence[str]) -> None:
    asked: Mapping[str, Parameter] = {"processes": processes}
    seen = cast("list[Parameter]", answer(transaction, statements.SEEN, asked))
    for text in (statements.SET_FEEDS, statements.SET_PRODUCES):
        answer(transaction, text, {"rows": seen})
    told = cast("list[Parameter]", answer(transaction, statements.SEEN_COLUMNS, asked))
    answer(transaction, statements.SET_DERIVES, {**asked, "rows": told})
