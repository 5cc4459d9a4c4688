"""Runs as they were read, loaded into the graph: in portions, beside the definitions that were read with them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from lineage_graph.errors import LineageError
from lineage_graph.graph import Graph, LoadOptions, RunSummary, load_runs, pruned_before, unended_runs
from lineage_graph.keys import service_key, source_key
from lineage_graph.loading.pruned import later_runs
from lineage_graph.loading.remembered import deleted_activities, known_ends, known_processes
from lineage_graph.model import Declaration
from lineage_graph.observed import Observer, PipelineRuns
from lineage_graph.observed.observer import SOURCE
from lineage_graph.records import ActivityRun, Rejected, RunBatch, Service

PORTION: Final = 5_000
"""Runs of activities that are observed, and written, at once."""


def load_runs_of(
    graph: Graph, batches: Iterable[RunBatch], services: Iterable[Service], options: LoadOptions
) -> tuple[tuple[RunSummary, ...], tuple[Rejected, ...]]:
    """Load all batches, each beside the definitions that were read with it; the second are the runs not taken."""
    known = {service_key(service.kind, service.name): service for service in services}
    loaded: list[RunSummary] = []
    homeless: list[Rejected] = []
    for batch in batches:
        if batch.kind is None or batch.name is None:
            homeless.extend(_homeless(batch))
        else:
            service = known.get(service_key(batch.kind, batch.name))
            loaded.append(load_batch(graph, batch, service, options))
    return tuple(loaded), (*homeless, *(one for summary in loaded for one in summary.refused))


def _homeless(batch: RunBatch) -> Iterator[Rejected]:
    reason = "no record says which service the run belongs to; name it with --service"
    yield from (Rejected("pipelinerun", batch.origin, reason) for _ in batch.pipeline_runs)
    yield from (Rejected("activityrun", batch.origin, reason) for _ in batch.activity_runs)


def load_batch(graph: Graph, batch: RunBatch, service: Service | None, options: LoadOptions) -> RunSummary:
    """Load one service's runs, seen beside its definitions, else beside what the graph knows of it."""
    known = service or _without_definitions(batch)
    observer = observer_of(graph, known, options) if service else _observer_without_definitions(graph, known)
    return load_observed(graph, batch, observer, options)


def load_observed(graph: Graph, batch: RunBatch, observer: Observer, options: LoadOptions) -> RunSummary:
    """The same with an observer that was made before, for the service's batches one after the other."""
    refused: list[Rejected] = []
    loaded = load_runs(graph, observer.service, _taken(graph, observer, batch, refused), options)
    return loaded._replace(refused=tuple(refused))


def _taken(graph: Graph, observer: Observer, batch: RunBatch, refused: list[Rejected]) -> Iterator[Declaration]:
    """The portions, asked for under the lease, so that no pruning comes between; ``refused`` gets what is too old."""
    before = pruned_before(graph, source_key(SOURCE, observer.service))
    if before:
        batch, old = later_runs(batch, before, observer.service, unended_runs(graph, observer.service))
        refused.extend(old)
    yield from _observed(observer, batch)


def observer_of(graph: Graph, service: Service, options: LoadOptions) -> Observer:
    """Who sees the service's runs beside its definitions; beside what the graph knows where some were not read."""
    if service.incomplete:
        return _observer_without_definitions(graph, service)
    return Observer.of(service, options.hosts, deleted_activities(graph, service_key(service.kind, service.name)))


def _observer_without_definitions(graph: Graph, service: Service) -> Observer:
    key = service_key(service.kind, service.name)
    bare = Service(kind=service.kind, name=service.name, source=service.source, origin=service.origin)
    observer = Observer.without_definitions(bare, known_processes(graph, key), known_ends(graph, key))
    # What could be read still says which arguments are secret.
    return replace(observer, partly_known={pipeline.name.lower(): pipeline for pipeline in service.pipelines})


def _without_definitions(batch: RunBatch) -> Service:
    if batch.kind is None or batch.name is None:
        raise LineageError(f"{batch.origin}: no record says which service it belongs to.")
    return Service(kind=batch.kind, name=batch.name, source=batch.source, origin=batch.origin)


def _observed(observer: Observer, batch: RunBatch) -> Iterator[Declaration]:
    portion: list[PipelineRuns] = []
    held = 0
    for one in grouped(batch):
        portion.append(one)
        held += len(one.activities) + 1
        if held >= PORTION:
            yield observer.observe(portion)
            portion, held = [], 0
    if portion:
        yield observer.observe(portion)


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
