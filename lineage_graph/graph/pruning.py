"""Old runs taken out of the graph, while the lineage keeps what they came to: how often, how much, first and last.

``prunedRuns`` and ``prunedRows`` of a relationship are what it keeps of runs that are gone; ``prunedBefore`` of the
source tells later loads which records are too old. Every batch is whole, so that an interruption loses no count.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from neo4j import ManagedTransaction

from lineage_graph.graph import lease as leases
from lineage_graph.graph import pruning_statements as statements
from lineage_graph.graph import run_statements
from lineage_graph.graph.claims import census
from lineage_graph.graph.connection import Graph, answer
from lineage_graph.graph.lease import End, Lease, Request, Settled
from lineage_graph.graph.observations import count_runs, touched_below
from lineage_graph.graph.values import Parameter

KIND: Final = "runs"
ENDED: Final = ("Succeeded", "Failed", "Cancelled")
"""Azure's words for runs to which nothing happens any more."""

_BATCH: Final = 2_000
_LABELS: Final = ("ActivityRun", "PipelineRun")
"""In this order: a pipeline's run goes when nothing is a part of it any more."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many runs of a source are gone, or would be."""

    source: str
    service: str
    pipeline_runs: int = 0
    activity_runs: int = 0


def prune_runs(graph: Graph, before: datetime, *, dry_run: bool = False) -> tuple[Pruned, ...]:
    """Delete the runs that ended before that time, source by source.

    ``LeaseHeld`` where another process loads the runs of a source; those before it are done.
    """
    if dry_run:
        graph.check_version()
    else:
        graph.prepare()
    sources = graph.ask(statements.SOURCES, {"kind": KIND})
    work = _counted if dry_run else _pruned
    return tuple(work(graph, Pruned(str(row["source"]), str(row["service"])), before) for row in sources)


def pruned_before(graph: Graph, source: str) -> datetime | None:
    """The time before which the runs of the source are gone; None if none ever were."""
    (row,) = graph.ask(statements.PRUNED_BEFORE, {"source": source})
    return row["before"] if isinstance(row["before"], datetime) else None


def unended_runs(graph: Graph, service: str) -> frozenset[str]:
    """The keys of the service's runs that had not ended when they were read last: no pruning takes them."""
    rows = graph.ask(statements.UNENDED, {"below": f"{service}/", "ended": ENDED})
    return frozenset(str(row["key"]) for row in rows)


def _counted(graph: Graph, of: Pruned, before: datetime) -> Pruned:
    numbers = [
        int(str(graph.ask(statements.count(label), _asked(of, before))[0]["number"])) for label in reversed(_LABELS)
    ]
    return Pruned(of.source, of.service, *numbers)


def _asked(of: Pruned, before: datetime) -> dict[str, Parameter]:
    return {"below": f"{of.service}/", "before": before, "ended": ENDED}


def _pruned(graph: Graph, of: Pruned, before: datetime) -> Pruned:
    if _counted(graph, of, before) == of:
        # What is loaded later is refused all the same; but nothing was done that the books should tell of.
        if not _is_noted(graph, of, before):
            graph.change(statements.NOTE_PRUNED, {"source": of.source, "before": before})
        return of
    with leases.owning(graph) as owner:
        lease = leases.take(graph, Request(of.source, KIND, of.service, frozenset(), frozenset(), None), owner)
        since = census(graph).change
        done, change = _Pruning(graph, lease, of, before, since).run()
        counts: dict[str, Parameter] = {"pipelineRuns": done.pipeline_runs, "activityRuns": done.activity_runs}
        # Runs take nothing from what definitions declare, and neither does their end.
        end = End("done", False, Settled(change, frozenset()), counts, since=since)
        leases.release(graph, lease, end)
    return done


def _is_noted(graph: Graph, of: Pruned, before: datetime) -> bool:
    noted = pruned_before(graph, of.source)
    return noted is not None and noted >= before


@dataclass(slots=True)
class _Pruning:
    """One source's pruning; ``change`` is the number of changes of the graph, None once another writer came between."""

    graph: Graph
    lease: Lease
    of: Pruned
    before: datetime
    change: int | None

    def run(self) -> tuple[Pruned, int | None]:
        """Delete all batches, after what an interrupted load left is counted."""
        self._count_missed()
        self._write(statements.NOTE_PRUNED, {"source": self.of.source, "before": self.before})
        numbers = {label: sum(map(len, self._deleted(label))) for label in _LABELS}
        done = replace(self.of, pipeline_runs=numbers["PipelineRun"], activity_runs=numbers["ActivityRun"])
        return done, self.change

    def _count_missed(self) -> None:
        (row,) = self.graph.ask(statements.COUNTED, {"source": self.of.source})
        if row["counted"] is not False:
            return
        self.change = count_runs(self.graph, self.lease, touched_below(self.graph, self.of.service), self.change)
        counted: dict[str, Parameter] = {"source": self.of.source, "token": self.lease.token, "latest": None}
        self.graph.change(run_statements.COUNTED, counted)

    def _deleted(self, label: str) -> Iterator[Sequence[str]]:
        after = ""
        while True:
            asked = {**_asked(self.of, self.before), "after": after, "limit": _BATCH}
            keys = [str(row["key"]) for row in self.graph.ask(statements.old(label), asked)]
            if not keys:
                return
            texts = (statements.KEEP_COUNTS, statements.KEEP_COLUMN_COUNTS) if label == "ActivityRun" else ()
            self._write("", {"keys": keys}, *texts, statements.KEEP_CALLS[label], statements.delete(label))
            yield keys
            after = keys[-1]

    def _write(self, text: str, parameters: dict[str, Parameter], *more: str) -> None:
        def work(transaction: ManagedTransaction) -> int:
            change = leases.fence(transaction, self.lease)
            for one in filter(None, (text, *more)):
                answer(transaction, one, parameters)
            return change

        after = self.graph.write(work)
        self.change = after if self.change is not None and after == self.change + 1 else None
