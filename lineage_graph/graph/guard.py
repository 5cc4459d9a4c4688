"""What may be removed: only what was read whole, and never too much of it at once. Pure.

A listing that comes back half empty must not empty the graph: of every collection of a service (its pipelines, its
datasets, ...) at most a share may vanish in one load, and never all, unless the user says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lineage_graph import model
from lineage_graph.errors import GuardTripped
from lineage_graph.graph.precedence import Identity, owns
from lineage_graph.graph.rows import Group
from lineage_graph.graph.summary import LoadSummary

_STRUCTURE: Final = frozenset((*model.COLLECTIONS.values(), "Activity"))
_NAMES_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Loss:
    """Of one collection: how many objects the source declared, and the keys of those that it no longer does."""

    source: str
    collection: str
    claimed: int
    gone: Sequence[str]


class RemovalRefused(GuardTripped):
    """A load would have removed too much; it wrote all else. ``summary`` is what it did, ``losses`` what it spared."""

    def __init__(self, summary: LoadSummary, losses: Sequence[Loss]) -> None:
        """From what was done and what was not."""
        super().__init__("\n".join((*map(_sentence, losses), _ADVICE)))
        self.summary = summary
        self.losses = tuple(losses)


_ADVICE: Final = "Nothing was removed, all else was written; if it is really gone, load again with --allow-removals."


def too_many(loss: Loss, percent: int) -> bool:
    """Whether so much of the collection must not vanish."""
    gone = len(loss.gone)
    return gone > 0 and (gone >= loss.claimed or gone * 100 > loss.claimed * percent)


def removable(declaration: model.Declaration, group: Group, identity: Identity) -> bool:
    """Whether it may go. Where a collection was not read whole, only the structure of the others may.

    Lineage, assets and all else that several definitions make together wait for a load that is whole.
    """
    if not declaration.incomplete:
        return True
    collection = _collection(declaration.service, group, identity)
    return collection is not None and collection not in declaration.incomplete


def unread(declaration: model.Declaration, group: Group, identity: Identity) -> bool:
    """Whether it belongs to a collection that was not read whole."""
    if not declaration.incomplete:
        return False
    return _collection(declaration.service, group, identity) in declaration.incomplete


def _collection(service: str, group: Group, identity: Identity) -> str | None:
    if isinstance(identity, str):
        return segment(service, identity) if group.label in _STRUCTURE else None
    labels = dict(zip(identity, group.ends or (), strict=False))
    start, end = identity[:2]
    if labels[end] not in _STRUCTURE or labels[start] not in (*_STRUCTURE, "Service"):
        return None
    # What contains an object is said by the object; every other reference by the one that refers.
    return segment(service, end if labels[start] == "Service" else start)


def segment(service: str, key: str) -> str | None:
    """The collection in the key, such as ``pipelines``; None where the key is not below the service."""
    if not owns(service, key):
        return None
    collection = key[len(service) + 1 :].partition("/")[0]
    return collection if collection in model.COLLECTIONS else None


def _sentence(loss: Loss) -> str:
    shown = ", ".join(loss.gone[:_NAMES_SHOWN])
    more = f" and {len(loss.gone) - _NAMES_SHOWN} more" if len(loss.gone) > _NAMES_SHOWN else ""
    return f"{loss.source} no longer has {len(loss.gone)} of {loss.claimed} {loss.collection}: {shown}{more}."
