"""Files into the graph as ``load`` does it, and the graph back as text to compare."""

import json
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import neo4j

from lineage_graph.declared import declare
from lineage_graph.graph import Connection, Graph, LoadOptions, LoadSummary, connect, dump, load
from lineage_graph.model import Declaration
from lineage_graph.sources import ReadOptions, read
from tests.conftest import Server

AT: Final = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CHANGES: Final = "MATCH (g:Graph) RETURN g.change AS changes"
"""Every transaction of a load that writes lineage raises this number, see ``lineage_graph.graph.lease.fence``."""


def declared(paths: Sequence[Path], *, keep_duplicates: bool = False) -> list[Declaration]:
    reading = read(paths, ReadOptions(keep_duplicates=keep_duplicates))
    return [declare(service)[0] for service in reading.services]


def load_all(graph: Graph, *loads: Sequence[Declaration]) -> list[LoadSummary]:
    """Each of the sequences in a load of its own, all from the same time on."""
    return [load(graph, declarations, LoadOptions(at=AT)) for declarations in loads]


def emptied(graph: Graph) -> Graph:
    """The graph without any node; the constraints stay, for making them takes longer than all else."""
    graph.change("MATCH (n) DETACH DELETE n")
    return graph


def graph_of(server: Server) -> Graph:
    return connect(Connection(server.uri, server.user, server.password))


def environment_of(server: Server) -> dict[str, str]:
    """What a process of ``lineage-graph`` needs to find the server."""
    return {**os.environ, **server.environment}


def everything(server: Server) -> str:
    """Every node and relationship with all labels and properties, the books too, as one text."""
    with neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        rows = driver.execute_query(
            "MATCH (n) OPTIONAL MATCH (n)-[r]->(m) "
            "RETURN labels(n) AS labels, properties(n) AS node, collect([type(r), properties(r)]) AS edges"
        ).records
    return json.dumps([row.data() for row in rows], ensure_ascii=False, default=str)


def changes(graph: Graph) -> object:
    """How often lineage was written."""
    rows = graph.ask(CHANGES)
    return rows[0]["changes"] if rows else None


def without_places(lines: Iterable[str]) -> list[str]:
    """The dump without the files in which things are defined, and without the digests that cover them."""
    return sorted(map(_without_places, lines))


def _without_places(line: str) -> str:
    kept, position = [], 0
    decoder = json.JSONDecoder()
    while (start := line.find(" {", position)) >= 0:
        properties, end = decoder.raw_decode(line, start + 1)
        kept.append(line[position : start + 1])
        kept.append(json.dumps({name: properties[name] for name in properties if name not in _PLACES}))
        position = end
    return "".join((*kept, line[position:]))


_PLACES: Final = frozenset({"definedIn", "digest"})

__all__ = [
    "AT",
    "changes",
    "declared",
    "dump",
    "emptied",
    "environment_of",
    "everything",
    "graph_of",
    "load_all",
    "without_places",
]
