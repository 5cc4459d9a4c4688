"""Everything that a walk along the flow of data reaches, nearest first, each with its distance and certainty."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from lineage_graph.answers.asking import UNBOUNDED, ask, ordered
from lineage_graph.answers.starts import Direction, Only, Starts
from lineage_graph.answers.walking import Closure, Details, Performer, closure
from lineage_graph.graph import Graph

CERTAIN: Final = "certain"
POSSIBLE: Final = "possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """An asset, a pipeline (or what performs on its own), or a service, and how far it is: hops count processes.

    An asset has the stores that hold it and the services that write it; a pipeline its ``activities`` and the number of
    ``processes`` that take part. ``certainty`` is ``possible`` where only overlapping patterns lead there.
    """

    key: str
    name: str
    labels: tuple[str, ...]
    service: str | None = None
    store: str | None = None
    hops: int = 0
    certainty: str = CERTAIN
    reason: str | None = None
    activities: tuple[str, ...] = ()
    processes: int | None = None
    url: str | None = None

    @property
    def label(self) -> str:
        """Its first label."""
        return self.labels[0]


@dataclass(frozen=True, slots=True)
class Walk:
    """How to walk: ``hops`` at most, not over overlapping patterns if ``certain``, over what ran ``since`` then."""

    direction: Direction
    hops: int | None = None
    certain: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Overlaps:
    overlaps: int


def reach(graph: Graph, starts: Starts, walk: Walk) -> tuple[tuple[Reached, ...], bool]:
    """What the walk reaches, nearest first, and whether ``hops`` cut something off."""
    limit = UNBOUNDED if walk.hops is None else walk.hops + 1
    found = closure(graph, starts, walk.direction, limit, Only(walk.certain, walk.since))
    results = _results(found)
    if not walk.certain and ask(graph, "impact/patterns", _Overlaps)[0].overlaps:
        certain = closure(graph, starts, walk.direction, UNBOUNDED, Only(certain=True, since=walk.since))
        sure = {result.key for result in _results(certain)}
        results = [result if result.key in sure else replace(result, certainty=POSSIBLE) for result in results]
    others = [result for result in results if result.key != starts.of.key]
    within = [result for result in others if result.hops < limit or walk.hops is None]
    return tuple(sorted(within, key=_nearest_first)), len(within) < len(others)


def _asset(item: Details, hops: int) -> Reached:
    key, name, kind, reason, store, service = item
    labels = ("Asset", kind) if kind else ("Asset",)
    return Reached(key=key, name=name, labels=labels, service=service, store=store, hops=hops, reason=reason)


def _results(found: Closure) -> list[Reached]:
    return [
        *(_asset(item, hops) for item, hops in found.assets),
        *map(_performer, found.performers),
        *_services(found.performers),
    ]


def _performer(row: Performer) -> Reached:
    return Reached(
        key=row.key,
        name=row.name,
        labels=ordered(row.labels),
        service=row.service,
        hops=row.hops,
        activities=row.activities,
        processes=row.processes,
        url=row.url,
    )


def _services(performers: Iterable[Performer]) -> Iterable[Reached]:
    nearest: dict[str, Reached] = {}
    for row in performers:
        if row.service_key is None or row.service is None:
            continue
        held = nearest.get(row.service_key)
        if held is None or row.hops < held.hops:
            labels = ordered(row.service_labels or ("Service",))
            nearest[row.service_key] = Reached(key=row.service_key, name=row.service, labels=labels, hops=row.hops)
    return nearest.values()


_ORDER: Final = {"Asset": 0, "Pipeline": 1, "Service": 3}


def _nearest_first(reached: Reached) -> tuple[int, int, str]:
    return reached.hops, _ORDER.get(reached.label, 2), reached.key
