"""Runs that a process of its own works out: the same as here, and clear words where it ends too early."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import run_estate, run_records
from benchmarks.run_records import Runs
from lineage_graph.errors import LineageError
from lineage_graph.keys import service_key
from lineage_graph.portions import elsewhere
from lineage_graph.portions.elsewhere import Task, pays, portions_from, process
from lineage_graph.portions.gone import Gone
from lineage_graph.portions.knowledge import Knowledge
from lineage_graph.portions.portion import portions
from lineage_graph.sources import read
from lineage_graph.sources.runs import FileBatch, read_files, spool

FEW = Runs(pipeline_runs=600, activities_each=20, pipelines=10)
"""12,600 runs, which are three portions."""

FIVE = datetime(2026, 1, 1, 5, tzinfo=UTC)
"""When every second of them had ended, about: one begins each minute."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("many")
    run_estate.write(made, FEW)
    run_records.write(made / "runs.jsonl", FEW)
    return made


@contextmanager
def read_at(folder: Path) -> Iterator[tuple[Knowledge, FileBatch]]:
    reading = read([folder])
    (service,) = reading.services
    with spool() as spooled:
        (batch,) = read_files(reading.runs, spooled)
        yield Knowledge(service, {}, whole=True), batch


def task(knowledge: Knowledge, batch: FileBatch) -> Task:
    return Task(knowledge, batch.spool.path, batch.group)


@pytest.mark.parametrize("before", [None, FIVE])
def test_another_process_makes_of_runs_what_this_one_does(folder: Path, before: datetime | None) -> None:
    with read_at(folder) as (knowledge, batch), process(task(knowledge, batch)) as there:
        gone = Gone(service_key(knowledge.service.kind, knowledge.service.name), before) if before else None
        here = list(portions(knowledge.observer(), batch.spool.runs(batch.group), gone))
        assert list(portions_from(there, gone)) == here
    assert len(here) == (2 if before else 3)
    assert sum(one.told[0]["ActivityRun"] for one in here) == 12_000
    assert bool(sum(one.refused["activityrun"] for one in here)) is (before is not None)
    assert there.poll() is not None


def test_a_process_that_is_killed_says_so(folder: Path) -> None:
    with read_at(folder) as (knowledge, batch), process(task(knowledge, batch)) as there:
        told = portions_from(there, None)
        next(told)
        there.kill()
        with pytest.raises(LineageError, match="ended before it was done"):
            list(told)


def test_a_process_that_never_began_says_so(folder: Path) -> None:
    with read_at(folder) as (knowledge, batch), process(task(knowledge, batch)) as there:
        there.kill()
        there.wait()
        with pytest.raises(LineageError, match="ended before it was done"):
            list(portions_from(there, None))


def test_what_goes_wrong_there_is_raised_here(folder: Path, tmp_path: Path) -> None:
    with read_at(folder) as (knowledge, batch), process(Task(knowledge, tmp_path / "another", batch.group)) as there:
        with pytest.raises(Exception, match="no such table: told") as raised:
            list(portions_from(there, None))
        assert "in runs" in raised.value.__notes__[0]


def test_few_runs_are_worked_out_here_and_so_are_many_where_there_is_one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not pays(19_999)
    monkeypatch.setattr(elsewhere, "_cores", lambda: 2)
    assert pays(20_000)
    monkeypatch.setattr(elsewhere, "_cores", lambda: 1)
    assert not pays(20_000)


def test_the_process_takes_no_memory_for_a_driver_that_it_does_not_need() -> None:
    program = "import sys, lineage_graph.portions.there; sys.exit('neo4j' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


IDLE = """
import sys, time
from pathlib import Path
from lineage_graph.portions.elsewhere import process
from tests.portions.test_elsewhere import read_at, task

with read_at(Path(sys.argv[1])) as (knowledge, batch), process(task(knowledge, batch)) as there:
    print(there.pid, flush=True)
    time.sleep(60)
"""
BUSY = """
import sys, time
from pathlib import Path
from lineage_graph.portions.elsewhere import portions_from, process
from tests.portions.test_elsewhere import read_at, task

with read_at(Path(sys.argv[1])) as (knowledge, batch), process(task(knowledge, batch)) as there:
    next(portions_from(there, None))
    print(there.pid, flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(os.name != "posix", reason="a process is killed in another way on Windows")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("program", [IDLE, BUSY], ids=["idle", "busy"])
def test_nothing_is_left_of_it_when_its_parent_is_ended(program: str, end: signal.Signals, folder: Path) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=pipe, stderr=pipe, text=True) as parent:
        assert parent.stdout
        assert parent.stderr
        child = int(parent.stdout.readline())
        parent.send_signal(end)
        parent.wait()
        assert _has_ended(child)
        assert "BrokenPipe" not in parent.stderr.read()


def _has_ended(pid: int) -> bool:
    for _ in range(100):
        if not _is_there(pid):
            return True
        time.sleep(0.1)
    return False


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"  # dead, and nobody looked yet
