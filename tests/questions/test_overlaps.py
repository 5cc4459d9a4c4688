"""Questions about what only overlaps what is read: a folder is as certain as a name, a pattern only possible."""

from collections.abc import Iterator
from typing import Final

import pytest

from lineage_graph.answers.between import between
from lineage_graph.answers.coverage import coverage
from lineage_graph.answers.impact import impact
from lineage_graph.answers.path import Ends, path
from lineage_graph.answers.reach import CERTAIN, POSSIBLE, Walk
from lineage_graph.answers.show import show
from lineage_graph.answers.starts import Direction
from lineage_graph.errors import NothingMatched
from lineage_graph.graph import Graph
from lineage_graph.model import (
    Activity,
    Asset,
    Contains,
    Edge,
    Feeds,
    Match,
    Node,
    Performs,
    Pipeline,
    Process,
    Produces,
    Service,
    Store,
    StoredIn,
)
from lineage_graph.queries import query
from tests.conftest import Server, wipe
from tests.questions.conftest import connection_to
from tests.questions.writing import driver_of, prepare, write

LAKE: Final = "abfss://raw@lake.dfs.core.windows.net"
service = Service(key="adf://f", name="f", kind="DataFactory")
lake = Store(key="abfss://lake.dfs.core.windows.net", name="lake", type="Azure Storage")
crm = Store(key="mssql://crm", name="crm", type="SQL Server")


def _path(below: str) -> Asset:
    return Asset(key=f"{LAKE}/{below}", name=below, kind="Path", pattern="{" in below)


def _table(name: str) -> Asset:
    return Asset(key=f"mssql://crm/db/dbo/{name}", name=name, kind="Table")


folder, file, unknown, order = _path("a"), _path("a/x.csv"), _path("sales/{}"), _path("sales/orders")
source, mart, report = _table("source"), _table("mart"), _table("report")


def _moves(name: str, inputs: dict[Asset, Match], output: Asset) -> list[Node | Edge]:
    pipeline = Pipeline(key=f"adf://f/pipelines/{name}", name=name)
    activity = Activity(key=f"{pipeline.key}/activities/copy", name=f"copy {name}", type="Copy")
    process = Process(key=f"{activity.key}=>{output.key}", name=name, type="Copy")
    return [
        pipeline,
        activity,
        process,
        Contains(start=service.ref, end=pipeline.ref),
        Contains(start=pipeline.ref, end=activity.ref),
        Performs(start=activity.ref, end=process.ref),
        *(Feeds(start=asset.ref, end=process.ref, match=match) for asset, match in inputs.items()),
        Produces(start=process.ref, end=output.ref),
    ]


PARTS: Final[list[Node | Edge]] = [
    service,
    lake,
    crm,
    *(folder, file, unknown, order, source, mart, report),
    *(StoredIn(start=asset.ref, end=lake.ref) for asset in (folder, file, unknown, order)),
    *(StoredIn(start=asset.ref, end=crm.ref) for asset in (source, mart, report)),
    *_moves("write file", {source: Match.EXACT}, file),
    *_moves("write order", {source: Match.EXACT}, order),
    *_moves("read folder", {folder: Match.EXACT, file: Match.CONTAINS}, mart),
    *_moves("read unknown", {unknown: Match.EXACT, order: Match.PATTERN}, report),
]


@pytest.fixture(scope="module")
def graph(server: Server) -> Iterator[Graph]:
    with driver_of(server) as driver:
        wipe(driver)
        prepare(driver)
        write(driver, PARTS)
    with connection_to(server) as opened:
        yield opened


def reached(graph: Graph, name: str, direction: Direction, *, certain: bool = False) -> dict[str, str]:
    results = impact(graph, name, Walk(direction, certain=certain)).answer.results
    return {result.key: result.certainty for result in results if result.label == "Asset"}


def keys(graph: Graph, question: str) -> set[object]:
    return {row["key"] for row in graph.ask(query(question).text)}


def test_a_file_in_a_folder_that_is_read_certainly_breaks_what_comes_of_it(graph: Graph) -> None:
    assert reached(graph, file.key, Direction.DOWNSTREAM) == {mart.key: CERTAIN}
    assert reached(graph, file.key, Direction.DOWNSTREAM, certain=True) == {mart.key: CERTAIN}


def test_what_only_an_unknown_name_may_be_possibly_breaks_it(graph: Graph) -> None:
    assert reached(graph, order.key, Direction.DOWNSTREAM) == {report.key: POSSIBLE}
    assert reached(graph, order.key, Direction.DOWNSTREAM, certain=True) == {}


def test_a_pipelines_upstream_tells_the_possible_from_the_certain(graph: Graph) -> None:
    """Also in the first step, from the pipeline to what it reads."""
    assert reached(graph, "adf://f/pipelines/read unknown", Direction.UPSTREAM) == {
        unknown.key: CERTAIN,
        order.key: POSSIBLE,
        source.key: POSSIBLE,
    }
    assert reached(graph, "adf://f/pipelines/read unknown", Direction.UPSTREAM, certain=True) == {unknown.key: CERTAIN}
    assert reached(graph, "adf://f/pipelines/read folder", Direction.UPSTREAM) == {
        folder.key: CERTAIN,
        file.key: CERTAIN,
        source.key: CERTAIN,
    }


def test_a_path_over_a_pattern_is_possible_and_left_out_where_only_the_certain_is_asked_for(graph: Graph) -> None:
    assert path(graph, Ends(source.key, mart.key, certain=True)).answer.results[-1].certainty == CERTAIN
    assert path(graph, Ends(source.key, report.key)).answer.results[-1].certainty == POSSIBLE
    for ask in (path, between):
        with pytest.raises(NothingMatched):
            ask(graph, Ends(source.key, report.key, certain=True))


def test_all_ways_to_a_pipeline_are_possible_where_it_only_may_read_there(graph: Graph) -> None:
    rows = between(graph, Ends(source.key, "adf://f/pipelines/read unknown")).results
    assert {row.key: row.certainty for row in rows if row.label == "Asset"} == {
        source.key: POSSIBLE,
        order.key: POSSIBLE,
    }


def test_a_folder_in_which_somebody_writes_is_no_origin(graph: Graph) -> None:
    assert keys(graph, "health/origins") == {source.key, unknown.key}


def test_what_is_read_with_its_folder_is_no_orphan(graph: Graph) -> None:
    assert keys(graph, "health/orphans") == {mart.key, report.key}
    assert keys(graph, "health/dead_ends") == {"adf://f/pipelines/read folder", "adf://f/pipelines/read unknown"}


def test_overlaps_are_no_ends_of_their_own(graph: Graph) -> None:
    rows = coverage(graph).results
    assert sum(row.count for row in rows if row.role == "input") == 4
    assert sum(row.count for row in rows if row.role == "output") == 4


def test_stores_count_what_is_read_by_its_name(graph: Graph) -> None:
    rows = graph.ask(query("lineage/between_stores").text)
    assert [tuple(row.values()) for row in rows] == [("crm", "lake", 2, 1, 2), ("lake", "crm", 2, 2, 2)]


def test_show_tells_how_the_place_that_is_read_and_the_asset_meet(graph: Graph) -> None:
    movers = show(graph, file.key).movers
    assert [(mover.role, mover.pipeline, mover.match) for mover in movers] == [
        ("writes", "write file", None),
        ("reads", "read folder", "contains"),
    ]
