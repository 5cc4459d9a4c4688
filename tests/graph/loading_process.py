"""Loads a generated service in a process of its own, telling each batch, so that a test can kill it between them."""

import os
import sys
from datetime import UTC, datetime

from benchmarks.declarations import Size, declaration
from lineage_graph.graph import Connection, LoadOptions, connect, load

AT = datetime(2026, 4, 1, tzinfo=UTC)


def main(salt: str, pipelines: int) -> None:
    there = Connection(os.environ["TEST_URI"], os.environ["TEST_USER"], os.environ["TEST_PASSWORD"])
    options = LoadOptions(at=AT, allow_removals=True, progress=lambda *step: print(*step, flush=True))  # noqa: T201
    with connect(there) as graph:
        load(graph, [declaration(Size(pipelines, salt=salt))], options)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
