"""Run records: saved answers of both REST APIs and exports of their logs, to typed runs, one batch for each service.

``parse_pipeline_run`` and ``parse_activity_run`` take what the REST APIs send, wherever it comes from. To read another
form of file: say in ``documents`` where its records are and in ``logs`` how its fields are called.
"""

from collections.abc import Sequence
from pathlib import Path

from lineage_graph.records import RunBatch
from lineage_graph.sources.discovery import find
from lineage_graph.sources.memory import without_garbage_collection
from lineage_graph.sources.runs.activity_runs import parse_activity_run
from lineage_graph.sources.runs.batches import batches
from lineage_graph.sources.runs.detection import is_header, is_runs
from lineage_graph.sources.runs.files import read_file
from lineage_graph.sources.runs.pipeline_runs import parse_pipeline_run
from lineage_graph.sources.runs.place import Place
from lineage_graph.sources.runs.sharing import BORDER
from lineage_graph.sources.runs.take import RunFile

__all__ = [
    "BORDER",
    "Place",
    "RunFile",
    "batches",
    "is_header",
    "is_runs",
    "parse_activity_run",
    "parse_pipeline_run",
    "read_file",
    "read_runs",
]


def read_runs(paths: Sequence[Path]) -> tuple[RunBatch, ...]:
    """The runs in all files under these paths, one batch for each service; files that hold none are passed over.

    Raises ``UsageError`` where a path does not exist.
    """
    with without_garbage_collection():
        found = [file for path in paths for one in find(path).files if (file := read_file(one)) is not None]
        return batches(found)
