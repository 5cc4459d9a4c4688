"""A tape that has the answers of one service already: those that a recording kept in a file.

Only the places of the lines are held in memory, for a capture may hold the runs of many weeks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock
from typing import BinaryIO, Final

from lineage_graph.capture.lines import Line, key_of, parsed
from lineage_graph.keys import storable
from lineage_graph.records import Origin, Rejected
from lineage_graph.sources.decoding import LARGEST_FILE, Flaw
from lineage_graph.sources.live.failures import CallFailed
from lineage_graph.sources.live.tape import Asked
from lineage_graph.sources.raw import Json

_DIGEST_BYTES: Final = 12
_LONGEST: Final = LARGEST_FILE + 64 * 1024
_MISSING: Final = "the capture holds no answer to this; it is damaged"


@dataclass(slots=True)
class Replay:
    """The tape; ``rejected`` are the lines that cannot be read. Safe across threads.

    A question that was asked several times gets its answers in their order, then the last again.
    """

    file: BinaryIO
    rejected: list[Rejected] = field(default_factory=list)
    _places: dict[bytes, list[int]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __call__(self, asked: Asked, _: Callable[[], Json]) -> Json:
        """The answer that was kept; ``CallFailed`` where there was none, or there is none any more."""
        line = self._line(_digest(key_of(f"{asked.method} {asked.target}", asked.body)))
        if line is None:
            raise CallFailed(asked.path, _MISSING)
        if isinstance(line.outcome, CallFailed):
            raise line.outcome
        return line.outcome

    def index(self, name: str) -> None:
        """Look through the file, called ``name`` in what is rejected."""
        place, number = 0, 0
        while raw := self.file.readline(_LONGEST):
            number += 1
            line = parsed(raw) if raw.endswith(b"\n") else Flaw("too long, or cut off")
            if isinstance(line, Flaw):
                self.rejected.append(Rejected("line", Origin(storable(name), f"line={number}"), line.reason))
            else:
                self._places.setdefault(_digest(line.key), []).append(place)
            place += len(raw)

    def _line(self, key: bytes) -> Line | None:
        with self._lock:
            places = self._places.get(key)
            if not places:
                return None
            self.file.seek(places.pop(0) if len(places) > 1 else places[0])
            line = parsed(self.file.readline(_LONGEST))
        return None if isinstance(line, Flaw) else line


def _digest(key: bytes) -> bytes:
    return blake2b(key, digest_size=_DIGEST_BYTES).digest()
