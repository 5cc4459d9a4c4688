"""Runs as they were read, loaded into the graph: in portions, beside the definitions that were read with them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lineage_graph.graph import Graph, LoadOptions, RunSummary, load_runs
from lineage_graph.keys import service_key
from lineage_graph.model import Declaration
from lineage_graph.observed import Observer, PipelineRuns
from lineage_graph.records import ActivityRun, Origin, RunBatch, Service

PORTION: Final = 5_000
"""Runs of activities that are observed, and written, at once."""


def load_batch(graph: Graph, batch: RunBatch, service: Service | None, options: LoadOptions) -> RunSummary:
    """Load one service's runs, seen beside its definitions; without them every activity is a historic one."""
    known = service or _without_definitions(batch)
    observer = Observer.of(known, options.hosts)
    return load_runs(graph, service_key(known.kind, known.name), _observed(observer, batch), options)


def _without_definitions(batch: RunBatch) -> Service:
    if batch.kind is None or batch.name is None:
        message = f"No record in {batch.origin} says which service it belongs to."
        raise ValueError(message)
    return Service(kind=batch.kind, name=batch.name, source="runs", origin=Origin(""))


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


def services_by_key(services: Iterable[Service]) -> Mapping[str, Service]:
    """The definitions that were read, by their service's key."""
    return {service_key(service.kind, service.name): service for service in services}
