"""Figures as Markdown: one table per measurement, and on what they were measured."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

import psutil

from benchmarks.figures import Figure, Measurement

_READING: Final = """\
# Results

Made by `make bench`; do not edit.

## How to read this

Look at the ratios first. Seconds depend on the machine and on what else it does at the time; a ratio compares two
things that took turns on the same machine within the same minutes, so it holds elsewhere too. A bar is what a ratio is
held to; `make bench` ends with 1 where one is not met. Figures without a bar are there to explain the others. Where
several runs were made, the median comes first and all of them follow in brackets: if these lie far apart, the machine
was busy, and a ratio near its bar says little.
"""


_LARGE: Final = "# Large measurements"
_OF_LARGE: Final = (
    f"{_LARGE}\n\nMade by `make bench-large`, which takes long and is no part of `make bench`; do not edit.\n"
)


def document(measurements: Sequence[Measurement], neo4j_version: str, before: str = "") -> str:
    """The whole of ``RESULTS.md``; what large measurements wrote into it ``before`` stays."""
    _, heading, large = before.partition(f"\n{_LARGE}\n")
    return "\n".join((_READING, _machine(neo4j_version), *map(table, measurements))) + heading + large


def with_large(measurements: Sequence[Measurement], neo4j_version: str, before: str) -> str:
    """``RESULTS.md`` with these large measurements in place of those that it had ``before``."""
    others = before.partition(f"\n{_LARGE}\n")[0].rstrip("\n")
    return "\n".join((others, "", _OF_LARGE, _machine(neo4j_version), *map(table, measurements)))


def table(measurement: Measurement) -> str:
    """One measurement."""
    head = f"## {measurement.title}\n\n{measurement.about}\n\n"
    return head + "\n".join((*_HEAD, *map(_line, measurement.figures))) + "\n"


_HEAD: Final = ("| what | ratio | bar | met | measured |", "|---|---|---|---|---|")


def _line(figure: Figure) -> str:
    ratio = "" if figure.ratio is None else f"**{figure.ratio:.2f}**"
    met = {None: "", True: "yes", False: "**no**"}[figure.met]
    return f"| {figure.what} | {ratio} | {figure.bar} | {met} | {figure.measured} |"


def _machine(neo4j_version: str) -> str:
    busy = f", {os.getloadavg()[0]:.1f} processes wanting them at the end" if hasattr(os, "getloadavg") else ""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"## Machine\n\n{datetime.now(UTC):%Y-%m-%d}; {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores{busy}, {memory:.0f} GiB; Python {platform.python_version()}, "
        f"Neo4j {neo4j_version}, driver {version('neo4j')}, lineage_graph {version('lineage-graph')}.\n"
    )
