"""The load of one service's runs: what they tell is added, nothing is taken away, and the lineage counts them.

Runs come in portions, each of which is whole: memory holds one of them. A run that has ended stays ended, and what is
known of it only moves forward, whatever order its records come in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, NamedTuple

from lineage_graph import keys, model
from lineage_graph.graph import lease as leases
from lineage_graph.graph import run_statements as statements
from lineage_graph.graph.claims import Census, census
from lineage_graph.graph.connection import Graph
from lineage_graph.graph.join import Joining, join
from lineage_graph.graph.lease import End, Lease, Request, Settled
from lineage_graph.graph.load import LoadOptions
from lineage_graph.graph.observations import Touched, count_runs, touched_below
from lineage_graph.graph.parts import Part, parts
from lineage_graph.graph.precedence import Identity
from lineage_graph.graph.rows import Group, edge_group, edge_row, key
from lineage_graph.graph.summary import Counts, Objects, SourceSummary, Tally
from lineage_graph.graph.values import Value
from lineage_graph.graph.writer import Batch, Item, Work, Writer
from lineage_graph.model import Declaration, Ref
from lineage_graph.records import Rejected

SOURCE: Final = "runs"
_OF_RUNS: Final = frozenset({"PipelineRun", "ActivityRun", "RUN_OF", "PART_OF", "EXECUTED"})
_ENDED: Final = frozenset({"Succeeded", "Failed", "Cancelled"})
_PORTION: Final = 5_000


class RunSummary(NamedTuple):
    """What a load of runs did: to the graph, and to the overlaps that follow; ``refused`` were not taken."""

    source: SourceSummary
    overlaps: Counts
    refused: tuple[Rejected, ...] = ()


def load_runs(graph: Graph, service: str, observed: Iterable[Declaration], options: LoadOptions) -> RunSummary:
    """Add what the portions tell of the service with that key. ``LeaseHeld`` where another process loads its runs.

    A dry run writes nothing, and cannot tell who started whom, nor what the lineage would count.
    """
    if options.dry_run:
        return _imagined(graph, service, observed, options)
    graph.prepare()
    source = keys.source_key(SOURCE, service)
    lease = leases.take(graph, Request(source, SOURCE, service, frozenset(), frozenset(), options.at))
    with leases.given_back(graph, lease):
        missed = _begin(graph, source)
        found = census(graph)
        with Writer(graph, lease, found.change) as writer:
            tally = Tally(Objects(()))
            load = _RunLoad(graph, service, found, tally, options)
            for work, batch in writer.write(load.works(observed)):
                load.count(work.group, batch)
            for work, batch in writer.write(load.starts()):
                load.count(work.group, batch)
            if missed:
                load.touched.add(touched_below(graph, service))
            change = count_runs(graph, lease, load.touched, writer.settled.change)
        graph.change(statements.COUNTED, {"source": source, "token": lease.token, "latest": load.latest})
        summary = tally.summary(source, service, lease.refresh)
        # What runs add takes nothing from what definitions declare.
        end = End("done", True, Settled(change, frozenset()), _counts(summary), since=found.change)
    leases.release(graph, lease, end)
    return RunSummary(summary, join(graph, Joining(options.at, options.hosts, options.progress)))


def _imagined(graph: Graph, service: str, observed: Iterable[Declaration], options: LoadOptions) -> RunSummary:
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
    tally = Tally(Objects(()))
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

    ``calls`` are the activity and the pipeline of both runs, ``changed`` the pipelines' runs that were written.
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
            later = self._later(portion.nodes)
            for node in portion.nodes:
                self._remember_start(node)
                self._remember_time(node)
            for part in parts(portion):
                self._remember_mappings(part)
                if part.items:
                    yield Work(part.group, self._items(part, later))

    def count(self, group: Group, batch: Batch) -> None:
        """Count what became of a batch; what was written anew changes what its processes have seen."""
        for place, item in enumerate(batch.items):
            if group.label == "PipelineRun" and item.keep_known:
                continue  # a run that another one tells of is nothing that was read
            fate = batch.fate(place)
            self.tally.write(group, fate.effect, item.identity)
            if place in batch.fates:
                self.touched.note(group, fate.effect, item.identity)
                self._note_change(group, item.identity)
        self.done += len(batch.items)
        if self.options.progress:
            self.options.progress(self.done, self.done, group.label)

    def _note_change(self, group: Group, identity: Identity) -> None:
        if group.label == "PipelineRun":
            self.changed.add(str(identity))
        elif group.label == "STARTED_BY" and (call := self.calls.get((identity[0], identity[1]))):
            self.touched.calls.add(call)

    def starts(self) -> Iterator[Work]:
        """Who started whom, as far as both runs are in the graph by now, and so which activity called what."""
        pairs: set[tuple[str, str]] = set()
        for rows, text in ((self.started, statements.STARTED), (self.called, statements.CALLED)):
            for portion in _portions(sorted(rows)):
                found = self.graph.ask(text, {"rows": [list(pair) for pair in portion]})
                for row in found:
                    pair = str(row["child"]), str(row["parent"])
                    pairs.add(pair)
                    if row["activity"] and row["pipeline"]:
                        self.calls[pair] = str(row["activity"]), str(row["pipeline"])
        edges = (
            model.StartedBy(start=Ref("PipelineRun", child), end=Ref("ActivityRun", parent))
            for child, parent in sorted(pairs)
        )
        yield _work(edge_group("STARTED_BY", ("PipelineRun", "ActivityRun")), edges)
        self.touched.calls.update(call for pair, call in self.calls.items() if pair[0] in self.changed)
        calls = (
            model.Calls(start=Ref("Activity", activity), end=Ref("Pipeline", pipeline), declared=False, observed=True)
            for activity, pipeline in sorted({*self.calls.values()})
        )
        yield _work(edge_group("CALLS", ("Activity", "Pipeline")), calls)

    def _items(self, part: Part, later: set[Ref]) -> Iterator[Item]:
        fresh = part.group.label in _OF_RUNS and not self.census.counts.get(part.group.label)
        for row, item in zip(part.rows(), part.items, strict=True):
            if isinstance(item, model.Node) and item.ref in later:
                self.tally.unchanged(part.group, 1)
                continue
            unseen = isinstance(item, model.PipelineRun) and item.status == "Unknown"
            yield Item(row.identity, row._replace(stub=True) if unseen else row, fresh, keep_known=unseen or row.stub)

    def _later(self, nodes: Sequence[model.Node]) -> set[Ref]:
        """Those runs of which the graph holds something later; of an activity's run that has ended there is nothing."""
        found: set[Ref] = set()
        for label in ("PipelineRun", "ActivityRun"):
            runs = {node.key: node for node in nodes if type(node).__name__ == label and _may_change(node)}
            if runs and self.census.counts.get(label):
                for row in self.graph.ask(statements.later(label), {"keys": [*runs]}):
                    node = runs[str(row["key"])]
                    if _is_later(str(row["status"]), row["updated"], node):
                        found.add(node.ref)
        return found

    def _remember_mappings(self, part: Part) -> None:
        for edge in part.items:
            if isinstance(edge, model.Derives):
                identity = tuple(map(key, edge.identity))
                self.touched.mappings.setdefault(identity, set()).update(edge.mappings)

    def _remember_time(self, node: model.Node) -> None:
        if isinstance(node, model.PipelineRun | model.ActivityRun):
            updated = node.updated_at if isinstance(node, model.PipelineRun) else None
            times = (self.latest, node.started_at, node.ended_at, updated)
            self.latest = max((time for time in times if time), default=None)

    def _remember_start(self, node: model.Node) -> None:
        if isinstance(node, model.ActivityRun) and node.child_run:
            self.started.add((keys.object_key(self.service, "pipelineruns", node.child_run), node.key))
        elif isinstance(node, model.PipelineRun) and node.parent_run:
            self.called.add((node.key, keys.object_key(self.service, "pipelineruns", node.parent_run)))
            if node.invoked_by:
                self.started.add((node.key, keys.object_key(self.service, "activityruns", node.invoked_by)))


def _work(group: Group, edges: Iterable[model.Edge]) -> Work:
    return Work(group, (Item(row.identity, row) for row in map(edge_row(group), edges)))


def _may_change(node: model.Node) -> bool:
    return isinstance(node, model.PipelineRun) or (isinstance(node, model.ActivityRun) and node.status not in _ENDED)


def _is_later(status: str, updated: Value, run: model.Node) -> bool:
    """Whether what the graph holds of the run was told after this."""
    mine = run.status if isinstance(run, model.PipelineRun | model.ActivityRun) else ""
    if (status in _ENDED) != (mine in _ENDED):
        return status in _ENDED
    told = run.updated_at if isinstance(run, model.PipelineRun) else None
    return told is not None and isinstance(updated, datetime) and updated > told


def _portions(rows: Sequence[tuple[str, str]]) -> Iterator[Sequence[tuple[str, str]]]:
    for start in range(0, len(rows), _PORTION):
        yield rows[start : start + _PORTION]
