"""All that one service's records declare, each node and edge once, in the order of their keys."""

from collections.abc import Iterable, Iterator, Mapping

from lineage_graph.activities.data_flow import flow_movements
from lineage_graph.activities.power_query import power_query_movements
from lineage_graph.activities.sql_script import data_sources_of, script_flow, with_routines
from lineage_graph.catalog import Catalog, catalog
from lineage_graph.declared.activities import pipeline_activities
from lineage_graph.declared.contexts import reached
from lineage_graph.declared.objects import containment, objects, service_node
from lineage_graph.declared.processes import Part, processes
from lineage_graph.declared.references import service_references
from lineage_graph.declared.replications import replications
from lineage_graph.declared.starts import factory_bindings
from lineage_graph.expressions import NO_SCOPE, Scope
from lineage_graph.keys import activity_key, object_key
from lineage_graph.model import Declaration, Edge, Node, Ref
from lineage_graph.records import Pipeline, Reference, Rejected, Service, nested
from lineage_graph.site import Flow, Site


def declare(service: Service, hosts: Mapping[str, str] | None = None) -> tuple[Declaration, tuple[Rejected, ...]]:
    """The declaration, and what in the records could not be taken.

    ``hosts`` names the hosts that connection strings hide: ``{"kv-prod+crm-connection": "crm.database.windows.net"}``.
    """
    held = with_routines(catalog(service, hosts))
    scripts = _script_flows(held)
    own = (service_node(held), *objects(held, scripts))
    parts: list[Part | Rejected] = [*own, *containment(held, own[1:]), *service_references(held), *_pipelines(held)]
    parts.extend(_flows_by_themselves(held))
    for name, flow in scripts.items():
        script = held.sql_scripts[name]
        ref = Ref("SqlScript", object_key(held.key, "sqlscripts", script.name))
        parts.extend(processes(ref, script.name, "SqlScript", flow.movements))
    parts.extend(replications(held))
    declaration = Declaration(
        source=service.source,
        service=held.key,
        nodes=_distinct_nodes(part for part in parts if isinstance(part, Node)),
        edges=_distinct_edges(part for part in parts if isinstance(part, Edge)),
        objects=tuple(sorted({*(node.ref for node in own[1:]), *_activity_refs(held)})),
        incomplete=service.incomplete,
    )
    return declaration, tuple(part for part in parts if isinstance(part, Rejected))


def _pipelines(held: Catalog) -> Iterator[Part | Rejected]:
    found = reached(held)
    for name in sorted(held.pipelines):
        pipeline = held.pipelines[name]
        yield from pipeline_activities(held, pipeline, found[name], _names(pipeline))


def _flows_by_themselves(held: Catalog) -> Iterator[Part]:
    """A data flow that no activity runs performs with its own defaults; a flowlet is a part of others."""
    run = {name for pipeline in held.pipelines.values() for name in _run_by(pipeline)}
    for name in sorted(held.data_flows):
        flow = held.data_flows[name]
        if name in run or flow.type == "Flowlet":
            continue
        ref = Ref("DataFlow", object_key(held.key, "dataflows", flow.name))
        site = Site(held, ref.key, Scope(factory=factory_bindings(held)))
        wrangling = flow.type == "WranglingDataFlow"
        movements = power_query_movements(site, flow) if wrangling else flow_movements(site, flow, None)
        yield from processes(ref, flow.name, flow.type, movements)


def _script_flows(held: Catalog) -> Mapping[str, Flow]:
    """What each SQL script does by itself, by its lower-case name: no activity runs one."""
    sources = data_sources_of(held.sql_scripts.values())
    return {
        name: script_flow(Site(held, object_key(held.key, "sqlscripts", script.name), NO_SCOPE), script, sources)
        for name, script in sorted(held.sql_scripts.items())
    }


def _run_by(pipeline: Pipeline) -> Iterator[str]:
    for activity in nested(pipeline.activities):
        for value in activity.settings.values():
            if isinstance(value, Reference) and value.kind == "DataFlowReference" and isinstance(value.name, str):
                yield value.name.lower()


def _names(pipeline: Pipeline) -> frozenset[str]:
    return frozenset(activity.name.lower() for activity in nested(pipeline.activities))


def _activity_refs(held: Catalog) -> Iterator[Ref]:
    for pipeline in held.pipelines.values():
        key = object_key(held.key, "pipelines", pipeline.name)
        for activity in nested(pipeline.activities):
            yield Ref("Activity", activity_key(key, activity.name))


def _distinct_nodes(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """One node per label and key: what is defined before what is only mentioned, then by the spelling of the name.

    Who creates a view knows that it is one; who reads it takes it for a table.
    """
    best: dict[Ref, Node] = {}
    for node in nodes:
        held = best.get(node.ref)
        if held is None or (held != node and _rank(node) < _rank(held)):
            best[node.ref] = node
    return tuple(best[ref] for ref in sorted(best))


def _rank(node: Node) -> tuple[bool, bool, str]:
    return getattr(node, "reason", None) is not None, getattr(node, "kind", None) != "View", repr(node)


def _distinct_edges(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    best: dict[tuple[str, Ref, Ref, tuple[str, ...]], Edge] = {}
    for edge in edges:
        identity = (type(edge).__name__, edge.start, edge.end, edge.identity)
        held = best.get(identity)
        if held is None or (held != edge and repr(edge) < repr(held)):
            best[identity] = edge
    return tuple(best[identity] for identity in sorted(best))
