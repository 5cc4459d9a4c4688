"""From a named node to where a walk begins: the asset itself, or all that the thing writes, reads or holds."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from lineage_graph.answers.asking import ask
from lineage_graph.answers.names import Context
from lineage_graph.errors import UsageError
from lineage_graph.graph import Graph


class Direction(StrEnum):
    """With the flow of data, or against it."""

    DOWNSTREAM = "downstream"
    UPSTREAM = "upstream"


@dataclass(frozen=True, slots=True)
class Starts:
    """Where a walk begins: at assets (no hop yet), or at processes of the named thing (the first hop)."""

    of: Context
    assets: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.assets) or len(self.processes)


@dataclass(frozen=True, slots=True)
class Only:
    """Which flows count: not where only patterns overlap if ``certain``, and what ran at ``since`` or later.

    ``EVER`` as ``since`` is whatever ran at all.
    """

    certain: bool = False
    since: datetime | None = None

    @property
    def ran(self) -> str | None:
        """``since`` as questions take it."""
        return self.since.isoformat() if self.since else None


ANY: Final = Only()
EVER: Final = datetime(1, 1, 1, tzinfo=UTC)
"""Before every run."""


@dataclass(frozen=True, slots=True)
class _Key:
    key: str


_HOLDERS: Final = {"Store": "starts/stored", "LinkedService": "starts/connected", "Dataset": "starts/connected"}
_PERFORMERS: Final = (
    "Service",
    "Pipeline",
    "Activity",
    "Trigger",
    "DataFlow",
    "Notebook",
    "SqlScript",
    "SparkJob",
    "Routine",
    "Package",
    "Job",
)


def starts_of(graph: Graph, named: Context) -> Starts:
    """Where a walk from the named node begins; a ``UsageError`` for a node that no data passes through."""
    if named.label == "Asset":
        return Starts(named, assets=(named.key,))
    if named.label in _HOLDERS:
        return Starts(named, assets=keys(graph, _HOLDERS[named.label], key=named.key))
    if named.label in _PERFORMERS:
        return Starts(named, processes=keys(graph, "starts/performed", key=named.key))
    raise UsageError(
        f"{named.key} is a {named.label}: no data passes through it. Name an asset, a pipeline or a store."
    )


def first_assets(graph: Graph, starts: Starts, direction: Direction, only: Only = ANY) -> tuple[str, ...]:
    """The assets where a walk begins: for processes, what they write (downstream) or read (upstream)."""
    if not starts.processes:
        return starts.assets
    processes = list(starts.processes)
    if direction is Direction.DOWNSTREAM:
        return keys(graph, "starts/written", processes=processes, since=only.ran)
    return keys(graph, "starts/read", processes=processes, certain=only.certain, since=only.ran)


def keys(graph: Graph, question: str, **parameters: str | bool | list[str] | None) -> tuple[str, ...]:
    """The column ``key`` of a question's rows."""
    return tuple(row.key for row in ask(graph, question, _Key, **parameters))
