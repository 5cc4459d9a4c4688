"""Databricks: the activity executes a notebook, program or job of its workspace; what the code does is not known.

To add a kind of activity: name the setting that tells what it runs, and the place of such things below the workspace.
https://learn.microsoft.com/azure/data-factory/transform-data-databricks-notebook
"""

from dataclasses import dataclass, replace
from typing import Final

from lineage_graph.activities.registry import understands
from lineage_graph.activities.unseen import unseen
from lineage_graph.expressions import Unknown, text_of
from lineage_graph.keys import bounded, segment
from lineage_graph.model import Notebook, Reason, SparkJob
from lineage_graph.records import Activity
from lineage_graph.site import Flow, Site, linked_at
from lineage_graph.stores.databricks import workspace_host


@dataclass(frozen=True, slots=True)
class _Runs:
    """The setting that names what runs, its collection below the workspace, and what it is called in a message."""

    setting: str
    collection: str
    what: str


_RUNS: Final = {
    "DatabricksNotebook": _Runs("notebookPath", "notebooks", "notebook"),
    "DatabricksSparkPython": _Runs("pythonFile", "files", "Python file"),
    "DatabricksSparkJar": _Runs("mainClassName", "classes", "class"),
    "DatabricksJob": _Runs("jobId", "jobs", "job"),
}


@understands(*_RUNS)
def databricks(activity: Activity, site: Site) -> Flow:
    """``databricks://{workspace host}/notebooks/{path}``; programs in ``files``, ``classes``, jobs in ``jobs``."""
    runs = _RUNS[activity.type]
    path = text_of(activity.settings.get(runs.setting), site.scope)
    if not isinstance(path, str) or not path:
        why = path or Unknown(Reason.MISSING_REFERENCE, f"no {runs.what} is named")
        return Flow(reason=why.reason, detail=why.detail)
    host = workspace_host(linked_at(site, activity.linked_service))
    segments = "/".join(segment(part) for part in path.split("/") if part)
    key = bounded(f"databricks://{host.name}/{runs.collection}/{segments}")
    node = _node(activity.type, key, path)
    return replace(unseen(path), executes=(node.ref,), nodes=(replace(node, reason=host.reason, detail=host.detail),))


def _node(kind: str, key: str, path: str) -> Notebook | SparkJob:
    name = path.rstrip("/").rpartition("/")[2]
    match kind:
        case "DatabricksNotebook":
            return Notebook(key=key, name=name)
        case "DatabricksSparkPython":
            return SparkJob(key=key, name=name, language="Python", file=path)
        case _:
            return SparkJob(key=key, name=name)
