"""Runs on their way from files to the graph, kept on disk: memory holds one pipeline run with its activities at a time.

They lie in a private folder that goes with its ``with`` statement. Secrets are taken out before. What a file tells of
one pipeline run in one go is one row; all rows of a pipeline run come out together, each run once.
"""

import pickle
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

from lineage_graph.keys import service_key
from lineage_graph.records import ActivityRun, PipelineRun, PipelineRuns
from lineage_graph.sources.runs.newest import newest_activity_runs, newest_pipeline_runs
from lineage_graph.sources.runs.service_of import ServiceName

Run: TypeAlias = PipelineRun | ActivityRun

_HELD: Final = 4_000
"""Runs that are held until they are written together."""

_CACHE: Final = "PRAGMA cache_size = -16000"  # KB
# Nobody else writes to it, and nobody needs it after a crash.
_SETTINGS: Final = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", _CACHE)
_TABLE: Final = """
CREATE TABLE told (
  file INTEGER, service INTEGER, run TEXT, pipeline TEXT, start TEXT, count INTEGER, records BLOB
)"""
_ADD: Final = "INSERT INTO told VALUES (?, ?, ?, ?, ?, ?, ?)"
_INDEX: Final = "CREATE INDEX run ON told (run, service)"
_REST_OF_FILE: Final = "UPDATE told SET service = ? WHERE file = ? AND service = 0"
_HOMES: Final = """
UPDATE told SET service = coalesce((
  SELECT CASE WHEN min(other.service) = max(other.service) THEN min(other.service) END
  FROM told AS other WHERE other.run = told.run AND other.service <> 0
), 0) WHERE service = 0"""
"""The service of the pipeline run, where all who name one name the same."""

_GROUPS: Final = "SELECT DISTINCT service, CASE service WHEN 0 THEN file ELSE -1 END FROM told"
_FILES: Final = "SELECT DISTINCT file FROM told WHERE service = ? AND (? < 0 OR file = ?) ORDER BY file"
_COUNT: Final = "SELECT coalesce(sum(count), 0) FROM told WHERE service = ? AND (? < 0 OR file = ?)"
_RUNS: Final = """
SELECT run FROM told WHERE service = ? AND (? < 0 OR file = ?)
GROUP BY run ORDER BY min(pipeline), min(start), run"""
_RECORDS: Final = "SELECT file, records FROM told WHERE run = ? AND service = ? AND (? < 0 OR file = ?) ORDER BY rowid"

Group: TypeAlias = tuple[int, int]
"""A service's number and -1, or 0 and the number of the only file."""


class Spool:
    """Runs that were read, with the file and the service that each record names."""

    def __init__(self, path: Path) -> None:
        """Made by ``spool``, or over a file that another spool has settled."""
        self.path: Final = path
        self._database = sqlite3.connect(path, isolation_level=None)
        for text in _SETTINGS:
            self._database.execute(text)
        self._held: dict[tuple[int, int, str], list[Run]] = {}
        self._count = 0
        self._numbers: dict[str, int] = {}
        self._names: dict[int, set[ServiceName]] = {}
        self._by_name: set[int] = set()

    def begin(self) -> None:
        """Make room for runs."""
        for text in (_TABLE, "BEGIN"):
            self._database.execute(text)

    def close(self) -> None:
        """Let go of the files."""
        self._database.close()

    def add(self, file: int, service: ServiceName | None, run: Run) -> None:
        """Keep a run that a file tells of."""
        of = run.run_id if isinstance(run, PipelineRun) else run.pipeline_run_id
        self._held.setdefault((file, self._number(service), of.lower()), []).append(run)
        self._count += 1
        if self._count >= _HELD:
            self._flush()

    def settle(self, named: Sequence[ServiceName | None]) -> None:
        """After the last run: find the service of those records that name none; the user may, file by file."""
        self._flush()
        self._database.execute(_INDEX)
        for file in range(len(named)):
            told = self._database.execute("SELECT DISTINCT service FROM told WHERE file = ? AND service", (file,))
            if len(only := told.fetchall()) == 1:
                self._database.execute(_REST_OF_FILE, (*only[0], file))
        self._database.execute(_HOMES)
        for file, service in enumerate(named):
            if service and self._database.execute(_REST_OF_FILE, (self._number(service), file)).rowcount:
                self._by_name.add(self._number(service))
        self._database.execute("COMMIT")

    def groups(self) -> Sequence[Group]:
        """Who has runs."""
        return [(service, file) for service, file in self._database.execute(_GROUPS)]

    def files(self, group: Group) -> Sequence[int]:
        """The numbers of the files that the group's runs came from, in their order."""
        service, file = group
        return [number for (number,) in self._database.execute(_FILES, (service, file, file))]

    def count(self, group: Group) -> int:
        """How many records of runs it has."""
        service, file = group
        ((count,),) = self._database.execute(_COUNT, (service, file, file))
        return int(count)

    def service(self, group: Group) -> ServiceName | None:
        """The group's service, spelled as Azure does where anybody does: logs write it in capitals."""
        return min(self._names.get(group[0], ()), key=lambda name: (name[1].isupper(), name[1]), default=None)

    def by_name(self, group: Group) -> bool:
        """Whether the user named the service of some of the group's runs."""
        return group[0] in self._by_name

    def key(self, group: Group) -> str:
        """The key of the group's service, empty where there is none."""
        service = self.service(group)
        return service_key(*service) if service else ""

    def runs(self, group: Group) -> Iterator[tuple[PipelineRuns, frozenset[int]]]:
        """The group's pipeline runs in the order of their names and beginnings, and the files that tell of each."""
        service, file = group
        for (run,) in self._database.execute(_RUNS, (service, file, file)):
            rows = self._database.execute(_RECORDS, (run, service, file, file)).fetchall()
            # Written by this very process, into a folder that nobody else may enter.
            records = [one for _, raw in rows for one in pickle.loads(raw)]  # noqa: S301
            activities = newest_activity_runs(one for one in records if isinstance(one, ActivityRun))
            own = newest_pipeline_runs(one for one in records if isinstance(one, PipelineRun))
            yield PipelineRuns(own[0] if own else None, activities), frozenset(number for number, _ in rows)

    def _number(self, service: ServiceName | None) -> int:
        if service is None:
            return 0
        number = self._numbers.get(service[1])
        if number is None or service not in self._names[number]:
            number = self._numbers.setdefault(service_key(*service), len(self._names) + 1)
            self._names.setdefault(number, set()).add(service)
            self._numbers[service[1]] = number
        return number

    def _flush(self) -> None:
        rows = (
            (*of, min(one.pipeline for one in runs), min(_begin(one) for one in runs), len(runs), pickle.dumps(runs, 5))
            for of, runs in self._held.items()
        )
        self._database.executemany(_ADD, rows)
        self._held.clear()
        self._count = 0


@contextmanager
def spool() -> Iterator[Spool]:
    """An empty spool in a private folder, which vanishes at the end."""
    private = TemporaryDirectory(prefix="lineage-graph-", ignore_cleanup_errors=True)
    with private as folder, opened_again(Path(folder) / "runs") as opened:
        opened.begin()
        yield opened


@contextmanager
def opened_again(path: Path) -> Iterator[Spool]:
    """The spool in that file; its runs can be read once it was settled, and no more can be added."""
    opened = Spool(path)
    try:
        yield opened
    finally:
        opened.close()


def _begin(run: Run) -> str:
    return run.start.isoformat() if run.start else ""
