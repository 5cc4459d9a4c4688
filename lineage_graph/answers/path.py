"""``path``: one shortest way of data from one thing to another, or everything that lies on any way."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lineage_graph.answers.asking import UNBOUNDED, Answer, ask, ordered
from lineage_graph.answers.freshness import freshness
from lineage_graph.answers.impact import told
from lineage_graph.answers.names import Context, notes, resolve
from lineage_graph.answers.reach import CERTAIN, POSSIBLE
from lineage_graph.answers.starts import Direction, Only, Starts, first_assets, starts_of
from lineage_graph.answers.walking import distances
from lineage_graph.errors import NothingMatched, UsageError
from lineage_graph.graph import Graph

_PATTERN: Final = "pattern"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An asset or a process on a way; ``hops`` processes lie between the start and it, itself counted."""

    key: str
    name: str
    labels: tuple[str, ...]
    service: str | None
    pipeline: str | None
    performer: str | None
    hops: int
    certainty: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Path:
    """The answer and its two ends."""

    answer: Answer[Step]
    source: Context
    sink: Context


@dataclass(frozen=True, slots=True)
class Ends:
    """What a path leads from and to, whether it may use overlapping patterns, and since when all of it has run."""

    source: str
    sink: str
    certain: bool = False
    since: datetime | None = None

    @property
    def only(self) -> Only:
        """The flows that count."""
        return Only(self.certain, self.since)


@dataclass(frozen=True, slots=True)
class _Row:
    step: int
    key: str
    name: str
    labels: tuple[str, ...]
    reason: str | None
    match: str | None
    performer: str | None
    pipeline: str | None
    service: str | None


def path(graph: Graph, ends: Ends) -> Path:
    """One shortest way; raises ``NothingMatched`` where no way leads from one to the other."""
    source, sink = resolve(graph, ends.source), resolve(graph, ends.sink)
    start, end = _closest(graph, starts_of(graph, source), starts_of(graph, sink), ends.only)
    rows = ask(graph, "path/shortest", _Row, start=start, end=end, certain=ends.certain, since=ends.only.ran)
    if not rows:
        raise no_way(source, sink)
    once = {row.step: row for row in reversed(rows)}
    steps = _steps([once[step] for step in sorted(once)])
    return Path(_answer(graph, ends, source, sink, steps), source, sink)


def no_way(source: Context, sink: Context) -> NothingMatched:
    """The error that says so."""
    return NothingMatched(
        f"No way leads from {source.name} to {sink.name} ({source.key} to {sink.key}).\n"
        f"To see what it does reach: lineage-graph impact {source.key!r}"
    )


def _answer(graph: Graph, ends: Ends, source: Context, sink: Context, steps: tuple[Step, ...]) -> Answer[Step]:
    return Answer(
        question="path/shortest",
        parameters={"from": source.key, "to": sink.key, "certain": ends.certain, "since": told(ends.since)},
        results=steps,
        counts={
            "assets": sum(step.labels[0] == "Asset" for step in steps),
            "processes": sum(step.labels[0] == "Process" for step in steps),
        },
        freshness=freshness(graph),
        notes=notes(source, sink),
    )


def _steps(rows: list[_Row]) -> tuple[Step, ...]:
    steps: list[Step] = []
    certainty = CERTAIN
    for row in rows:
        certainty = POSSIBLE if row.match == _PATTERN else certainty
        steps.append(
            Step(
                key=row.key,
                name=row.name,
                labels=ordered(row.labels),
                service=row.service,
                pipeline=row.pipeline,
                performer=row.performer,
                hops=(row.step + 1) // 2,
                certainty=certainty,
                reason=row.reason,
            )
        )
    return tuple(steps)


def _closest(graph: Graph, sources: Starts, sinks: Starts, only: Only) -> tuple[str, str]:
    """One asset of each end, such that a shortest way between the two ends leads from one to the other."""
    starts = first_assets(graph, sources, Direction.DOWNSTREAM, only)
    ends = first_assets(graph, sinks, Direction.UPSTREAM, only)
    if len(starts) == len(ends) == 1 and starts != ends:
        return starts[0], ends[0]
    if set(starts) & set(ends):
        raise UsageError(
            f"{sources.of.name} and {sinks.of.name} meet in {min(set(starts) & set(ends))}: no way between."
        )
    begin = Starts(sources.of, assets=starts)
    end = _nearest(distances(graph, begin, Direction.DOWNSTREAM, UNBOUNDED, only), ends)
    if end is None:
        raise no_way(sources.of, sinks.of)
    back = distances(graph, Starts(sinks.of, assets=(end,)), Direction.UPSTREAM, UNBOUNDED, only)
    return _nearest(back, starts) or starts[0], end


def _nearest(hops: dict[str, int], wanted: tuple[str, ...]) -> str | None:
    return min((key for key in wanted if key in hops), key=lambda key: (hops[key], key), default=None)
