"""Activities that run code which no file here shows: what they read and write cannot be told."""

from lineage_graph.activities.registry import understands
from lineage_graph.model import Reason
from lineage_graph.records import Activity
from lineage_graph.site import Flow, Site


@understands(
    "AzureDataExplorerCommand",
    "AzureFunctionActivity",
    "AzureMLBatchExecution",
    "AzureMLExecutePipeline",
    "AzureMLUpdateResource",
    "Custom",
    "DataLakeAnalyticsU-SQL",
    "DatabricksJob",
    "DatabricksSparkJar",
    "DatabricksSparkPython",
    "ExecuteSSISPackage",
    "ExecuteWranglingDataflow",
    "HDInsightHive",
    "HDInsightMapReduce",
    "HDInsightPig",
    "HDInsightSpark",
    "HDInsightStreaming",
)
def opaque(activity: Activity, _site: Site) -> Flow:
    """No process: the code is outside the definitions."""
    return Flow(reason=Reason.OPAQUE_CODE, detail=activity.type)
