"""Runs as they were read, loaded into the graph: in portions, beside the definitions that were read with them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lineage_graph.errors import LineageError
from lineage_graph.graph import Graph, LoadOptions, RunSummary, load_runs, pruned_before
from lineage_graph.keys import service_key, source_key
from lineage_graph.loading.pruned import later_runs
from lineage_graph.model import Asset, Declaration, Edge, Feeds, Node, Process, Produces, Reason, Ref
from lineage_graph.observed import Observer, PipelineRuns
from lineage_graph.observed.observer import SOURCE
from lineage_graph.records import ActivityRun, Rejected, RunBatch, Service

_PROCESSES: Final = """
MATCH (a:Activity)-[:PERFORMS]->(p:Process)
WHERE a.key STARTS WITH $below AND p.removedAt IS NULL
RETURN a.key AS activity, p.key AS key, p.name AS name, p.type AS type, p.step AS step
ORDER BY key
"""
_ENDS: Final = """
MATCH (a:Activity)-[:PERFORMS]->(p:Process)-[flow:FEEDS|PRODUCES]-(asset:Asset)
WHERE a.key STARTS WITH $below AND p.step IS NOT NULL AND p.removedAt IS NULL AND flow.removedAt IS NULL
  AND asset.removedAt IS NULL AND (type(flow) = 'PRODUCES' OR flow.steps IS NOT NULL)
RETURN p.key AS process, asset.key AS key, asset.name AS name, asset.reason AS reason, asset.detail AS detail,
       head([label IN labels(asset) WHERE label <> 'Asset']) AS kind, coalesce(asset.pattern, false) AS pattern,
       coalesce(asset.aliases, []) AS aliases, flow.steps AS steps
ORDER BY process, key
"""
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
    reason = "no record says which service the run belongs to; keep the id of the resource when you save it"
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
    kept, old = later_runs(batch, before) if before else (batch, ())
    refused.extend(old)
    yield from _observed(observer, kept)


def observer_of(graph: Graph, service: Service, options: LoadOptions) -> Observer:
    """Who sees the service's runs beside its definitions; beside what the graph knows where some were not read."""
    if service.incomplete:
        return _observer_without_definitions(graph, service)
    return Observer.of(service, options.hosts)


def _observer_without_definitions(graph: Graph, service: Service) -> Observer:
    key = service_key(service.kind, service.name)
    bare = Service(kind=service.kind, name=service.name, source=service.source, origin=service.origin)
    return Observer.without_definitions(bare, _known_processes(graph, key), _known_ends(graph, key))


def _without_definitions(batch: RunBatch) -> Service:
    if batch.kind is None or batch.name is None:
        raise LineageError(f"{batch.origin}: no record says which service it belongs to.")
    return Service(kind=batch.kind, name=batch.name, source=batch.source, origin=batch.origin)


def _known_processes(graph: Graph, service: str) -> Mapping[str, tuple[Process, ...]]:
    known: dict[str, list[Process]] = {}
    for row in graph.ask(_PROCESSES, {"below": f"{service}/"}):
        texts = {name: str(value) for name, value in row.items() if value is not None}
        process = Process(key=texts["key"], name=texts["name"], type=texts.get("type", ""), step=texts.get("step"))
        known.setdefault(texts["activity"], []).append(process)
    return {activity: tuple(processes) for activity, processes in known.items()}


def _known_ends(graph: Graph, service: str) -> Mapping[str, tuple[Node | Edge, ...]]:
    """What the sinks of data flows write, and which of their sources reads what."""
    found: dict[str, list[Node | Edge]] = {}
    for row in graph.ask(_ENDS, {"below": f"{service}/"}):
        process = Ref("Process", str(row["process"]))
        aliases, steps = row["aliases"], row["steps"]
        asset = Asset(
            key=str(row["key"]),
            name=str(row["name"]),
            kind=str(row["kind"]),
            pattern=row["pattern"] is True,
            aliases=tuple(map(str, aliases)) if isinstance(aliases, list) else (),
            reason=Reason(str(row["reason"])) if row["reason"] else None,
            detail=str(row["detail"]) if row["detail"] else None,
        )
        flow = Feeds(start=asset.ref, end=process, steps=tuple(map(str, steps))) if isinstance(steps, list) else None
        found.setdefault(process.key, []).extend((asset, flow or Produces(start=process, end=asset.ref)))
    return {key: tuple(parts) for key, parts in found.items()}


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
