"""Up to where the runs of a service were read: what the next refresh begins with."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from lineage_graph.graph.connection import Graph

if TYPE_CHECKING:
    from lineage_graph.graph.values import Parameter

_READ: Final = """
OPTIONAL MATCH (s:Source {key: $source})
RETURN s.watermark AS until, coalesce(s.openRuns, []) AS openRuns
"""
_WRITE: Final = """
MATCH (s:Source {key: $source})
SET s.watermark = $until, s.openRuns = $openRuns, s.runsUntil = $until,
    s.gaps = CASE WHEN $gap IS NULL OR $gap IN coalesce(s.gaps, []) THEN s.gaps ELSE coalesce(s.gaps, []) + [$gap] END
"""
"""A gap is a span of time whose runs nobody can read any more: ``2026-09-01T00:00:00Z/2026-09-20T00:00:00Z``."""


@dataclass(frozen=True, slots=True)
class Watermark:
    """All runs that changed before ``until`` were read; ``open_runs`` had not ended then, by their ids."""

    until: datetime | None = None
    open_runs: tuple[str, ...] = ()


def read_watermark(graph: Graph, source: str) -> Watermark:
    """Where the last refresh of the source with that key ended; empty where there was none."""
    (row,) = graph.ask(_READ, {"source": source})
    until, waiting = row["until"], row["openRuns"]
    return Watermark(
        until if isinstance(until, datetime) else None, tuple(map(str, waiting)) if isinstance(waiting, list) else ()
    )


def write_watermark(graph: Graph, source: str, reached: Watermark, gap: str | None = None) -> None:
    """Remember how far the source was read, and a gap that nobody can fill any more."""
    parameters: dict[str, Parameter] = {
        "source": source,
        "until": reached.until,
        "openRuns": list(reached.open_runs),
        "gap": gap,
    }
    graph.change(_WRITE, parameters)
