"""From what a person types to one node: a key, an alias, an exact name in any case, or a unique part of a name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Final

from lineage_graph.answers.asking import ask, ordered
from lineage_graph.errors import NothingMatched, UsageError
from lineage_graph.graph import Graph
from lineage_graph.schema import NODES
from lineage_graph.words import words

_SHOWN: Final = 10
_CLOSE: Final = 5
_MOST: Final = 1000
"""As many candidates as the question gives at most."""


@dataclass(frozen=True, slots=True)
class Named:
    """A node that goes by a name: ``rank`` 0 by its key, 1 by an alias, 2 by its name, 3 by a part of it."""

    key: str
    name: str
    labels: tuple[str, ...]
    rank: int = 0
    removed_at: datetime | None = None

    @property
    def label(self) -> str:
        """Its first label."""
        return ordered(self.labels)[0]


@dataclass(frozen=True, slots=True)
class Context:
    """A node and where it belongs; ``store_type`` is a word such as SQL Server.

    ``once`` is the key that was given where the node has another one now.
    """

    key: str
    name: str
    labels: tuple[str, ...]
    type: str | None
    service: str | None
    store: str | None
    store_type: str | None
    once: str | None = None

    @property
    def label(self) -> str:
        """Its first label."""
        return ordered(self.labels)[0]


def resolve(graph: Graph, name: str, label: str | None = None) -> Context:
    """The one node that the name means, of the label where one is given.

    Raises ``NothingMatched`` with the candidates where it means several, and with close names where it means none.
    """
    if not name.strip():
        raise UsageError("The name is empty; give a key, a name, or a part of a name.")
    found = _candidates(graph, name, _known_label(label))
    if not found:
        raise NothingMatched(_nothing(graph, name, label))
    if len(found) > 1:
        raise NothingMatched(_several(name, found))
    given, now = found[0], _now(graph, found[0])
    if now.removed_at:
        raise NothingMatched(f"{now.key} was removed on {now.removed_at:%Y-%m-%d}: nothing declares it now.")
    context = ask(graph, "search/context", Context, key=now.key, label=now.label)[0]
    return context if now is given else replace(context, once=given.key)


def notes(*nodes: Context) -> tuple[str, ...]:
    """What to tell of nodes that were asked for by a key that they no longer have."""
    return tuple(f"{node.once} is called {node.key} now." for node in nodes if node.once)


def _now(graph: Graph, named: Named) -> Named:
    """What it was renamed to, over as many names as it had; itself where it was not."""
    seen = {named.key}
    while named.removed_at:
        renamed = ask(graph, "search/renamed", Named, key=named.key, label=named.label)
        # What still holds sorts first: in Cypher nothing comes before every time when descending.
        if not renamed or renamed[0].key in seen:
            break
        named = renamed[0]
        seen.add(named.key)
    return named


def _known_label(label: str | None) -> str | None:
    if label is None:
        return None
    known = {name.lower(): name for node in NODES.values() for name in (node.label, *node.second_labels)}
    if label.lower() not in known:
        close = get_close_matches(label.lower(), known, n=1) or ["asset"]
        raise UsageError(f"There is no label {label!r}. Did you mean {known[close[0]]}?")
    return known[label.lower()]


def _candidates(graph: Graph, name: str, label: str | None) -> Sequence[Named]:
    by_key = _of_label(ask(graph, "search/key", Named, key=name), label)
    if by_key:
        return by_key
    by_name = ask(graph, "search/name", Named, name=name, label=label or "")
    return [named for named in by_name if named.rank == by_name[0].rank]


def _of_label(found: list[Named], label: str | None) -> list[Named]:
    return [named for named in found if label is None or label in named.labels]


def _several(name: str, found: Sequence[Named]) -> str:
    count = f"{_MOST:,} things or more" if len(found) >= _MOST else f"{len(found)} things"
    same_key = len({named.key for named in found}) < len(found)
    lines = [f"{name!r} means {count}; give the {'--label' if same_key else 'key'} of one of them:"]
    lines += [f"  {named.label:<13} {named.key}" for named in found[:_SHOWN]]
    if len(found) > _SHOWN:
        lines.append(f"  … and {len(found) - _SHOWN} more; see: lineage-graph search {name!r}")
    return "\n".join(lines)


def _nothing(graph: Graph, name: str, label: str | None) -> str:
    what = f"No {label}" if label else "Nothing"
    close = _close_names(graph, name)
    if close:
        return f"{what} has the name {name!r}. Did you mean: {', '.join(close)}?"
    return f"{what} has the name {name!r}, and no name is close to it. Try: lineage-graph search WORD"


def _close_names(graph: Graph, name: str) -> list[str]:
    text = " ".join(f"{word}~2" for word in words(name).split())
    if not text:
        return []
    names = {named.name for named in ask(graph, "search/words", Named, text=text, limit=200)}
    by_lower = {known.lower(): known for known in sorted(names, reverse=True)}
    return [by_lower[lower] for lower in get_close_matches(name.lower(), by_lower, n=_CLOSE, cutoff=0.5)]
