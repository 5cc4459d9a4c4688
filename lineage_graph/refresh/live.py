"""One live source: its services' definitions, then their runs, day by day, each day remembered when it is loaded.

Runs wait until all definitions beside which they are seen can be read, and a run that cannot be read holds up those
that changed later; neither for ever: after ``PATIENCE`` what is known is taken for what there is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from lineage_graph.configuration import LiveSettings, RunWindow
from lineage_graph.errors import AzureUnavailable, LeaseHeld, LineageError
from lineage_graph.graph import Graph, LoadOptions, RunSummary, Watermark, read_watermark, write_watermark
from lineage_graph.keys import service_key, source_key
from lineage_graph.loading import Loaded, load_observed, load_reading, observer_of
from lineage_graph.observed import Observer
from lineage_graph.records import RunBatch, Service
from lineage_graph.refresh.addresses import address_of, credential_of
from lineage_graph.refresh.slices import Slice, read_slices
from lineage_graph.refresh.windows import KEPT_BY_AZURE, Span, asked
from lineage_graph.sources.live import (
    Address,
    LiveOptions,
    LiveRuns,
    Login,
    RunQuestion,
    read_live,
    server_time,
    single_addresses,
)

PATIENCE: Final = timedelta(days=1)
"""How long what cannot be read may hold up the runs, from the refresh on in which that was noticed first."""

_NEEDLESS: Final = frozenset({"triggers", "integrationruntimes"})
"""Collections that say nothing of what a run reads and writes."""


@dataclass(frozen=True, slots=True)
class LiveRound:
    """How a live source is refreshed. ``full`` reads runs as far back as at first, ``since`` from there."""

    load: LoadOptions
    live: LiveOptions
    full: bool = False
    since: datetime | None = None


@dataclass(slots=True)
class LiveRefreshed:
    """What came of a live source so far; ``problems`` are what went wrong and did not stop it.

    ``failures`` ended the refresh of one of its ``services`` each.
    """

    services: int = 0
    loaded: list[Loaded] = field(default_factory=list)
    runs: list[RunSummary] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    failures: list[LineageError] = field(default_factory=list)

    @property
    def error(self) -> LineageError | None:
        """What the source as a whole ends with: a guard's or a lease's, Azure's where every service failed."""
        refused = [one.services.refused for one in self.loaded if one.services.refused]
        held = [one for one in self.failures if isinstance(one, LeaseHeld)]
        whole = self.failures[:1] if len(self.failures) == self.services else []
        return next(iter([*refused, *held, *whole]), None)


def refresh_live(graph: Graph, source: LiveSettings, options: LiveRound) -> LiveRefreshed:
    """Read the source's services again and load what changed; then what ran since.

    A service that fails leaves the others whole. Raises ``AzureUnavailable`` where it is not even known which they
    are; whatever was loaded stays.
    """
    credential = credential_of(source)
    done = LiveRefreshed()
    for address in single_addresses(address_of(source), credential, options.live):
        done.services += 1
        try:
            _refresh_service(graph, source, _Asking(address, credential, options), done)
        except (AzureUnavailable, LeaseHeld) as failure:
            done.failures.append(failure)
    done.problems.extend(str(failure) for failure in done.failures if failure is not done.error)
    return done


@dataclass(frozen=True, slots=True)
class _Asking:
    """The address of one service, and how it is asked."""

    address: Address
    credential: Login
    options: LiveRound


def _refresh_service(graph: Graph, source: LiveSettings, asking: _Asking, done: LiveRefreshed) -> None:
    options = asking.options
    # Asked first: what ran before has definitions that are not older.
    now = server_time(asking.address, asking.credential, options.live)
    reading = read_live([asking.address], asking.credential, options.live)
    loaded = load_reading(graph, reading, options.load)
    done.loaded.append(loaded)
    for service in reading.services:
        if source.window and not options.load.dry_run:
            is_whole = not service.incomplete - _NEEDLESS and not loaded.services.refused
            _Runs(graph, service, asking, now, is_whole, done).refresh(source.window)


