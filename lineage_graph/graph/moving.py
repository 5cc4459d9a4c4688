"""What ran under a key that gave way goes along to the new one: runs, what they came to, and the columns they told.

``renaming`` ties the keys; here whatever hangs on the old one only because it ran is carried over, and nobody says the
old one any longer. Asked of the graph anew by every join, so that an interruption is made good.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from neo4j import ManagedTransaction

from lineage_graph.graph import lease as leases
from lineage_graph.graph import moving_statements as statements
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.lease import Lease
from lineage_graph.graph.observations import Touched, count_runs
from lineage_graph.graph.statements import NOTE_PENDING
from lineage_graph.overlap import address

if TYPE_CHECKING:
    from lineage_graph.graph.values import Parameter

_RUNS_AT_ONCE: Final = 10_000
_CHANGES: Final = (
    statements.WRITTEN,
    statements.READ,
    statements.READ_BY,
    statements.COLUMNS,
    statements.DERIVED_INTO,
    statements.DERIVED_FROM,
    statements.PROCESSES_COME,
    statements.PROCESSES_GO,
    statements.ASSET_COMES,
    statements.ASSET_GOES,
    statements.STORE_GOES,
)
"""In this order: a node goes when nothing that holds hangs on it any more."""


class Move(NamedTuple):
    """An asset's key that gave way, and the one that took its place."""

    gone: str
    here: str


def moves(graph: Graph) -> Sequence[Move]:
    """What must be carried over."""
    rows = graph.look(lambda transaction: answer(transaction, statements.MOVES))
    return [Move(str(row["gone"]), str(row["here"])) for row in rows]


def carry_over(graph: Graph, lease: Lease, found: Sequence[Move]) -> None:
    """Carry over what ran, move by move, and count it where it is now."""
    for move in found:
        carrying = _Carrying(graph, lease, move)
        count_runs(graph, lease, Touched(carrying.run()), None)


@dataclass(frozen=True, slots=True)
class _Carrying:
    graph: Graph
    lease: Lease
    move: Move

    def run(self) -> set[str]:
        """The processes whose runs must be counted anew."""
        processes = [[str(row["gone"]), str(row["here"])] for row in self._ask(statements.PROCESSES)]
        asked: dict[str, Parameter] = {"pairs": processes}
        while self._moved(statements.RUNS, {**asked, "limit": _RUNS_AT_ONCE}):
            continue
        readers = {str(row["key"]) for row in self._ask(statements.READERS)}
        self._change(asked)
        return {here for _, here in processes} | readers

    def _ask(self, text: str) -> Sequence[dict[str, object]]:
        asked = self.move._asdict()
        return [dict(row) for row in self.graph.look(lambda transaction: answer(transaction, text, asked))]

    def _moved(self, text: str, more: "dict[str, Parameter]") -> int:
        def work(transaction: ManagedTransaction) -> int:
            leases.fence(transaction, self.lease)
            (row,) = answer(transaction, text, more)
            return int(str(row["moved"]))

        return self.graph.write(work)

    def _change(self, more: "dict[str, Parameter]") -> None:
        asked: dict[str, Parameter] = {**self.move._asdict(), **more, "at": self.lease.at}
        containers = sorted({place.container for place in map(address, self.move) if place})

        def work(transaction: ManagedTransaction) -> None:
            leases.fence(transaction, self.lease)
            for text in _CHANGES:
                answer(transaction, text, asked)
            answer(transaction, NOTE_PENDING, {"containers": containers})

        self.graph.write(work)
