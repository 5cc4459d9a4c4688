"""``python -m benchmarks``: measure all, write ``RESULTS.md``. With names of measurements only print those."""

import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from benchmarks import coverage, downstream, load, overlap
from benchmarks.database import database, version
from benchmarks.figures import Measurement
from benchmarks.results import document, table
from lineage_graph.graph import Connection

MEASUREMENTS: Final[Mapping[str, Callable[[Connection], Measurement]]] = {
    "load": load.measure,
    "downstream": downstream.measure,
    "overlap": overlap.measure,
    "coverage": coverage.measure,
}
RESULTS: Final = Path(__file__).with_name("RESULTS.md")


def main(names: list[str]) -> int:
    """0 if every bar was met, else 1."""
    # Ended from outside, it still stops the server that it started.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    done = []
    with database() as connection:
        neo4j_version = version(connection)
        for name in names or MEASUREMENTS:
            done.append(MEASUREMENTS[name](connection))
            sys.stdout.write(table(done[-1]) + "\n")
            sys.stdout.flush()
    if not names:
        RESULTS.write_text(document(done, neo4j_version), encoding="utf-8")
    return 0 if all(figure.met is not False for one in done for figure in one.figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
