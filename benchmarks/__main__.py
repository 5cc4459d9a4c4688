"""``python -m benchmarks``: measure all, write ``RESULTS.md``. With names of measurements only print those.

``large`` measures what takes long, and writes its part of ``RESULTS.md``; ``runs=200000`` is a smaller large one.
"""

import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from benchmarks import coverage, downstream, load, overlap, runs
from benchmarks.database import database, version
from benchmarks.figures import Measurement
from benchmarks.results import document, table, with_large
from lineage_graph.graph import Connection

MEASUREMENTS: Final[Mapping[str, Callable[[Connection], Measurement]]] = {
    "load": load.measure,
    "downstream": downstream.measure,
    "overlap": overlap.measure,
    "coverage": coverage.measure,
}
LARGE: Final[Mapping[str, Callable[[Connection], Measurement]]] = {"runs": runs.measure}
RESULTS: Final = Path(__file__).with_name("RESULTS.md")


def main(names: list[str]) -> int:
    """0 if every bar was met, else 1."""
    # Ended from outside, it still stops the server that it started.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    done = []
    with database() as connection:
        neo4j_version = version(connection)
        for name in LARGE if names == ["large"] else names or MEASUREMENTS:
            done.append(_measured(name, connection))
            sys.stdout.write(table(done[-1]) + "\n")
            sys.stdout.flush()
    before = RESULTS.read_text(encoding="utf-8")
    if not names:
        RESULTS.write_text(document(done, neo4j_version, before), encoding="utf-8")
    elif names == ["large"]:
        RESULTS.write_text(with_large(done, neo4j_version, before), encoding="utf-8")
    return 0 if all(figure.met is not False for one in done for figure in one.figures) else 1


def _measured(name: str, connection: Connection) -> Measurement:
    what, _, size = name.partition("=")
    if what == "runs" and size:
        return runs.measure(connection, int(size) // runs.ACTIVITIES_EACH)
    return {**MEASUREMENTS, **LARGE}[what](connection)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
