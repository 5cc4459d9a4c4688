"""All that one load read, definitions and runs."""

from dataclasses import dataclass

from lineage_graph.records.definitions import Rejected, Service
from lineage_graph.records.runs import RunBatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one load read: services in the order of their paths, and what is wrong outside any service.

    ``ignored`` lists JSON files that hold neither a definition nor runs, so that nothing is passed over in silence.
    """

    services: tuple[Service, ...] = ()
    runs: tuple[RunBatch, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    ignored: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def together(first: Reading, second: Reading) -> Reading:
    """Both, where they tell of different services or as different sources."""
    return Reading(
        services=first.services + second.services,
        runs=first.runs + second.runs,
        rejected=first.rejected + second.rejected,
        ignored=first.ignored + second.ignored,
        warnings=first.warnings + second.warnings,
    )
