"""Where the answers come from: Azure, Azure with a copy kept, or a copy that was kept before.

Everything the live readers know of a service goes through a ``Tape``, so that what is read of a kept copy is read by
the same code. ``kept`` says what of an answer may be kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from lineage_graph.sources.raw import Json


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its method, the path with the query, and the body."""

    method: str
    target: str
    body: Json = None

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


Tape: TypeAlias = Callable[[Asked, Callable[[], Json]], Json]
"""Gives the answer, which the second argument fetches from Azure; raises ``CallFailed`` where there is none."""


def straight(_: Asked, fetch: Callable[[], Json]) -> Json:
    """What Azure answers."""
    return fetch()
