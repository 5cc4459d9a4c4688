"""The graph in Neo4j: connect, ask, load. Nothing else in the project imports the driver."""

from lineage_graph.graph.connection import Connection, Graph, connect
from lineage_graph.graph.dump import dump
from lineage_graph.graph.guard import Loss, RemovalRefused
from lineage_graph.graph.inspecting import Server, clock, schema_version, server, unready
from lineage_graph.graph.lease import Record
from lineage_graph.graph.load import LoadOptions, load
from lineage_graph.graph.plans import Explanation, Notification, Operator
from lineage_graph.graph.pruning import Pruned, prune_runs, pruned_before, unended_runs
from lineage_graph.graph.run_files import NOTHING_TOLD, FileEntry, FilesLoaded, RunBooks, files_loaded
from lineage_graph.graph.run_load import RunSummary, load_runs
from lineage_graph.graph.summary import Counts, LoadSummary, SourceSummary, total
from lineage_graph.graph.unchanged import Confirmed, Expected, confirm
from lineage_graph.graph.values import Parameter, Row, Value
from lineage_graph.graph.watermark import Watermark, read_watermark, write_watermark

__all__ = [
    "NOTHING_TOLD",
    "Confirmed",
    "Connection",
    "Counts",
    "Expected",
    "Explanation",
    "FileEntry",
    "FilesLoaded",
    "Graph",
    "LoadOptions",
    "LoadSummary",
    "Loss",
    "Notification",
    "Operator",
    "Parameter",
    "Pruned",
    "Record",
    "RemovalRefused",
    "Row",
    "RunBooks",
    "RunSummary",
    "Server",
    "SourceSummary",
    "Value",
    "Watermark",
    "clock",
    "confirm",
    "connect",
    "dump",
    "files_loaded",
    "load",
    "load_runs",
    "prune_runs",
    "pruned_before",
    "read_watermark",
    "schema_version",
    "server",
    "total",
    "unended_runs",
    "unready",
    "write_watermark",
]
