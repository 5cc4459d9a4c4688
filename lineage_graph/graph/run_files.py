"""The books on files of runs: which were loaded, what they were seen beside, and how many runs each one told of.

They hold while the graph has as many runs of the service as it was left with: somebody may take some away by hand.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lineage_graph.graph.connection import Graph
from lineage_graph.graph.lease import Lease
from lineage_graph.graph.values import Parameter, Row

_MOST: Final = 20_000
"""Files of one service that are remembered, the latest ones."""

_READ: Final = """
MATCH (s:Source {kind: 'runs'})
WHERE s.runFiles IS NOT NULL AND s.counted
RETURN s.service AS service, s.runFiles AS files, s.runsBeside AS beside, s.runsHeld AS held
"""
_WRITE: Final = """
MATCH (s:Source {key: $source, leaseToken: $token})
SET s.runFiles = [one IN CASE WHEN s.runsBeside = $beside THEN coalesce(s.runFiles, []) ELSE [] END
                  WHERE NOT one IN $files][-$most..] + $files,
    s.runsBeside = $beside, s.runsHeld = $held
"""
_ADD: Final = "MATCH (s:Source {key: $source, leaseToken: $token})\nSET s.runsHeld = s.runsHeld + $created"
_HELD: Final = """
CALL () {
  MATCH (r:PipelineRun) WHERE r.key STARTS WITH $below
  RETURN count(r) AS pipelines
}
CALL () {
  MATCH (r:ActivityRun) WHERE r.key STARTS WITH $below
  RETURN count(r) AS activities, sum(COUNT { (r)-[:EXECUTED]->() }) AS executions
}
RETURN pipelines + activities + executions AS held
"""


class FileEntry(NamedTuple):
    """A file by its digest: how many services it tells of, and how many runs of this one."""

    digest: str
    services: int
    pipeline_runs: int
    activity_runs: int


@dataclass(frozen=True, slots=True)
class RunBooks:
    """What a load of runs adds to the books: the runs that were ``passed`` over, by label, and the files that it read.

    The latter two are asked for at the end: then it is known what each file told of, and what there is beside it.
    """

    passed: Mapping[str, int] = field(default_factory=dict)
    beside: Callable[[], str] = str
    entries: Callable[[], Sequence[FileEntry]] = tuple


NOTHING_TOLD: Final = RunBooks()


class FilesLoaded(NamedTuple):
    """The files of one service, by digest."""

    service: str
    beside: str
    files: Mapping[str, FileEntry]


def files_loaded(graph: Graph) -> Iterator[FilesLoaded]:
    """What the books say, service by service, where the graph still has all runs."""
    for row in graph.ask(_READ):
        if _held(graph, str(row["service"])) == row["held"]:
            yield FilesLoaded(str(row["service"]), str(row["beside"]), _entries(row))


def note_files(graph: Graph, lease: Lease, service: str, books: RunBooks, created: int) -> None:
    """Remember what the load read under the lease; ``created`` runs and executions came to those that were there."""
    held: dict[str, Parameter] = {"source": lease.source, "token": lease.token}
    entries = books.entries()
    if not entries:
        graph.change(_ADD, {**held, "created": created})
        return
    parameters: dict[str, Parameter] = {
        **held,
        "files": [" ".join(map(str, entry)) for entry in entries],
        "beside": books.beside(),
        "held": _held(graph, service),
        "most": _MOST,
    }
    graph.change(_WRITE, parameters)


def _held(graph: Graph, service: str) -> int:
    (row,) = graph.ask(_HELD, {"below": f"{service}/"})
    return int(str(row["held"]))


def _entries(row: Row) -> Mapping[str, FileEntry]:
    listed = row["files"] if isinstance(row["files"], list) else []
    found: dict[str, FileEntry] = {}
    for text in map(str, listed):
        digest, *counts = text.split(" ")
        found[digest] = FileEntry(digest, *map(int, counts))
    return found
