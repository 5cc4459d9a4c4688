"""Loading run records of a million activities from files: our rate beside the bare driver's, a second load, memory."""

import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks import run_estate, run_records
from benchmarks.database import empty
from benchmarks.figures import Figure, Measurement, at_least, at_most, plain
from benchmarks.load import Child
from benchmarks.run_records import Runs
from lineage_graph.graph import Connection

PIPELINE_RUNS: Final = 50_000
ACTIVITIES_EACH: Final = 20
_MEMORY: Final = 600
_GROWTH: Final = 1.25
_FEW: Final = 10
"""How many times fewer runs the load has whose memory is compared."""

_ABOUT: Final = (
    "{activities:,} runs of activities in {pipelines:,} runs of pipelines, one JSON object a line, with the "
    "definitions that they belong to, loaded by the command into an empty database that has the constraints: reading, "
    "understanding and writing all of it. `bare` sends the recorded rows with the recorded statements in the recorded "
    "transactions with nothing but the official driver; reading them from disk does not count. Each once, one after "
    "the other, in a process of its own."
)


def measure(connection: Connection, pipeline_runs: int = PIPELINE_RUNS) -> Measurement:
    """The figures of a first and a second load."""
    runs = Runs(pipeline_runs, ACTIVITIES_EACH)
    with TemporaryDirectory(prefix="lineage-graph-bench-") as scratch:
        few = _child(connection, Path(scratch) / "few", Runs(pipeline_runs // _FEW, ACTIVITIES_EACH))
        all_runs = _child(connection, Path(scratch) / "all", runs)
        empty(connection)
        low = few.peak()
        empty(connection)
        peak, first = _timed(all_runs)
        _, second = _timed(all_runs)
        empty(connection)
        sent = all_runs.run("record-all")
        empty(connection)
        bare = all_runs.run("bare")
    about = _ABOUT.format(activities=runs.activity_runs, pipelines=pipeline_runs)
    return Measurement("A million runs", about, _figures((low, peak), (first, second), bare["write"], sent["rows"]))


def _child(connection: Connection, folder: Path, runs: Runs) -> Child:
    run_estate.write(folder, runs)
    run_records.write(folder / "runs.jsonl", runs)
    return Child(connection, folder, folder.with_suffix(".recorded"))


def _timed(child: Child) -> tuple[float, float]:
    """The command's peak of memory and its seconds."""
    begin = time.perf_counter()
    peak = child.peak()
    return peak, time.perf_counter() - begin


def _figures(peaks: tuple[float, float], loads: tuple[float, float], bare: float, rows: float) -> Sequence[Figure]:
    (low, peak), (first, second) = peaks, loads
    return (
        at_least(
            "whole load: rate of ours / rate of the bare driver",
            bare / first,
            0.6,
            f"{rows / first:,.0f} of {rows / bare:,.0f} rows/s",
        ),
        at_most("whole load: second / first", second / first, 0.1, f"{second:.1f} s"),
        at_most(f"peak memory of the command / {_MEMORY} MB", peak / _MEMORY, 1, f"{peak:.0f} MB"),
        at_most("peak memory / that with a tenth of the runs", peak / low, _GROWTH, f"{peak:.0f} and {low:.0f} MB"),
        plain("whole first load, ours", f"{first:.1f} s"),
        plain("write, bare", f"{bare:.1f} s: {rows:,.0f} rows"),
    )
