"""What refers to what: datasets to linked services, data flows to datasets, activities to all of them; triggers."""

from collections.abc import Iterable, Iterator
from itertools import chain

from lineage_graph.catalog import COLLECTION_OF, Catalog, connection, mention, name_of
from lineage_graph.declared.written import as_json
from lineage_graph.expressions import Scope, Unknown
from lineage_graph.keys import object_key
from lineage_graph.model import ConnectsTo, Edge, Executes, Node, Ref, Starts, Uses
from lineage_graph.records import Activity, DataFlow, Reference, Trigger, references
from lineage_graph.stores import store_behind

Part = Node | Edge

_EXECUTED = frozenset({"DataFlow"})
_SETTLED_BY_LINEAGE = frozenset({"Notebook", "SparkJob", "Pipeline"})
"""Their activities say themselves what they run and call, in another workspace perhaps."""


def service_references(held: Catalog) -> Iterator[Part]:
    """References of everything but activities."""
    for dataset in held.service.datasets:
        start = Ref("Dataset", object_key(held.key, "datasets", dataset.name))
        yield from uses(held, start, (dataset.linked_service,) if dataset.linked_service else ())
    for flow in held.service.data_flows:
        start = Ref("DataFlow", object_key(held.key, "dataflows", flow.name))
        yield from uses(held, start, flow_references(flow))
    for linked in held.service.linked_services:
        start = Ref("LinkedService", object_key(held.key, "linkedservices", linked.name))
        yield from uses(held, start, references(linked.settings))
        if linked.integration_runtime:
            yield from uses(held, start, (Reference("IntegrationRuntimeReference", linked.integration_runtime),))
        yield from _store(held, start, linked.name)
    for trigger in held.service.triggers:
        yield from _starts(held, trigger)


def activity_references(held: Catalog, start: Ref, activity: Activity) -> Iterator[Part]:
    """Everything that an activity refers to, of any type, known or not."""
    found = chain(
        activity.inputs,
        activity.outputs,
        (activity.linked_service,) if activity.linked_service else (),
        references(activity.settings),
        references(activity.rest),
    )
    yield from uses(held, start, found)


def uses(held: Catalog, start: Ref, found: Iterable[Reference]) -> Iterator[Part]:
    """An edge for each reference whose name is known, and a node for what the files lack."""
    for reference in found:
        collection, name = COLLECTION_OF.get(reference.kind), name_of(reference, Scope())
        if collection is None or isinstance(name, Unknown):
            continue
        end, missing = mention(held, collection, name)
        if start.label == "Activity" and end.label in _SETTLED_BY_LINEAGE:
            continue
        edge = Executes if start.label == "Activity" and end.label in _EXECUTED else Uses
        if (start.label, end.label) not in edge.joins:
            continue
        if missing:
            yield missing
        yield edge(start=start, end=end)


def flow_references(flow: DataFlow) -> Iterator[Reference]:
    """Datasets, linked services and flowlets of a data flow's steps."""
    for step in (*flow.sources, *flow.sinks, *flow.transformations):
        yield from (one for one in (step.dataset, step.linked_service, step.flowlet) if one)
        yield from references(step.settings)


def _store(held: Catalog, start: Ref, name: str) -> Iterator[Part]:
    store = store_behind(connection(held, Reference("LinkedServiceReference", name), Scope()))
    if store:
        yield store
        yield ConnectsTo(start=start, end=store.ref)


def _starts(held: Catalog, trigger: Trigger) -> Iterator[Part]:
    """One edge per pipeline, with the arguments of each start."""
    start = Ref("Trigger", object_key(held.key, "triggers", trigger.name))
    given: dict[Ref, list[str]] = {}
    for started in trigger.pipelines:
        name = name_of(started.pipeline, Scope())
        if isinstance(name, Unknown):
            continue
        end, missing = mention(held, "pipelines", name)
        if missing:
            yield missing
        arguments = as_json(started.arguments)
        given.setdefault(end, []).extend([arguments] if arguments else [])
    for end, texts in given.items():
        yield Starts(start=start, end=end, parameters=tuple(sorted(texts)))
