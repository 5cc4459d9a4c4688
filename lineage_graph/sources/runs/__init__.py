"""Run records: saved answers of both REST APIs and exports of their logs, to typed runs, one batch for each service.

``parse_pipeline_run`` and ``parse_activity_run`` take what the REST APIs send, wherever it comes from. To read another
form of file: say in ``documents`` where its records are and in ``logs`` how its fields are called.
"""

from collections.abc import Sequence
from pathlib import Path

from lineage_graph.records import FileOfRuns, RunBatch
from lineage_graph.sources.discovery import Found, find
from lineage_graph.sources.runs.activity_runs import parse_activity_run
from lineage_graph.sources.runs.batches import FileBatch, read_files
from lineage_graph.sources.runs.detection import is_header, is_runs
from lineage_graph.sources.runs.files import holds_runs
from lineage_graph.sources.runs.newest import newest_activity_runs, newest_pipeline_runs
from lineage_graph.sources.runs.pipeline_runs import parse_pipeline_run
from lineage_graph.sources.runs.place import Place
from lineage_graph.sources.runs.sharing import BORDER
from lineage_graph.sources.runs.spool import Group, Spool, opened_again, spool

__all__ = [
    "BORDER",
    "FileBatch",
    "Group",
    "Place",
    "Spool",
    "holds_runs",
    "in_memory",
    "is_header",
    "is_runs",
    "opened_again",
    "parse_activity_run",
    "parse_pipeline_run",
    "read_files",
    "read_runs",
    "spool",
]


def read_runs(paths: Sequence[Path]) -> tuple[RunBatch, ...]:
    """The runs in all files under these paths, held in memory, one batch for each service.

    Files that hold none are passed over. Raises ``UsageError`` where a path does not exist.
    """
    return in_memory([one for path in paths for one in find(path).files if holds_runs(one)])


def in_memory(files: Sequence[Found | FileOfRuns]) -> tuple[RunBatch, ...]:
    """The same for files of which it is known that they hold runs."""
    with spool() as spooled:
        return tuple(map(_in_memory, read_files(files, spooled)))


def _in_memory(batch: FileBatch) -> RunBatch:
    groups = tuple(batch.runs())
    return RunBatch(
        origin=batch.origin,
        kind=batch.kind,
        name=batch.name,
        pipeline_runs=newest_pipeline_runs(one.run for one in groups if one.run),
        activity_runs=newest_activity_runs(activity for one in groups for activity in one.activities),
        rejected=batch.rejected,
        warnings=batch.warnings,
        complete=batch.complete,
    )
