"""The whole net of data as it is now, for reports that look at all of it at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from lineage_graph.answers.asking import ask, ordered
from lineage_graph.graph import Graph


@dataclass(frozen=True, slots=True)
class Step:
    """One process: who performs it (a pipeline, or what works on its own), what it reads, what it writes. All keys."""

    process: str
    owner: str
    inputs: tuple[str, ...] = ()
    output: str | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """What to call the node behind a key."""

    key: str
    name: str
    labels: tuple[str, ...]
    service: str | None = None


def steps(graph: Graph, *, certain: bool = False) -> tuple[Step, ...]:
    """Every step that data takes now, sorted; ``certain`` leaves out what only patterns of names tie together."""
    return tuple(ask(graph, "lineage/steps", Step, certain=certain))


def titles(graph: Graph, keys: Iterable[str]) -> dict[str, Title]:
    """The title of each key that is an asset, a pipeline or another performer."""
    rows = ask(graph, "lineage/names", Title, keys=sorted(set(keys)))
    return {row.key: Title(row.key, row.name, ordered(row.labels), row.service) for row in rows}
