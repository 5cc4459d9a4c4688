"""The runs of a span of time, read day by day: each day is whole, or the last that is read."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from lineage_graph.refresh.windows import Span
from lineage_graph.sources.live import Address, LiveOptions, LiveRuns, Login, RunQuestion, read_live_runs


class Slice(NamedTuple):
    """A part of the time with its runs. Where it is not whole, the watermark lies before its end."""

    span: Span
    found: LiveRuns

    @property
    def whole(self) -> bool:
        """Whether everything that changed in this time was read."""
        reached = self.found.watermark
        return reached is not None and reached >= self.span.before


def read_slices(address: Address, credential: Login, question: RunQuestion, options: LiveOptions) -> Iterator[Slice]:
    """Slice after slice of the question's time up to the first that is not whole.

    A run that had not ended in one is asked for again in the next. Raises ``AzureUnavailable`` as ``read_live_runs``
    does.
    """
    for part in Span(question.after, question.before).slices():
        question = replace(question, after=part.after, before=part.before)
        read = Slice(part, read_live_runs(address, credential, question, options))
        yield read
        if not read.whole:
            return
        question = replace(question, open_runs=read.found.open_runs)
