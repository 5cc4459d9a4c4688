"""All that one load read, definitions and runs."""

from dataclasses import dataclass
from pathlib import Path

from lineage_graph.records.definitions import Rejected, Service, ServiceKind
from lineage_graph.records.runs import RunBatch


@dataclass(frozen=True, slots=True)
class FileOfRuns:
    """A file that holds runs, and how it is called. They are read when they are loaded: there may be millions.

    ``named`` is the service that the user says those belong to that tell of none.
    """

    path: Path
    name: str
    named: tuple[ServiceKind, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one load read: services in the order of their paths, and what is wrong outside any service.

    ``runs`` are still to be read from their files, ``batches`` were read already: those of a capture. ``ignored`` lists
    JSON files that hold neither a definition nor runs, so that nothing is passed over in silence.
    """

    services: tuple[Service, ...] = ()
    runs: tuple[FileOfRuns, ...] = ()
    batches: tuple[RunBatch, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    ignored: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def together(first: Reading, second: Reading) -> Reading:
    """Both, where they tell of different services or as different sources."""
    return Reading(
        services=first.services + second.services,
        runs=first.runs + second.runs,
        batches=first.batches + second.batches,
        rejected=first.rejected + second.rejected,
        ignored=first.ignored + second.ignored,
        warnings=first.warnings + second.warnings,
    )
