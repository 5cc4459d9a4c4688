"""``coverage``: how much could be named, why the rest could not, and the activities behind each number."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lineage_graph.answers.asking import Answer, ask
from lineage_graph.answers.freshness import freshness
from lineage_graph.graph import Graph

STATES: Final = ("named", "pattern", "placeholder", "opaque")


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """So many ends of processes, or opaque activities, of one kind.

    ``state`` is ``named`` (a full name), ``pattern`` (a part is unknown until the run), ``placeholder`` (only the
    reason is known) or ``opaque`` (an activity without any process); ``role`` is None for an activity.
    """

    service: str | None
    type: str | None
    store: str | None
    role: str | None
    state: str
    reason: str | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """An activity with an end that it could not name, or an opaque one (no ``role``).

    Without a ``pipeline`` it is a data flow or a SQL script that performs by itself.
    """

    service: str
    pipeline: str | None
    key: str
    name: str
    type: str
    role: str | None
    asset: str | None
    reason: str | None
    detail: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which activities to list; None takes all."""

    reason: str | None = None
    type: str | None = None
    service: str | None = None

    def takes(self, row: Behind) -> bool:
        """Whether the row is one of them; case does not matter."""
        pairs = ((self.reason, row.reason), (self.type, row.type), (self.service, row.service))
        return all(wanted is None or wanted.lower() == (found or "").lower() for wanted, found in pairs)


@dataclass(frozen=True, slots=True)
class _End:
    service: str | None
    type: str | None
    store: str | None
    role: str
    state: str
    reason: str | None
    ends: int


@dataclass(frozen=True, slots=True)
class _Opaque:
    service: str | None
    type: str
    reason: str
    activities: int


def coverage(graph: Graph) -> Answer[Covered]:
    """All ends of processes, and all opaque activities, counted by service, type, store and reason."""
    results = (
        *map(_end, ask(graph, "coverage/ends", _End)),
        *map(_activity, ask(graph, "coverage/opaque", _Opaque)),
    )
    return Answer(
        question="coverage",
        parameters={},
        results=results,
        counts=by_state(results),
        freshness=freshness(graph),
    )


def behind(graph: Graph, selection: Selection) -> Answer[Behind]:
    """The activities behind the numbers."""
    found = tuple(row for row in ask(graph, "coverage/behind", Behind) if selection.takes(row))
    return Answer(
        question="coverage/behind",
        parameters={"reason": selection.reason, "type": selection.type, "service": selection.service},
        results=found,
        counts={"ends": len(found), "activities": len({row.key for row in found})},
        freshness=freshness(graph),
    )


def by_state(rows: Iterable[Covered]) -> dict[str, int]:
    """How many ends are named, patterns and placeholders, how many activities opaque, and how many are inactive."""
    counted = dict.fromkeys((*STATES, "inactive"), 0)
    for row in rows:
        counted[row.state] += row.count
    return counted


def _end(row: _End) -> Covered:
    return Covered(
        service=row.service,
        type=row.type,
        store=row.store,
        role=row.role,
        state=row.state,
        reason=row.reason,
        count=row.ends,
    )


def _activity(row: _Opaque) -> Covered:
    state = "inactive" if row.reason == "inactive" else "opaque"
    return Covered(
        service=row.service,
        type=row.type,
        store=None,
        role=None,
        state=state,
        reason=row.reason,
        count=row.activities,
    )
