"""Synapse notebooks and Spark jobs: the activity executes them; what the code reads and writes is not known.

https://learn.microsoft.com/azure/synapse-analytics/synapse-notebook-activity
"""

from lineage_graph.activities.registry import understands
from lineage_graph.catalog import connection, mention, name_of
from lineage_graph.expressions import Unknown
from lineage_graph.keys import object_key, service_key
from lineage_graph.model import Node, Notebook, Reason, Ref
from lineage_graph.records import Activity, Reference, ServiceKind
from lineage_graph.site import Flow, Site
from lineage_graph.stores.connection_string import host_of


@understands("SynapseNotebook")
def notebook(activity: Activity, site: Site) -> Flow:
    """The notebook of this workspace, or of the workspace that the activity's linked service names."""
    reference = activity.settings.reference("notebook")
    if reference and activity.linked_service:
        return _elsewhere(activity.linked_service, reference, site)
    return _executed(site, reference, "notebooks")


@understands("SparkJob")
def spark_job(activity: Activity, site: Site) -> Flow:
    """The Spark job definition of this workspace."""
    return _executed(site, activity.settings.reference("sparkJob"), "sparkjobs")


def _executed(site: Site, reference: Reference | None, collection: str) -> Flow:
    name = name_of(reference, site.scope) if reference else Unknown(Reason.MISSING_REFERENCE, "nothing is named")
    if isinstance(name, Unknown):
        return Flow(reason=name.reason, detail=name.detail)
    ref, missing = mention(site.catalog, collection, name)
    return _opaque(ref, missing, name)


def _elsewhere(linked: Reference, reference: Reference, site: Site) -> Flow:
    """An AzureSynapseArtifacts linked service: its endpoint is ``https://{workspace}.dev.azuresynapse.net``."""
    name, endpoint = name_of(reference, site.scope), connection(site.catalog, linked, site.scope).text("endpoint")
    for part in (name, endpoint):
        if isinstance(part, Unknown):
            return Flow(reason=part.reason, detail=part.detail)
    workspace = host_of(endpoint).partition(".")[0] if isinstance(endpoint, str) else ""
    if not workspace:
        return Flow(reason=Reason.MISSING_LINKED_SERVICE, detail="the linked service names no workspace")
    key = object_key(service_key(ServiceKind.SYNAPSE, workspace), "notebooks", str(name))
    detail = f"it belongs to the workspace {workspace}"
    node = Notebook(key=key, name=str(name), reason=Reason.OUTSIDE_THIS_LOAD, detail=detail)
    return _opaque(node.ref, node, str(name))


def _opaque(ref: Ref, node: Node | None, name: str) -> Flow:
    nodes = (node,) if node else ()
    return Flow(executes=(ref,), nodes=nodes, reason=Reason.OPAQUE_CODE, detail=name)
