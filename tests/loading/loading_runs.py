"""A load of a folder in a process of its own: says what was written and found, and its peak of memory in KB.

That of the process that it started is added.
"""

import json
import resource
import sys
from pathlib import Path

from lineage_graph.cli.summary import balance
from lineage_graph.graph import Connection, LoadOptions, connect
from lineage_graph.loading import load_reading
from lineage_graph.sources import read


def _main(connection: Connection, folder: Path) -> dict[str, object]:
    with connect(connection) as graph:
        loaded = load_reading(graph, read([folder]), LoadOptions())
    return {
        "written": loaded.total.written,
        "runs": {row.kind: [row.read, row.written, row.unchanged, row.rejected] for row in balance(loaded)},
        "peak": sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)),
    }


if __name__ == "__main__":
    _, uri, user, password, folder = sys.argv
    sys.stdout.write(json.dumps(_main(Connection(uri, user, password), Path(folder))))
