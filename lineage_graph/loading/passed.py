"""Files of runs that are in the graph as they are: they need not be read again.

The books of the runs' source keep the digest of each file that was loaded whole, and what it was seen beside: the
definitions, or what the graph knew, and this program.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b, file_digest
from typing import Final

from lineage_graph.graph import FilesLoaded, Graph, LoadOptions, files_loaded
from lineage_graph.keys import service_key
from lineage_graph.loading.fingerprint import fingerprint, program
from lineage_graph.loading.remembered import deleted_activities, known_ends, known_processes
from lineage_graph.records import FileOfRuns, Service

_DIGEST_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Passed:
    """The digests of all files, empty where one cannot be read, and the places of those that are passed over.

    ``counts`` are these files' runs by service and label.
    """

    digests: tuple[str, ...]
    places: frozenset[int] = frozenset()
    counts: Mapping[str, Counter[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Beside:
    """What runs are seen beside."""

    graph: Graph
    services: Mapping[str, Service]
    options: LoadOptions

    def digest(self, service: str) -> str:
        """Differs where the same runs may be understood otherwise."""
        defined = self.services.get(service)
        told = fingerprint(defined, self.options.hosts) if defined else program()
        looked_up = (deleted_activities,) if defined and not defined.incomplete else (known_processes, known_ends)
        known = [repr(sorted(ask(self.graph, service).items())) for ask in looked_up]
        text = "".join((told, *known))
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).hexdigest()


def digests(files: Sequence[FileOfRuns]) -> tuple[str, ...]:
    """The digest of each file's bytes and of the service that the user names, empty where it cannot be read."""
    return tuple(map(_digest, files))


def passed(graph: Graph, digests: tuple[str, ...], beside: Beside) -> Passed:
    """The files that every service that they tell of has taken before."""
    books = [one for one in files_loaded(graph) if one.beside == beside.digest(one.service)]
    found: dict[str, list[tuple[str, FilesLoaded]]] = {}
    for one in books:
        for digest in one.files.keys() & set(digests):
            found.setdefault(digest, []).append((digest, one))
    counts: dict[str, Counter[str]] = {}
    places: set[int] = set()
    for place, digest in enumerate(digests):
        taken = [book for _, book in found.get(digest, ())]
        if taken and len(taken) == taken[0].files[digest].services:
            places.add(place)
            for book in taken:
                entry = book.files[digest]
                counts.setdefault(book.service, Counter()).update(
                    PipelineRun=entry.pipeline_runs, ActivityRun=entry.activity_runs
                )
    return Passed(digests, frozenset(places), counts)


def _digest(file: FileOfRuns) -> str:
    try:
        with file.path.open("rb") as stream:
            named = service_key(*file.named).encode() if file.named else b""
            return file_digest(stream, lambda: blake2b(named, digest_size=_DIGEST_BYTES)).hexdigest()
    except OSError:
        return ""
