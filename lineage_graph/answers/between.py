"""``path --all``: everything that lies on any way of data from one thing to another."""

from dataclasses import dataclass, replace

from lineage_graph.answers.asking import UNBOUNDED, Answer, ask, ordered
from lineage_graph.answers.freshness import freshness
from lineage_graph.answers.impact import counts, told
from lineage_graph.answers.names import notes, resolve
from lineage_graph.answers.path import Ends, no_way
from lineage_graph.answers.reach import POSSIBLE, Reached
from lineage_graph.answers.starts import Direction, Only, Starts, first_assets, starts_of
from lineage_graph.answers.walking import distances
from lineage_graph.graph import Graph

Flow = tuple[str, str, str | None]
"""A process, the pipeline or other performer that it belongs to, and the asset behind it."""


@dataclass(frozen=True, slots=True)
class Flows:
    """What leads from an asset to the next."""

    key: str
    flows: tuple[Flow, ...]


@dataclass(frozen=True, slots=True)
class _Name:
    key: str
    name: str
    labels: tuple[str, ...]
    service: str | None


def between(graph: Graph, ends: Ends) -> Answer[Reached]:
    """The assets and pipelines on any way, nearest to the start first; hops are those from the start."""
    source, sink = resolve(graph, ends.source), resolve(graph, ends.sink)
    starts, stops = starts_of(graph, source), starts_of(graph, sink)
    results = _on_the_way(graph, starts, stops, ends.only)
    if not results:
        raise no_way(source, sink)
    if not ends.certain:
        sure = {result.key for result in _on_the_way(graph, starts, stops, replace(ends.only, certain=True))}
        results = [result if result.key in sure else replace(result, certainty=POSSIBLE) for result in results]
    return Answer(
        question="path/all",
        parameters={"from": source.key, "to": sink.key, "certain": ends.certain, "since": told(ends.since)},
        results=tuple(results),
        counts=counts(results),
        freshness=freshness(graph),
        notes=notes(source, sink),
    )


def _on_the_way(graph: Graph, starts: Starts, stops: Starts, only: Only) -> list[Reached]:
    """Downstream of the one end and upstream of the other, held together by the processes between."""
    first = Starts(starts.of, first_assets(graph, starts, Direction.DOWNSTREAM, only))
    last = Starts(stops.of, first_assets(graph, stops, Direction.UPSTREAM, only))
    down = distances(graph, first, Direction.DOWNSTREAM, UNBOUNDED, only)
    back = distances(graph, last, Direction.UPSTREAM, UNBOUNDED, only)
    assets = {key: hops for key, hops in down.items() if key in back}
    flows = ask(graph, "lineage/flows", Flows, keys=sorted(assets), certain=only.certain, since=only.ran)
    owners: dict[str, int] = {}
    processes: dict[str, set[str]] = {}
    for row in flows:
        for process, owner, output in row.flows:
            if output in assets:
                owners[owner] = min(owners.get(owner, UNBOUNDED), assets[row.key] + 1)
                processes.setdefault(owner, set()).add(process)
    if not owners:
        return []
    hops = {**assets, **owners}
    names = ask(graph, "lineage/names", _Name, keys=sorted(hops))
    rows = [_reached(row, hops[row.key], len(processes.get(row.key, ())) or None) for row in names]
    return sorted(rows, key=lambda row: (row.hops, row.label, row.key))


def _reached(row: _Name, hops: int, processes: int | None) -> Reached:
    return Reached(
        key=row.key,
        name=row.name,
        labels=ordered(row.labels),
        service=row.service,
        hops=hops,
        processes=processes,
    )