@dataclass(frozen=True, slots=True)
class _Runs:
    """The runs of one service. ``is_whole`` if the definitions beside which they are seen are all there."""

    graph: Graph
    service: Service
    asking: _Asking
    now: datetime
    is_whole: bool
    done: LiveRefreshed

    def refresh(self, window: RunWindow) -> None:
        """Read and load slice after slice; one that is not whole is the last, and is read again the next time."""
        known = read_watermark(self.graph, self.source)
        known = replace(known, held=None if self.is_whole else known.held or self.now)
        if known.held and self.now - known.held < PATIENCE:
            self._hold(known)
            return
        wanted = asked(self.now, known.until, window, self._earlier(known, window))
        if wanted.gap:
            self.done.problems.append(_told(self.service.name, wanted.gap))
        if not self.is_whole:
            known = replace(known, again=min(known.again or wanted.span.after, wanted.span.after))
        observer: Observer | None = None
        refresh: str | None = None
        for one in self._slices(wanted.span, known):
            batch = one.found.batch
            if refresh is None or batch.pipeline_runs or batch.activity_runs:
                observer = observer or observer_of(self.graph, self._beside, self.asking.options.load)
                refresh = self._load(one.found, observer)
            known = self._reached(one, known)
            write_watermark(self.graph, self.source, refresh, known, wanted.gap.text if wanted.gap else None)
            if not one.whole:
                self.done.problems.append(f"{self.service.name}: not all runs could be read; the next refresh goes on")

    @property
    def source(self) -> str:
        """The key of the source of the runs."""
        return source_key("runs", service_key(self.service.kind, self.service.name))

    @property
    def _beside(self) -> Service:
        """The service that runs are seen beside: where the guard did not believe what was read, what is known of it."""
        return replace(self.service, incomplete=frozenset() if self.is_whole else frozenset({"pipelines"}))

    def _hold(self, known: Watermark) -> None:
        """Read no runs, and remember since when."""
        self.done.problems.append(f"{self.service.name}: its runs wait until its definitions can be read whole")
        nothing = RunBatch(origin=self.service.origin, kind=self.service.kind, name=self.service.name)
        observer = observer_of(self.graph, self._beside, self.asking.options.load)
        loaded = load_observed(self.graph, nothing, observer, self.asking.options.load)
        write_watermark(self.graph, self.source, loaded.source.refresh, known)

    def _earlier(self, known: Watermark, window: RunWindow) -> list[datetime]:
        """From when on to read although it was read before."""
        options = self.asking.options
        wished = (options.since, self.now - window.lookback if options.full else None)
        return [one for one in (*wished, known.again if self.is_whole else None) if one is not None]

    def _slices(self, span: Span, known: Watermark) -> Iterator[Slice]:
        given_up = tuple(run_id for run_id, since in known.failed.items() if self.now - since >= PATIENCE)
        question = RunQuestion(span.after, span.before, known.open_runs, given_up)
        return read_slices(self.asking.address, self.asking.credential, question, self.asking.options.live)

    def _load(self, found: LiveRuns, observer: Observer) -> str | None:
        """Load what was read; gives back the key of the load."""
        loaded = load_observed(self.graph, found.batch, observer, self.asking.options.load)
        self.done.runs.append(loaded)
        return loaded.source.refresh

    def _reached(self, one: Slice, known: Watermark) -> Watermark:
        """How far all is known after this slice; that only moves forward, whatever was read once more."""
        found = one.found
        self.done.problems.extend(f"{one.origin}: {one.reason}" for one in found.batch.rejected)
        reached = found.watermark or one.span.after
        until = max(reached, known.until) if known.until else reached
        again = known.again
        if self.is_whole and again is not None:
            again = max(again, reached) if reached < until else None
        failed = self._failed(found, known.failed)
        return replace(known, until=until, open_runs=found.open_runs, again=again, failed=failed)

    def _failed(self, found: LiveRuns, known: Mapping[str, datetime]) -> Mapping[str, datetime]:
        """Since when runs cannot be read: without those that now could be, and what Azure no longer keeps."""
        whole = {run.run_id for run in found.batch.pipeline_runs}.difference(found.failed)
        kept = {one: since for one, since in known.items() if one not in whole and self.now - since < KEPT_BY_AZURE}
        return dict.fromkeys(found.failed, self.now) | kept


def _told(name: str, gap: Span) -> str:
    begin, end = (f"{moment:%Y-%m-%d %H:%M}" for moment in (gap.after, gap.before))
    return f"{name}: Azure no longer keeps the runs between {begin} and {end} UTC"
