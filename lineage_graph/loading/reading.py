"""All that was read, loaded into the graph: the definitions first, then the runs that are seen beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from lineage_graph.declared.measure import Measure
from lineage_graph.graph import Counts, Graph, LoadOptions, RunSummary, total
from lineage_graph.loading.account import together
from lineage_graph.loading.run_files import load_files
from lineage_graph.loading.runs import LoadedRuns, load_batches
from lineage_graph.loading.services import LoadedServices, load_services
from lineage_graph.records import Reading, Rejected, Service


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did. ``rejected`` is everything that was not taken, by the reader or after it."""

    reading: Reading
    services: LoadedServices
    of_runs: LoadedRuns
    rejected: tuple[Rejected, ...]

    @property
    def runs(self) -> tuple[RunSummary, ...]:
        """What became of the runs, service by service."""
        return self.of_runs.summaries

    @property
    def rejections(self) -> int:
        """How many objects and runs were not taken."""
        return sum(one.count for one in self.rejected)

    @property
    def total(self) -> Counts:
        """What became of all nodes and relationships that the definitions and the runs tell of."""
        return total([self.services.summary.total, *(one.source.total for one in self.runs)])

    @property
    def overlaps(self) -> Counts:
        """What became of the edges from assets that overlap what is read."""
        return total([self.services.summary.overlaps, *(one.overlaps for one in self.runs)])

    @property
    def measure(self) -> Measure:
        """How much of the declared lineage could be named."""
        return together(one.measure for one in self.services.accounts)


def load_reading(graph: Graph, reading: Reading, options: LoadOptions, beside: Sequence[Service] = ()) -> Loaded:
    """Load everything. ``LeaseHeld`` where another process loads some of it.

    ``beside`` are services that were read before; runs of theirs are seen beside their definitions.
    """
    services = load_services(graph, reading.services, options)
    known = (*beside, *reading.services)
    of_files = load_files(graph, reading.runs, known, options)
    runs = of_files.and_also(load_batches(graph, reading.batches, known, options))
    inside = (one for service in reading.services for one in service.rejected)
    return Loaded(
        reading=reading,
        services=services,
        of_runs=runs,
        rejected=(*reading.rejected, *inside, *services.rejected, *runs.rejected),
    )
