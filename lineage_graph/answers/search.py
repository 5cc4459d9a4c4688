"""``search``: whatever has a name like this, best first."""

from dataclasses import dataclass

from lineage_graph.answers.asking import Answer, ask, ordered
from lineage_graph.answers.freshness import freshness
from lineage_graph.errors import NothingMatched, UsageError
from lineage_graph.graph import Graph
from lineage_graph.words import search_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A node whose name is like what was typed; a higher ``score`` fits better."""

    key: str
    name: str
    labels: tuple[str, ...]
    service: str | None
    reason: str | None
    score: float


def search(graph: Graph, typed: str, label: str | None = None, limit: int = 50) -> Answer[Hit]:
    """At most so many nodes with all the words in their names; raises ``NothingMatched`` where there is none."""
    text = search_text(typed)
    if not text:
        raise UsageError(f"There is no word in {typed!r} to search for.")
    wanted = limit + 1 if label is None else 10_000
    found = ask(graph, "search/words", Hit, text=text, limit=wanted)
    hits = [_in_order(hit) for hit in found if label is None or label.lower() in map(str.lower, hit.labels)]
    if not hits:
        raise NothingMatched(f"No name has all the words of {typed!r}. Try fewer or shorter words.")
    return Answer(
        question="search/words",
        parameters={"text": typed, "label": label, "limit": limit},
        results=tuple(hits[:limit]),
        counts={"matches": min(len(hits), limit)},
        cut=f"limit {limit}: there are more" if len(hits) > limit else None,
        freshness=freshness(graph),
    )


def _in_order(hit: Hit) -> Hit:
    return Hit(
        key=hit.key,
        name=hit.name,
        labels=ordered(hit.labels),
        service=hit.service,
        reason=hit.reason,
        score=round(hit.score, 3),
    )
