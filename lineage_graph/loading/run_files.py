"""Files of runs, loaded into the graph: those that are there as they are passed over, the others by way of the disk."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from lineage_graph.graph import FileEntry, Graph, LoadOptions, RunBooks, RunSummary, load_runs
from lineage_graph.keys import service_key
from lineage_graph.loading.passed import Beside, Passed, digests, passed
from lineage_graph.loading.runs import LoadedRuns, Taken, bare_service, homeless, knowledge_of, load_taken
from lineage_graph.portions.elsewhere import Task, pays, portions_from, process
from lineage_graph.portions.gone import Gone
from lineage_graph.portions.knowledge import Knowledge
from lineage_graph.portions.portion import Portion, portions
from lineage_graph.records import FileOfRuns, Rejected, Service
from lineage_graph.sources.runs import FileBatch, read_files, spool


def load_files(
    graph: Graph, files: Sequence[FileOfRuns], services: Sequence[Service], options: LoadOptions
) -> LoadedRuns:
    """Load the runs of the files, each service's beside its definitions, else beside what the graph knows of it."""
    if not files:
        return LoadedRuns()
    known = {service_key(service.kind, service.name): service for service in services}
    beside = Beside(graph, known, options)
    there = passed(graph, digests(files), beside)
    try:
        return _load(_Files(graph, beside, files, there))
    except _NeedsOthers:
        return _load(_Files(graph, beside, files, Passed(there.digests)))


class _NeedsOthers(Exception):
    """A file that is new needs one that was passed over, to tell its service or to be its last page."""


@dataclass(slots=True)
class _Files:
    """The files of one load, and what came of them so far."""

    graph: Graph
    beside: Beside
    files: Sequence[FileOfRuns]
    passed: Passed
    summaries: list[RunSummary] = field(default_factory=list)
    services: dict[str, str] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)

    def load(self, batch: FileBatch, entries: "Entries") -> None:
        """Load a batch, or say of each of its runs that it has no home."""
        if batch.kind is None or batch.name is None:
            self.rejected.extend(homeless(batch.runs(), batch.origin))
            return
        key = service_key(batch.kind, batch.name)
        defined = self.beside.services.get(key)
        service = defined or bare_service(batch.kind, batch.name, batch.origin)
        options = self.beside.options
        with _teller(batch, knowledge_of(self.graph, service, options, defined=defined is not None)) as tell:
            taken = Taken(self.graph, key, tell)
            books = RunBooks(
                passed=self._counts.get(key, Counter()),
                beside=lambda: self.beside.digest(key),
                entries=lambda: tuple(entries.of(batch, taken.told)),
            )
            self.summaries.append(load_taken(taken, batch.origin, options, books))
        self.services[key] = batch.name

    def may_tell_of(self, batch: FileBatch) -> bool:
        """Whether files that are passed over may tell whose the batch's runs are, or be their last page."""
        key = service_key(batch.kind, batch.name) if batch.kind and batch.name else ""
        return batch.needs_others or (batch.by_name and bool(self._counts.keys() - {key}))

    def confirm(self, but: frozenset[str]) -> None:
        """Write into the books of services of which there is nothing new that they were read."""
        for key in sorted(self._counts.keys() - but):
            books = RunBooks(passed=self._counts[key])
            loaded = load_runs(self.graph, key, (), self.beside.options, books)
            self.summaries.append(loaded._replace(read=dict(books.passed)))
            defined = self.beside.services.get(key)
            self.services[key] = defined.name if defined else key.partition("://")[2]

    @property
    def _counts(self) -> Mapping[str, Counter[str]]:
        return self.passed.counts


@dataclass(frozen=True, slots=True)
class Entries:
    """What the books keep of files: ``shares`` is how many services each tells of, ``digests`` are the files'."""

    digests: Sequence[str]
    shares: Counter[int]

    def of(self, batch: FileBatch, counts: Mapping[int, Counter[str]]) -> Iterator[FileEntry]:
        """Those files that gave nothing to complain about; ``counts`` is what each one told of."""
        for number in sorted(batch.sound):
            if self.digests[number]:
                told = counts.get(number, Counter())
                shares = self.shares[number]
                yield FileEntry(self.digests[number], shares, told["PipelineRun"], told["ActivityRun"])


@contextmanager
def _teller(batch: FileBatch, knowledge: Knowledge) -> Iterator[Callable[[Gone | None], Iterator[Portion]]]:
    """What works out what the runs tell: this process, or one of its own where they are many."""
    if not pays(batch.spool.count(batch.group)):
        observer = knowledge.observer()
        yield lambda gone: portions(observer, batch.spool.runs(batch.group), gone)
        return
    with process(Task(knowledge, batch.spool.path, batch.group)) as there:
        yield lambda gone: portions_from(there, gone)


def _load(them: _Files) -> LoadedRuns:
    places = [place for place in range(len(them.files)) if place not in them.passed.places]
    with spool() as spooled:
        batches = read_files([them.files[place] for place in places], spooled)
        if them.passed.places and any(map(them.may_tell_of, batches)):
            raise _NeedsOthers
        shares = Counter(number for batch in batches for number in batch.files)
        entries = Entries([them.passed.digests[place] for place in places], shares)
        for batch in batches:
            them.load(batch, entries)
    loaded = {service_key(batch.kind, batch.name) for batch in batches if batch.kind and batch.name}
    them.confirm(frozenset(loaded))
    return LoadedRuns(
        summaries=tuple(them.summaries),
        services=them.services,
        rejected=(
            *(one for batch in batches for one in batch.rejected),
            *them.rejected,
            *(one for summary in them.summaries for one in summary.refused),
        ),
        warnings=tuple(line for batch in batches for line in batch.warnings),
    )
