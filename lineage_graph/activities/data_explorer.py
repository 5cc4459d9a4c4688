"""Commands of Azure Data Explorer: KQL that is not read; its text is the detail.

https://learn.microsoft.com/azure/data-explorer/data-factory-command-activity
"""

from lineage_graph.activities.registry import understands
from lineage_graph.activities.unseen import detail, told
from lineage_graph.model import Reason
from lineage_graph.records import Activity
from lineage_graph.site import Flow, Site


@understands("AzureDataExplorerCommand")
def data_explorer_command(activity: Activity, site: Site) -> Flow:
    """The command, its parameters filled in where they are known."""
    return Flow(reason=Reason.QUERY_NOT_PARSED, detail=detail(told(site, activity.settings.get("command"))))
