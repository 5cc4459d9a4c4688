"""From the definitions of three factories to the answer: what one lands, a loop of another curates, a third reads."""

from itertools import permutations

from lineage_graph.answers.between import between
from lineage_graph.answers.impact import impact
from lineage_graph.answers.path import Ends, path
from lineage_graph.answers.reach import CERTAIN, POSSIBLE, Walk
from lineage_graph.answers.starts import Direction
from lineage_graph.declared import declare
from lineage_graph.graph import Graph, LoadOptions, dump, load
from lineage_graph.model import Declaration
from lineage_graph.records import Activity, Pipeline, Service, ServiceKind
from tests.declared.estate import HERE, LAKE, ROOT, copy, dataset, expression, folder, loop, parameter
from tests.graph.conftest import wipe
from tests.graph.test_instances import MARCH

PATH = folder("path", expression("@dataset().path"), parameter("path"))


def moving(name: str, reads: str, writes: str) -> Activity:
    """A Copy; a path that begins with @ is an expression, one with ``@{…}`` a text with such."""
    ends = (dataset("path", path=expression(text) if "@" in text else text) for text in (reads, writes))
    return copy(name, *ends)


def factory(name: str, *activities: Activity) -> Declaration:
    pipeline = Pipeline(name="p", origin=HERE, activities=activities)
    made = Service(
        kind=ServiceKind.DATA_FACTORY,
        name=name,
        source="git",
        origin=HERE,
        pipelines=(pipeline,),
        datasets=(PATH,),
        linked_services=(LAKE,),
    )
    return declare(made)[0]


def estate() -> list[Declaration]:
    curate = moving("curate", "raw/@{item()}.csv", "curated/@{item()}.parquet")
    return [
        factory("landing", moving("land", "source/orders", "raw/orders.csv"), moving("also", "source/b", "raw/b.csv")),
        factory("curating", loop("each", curate)),
        factory("telling", moving("tell", "curated/orders.parquet", "mart/orders")),
    ]


def downstream(graph: Graph, start: str, *, certain: bool = False) -> dict[str, str]:
    results = impact(graph, start, Walk(Direction.DOWNSTREAM, certain=certain)).answer.results
    return {one.key.removeprefix(f"{ROOT}/"): one.certainty for one in results if one.label == "Asset"}


def upstream(graph: Graph, start: str) -> set[str]:
    results = impact(graph, start, Walk(Direction.UPSTREAM)).answer.results
    return {one.key.removeprefix(f"{ROOT}/") for one in results if one.label == "Asset"}


def test_what_one_factory_lands_reaches_its_own_file_only(graph: Graph) -> None:
    load(graph, estate(), MARCH)
    assert downstream(graph, "adf://landing/pipelines/p/activities/land") == {
        "raw/orders.csv": CERTAIN,
        "curated/orders.parquet": POSSIBLE,
        "mart/orders": POSSIBLE,
    }
    assert downstream(graph, f"{ROOT}/raw/orders.csv") == {"curated/orders.parquet": POSSIBLE, "mart/orders": POSSIBLE}
    assert downstream(graph, f"{ROOT}/raw/b.csv") == {"curated/b.parquet": POSSIBLE}
    assert downstream(graph, f"{ROOT}/raw/orders.csv", certain=True) == {}


def test_what_the_third_reads_comes_of_the_file_of_its_name(graph: Graph) -> None:
    load(graph, estate(), MARCH)
    found = upstream(graph, f"{ROOT}/mart/orders")
    assert {"curated/orders.parquet", "raw/orders.csv", "source/orders"} <= found
    assert not {one for one in found if "/b" in one}


def test_the_way_from_the_first_to_the_last_is_one_and_possible(graph: Graph) -> None:
    load(graph, estate(), MARCH)
    ends = Ends(f"{ROOT}/source/orders", f"{ROOT}/mart/orders")
    assert path(graph, ends).answer.results[-1].certainty == POSSIBLE
    assets = [row.key.removeprefix(f"{ROOT}/") for row in between(graph, ends).results if row.label == "Asset"]
    assert sorted(assets) == ["curated/orders.parquet", "mart/orders", "raw/orders.csv", "source/orders"]


def test_the_order_in_which_factories_are_loaded_does_not_matter(graph: Graph) -> None:
    load(graph, estate(), LoadOptions(at=MARCH.at))
    expected = dump(graph)
    for order in permutations(estate()):
        wipe(graph)
        for one in order:
            load(graph, [one], LoadOptions(at=MARCH.at))
        assert dump(graph) == expected
