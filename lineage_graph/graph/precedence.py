"""Which source's properties a node or relationship shows when several declare it. Pure.

The source of the service that owns the key first; then live over ARM over Git over everything else, by name; then the
smaller source key; ``join``, what follows from the others, last. Sources are keys such as ``git+adf://sales``.
"""

from collections.abc import Iterable
from typing import Final

DEFINITIONS: Final = ("live", "arm", "git")
"""The kinds of sources that read definitions, best first; only they make a relationship ``declared``."""

JOIN: Final = "join"
"""The source of what the graph itself concludes from what others declare: which assets overlap what is read."""

Identity = str | tuple[str, ...]
"""A node's key, or the keys of a relationship's start and end, then what tells it apart from others between them."""


def wins(source: str, others: Iterable[str], identity: Identity) -> bool:
    """Whether the source's properties are shown, beside those of the others."""
    mine = _rank(source, identity)
    return all(mine <= _rank(other, identity) for other in others)


def owns(service: str, key: str) -> bool:
    """Whether the key is the service's or below it; ``adf://a`` does not own ``adf://ab/pipelines/x``."""
    return bool(service) and (key == service or key.startswith(service + "/"))


def defines(sources: Iterable[str]) -> bool:
    """Whether any of the sources reads definitions."""
    return any(source.partition("+")[0] in DEFINITIONS for source in sources)


def _rank(source: str, identity: Identity) -> tuple[int, int, str]:
    kind, _, service = source.partition("+")
    keys = (identity,) if isinstance(identity, str) else identity
    distance = next((place for place, key in enumerate(keys) if owns(service, key)), len(keys))
    rank = DEFINITIONS.index(kind) if kind in DEFINITIONS else len(DEFINITIONS) + (source == JOIN)
    return distance, rank, source
