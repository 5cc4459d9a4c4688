"""Up to where the runs of a service were read: what the next refresh begins with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from lineage_graph.errors import LeaseHeld
from lineage_graph.graph.connection import Graph

if TYPE_CHECKING:
    from lineage_graph.graph.values import Parameter, Value

_READ: Final = """
OPTIONAL MATCH (s:Source {key: $source})
RETURN s.watermark AS until, coalesce(s.openRuns, []) AS openRuns, s.readAgainFrom AS again, s.heldSince AS held,
       coalesce(s.failedRuns, []) AS failed, coalesce(s.failedSince, []) AS since
"""
_WRITE: Final = """
MATCH (s:Source {key: $source})
WHERE s.lastRefresh = $refresh
SET s.watermark = $until, s.openRuns = $openRuns, s.runsUntil = $until, s.readAgainFrom = $again,
    s.heldSince = $held, s.failedRuns = $failed, s.failedSince = $since,
    s.gaps = CASE WHEN $gap IS NULL OR $gap IN coalesce(s.gaps, []) THEN s.gaps ELSE coalesce(s.gaps, []) + [$gap] END
RETURN s.key AS key
"""
"""A gap is a span of time whose runs nobody can read any more: ``2026-09-01T00:00:00Z/2026-09-20T00:00:00Z``."""


@dataclass(frozen=True, slots=True)
class Watermark:
    """All runs that changed before ``until`` were read; ``open_runs`` had not ended then, by their ids.

    Those that changed after ``again`` were not seen beside all definitions, and are to be read once more; ``held`` is
    since when there are not all. ``failed`` runs could not be read whole: by their ids, when that was noticed first.
    """

    until: datetime | None = None
    open_runs: tuple[str, ...] = ()
    again: datetime | None = None
    held: datetime | None = None
    failed: Mapping[str, datetime] = field(default_factory=dict)


def read_watermark(graph: Graph, source: str) -> Watermark:
    """Where the last refresh of the source with that key ended; empty where there was none."""
    (row,) = graph.ask(_READ, {"source": source})
    pairs = zip(_listed(row["failed"]), _listed(row["since"]), strict=False)
    return Watermark(
        until=_time(row["until"]),
        open_runs=tuple(map(str, _listed(row["openRuns"]))),
        again=_time(row["again"]),
        held=_time(row["held"]),
        failed={str(run_id): since for run_id, since in pairs if isinstance(since, datetime)},
    )


def write_watermark(graph: Graph, source: str, refresh: str | None, reached: Watermark, gap: str | None = None) -> None:
    """Remember how far the source was read, and a gap that nobody can fill any more.

    ``refresh`` is the key of the last load that was part of it; ``LeaseHeld`` where another load came after that.
    """
    failed = sorted(reached.failed.items())
    parameters: dict[str, Parameter] = {
        "source": source,
        "refresh": refresh,
        "until": reached.until,
        "openRuns": list(reached.open_runs),
        "again": reached.again,
        "held": reached.held,
        "failed": [run_id for run_id, _ in failed],
        "since": [since for _, since in failed],
        "gap": gap,
    }
    if not graph.change(_WRITE, parameters):
        raise LeaseHeld(
            f"Another process has loaded {source} meanwhile; it remembers how far it came.\n"
            "What this one loaded stays; refresh again."
        )


def _listed(value: "Value") -> "list[Value]":
    return list(value) if isinstance(value, list) else []


def _time(value: "Value") -> datetime | None:
    return value if isinstance(value, datetime) else None
