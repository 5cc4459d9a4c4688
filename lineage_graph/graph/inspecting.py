"""What a Neo4j is and whether it is ready for the graph, told without changing anything."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lineage_graph.errors import Neo4jUnavailable
from lineage_graph.graph import preparing
from lineage_graph.graph.connection import Graph
from lineage_graph.graph.preparing import Found

OLDEST: Final = (5, 26)
"""The oldest release whose Cypher has all that is asked here: the long-term support of version 5."""

_KERNEL: Final = "Neo4j Kernel"
_COMPONENTS: Final = "CALL dbms.components() YIELD name, versions, edition RETURN name, versions, edition"
_CLOCK: Final = "RETURN datetime.realtime() AS now"
_NUMBERS: Final = re.compile(r"(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Server:
    """The server's version and edition, as it writes them; ``supported`` if it is not too old."""

    version: str
    edition: str

    @property
    def supported(self) -> bool:
        """Whether the release is ``OLDEST`` or later; Aura writes its own as ``5.27-aura``."""
        found = _NUMBERS.match(self.version)
        return found is None or (int(found[1]), int(found[2])) >= OLDEST


def server(graph: Graph) -> Server:
    """What answers there; ``Neo4jUnavailable`` where it does not say."""
    for row in graph.ask(_COMPONENTS):
        versions = row["versions"]
        if row["name"] == _KERNEL and isinstance(versions, list) and versions:
            return Server(str(versions[0]), str(row["edition"]))
    raise Neo4jUnavailable(f"Neo4j at {graph.connection.uri} does not say which version it is.")


def unready(graph: Graph) -> Found:
    """The constraints and indexes that are missing or do not work yet."""
    return preparing.look(graph)


def schema_version(graph: Graph) -> int | None:
    """The version of the graph's schema; None where nothing was ever loaded."""
    return preparing.version(graph)


def clock(graph: Graph) -> datetime:
    """The time by the server's clock."""
    (row,) = graph.ask(_CLOCK)
    now = row["now"]
    if not isinstance(now, datetime):
        raise Neo4jUnavailable(f"Neo4j at {graph.connection.uri} does not tell the time.")
    return now
