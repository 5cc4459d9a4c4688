"""Load what sources declare: compare it with what the graph holds, and write the difference, nothing else.

A load that is killed at any point and run again gives the graph that it would have given undisturbed: every batch is
a transaction, decided from what is there, and what has gone is removed last.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime

from lineage_graph import keys
from lineage_graph.errors import LineageError, UsageError
from lineage_graph.graph import lease as leases
from lineage_graph.graph import statements
from lineage_graph.graph.claims import census
from lineage_graph.graph.connection import Graph
from lineage_graph.graph.guard import RemovalRefused
from lineage_graph.graph.join import Joining, join
from lineage_graph.graph.lease import NOTHING_SETTLED, End, Lease, Record, Request, Settled
from lineage_graph.graph.observations import count_runs
from lineage_graph.graph.parts import Part, outside, parts
from lineage_graph.graph.source_load import Outcome, SourceLoad
from lineage_graph.graph.summary import Counts, LoadSummary, Objects, Tally
from lineage_graph.graph.writer import Writer
from lineage_graph.model import Declaration


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load. ``at`` is the time from which the declarations hold, with a zone; the server's now if None.

    ``hosts`` are those that the user gave to what stood in their place: what moved to them is tied to its new key.
    ``records``, by source, go into the books for ``confirm``.
    """

    at: datetime | None = None
    allow_removals: bool = False
    max_removed_percent: int = 25
    dry_run: bool = False
    progress: Callable[[int, int, str], None] | None = None
    hosts: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, Record] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Job:
    declaration: Declaration
    source: str
    parts: Sequence[Part]
    outside: frozenset[str]


def load(graph: Graph, declarations: Sequence[Declaration], options: LoadOptions | None = None) -> LoadSummary:
    """What was written, source by source; with ``dry_run`` what would be, and nothing is.

    ``LeaseHeld`` before anything is written where another process loads one of the sources. ``RemovalRefused``, a
    ``GuardTripped`` with the summary, after all else is written where too much of a collection would vanish.
    """
    options = options or LoadOptions()
    if options.at is not None and options.at.tzinfo is None:
        raise UsageError(f"The time {options.at} has no zone; write it like 2026-11-21T08:00:00Z.")
    jobs = _jobs(declarations)
    joined = Counts()
    if options.dry_run:
        outcomes = _plan_all(graph, jobs, options)
    else:
        graph.prepare()
        outcomes = _load_all(graph, jobs, options)
        joined = join(graph, Joining(options.at, options.hosts, options.progress))
    summary = LoadSummary(tuple(outcome.summary for outcome in outcomes), options.dry_run, joined)
    if summary.total.written and not options.dry_run:
        graph.ask(statements.AWAIT_NAMES)
    if losses := [loss for outcome in outcomes for loss in outcome.losses]:
        raise RemovalRefused(summary, losses)
    return summary


def _plan_all(graph: Graph, jobs: Sequence[_Job], options: LoadOptions) -> list[Outcome]:
    graph.check_version()
    progress = _Progress(graph, options, jobs, [])
    return [_run(graph, job, _imagined(graph, job, options), options, progress)[0] for job in jobs]


def _load_all(graph: Graph, jobs: Sequence[_Job], options: LoadOptions) -> list[Outcome]:
    held: list[Lease] = []
    progress = _Progress(graph, options, jobs, held)
    outcomes = []
    with leases.owning(graph) as owner:
        for job in sorted(jobs, key=lambda job: job.source):
            held.append(leases.take(graph, _request(job, options), owner))
        for job in jobs:
            lease = next(lease for lease in held if lease.source == job.source)
            outcome, end = _run(graph, job, lease, options, progress)
            outcomes.append(outcome)
            held.remove(lease)
            leases.release(graph, lease, end)
    return outcomes


def _run(graph: Graph, job: _Job, lease: Lease, options: LoadOptions, progress: "_Progress") -> tuple[Outcome, End]:
    found = census(graph)
    with Writer(graph, lease, found.change, dry_run=options.dry_run) as writer:
        outcome = SourceLoad(
            graph=graph,
            declaration=job.declaration,
            lease=lease,
            census=found,
            writer=writer,
            tally=Tally(Objects(job.declaration.objects)),
            advance=progress.advance,
            max_removed_percent=None if options.allow_removals else options.max_removed_percent,
        ).run(job.parts)
        settled = writer.settled
    if outcome.flows.processes and not options.dry_run:
        change = count_runs(graph, lease, outcome.flows, settled.change)
        settled = NOTHING_SETTLED if change is None else settled._replace(change=change)
    return outcome, _end(job, outcome, settled, found.change, options.records.get(job.source))


def _jobs(declarations: Sequence[Declaration]) -> list[_Job]:
    jobs = []
    for declaration in declarations:
        taken_apart = parts(declaration)
        source = keys.source_key(declaration.source, declaration.service)
        jobs.append(_Job(declaration, source, taken_apart, outside(declaration, taken_apart)))
    sources = [job.source for job in jobs]
    if twice := next((source for source in sources if sources.count(source) > 1), None):
        raise LineageError(f"{twice} is declared twice in one load.")
    return jobs


def _request(job: _Job, options: LoadOptions) -> Request:
    declaration = job.declaration
    return Request(job.source, declaration.source, declaration.service, job.outside, declaration.incomplete, options.at)


def _imagined(graph: Graph, job: _Job, options: LoadOptions) -> Lease:
    """A lease as a dry run needs one: nothing is taken."""
    (found,) = graph.ask(statements.READ_SOURCE, {"source": job.source})
    now, before = found["now"], found["outside"]
    return Lease(
        source=job.source,
        token=0,
        refresh=None,
        at=options.at or (now if isinstance(now, datetime) else datetime.now(UTC)),
        known=found["known"] is True,
        outside=job.outside | (frozenset(map(str, before)) if isinstance(before, list) else frozenset()),
        settled=leases.settled(found),
    )


def _end(job: _Job, outcome: Outcome, settled: Settled, before: int, record: Record | None) -> End:
    total = outcome.summary.total
    as_read = settled.change is not None and not outcome.losses and not outcome.summary.spared
    return End(
        outcome="guard-tripped" if outcome.losses else "done",
        whole=not job.declaration.incomplete and not outcome.losses,
        settled=settled,
        counts={item.name: getattr(total, item.name) for item in fields(Counts)},
        record=record._replace(held=total.written + total.unchanged) if record and as_read else None,
        # Where a source leaves what others declare too, theirs must be written again.
        since=None if total.removed else before,
    )


class _Progress:
    """Tells how far the load is, and keeps the leases of the sources that wait for their turn."""

    def __init__(self, graph: Graph, options: LoadOptions, jobs: Sequence[_Job], held: Sequence[Lease]) -> None:
        self._graph = graph
        self._tell = options.progress
        self._total = sum(len(part.items) for job in jobs for part in job.parts)
        self._done = 0
        self._held = held
        self._renewed = time.monotonic()

    def advance(self, rows: int, label: str) -> None:
        """So many more rows are done."""
        self._done += rows
        if self._tell and rows:
            self._tell(self._done, self._total, label)
        if self._held and time.monotonic() - self._renewed > leases.RENEW_SECONDS:
            leases.renew(self._graph, self._held)
            self._renewed = time.monotonic()
