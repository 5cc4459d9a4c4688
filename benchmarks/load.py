"""Loading a factory of 1,000 pipelines: how long each part takes, what the driver alone would need, and the memory."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks import estate
from benchmarks.database import empty, settle
from benchmarks.figures import Figure, Measurement, at_least, at_most, paired, plain, spread
from lineage_graph.graph import Connection

SIZE: Final = estate.Size(pipelines=1000)
TIMES: Final = 3
_MEMORY: Final = 600
_ABOUT: Final = (
    "A Git folder of {pipelines:,} pipelines, {activities:,} activities and {datasets:,} datasets, loaded into an "
    "empty database that has the constraints. `bare` sends the recorded rows with the recorded statements in the "
    "recorded transactions with nothing but the official driver. Ours and bare take turns, each in a process of its "
    "own; medians of {times}."
)

Seconds = dict[str, float]


@dataclass(slots=True)
class Taken:
    """All that was measured."""

    ours: list[Seconds] = field(default_factory=list)
    again: list[Seconds] = field(default_factory=list)
    passed: list[Seconds] = field(default_factory=list)
    bare: list[Seconds] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Child:
    """Runs loads in processes of their own."""

    connection: Connection
    folder: Path
    recorded: Path

    def run(self, mode: str) -> Seconds:
        """What ``benchmarks.loading`` says."""
        command = [sys.executable, "-m", "benchmarks.loading", mode, str(self.folder), str(self.recorded)]
        result = subprocess.run(command, env=self._environment(), check=True, stdout=subprocess.PIPE)
        seconds: Seconds = json.loads(result.stdout)
        sys.stderr.write(f"{mode}: {seconds}\n")
        return seconds

    def peak(self) -> float:
        """The most memory, in MB, that the command ``load`` held, with the process that it started where it did."""
        return self.run("command")["megabytes"]

    def _environment(self) -> dict[str, str]:
        given = {
            "NEO4J_URI": self.connection.uri,
            "NEO4J_USERNAME": self.connection.username,
            "NEO4J_PASSWORD": self.connection.password,
        }
        return {**os.environ, **given}


def measure(connection: Connection, size: estate.Size = SIZE) -> Measurement:
    """The figures of a first and a second load."""
    with TemporaryDirectory(prefix="lineage-graph-bench-") as scratch:
        child = Child(connection, estate.write(size, Path(scratch)), Path(scratch) / "recorded")
        peak = child.peak()
        empty(connection)
        sent = child.run("record")
        taken = _in_turns(connection, child)
    about = _ABOUT.format(
        pipelines=size.pipelines,
        activities=size.pipelines * estate.ACTIVITIES_PER_PIPELINE,
        datasets=size.pipelines * estate.DATASETS_PER_PIPELINE,
        times=TIMES,
    )
    return Measurement("Load", about, _figures(taken, sent, peak, size.pipelines * estate.ACTIVITIES_PER_PIPELINE))


def _in_turns(connection: Connection, child: Child) -> Taken:
    taken = Taken()
    for _ in range(TIMES):
        empty(connection)
        taken.ours.append(child.run("ours"))
        settle(connection)
        taken.again.append(child.run("ours"))
        child.run("whole")
        taken.passed.append(child.run("whole"))
        empty(connection)
        taken.bare.append(child.run("bare"))
    return taken


def _figures(taken: Taken, sent: Seconds, peak: float, activities: int) -> Sequence[Figure]:
    read, resolve, write = (_column(taken.ours, part) for part in ("read", "resolve", "write"))
    again, bare = _column(taken.again, "write"), _column(taken.bare, "write")
    first = [sum(run.values()) for run in taken.ours]
    second = _column(taken.passed, "whole")
    return (
        at_least(
            "write: rate of ours / rate of the bare driver",
            paired(bare, write),
            0.8,
            f"{sent['rows'] / median(write):,.0f} of {sent['rows'] / median(bare):,.0f} rows/s",
        ),
        at_most("whole load: second / first", paired(second, first), 1 / 3, spread(second)),
        at_most("write, comparing everything: second / first", paired(again, write), 1 / 3, spread(again)),
        at_most(f"peak memory of the command / {_MEMORY} MB", peak / _MEMORY, 1, f"{peak:.0f} MB"),
        plain("read", spread(read)),
        plain("resolve", f"{spread(resolve)}: {activities / median(resolve):,.0f} activities/s"),
        plain("write, ours", spread(write)),
        plain("write, bare", f"{spread(bare)}: {sent['rows']:,.0f} rows in {sent['batches']:.0f} transactions"),
        plain("whole first load", spread(first)),
    )


def _column(runs: Sequence[Seconds], part: str) -> list[float]:
    return [run[part] for run in runs]
