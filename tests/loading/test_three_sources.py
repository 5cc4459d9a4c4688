"""The same service from its Git folder, from its ARM export and from Azure: the same keys for the same things."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from lineage_graph.graph import Graph, LoadOptions
from lineage_graph.loading import load_services
from lineage_graph.packaged import packaged
from lineage_graph.records import Service
from lineage_graph.schema import BOOKS
from lineage_graph.sources import read
from tests.azure.asking import only, read_factory, read_workspace
from tests.azure.server import Azure, serving
from tests.azure.services import Json, from_folder
from tests.azure.templates import template_of

EXAMPLES: Final = packaged("examples")
NAMES: Final = {
    "sales-ingest": "adf-northbay-ingest",
    "finance-reporting": "adf-northbay-finance",
    "analytics-workspace": "syn-northbay-analytics",
}
WORKSPACE: Final = "analytics-workspace"
KINDS: Final = ("arm", "git", "live")
MARCH: Final = LoadOptions(at=datetime(2026, 3, 1, tzinfo=UTC))
PATTERN: Final = "(n) WHERE NOT any(label IN labels(n) WHERE label IN $books)"

Keys = set[tuple[str, ...]]


def from_git(_folder: Path) -> Sequence[Service]:
    return read([EXAMPLES / "estate" / name for name in NAMES]).services


def from_arm(folder: Path) -> Sequence[Service]:
    """The finance factory from the template that was written by hand, the others as they would be exported."""
    paths = [EXAMPLES / "arm" / "finance-reporting" / "ARMTemplateForFactory.json"]
    for name in ("sales-ingest", WORKSPACE):
        paths.append(folder / name / "template.json")
        paths[-1].parent.mkdir()
        paths[-1].write_text(json.dumps(template_of(EXAMPLES / "estate" / name, NAMES[name])), encoding="utf-8")
    return read(paths).services


def from_azure(_folder: Path) -> Sequence[Service]:
    held = [from_folder(EXAMPLES / "estate" / name, NAMES[name]) for name in NAMES]
    with serving(Azure(held)) as azure:
        factories = [only(read_factory(azure, name=one.name)) for one in held if one.is_factory]
        return (*factories, only(read_workspace(azure)))


READERS: Final[dict[str, Callable[[Path], Sequence[Service]]]] = {"git": from_git, "arm": from_arm, "live": from_azure}


def keys(graph: Graph) -> Keys:
    """Of every node its label and key, of every relationship its type and the keys of its ends."""
    books = {"books": [*BOOKS]}
    nodes = graph.ask(f"MATCH {PATTERN} RETURN head(labels(n)) AS label, n.key AS key", books)
    edges = graph.ask(
        "MATCH (a)-[r]->(b) RETURN type(r) AS type, head(labels(a)) AS startLabel, a.key AS start, "
        "head(labels(b)) AS endLabel, b.key AS end"
    )
    return {tuple(str(value) for value in row.values()) for row in (*nodes, *edges)}


def loaded(graph: Graph, services: Sequence[Service]) -> Keys:
    """The keys of what these services come to in an empty database."""
    graph.change("MATCH (n) DETACH DELETE n")
    assert {(service.name, len(service.rejected)) for service in services} == {(name, 0) for name in NAMES.values()}
    assert load_services(graph, services, MARCH).rejected == ()
    return keys(graph)


def test_git_arm_and_azure_give_the_same_keys(graph: Graph, tmp_path: Path) -> None:
    found = {kind: loaded(graph, reader(tmp_path)) for kind, reader in READERS.items()}
    assert len(found["git"]) > 1_000
    assert found["arm"] ^ found["git"] == set()
    assert found["live"] ^ found["git"] == set()


def test_all_three_are_the_same_things_told_three_times(graph: Graph, tmp_path: Path) -> None:
    alone = loaded(graph, from_git(tmp_path))
    for reader in (from_arm, from_azure):
        load_services(graph, reader(tmp_path), MARCH)
    assert keys(graph) ^ alone == set()
    rows = graph.ask(
        f"MATCH {PATTERN} RETURN n.sources AS sources UNION ALL MATCH ()-[r]->() RETURN r.sources AS sources",
        {"books": [*BOOKS]},
    )
    told = {tuple(sources) for row in rows if isinstance(sources := row["sources"], list)}
    assert {told_by(sources) for sources in told if sources != ("join",)} == {KINDS}


def told_by(sources: Sequence[Json]) -> tuple[str, ...]:
    """Which kinds of source say so; the same for each service among them, or it is none of this."""
    kinds: dict[str, list[str]] = {}
    for source in sources:
        kind, _, service = str(source).partition("+")
        if kind != "join":
            kinds.setdefault(service, []).append(kind)
    (same,) = {tuple(sorted(one)) for one in kinds.values()}
    return same
