"""Databricks notebooks: the activity executes the notebook of its workspace; what the code does is not known.

https://learn.microsoft.com/azure/data-factory/transform-data-databricks-notebook
"""

from lineage_graph.activities.registry import understands
from lineage_graph.catalog import connection
from lineage_graph.expressions import Unknown, text_of
from lineage_graph.keys import bounded, segment
from lineage_graph.model import Notebook, Reason
from lineage_graph.records import Activity
from lineage_graph.site import Flow, Site
from lineage_graph.stores.databricks import workspace_host


@understands("DatabricksNotebook")
def databricks_notebook(activity: Activity, site: Site) -> Flow:
    """``databricks://{workspace host}/notebooks/{path}``."""
    path = text_of(activity.settings.get("notebookPath"), site.scope)
    if not isinstance(path, str):
        why = path or Unknown(Reason.MISSING_REFERENCE, "no notebook is named")
        return Flow(reason=why.reason, detail=why.detail)
    host = workspace_host(connection(site.catalog, activity.linked_service, site.scope))
    segments = "/".join(segment(part) for part in path.split("/") if part)
    key = bounded(f"databricks://{host.name}/notebooks/{segments}")
    node = Notebook(key=key, name=path.rpartition("/")[2], reason=host.reason, detail=host.detail)
    return Flow(executes=(node.ref,), nodes=(node,), reason=Reason.OPAQUE_CODE, detail=path)
