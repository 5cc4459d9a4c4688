"""Synapse notebooks and Spark jobs: the activity executes them; what the code reads and writes is not known.

https://learn.microsoft.com/azure/synapse-analytics/synapse-notebook-activity
"""

from dataclasses import replace

from lineage_graph.activities.notebook_code import notebook_flow
from lineage_graph.activities.registry import understands
from lineage_graph.catalog import connection, mention, name_of
from lineage_graph.expressions import Unknown
from lineage_graph.keys import object_key, service_key
from lineage_graph.model import Node, Notebook, Reason, Ref, SparkJob
from lineage_graph.records import Activity, Reference, ServiceKind
from lineage_graph.site import Flow, Site
from lineage_graph.stores.address import host_of


@understands("SynapseNotebook")
def notebook(activity: Activity, site: Site) -> Flow:
    """The notebook of this workspace, or of the workspace that the activity's linked service names.

    What the cells of one that is in the files read and write by literal path or table is moved, less than certainly.
    """
    flow = _run(activity, site, "notebook", Notebook, "notebooks")
    reference = activity.settings.reference("notebook")
    name = name_of(reference, site.scope) if reference and not activity.linked_service else None
    held = site.catalog.notebooks.get(name.lower()) if isinstance(name, str) else None
    if held is None:
        return flow
    inside = notebook_flow(site, held, activity.settings.properties("parameters"))
    executes, nodes = (*flow.executes, *inside.executes), (*flow.nodes, *inside.nodes)
    return replace(flow, movements=inside.movements, executes=executes, nodes=nodes)


@understands("SparkJob")
def spark_job(activity: Activity, site: Site) -> Flow:
    """The Spark job definition of this workspace, or of the one that the activity's linked service names."""
    return _run(activity, site, "sparkJob", SparkJob, "sparkjobs")


def _run(activity: Activity, site: Site, setting: str, node: type[Notebook | SparkJob], collection: str) -> Flow:
    reference = activity.settings.reference(setting)
    name = name_of(reference, site.scope) if reference else Unknown(Reason.MISSING_REFERENCE, "nothing is named")
    if isinstance(name, Unknown):
        return Flow(reason=name.reason, detail=name.detail)
    if activity.linked_service:
        return _elsewhere(activity.linked_service, name, site, node, collection)
    ref, missing = mention(site.catalog, collection, name)
    return _opaque(ref, missing, name)


def _elsewhere(linked: Reference, name: str, site: Site, kind: type[Notebook | SparkJob], collection: str) -> Flow:
    """An AzureSynapseArtifacts linked service: its endpoint is ``https://{workspace}.dev.azuresynapse.net``."""
    at = connection(site.catalog, linked, site.scope)
    endpoint = at.text("endpoint") or ""
    if why := at.holes.first_in(endpoint):
        return Flow(reason=why.reason, detail=why.detail)
    workspace = host_of(endpoint).partition(".")[0] if endpoint else ""
    if not workspace:
        return Flow(reason=Reason.MISSING_LINKED_SERVICE, detail="the linked service names no workspace")
    key = object_key(service_key(ServiceKind.SYNAPSE, workspace), collection, name)
    detail = f"it belongs to the workspace {workspace}"
    node = kind(key=key, name=name, reason=Reason.OUTSIDE_THIS_LOAD, detail=detail)
    return _opaque(node.ref, node, name)


def _opaque(ref: Ref, node: Node | None, name: str) -> Flow:
    nodes = (node,) if node else ()
    return Flow(executes=(ref,), nodes=nodes, reason=Reason.OPAQUE_CODE, detail=name)
