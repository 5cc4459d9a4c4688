"""One round: source by source, so that one that fails leaves the others whole."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lineage_graph.configuration import ArmSettings, FileSettings, LiveSettings, RunFileSettings, SourceSettings
from lineage_graph.errors import AzureUnavailable, GuardTripped, LeaseHeld, LineageError, UsageError
from lineage_graph.graph import Graph, LoadOptions, RunSummary
from lineage_graph.graph.precedence import DEFINITIONS
from lineage_graph.keys import service_key
from lineage_graph.loading import Loaded, load_reading
from lineage_graph.records import Service
from lineage_graph.refresh.live import LiveRound, refresh_live
from lineage_graph.sources import Input, read_inputs
from lineage_graph.sources.live import LiveOptions


@dataclass(frozen=True, slots=True)
class RefreshOptions:
    """How to refresh. ``full`` reads runs as far back as at first, ``since`` from there."""

    load: LoadOptions = field(default_factory=LoadOptions)
    live: LiveOptions = field(default_factory=LiveOptions)
    full: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of one source. ``problems`` are what went wrong and did not stop it, ``error`` is what did."""

    source: SourceSettings
    loaded: tuple[Loaded, ...] = ()
    runs: tuple[RunSummary, ...] = ()
    problems: tuple[str, ...] = ()
    error: LineageError | None = None
    seconds: float = 0

    @property
    def exit_code(self) -> int:
        """0 done, 1 something was left out, else that of the error."""
        if self.error:
            return self.error.exit_code
        rejected = any(one.rejected for one in self.loaded) or any(one.refused for one in self.runs)
        return 1 if rejected or self.problems else 0


def refresh(graph: Graph, sources: Sequence[SourceSettings], options: RefreshOptions) -> Iterator[Refreshed]:
    """What came of each source, one after the other. An error of Neo4j ends the round: nothing else can be written.

    Files of runs come last, so that their runs are seen beside the definitions that the others told.
    """
    known: dict[str, Service] = {}
    for source in sorted(sources, key=lambda one: isinstance(one, RunFileSettings)):
        begin = time.monotonic()
        try:
            done = _refreshed(graph, source, options, [*known.values()])
            _remember(done, known)
        except (AzureUnavailable, LeaseHeld, GuardTripped, UsageError) as error:
            done = Refreshed(source, error=error)
        yield _timed(done, time.monotonic() - begin)


def exit_code(refreshed: Sequence[Refreshed]) -> int:
    """Of a whole round: a guard's or lease's, Azure's where nothing could be read, else 0 or 1."""
    codes = [one.exit_code for one in refreshed]
    for decisive in (GuardTripped.exit_code, LeaseHeld.exit_code, UsageError.exit_code):
        if decisive in codes:
            return decisive
    if codes and all(code == AzureUnavailable.exit_code for code in codes):
        return AzureUnavailable.exit_code
    return 1 if any(codes) else 0


def _remember(done: Refreshed, known: dict[str, Service]) -> None:
    """Of the definitions of one service the best are kept: what is published before what is exported or drafted."""
    for service in (service for one in done.loaded for service in one.reading.services):
        key = service_key(service.kind, service.name)
        held = known.get(key)
        if held is None or DEFINITIONS.index(service.source) < DEFINITIONS.index(held.source):
            known[key] = service


def _refreshed(graph: Graph, source: SourceSettings, options: RefreshOptions, beside: Sequence[Service]) -> Refreshed:
    if isinstance(source, LiveSettings):
        found = refresh_live(graph, source, LiveRound(options.load, options.live, options.full, options.since))
        return Refreshed(source, tuple(found.loaded), tuple(found.runs), tuple(found.problems), found.error)
    loaded = load_reading(graph, read_inputs([_input(source)]), options.load, beside)
    return Refreshed(source, (loaded,), loaded.runs, error=loaded.services.refused)


def _input(source: FileSettings) -> Input:
    return Input(source.path, source.service, source.parameters if isinstance(source, ArmSettings) else None)


def _timed(done: Refreshed, seconds: float) -> Refreshed:
    return Refreshed(done.source, done.loaded, done.runs, done.problems, done.error, seconds)
