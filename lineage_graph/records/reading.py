"""All that one load read, definitions and runs."""

from dataclasses import dataclass
from pathlib import Path

from lineage_graph.records.definitions import Rejected, Service


@dataclass(frozen=True, slots=True)
class FileOfRuns:
    """A file that holds runs, and how it is called. They are read when they are loaded: there may be millions."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one load read: services in the order of their paths, and what is wrong outside any service.

    ``ignored`` lists JSON files that hold neither a definition nor runs, so that nothing is passed over in silence.
    """

    services: tuple[Service, ...] = ()
    runs: tuple[FileOfRuns, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    ignored: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
