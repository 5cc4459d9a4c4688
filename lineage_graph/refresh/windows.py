"""Which runs a refresh asks for: from where the last one ended, a little before it, day by day. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lineage_graph.configuration import RunWindow

KEPT_BY_AZURE: Final = timedelta(days=45)
"""How long Azure keeps the records of runs: https://learn.microsoft.com/azure/data-factory/monitor-programmatically."""

SETTLING: Final = timedelta(minutes=2)
"""Records of runs show up a little late: what is younger is left to the next refresh."""

SLICE: Final = timedelta(days=1)
"""What is read, loaded and remembered at once."""


@dataclass(frozen=True, slots=True)
class Span:
    """The time between two moments in which runs changed."""

    after: datetime
    before: datetime

    @property
    def text(self) -> str:
        """Both moments as ISO 8601 writes an interval."""
        return f"{self.after.isoformat()}/{self.before.isoformat()}"

    def slices(self) -> Iterator["Span"]:
        """The span in parts of a day at most; one that is empty has none."""
        begin = self.after
        while begin < self.before:
            end = min(begin + SLICE, self.before)
            yield Span(begin, end)
            begin = end


@dataclass(frozen=True, slots=True)
class Asked:
    """The span to read, and the span whose runs nobody can read any more."""

    span: Span
    gap: Span | None = None


def asked(now: datetime, until: datetime | None, window: RunWindow, earlier: Sequence[datetime] = ()) -> Asked:
    """What to read at the service's time ``now``; ``until`` is how far all was read.

    From the first of the times ``earlier`` on, whatever was read; never from later than where the reading ended, for
    the runs in between would be missed.
    """
    before = now - SETTLING
    oldest = now - KEPT_BY_AZURE
    if until is None:
        return Asked(Span(max(min(earlier, default=now - window.lookback), oldest), before))
    gap = Span(until, oldest) if until < oldest else None
    return Asked(Span(max(min((until - window.overlap, *earlier)), oldest), before), gap)
