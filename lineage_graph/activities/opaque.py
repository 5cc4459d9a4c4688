"""Activities whose code is not read yet."""

from lineage_graph.activities.registry import understands
from lineage_graph.model import Reason
from lineage_graph.records import Activity
from lineage_graph.site import Flow, Site


@understands("Script")
def script(_activity: Activity, _site: Site) -> Flow:
    """SQL text that is not read yet."""
    return Flow(reason=Reason.QUERY_NOT_PARSED, detail="the activity's scripts")
