"""Runs as they were read, loaded into the graph: in portions, beside the definitions that were read with them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lineage_graph.errors import LineageError
from lineage_graph.graph import (
    NOTHING_TOLD,
    Graph,
    LoadOptions,
    RunBooks,
    RunSummary,
    load_runs,
    pruned_before,
    unended_runs,
)
from lineage_graph.keys import service_key, source_key
from lineage_graph.loading.remembered import deleted_activities, known_ends, known_processes
from lineage_graph.model import Declaration
from lineage_graph.observed import Observer
from lineage_graph.observed.observer import SOURCE
from lineage_graph.portions.gone import Gone, as_rejected
from lineage_graph.portions.knowledge import Knowledge
from lineage_graph.portions.portion import FromFiles, Portion, portions
from lineage_graph.records import ActivityRun, Origin, PipelineRuns, Rejected, RunBatch, Service, ServiceKind


@dataclass(frozen=True, slots=True)
class LoadedRuns:
    """What became of runs, service by service; the services' names by their keys, and what was not taken."""

    summaries: tuple[RunSummary, ...] = ()
    services: Mapping[str, str] = field(default_factory=dict)
    rejected: tuple[Rejected, ...] = ()
    warnings: tuple[str, ...] = ()

    def and_also(self, other: "LoadedRuns") -> "LoadedRuns":
        """Both."""
        return LoadedRuns(
            self.summaries + other.summaries,
            {**other.services, **self.services},
            self.rejected + other.rejected,
            self.warnings + other.warnings,
        )


def load_batches(
    graph: Graph, batches: Sequence[RunBatch], services: Iterable[Service], options: LoadOptions
) -> LoadedRuns:
    """Load runs that were read before, each service's beside its definitions, else beside what the graph knows."""
    known = {service_key(service.kind, service.name): service for service in services}
    loaded = LoadedRuns()
    for batch in batches:
        named = bare_service(batch.kind, batch.name, batch.origin)
        key = service_key(named.kind, named.name)
        summary = load_batch(graph, batch, known.get(key), options)
        told = LoadedRuns((summary,), {key: named.name}, (*batch.rejected, *summary.refused), batch.warnings)
        loaded = loaded.and_also(told)
    return loaded


def load_batch(graph: Graph, batch: RunBatch, service: Service | None, options: LoadOptions) -> RunSummary:
    """Load one service's runs, seen beside its definitions, else beside what the graph knows of it."""
    known = service or bare_service(batch.kind, batch.name, batch.origin)
    return load_observed(graph, batch, observer_of(graph, known, options, defined=service is not None), options)


def load_observed(graph: Graph, batch: RunBatch, observer: Observer, options: LoadOptions) -> RunSummary:
    """The same with an observer that was made before, for the service's batches one after the other."""
    taken = Taken(graph, observer.service, lambda gone: portions(observer, _of_no_file(batch), gone))
    return load_taken(taken, batch.origin, options)


def load_taken(taken: "Taken", origin: Origin, options: LoadOptions, books: RunBooks = NOTHING_TOLD) -> RunSummary:
    """Load runs as they come; memory holds a portion of them."""
    told = replace(books, entries=lambda: () if any(taken.refused.values()) else books.entries())
    loaded = load_runs(taken.graph, taken.service, taken.observed(), options, told)
    refused = tuple(as_rejected(taken.refused, origin, taken.gone))
    return loaded._replace(refused=refused, read=dict(taken.read + Counter(books.passed)))


@dataclass(slots=True)
class Taken:
    """Counts the runs of a service that are taken, by label, and those that are refused because they are too old.

    ``portions`` gives what runs tell without those that are gone; ``told`` counts by file what it told of.
    """

    graph: Graph
    service: str
    portions: Callable[[Gone | None], Iterator[Portion]]
    gone: Gone | None = None
    read: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    told: dict[int, Counter[str]] = field(default_factory=dict)

    def observed(self) -> Iterator[Declaration]:
        """What the runs tell. Asked for under the lease, so that no pruning comes between."""
        before = pruned_before(self.graph, source_key(SOURCE, self.service))
        self.gone = Gone(self.service, before, unended_runs(self.graph, self.service)) if before else None
        for portion in self.portions(self.gone):
            self.read.update(portion.read)
            self.refused.update(portion.refused)
            for file, counts in portion.told.items():
                self.told.setdefault(file, Counter()).update(counts)
            yield portion.declaration


def observer_of(graph: Graph, service: Service, options: LoadOptions, *, defined: bool = True) -> Observer:
    """Who sees the service's runs beside its definitions; beside what the graph knows where some were not read."""
    return knowledge_of(graph, service, options, defined=defined).observer()


def knowledge_of(graph: Graph, service: Service, options: LoadOptions, *, defined: bool = True) -> Knowledge:
    """What the observer must know."""
    key = service_key(service.kind, service.name)
    if defined and not service.incomplete:
        return Knowledge(service, options.hosts, whole=True, deleted=deleted_activities(graph, key))
    known, ends = known_processes(graph, key), known_ends(graph, key)
    return Knowledge(service, options.hosts, whole=False, known=known, ends=ends)


def bare_service(kind: ServiceKind | None, name: str | None, origin: Origin) -> Service:
    """The service of runs whose definitions were not read with them."""
    if kind is None or name is None:
        raise LineageError(f"{origin}: no record says which service it belongs to.")
    return Service(kind=kind, name=name, source=SOURCE, origin=origin)


def _of_no_file(batch: RunBatch) -> Iterator[FromFiles]:
    return ((one, frozenset()) for one in grouped(batch))


def grouped(batch: RunBatch) -> Iterator[PipelineRuns]:
    """The activities' runs with the run of their pipeline, in the order of the pipelines' names and their beginning."""
    activities: dict[str, list[ActivityRun]] = {}
    for one in batch.activity_runs:
        activities.setdefault(one.pipeline_run_id, []).append(one)
    for run in sorted(batch.pipeline_runs, key=lambda run: (run.pipeline, str(run.start), run.run_id)):
        yield PipelineRuns(run, _in_order(activities.pop(run.run_id, ())))
    for _, left in sorted(activities.items()):
        yield PipelineRuns(None, _in_order(left))


def _in_order(runs: Iterable[ActivityRun]) -> tuple[ActivityRun, ...]:
    return tuple(sorted(runs, key=lambda run: (str(run.start), run.run_id, run.attempt)))


def homeless(runs: Iterable[PipelineRuns], origin: Origin) -> Iterator[Rejected]:
    """Runs that no service can be found for."""
    reason = "no record says which service the run belongs to; name it with --service"
    counts: Counter[str] = Counter()
    for one in runs:
        counts.update(pipelinerun=one.run is not None, activityrun=len(one.activities))
    yield from (Rejected(kind, origin, reason, count) for kind, count in counts.items() if count)
