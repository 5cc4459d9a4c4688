"""Control flow: activities that are known to move no data themselves.

https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities#control-flow-activities
"""

from lineage_graph.activities.registry import understands
from lineage_graph.records import Activity
from lineage_graph.site import Flow, Site


@understands(
    "AppendVariable",
    "ExecutePipeline",
    "Fail",
    "Filter",
    "ForEach",
    "IfCondition",
    "SetVariable",
    "Switch",
    "Until",
    "Wait",
)
def control(_activity: Activity, _site: Site) -> Flow:
    """Nothing: what is inside a container has its own say."""
    return Flow()
