"""The whole net of data as it is now, for reports that look at all of it at once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from lineage_graph.answers.asking import ask, ordered
from lineage_graph.answers.walking import Details
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
    """What to call the node behind a key. The service is that of a pipeline, or those that write an asset."""

    key: str
    name: str
    labels: tuple[str, ...]
    service: str | None = None
    store: str | None = None


@dataclass(frozen=True, slots=True)
class _Assets:
    assets: tuple[Details, ...]


def steps(graph: Graph, *, certain: bool = False) -> tuple[Step, ...]:
    """Every step that data takes now, sorted; ``certain`` leaves out what only patterns of names tie together."""
    return tuple(ask(graph, "lineage/steps", Step, certain=certain))


def titles(graph: Graph, *, assets: Iterable[str] = (), owners: Iterable[str] = ()) -> dict[str, Title]:
    """The titles by key of these assets, and of these pipelines and what performs without one."""
    details = ask(graph, "impact/details", _Assets, keys=sorted(set(assets)))
    names = ask(graph, "lineage/names", Title, keys=sorted(set(owners)))
    found = {item[0]: _title(item) for row in details for item in row.assets}
    return {**found, **{row.key: replace(row, labels=ordered(row.labels)) for row in names}}


def _title(item: Details) -> Title:
    key, name, kind, _, store, service = item
    return Title(key, name, ("Asset", kind) if kind else ("Asset",), service, store)
