"""The load of one service's runs: what they tell is added, nothing is taken away, and the lineage counts them.

Runs come in portions, each of which is whole: memory holds one of them. A run that has ended stays ended, and what is
known of it only moves forward, whatever order its records come in.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, NamedTuple

from lineage_graph import keys, model
from lineage_graph.graph import lease as leases
from lineage_graph.graph import run_statements as statements
from lineage_graph.graph.claims import Census, census
from lineage_graph.graph.connection import Graph
from lineage_graph.graph.decisions import Effect
from lineage_graph.graph.join import Joining, join
from lineage_graph.graph.lease import End, Lease, Request, Settled
from lineage_graph.graph.load import LoadOptions
from lineage_graph.graph.observations import Touched, count_runs, touched_below
from lineage_graph.graph.parts import Part, parts
from lineage_graph.graph.precedence import Identity
from lineage_graph.graph.rows import Group, Row, edge_group, edge_row, key, node_group
from lineage_graph.graph.run_files import NOTHING_TOLD, RunBooks, note_files
from lineage_graph.graph.summary import Counts, Objects, SourceSummary, Tally
from lineage_graph.graph.values import Value
from lineage_graph.graph.writer import Batch, Item, Work, Writer
from lineage_graph.model import Declaration, Ref
from lineage_graph.records import Rejected

SOURCE: Final = "runs"
_OF_RUNS: Final = frozenset({"PipelineRun", "ActivityRun", "RUN_OF", "PART_OF", "EXECUTED"})
_PASSING: Final = frozenset({"ActivityRun", "RUN_OF", "PART_OF"})
"""What is read of runs, is much, and changes nothing that the lineage counts."""

_HELD: Final = ("PipelineRun", "ActivityRun", "EXECUTED")
"""What the books on files count."""

_CALL: Final = ("Activity", "Pipeline")
_ENDED: Final = frozenset({"Succeeded", "Failed", "Cancelled"})
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_PORTION: Final = 5_000
MOST_STARTS: Final = 50_000
"""Runs that are remembered until it is asked who started whom."""


class RunSummary(NamedTuple):
    """What a load of runs did: to the graph, and to the overlaps that follow.

    ``refused`` were not taken, ``read`` counts those that were, by label.
    """

    source: SourceSummary
    overlaps: Counts
    refused: tuple[Rejected, ...] = ()
    read: Mapping[str, int] = {}


def load_runs(
    graph: Graph,
    service: str,
    observed: Iterable[Declaration],
    options: LoadOptions,
    books: RunBooks = NOTHING_TOLD,
) -> RunSummary:
    """Add what the portions tell of the service with that key. ``LeaseHeld`` where another process loads its runs.

    ``books`` are written at the very end, so that what they say is in the graph and counted. A dry run writes nothing,
    and cannot tell who started whom, nor what the lineage would count.
    """
    if options.dry_run:
        return _imagined(graph, service, observed, options, books)
    graph.prepare()
    source = keys.source_key(SOURCE, service)
    with leases.owning(graph) as owner:
        lease = leases.take(graph, Request(source, SOURCE, service, frozenset(), frozenset(), options.at), owner)
        missed = _begin(graph, source)
        found = census(graph)
        with Writer(graph, lease, found.change) as writer:
            tally = _tally(books)
            load = _RunLoad(graph, service, found, tally, options)
            for work, batch in writer.write(load.works(observed)):
                load.count(work.group, batch)
            if missed:
                load.touched.add(touched_below(graph, service))
            change = count_runs(graph, lease, load.touched, writer.settled.change)
        graph.change(statements.COUNTED, {"source": source, "token": lease.token, "latest": load.latest})
        summary = tally.summary(source, service, lease.refresh)
        note_files(graph, lease, service, books, _created(summary))
        # What runs add takes nothing from what definitions declare.
        end = End("done", True, Settled(change, frozenset()), _counts(summary), since=found.change)
        leases.release(graph, lease, end)
    return RunSummary(summary, join(graph, Joining(options.at, options.hosts, options.progress)))


def _tally(books: RunBooks) -> Tally:
    tally = Tally(Objects(()))
    for label, count in books.passed.items():
        tally.unchanged(node_group(label), count)
    return tally


def _created(summary: SourceSummary) -> int:
    counts = (*summary.nodes.items(), *summary.edges.items())
    return sum(count.created for label, count in counts if label in _HELD)


def _imagined(
    graph: Graph, service: str, observed: Iterable[Declaration], options: LoadOptions, books: RunBooks
) -> RunSummary:
    graph.check_version()
    found = census(graph)
    lease = Lease(
        source=keys.source_key(SOURCE, service),
        token=0,
        refresh=None,
        at=options.at or datetime.now(UTC),
        known=False,
        outside=frozenset(),
    )
    tally = _tally(books)
    load = _RunLoad(graph, service, found, tally, options)
    with Writer(graph, lease, found.change, dry_run=True) as writer:
        for work, batch in writer.write(load.works(observed)):
            load.count(work.group, batch)
    return RunSummary(tally.summary(lease.source, service, None), Counts())


def _begin(graph: Graph, source: str) -> bool:
    """Whether the load before was interrupted, so that runs are there that the lineage does not count yet."""
    (row,) = graph.change(statements.BEGIN_COUNTING, {"source": source})
    return row["missed"] is True


def _counts(summary: SourceSummary) -> Mapping[str, int]:
    return {name: getattr(summary.total, name) for name in Counts.__slots__}


@dataclass(slots=True)
class _RunLoad:
    """What a load of runs remembers: what must be counted anew, and who started whom.

    ``calls`` are the activity and the pipeline of both runs that were asked for last, ``changed`` the pipelines' runs
    that were in the graph and differ.
    """

    graph: Graph
    service: str
    census: Census
    tally: Tally
    options: LoadOptions
    touched: Touched = field(default_factory=Touched)
    started: set[tuple[str, str]] = field(default_factory=set)
    called: set[tuple[str, str]] = field(default_factory=set)
    calls: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    latest: datetime | None = None
    done: int = 0

    def works(self, observed: Iterable[Declaration]) -> Iterator[Work]:
        """The rows of one portion after the other, without the runs of which the graph knows something later."""
        for portion in observed:
            known, later = self._known(portion.nodes)
            for node in portion.nodes:
                self._remember_start(node)
                self._remember_time(node)
            for part in parts(portion):
                self._remember_mappings(part)
                if part.items:
                    yield Work(part.group, self._items(part, known, later), settles=False)
            if len(self.started) + len(self.called) >= MOST_STARTS:
                yield from self._starts()
        yield from self._starts()

    def count(self, group: Group, batch: Batch) -> None:
        """Count what became of a batch; what was written anew changes what its processes have seen."""
        # A run that another one tells of is nothing that was read.
        runs = batch.items if group.label == "PipelineRun" else ()
        unread = {place for place, item in enumerate(runs) if item.keep_known}
        effects = Counter(fate.effect for place, fate in batch.fates.items() if place not in unread)
        self.tally.add(group, effects)
        self.tally.unchanged(group, len(batch.items) - len(batch.fates.keys() | unread))
        if group.label not in _PASSING:
            for place, fate in batch.fates.items():
                identity = batch.items[place].identity
                self.touched.note(group, fate.effect, identity)
                if place not in unread:
                    self._note_change(group, fate.effect, identity)
        self.done += len(batch.items)
        if self.options.progress:
            self.options.progress(self.done, self.done, group.label)

    def _note_change(self, group: Group, effect: Effect, identity: Identity) -> None:
        """Of a run that is new it tells enough that who started it is."""
        if group.label == "PipelineRun" and effect is not Effect.CREATED:
            self.changed.add(str(identity))
        elif group.label == "STARTED_BY" and (call := self.calls.get((identity[0], identity[1]))):
            self.touched.calls.add(call)

    def _starts(self) -> Iterator[Work]:
        """Who started whom, as far as both runs are in the graph by now, and so which activity called what.

        All that came before must be written.
        """
        started, called = edge_group("STARTED_BY", ("PipelineRun", "ActivityRun")), edge_group("CALLS", _CALL)
        yield Work(started, self._started(edge_row(started)), waits=True, settles=False)
        yield Work(called, self._calls(edge_row(called)), waits=True, settles=False)

    def _started(self, made: Callable[[model.Edge], Row]) -> Iterator[Item]:
        pairs: set[tuple[str, str]] = set()
        for rows, text in ((self.started, statements.STARTED), (self.called, statements.CALLED)):
            for portion in _portions(sorted(rows)):
                found = self.graph.ask(text, {"rows": [list(pair) for pair in portion]})
                for row in found:
                    pair = str(row["child"]), str(row["parent"])
                    pairs.add(pair)
                    if row["activity"] and row["pipeline"]:
                        self.calls[pair] = str(row["activity"]), str(row["pipeline"])
        self.touched.calls.update(call for pair, call in self.calls.items() if pair[0] in self.changed)
        # What was started may come later. Where too much waits, its own record has to tell who called it, as most do.
        self.started -= pairs
        if len(self.started) >= MOST_STARTS // 2:
            self.started.clear()
        self.called.clear()
        for child, parent in sorted(pairs):
            edge = made(model.StartedBy(start=Ref("PipelineRun", child), end=Ref("ActivityRun", parent)))
            yield Item(edge.identity, edge)

    def _calls(self, made: Callable[[model.Edge], Row]) -> Iterator[Item]:
        for activity, pipeline in sorted({*self.calls.values()}):
            ends = Ref("Activity", activity), Ref("Pipeline", pipeline)
            row = made(model.Calls(start=ends[0], end=ends[1], declared=False, observed=True))
            yield Item(row.identity, row)
        self.calls.clear()

    def _items(self, part: Part, known: Container[Ref], later: Container[Ref]) -> Iterator[Item]:
        of_runs = part.group.label in _OF_RUNS
        items: Sequence[model.Node | model.Edge] = part.items
        for row, item in zip(part.rows(), items, strict=True):
            run = _run_of(item)
            unseen = isinstance(item, model.PipelineRun) and item.status == "Unknown"
            if run in later:
                self.tally.unchanged(part.group, 0 if unseen else 1)
                continue
            fresh = of_runs and run not in known
            yield Item(row.identity, row._replace(stub=True) if unseen else row, fresh, keep_known=unseen or row.stub)

    def _known(self, nodes: Sequence[model.Node]) -> tuple[set[Ref], set[Ref]]:
        """Those runs that the graph has, and those of which it holds something later."""
        known: set[Ref] = set()
        later: set[Ref] = set()
        for label in ("PipelineRun", "ActivityRun"):
            runs = {node.key: node for node in nodes if type(node).__name__ == label}
            if runs and self.census.counts.get(label):
                for row in self.graph.ask(statements.known(label), {"keys": [*runs]}):
                    node = runs[str(row["key"])]
                    known.add(node.ref)
                    if _is_later(row, node):
                        later.add(node.ref)
        return known, later

    def _remember_mappings(self, part: Part) -> None:
        for edge in part.items:
            if isinstance(edge, model.Derives):
                identity = tuple(map(key, edge.identity))
                self.touched.mappings.setdefault(identity, set()).update(edge.mappings)

    def _remember_time(self, node: model.Node) -> None:
        if isinstance(node, model.PipelineRun | model.ActivityRun):
            times = (self.latest, node.started_at, node.ended_at, node.updated_at)
            self.latest = max((time for time in times if time), default=None)

    def _remember_start(self, node: model.Node) -> None:
        if isinstance(node, model.ActivityRun) and node.child_run:
            self.started.add((keys.object_key(self.service, "pipelineruns", node.child_run), node.key))
        elif isinstance(node, model.PipelineRun) and node.parent_run:
            self.called.add((node.key, keys.object_key(self.service, "pipelineruns", node.parent_run)))
            if node.invoked_by:
                self.started.add((node.key, keys.object_key(self.service, "activityruns", node.invoked_by)))


def _run_of(item: model.Node | model.Edge) -> Ref:
    """The run that it is, or that tells of it."""
    return item.ref if isinstance(item, model.Node) else item.start


def _is_later(held: Mapping[str, Value], run: model.Node) -> bool:
    """Whether what the graph holds of the run was told after this, or tells more: as ``newest`` has it in sources."""
    if not isinstance(run, model.PipelineRun | model.ActivityRun):
        return False
    if (held["status"] in _ENDED) != (run.status in _ENDED):
        return held["status"] in _ENDED
    if isinstance(run, model.ActivityRun) and (held["detailed"] is True) != (run.detailed is True):
        return held["detailed"] is True
    theirs = _moment(held["updated"]), _moment(held["ended"])
    return theirs > (_moment(run.updated_at), _moment(run.ended_at))


def _moment(value: Value) -> datetime:
    return value if isinstance(value, datetime) else _NEVER


def _portions(rows: Sequence[tuple[str, str]]) -> Iterator[Sequence[tuple[str, str]]]:
    for start in range(0, len(rows), _PORTION):
        yield rows[start : start + _PORTION]
