"""How patiently Azure is asked, and what came of it: limits on repeats, pauses and pages; a count of both."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from lineage_graph.sources.live.tape import Tape, straight

Progress = Callable[[int, int], None]
"""Called after each collection, or pipeline run, with the number of them read and to be read."""

_THROTTLED: Final = 429


@dataclass(frozen=True, slots=True)
class Patience:
    """When to give up. Times are seconds; every limit makes only the collection incomplete that met it.

    ``attempts`` and ``seconds`` are for one request with its repeats, ``repeats`` for all requests to one address,
    ``pages`` and ``list_seconds`` for one list. ``pause`` doubles with each repeat up to ``longest_pause``, which
    also cuts a longer ``Retry-After``. Azure Resource Manager refills its buckets of reads every second:
    https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
    """

    attempts: int = 8
    repeats: int = 500
    seconds: float = 300
    pause: float = 0.8
    longest_pause: float = 60
    connect_seconds: float = 10
    read_seconds: float = 120
    pages: int = 2_000
    list_seconds: float = 1_800


@dataclass(slots=True)
class Tally:
    """Requests, and how many were answered with 429 or had to be repeated for another reason. Safe across threads."""

    requests: int = 0
    throttled: int = 0
    repeated: int = 0
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def sent(self) -> None:
        """One more request."""
        with self._lock:
            self.requests += 1

    def again(self, status: int | None) -> None:
        """One more repeat, because of that status or of no answer."""
        with self._lock:
            if status == _THROTTLED:
                self.throttled += 1
            else:
                self.repeated += 1


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """How to read. ``concurrency`` requests at a time go to one service; ``tally`` sums over all addresses.

    ``tape`` is where the answers come from; with ``is_replay`` it has them all, and nobody is asked.
    """

    patience: Patience = field(default_factory=Patience)
    concurrency: int = 4
    progress: Progress | None = None
    tally: Tally = field(default_factory=Tally)
    tape: Tape = straight
    is_replay: bool = False
