"""One live source: its services' definitions, then their runs, day by day, each day remembered when it is loaded."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from lineage_graph.configuration import LiveSettings, RunWindow
from lineage_graph.graph import Graph, LoadOptions, RunSummary, Watermark, read_watermark, write_watermark
from lineage_graph.keys import service_key, source_key
from lineage_graph.loading import Loaded, load_observed, load_reading, observer_of
from lineage_graph.records import Service
from lineage_graph.refresh.addresses import address_of, credential_of
from lineage_graph.refresh.slices import read_slices
from lineage_graph.refresh.windows import Asked, Span, asked
from lineage_graph.sources.live import (
    Address,
    LiveOptions,
    LiveRuns,
    Login,
    read_live,
    server_time,
    single_addresses,
)


@dataclass(frozen=True, slots=True)
class LiveRound:
    """How a live source is refreshed. ``full`` reads runs as far back as at first, ``since`` from there."""

    load: LoadOptions
    live: LiveOptions
    full: bool = False
    since: datetime | None = None


@dataclass(slots=True)
class LiveRefreshed:
    """What came of a live source so far; ``problems`` are what went wrong and did not stop it."""

    loaded: list[Loaded] = field(default_factory=list)
    runs: list[RunSummary] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def refresh_live(graph: Graph, source: LiveSettings, options: LiveRound) -> LiveRefreshed:
    """Read the source's services again and load what changed; then what ran since.

    Raises ``AzureUnavailable`` where nothing could be read of the source's first service; whatever was loaded stays.
    """
    credential = credential_of(source)
    done = LiveRefreshed()
    for address in single_addresses(address_of(source), credential, options.live):
        reading = read_live([address], credential, options.live)
        loaded = load_reading(graph, reading, options.load)
        done.loaded.append(loaded)
        for service in reading.services:
            if source.window and not options.load.dry_run:
                _Runs(graph, service, address, credential, options, done).refresh(source.window)
    return done


@dataclass(frozen=True, slots=True)
class _Runs:
    """The runs of one service."""

    graph: Graph
    service: Service
    address: Address
    credential: Login
    options: LiveRound
    done: LiveRefreshed

    def refresh(self, window: RunWindow) -> None:
        """Read and load slice after slice; one that is not whole is the last, and is read again the next time."""
        before = read_watermark(self.graph, self.source)
        wanted = self._asked(before, window)
        if wanted.gap:
            self.done.problems.append(_told(self.service.name, wanted.gap))
        load = self._loader()
        for one in read_slices(self.address, self.credential, wanted.span, before.open_runs, self.options.live):
            load(one.found)
            self._remember(one.found.watermark or one.span.after, before, one.found.open_runs, wanted.gap)
            if not one.whole:
                self.done.problems.append(f"{self.service.name}: not all runs could be read; the next refresh goes on")

    @property
    def source(self) -> str:
        """The key of the source of the runs."""
        return source_key("runs", service_key(self.service.kind, self.service.name))

    def _asked(self, before: Watermark, window: RunWindow) -> Asked:
        now = server_time(self.address, self.credential, self.options.live)
        until = None if self.options.full else before.until
        return asked(now, until, window, self.options.since)

    def _loader(self) -> "Callable[[LiveRuns], None]":
        observer = None

        def load(found: LiveRuns) -> None:
            nonlocal observer
            if found.batch.pipeline_runs or found.batch.activity_runs or self._is_first:
                observer = observer or observer_of(self.graph, self.service, self.options.load)
                self.done.runs.append(load_observed(self.graph, found.batch, observer, self.options.load))
            self.done.problems.extend(f"{one.origin}: {one.reason}" for one in found.batch.rejected)

        return load

    @property
    def _is_first(self) -> bool:
        return not self.done.runs

    def _remember(self, reached: datetime, before: Watermark, waiting: tuple[str, ...], gap: Span | None) -> None:
        """A watermark only moves forward, whatever part of the past was read once more."""
        until = max(reached, before.until) if before.until else reached
        write_watermark(self.graph, self.source, Watermark(until, waiting), gap.text if gap else None)


def _told(name: str, gap: Span) -> str:
    begin, end = (f"{moment:%Y-%m-%d %H:%M}" for moment in (gap.after, gap.before))
    return f"{name}: Azure no longer keeps the runs between {begin} and {end} UTC"
