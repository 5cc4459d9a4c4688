"""From the JSON of one object to its record: one function per collection.

The JSON is what Git, the REST API and (evaluated) ARM templates hold alike. To read another kind of object: write its
function, and name its collection here, in ``kinds`` and in ``model.COLLECTIONS``.
"""

from collections.abc import Callable
from typing import Final

from lineage_graph.records import Definition as Record
from lineage_graph.sources.connections import dataset, integration_runtime, linked_service
from lineage_graph.sources.data_flows import data_flow
from lineage_graph.sources.intake import Definition, Intake
from lineage_graph.sources.pipelines import pipeline
from lineage_graph.sources.replications import change_data_capture, link_connection
from lineage_graph.sources.triggers import trigger
from lineage_graph.sources.workspace_objects import notebook, spark_job, sql_script

READERS: Final[dict[str, Callable[[Definition, Intake], Record | None]]] = {
    "pipelines": pipeline,
    "datasets": dataset,
    "linkedservices": linked_service,
    "dataflows": data_flow,
    "triggers": trigger,
    "integrationruntimes": integration_runtime,
    "notebooks": notebook,
    "sqlscripts": sql_script,
    "sparkjobs": spark_job,
    "adfcdcs": change_data_capture,
    "linkconnections": link_connection,
}
"""By collection; a reader gives back None when it has rejected the object."""

REFERENCES: Final = {
    "pipelines": "PipelineReference",
    "datasets": "DatasetReference",
    "linkedservices": "LinkedServiceReference",
    "dataflows": "DataFlowReference",
    "notebooks": "NotebookReference",
    "sparkjobs": "SparkJobDefinitionReference",
}
"""How other objects refer to those of a collection that takes parameters."""
