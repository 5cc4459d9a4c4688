"""The laws of loading, on generated estates: twice is once, and no order of anything makes a difference."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lineage_graph.declared import declare
from lineage_graph.graph import Graph
from lineage_graph.model import Declaration
from lineage_graph.records import Service
from lineage_graph.sources import read
from tests.laws.estates import Files, estates
from tests.laws.loading import changes, declared, dump, emptied, load_all, without_places
from tests.sources.writing import write

Record = TypeVar("Record")

EXAMPLES: Final = Path(__file__).parents[2] / "examples"
FINANCE_GIT: Final = EXAMPLES / "estate" / "finance-reporting"
FINANCE_ARM: Final = EXAMPLES / "arm" / "finance-reporting"

few = settings(
    max_examples=5, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def declarations_of(estate: Sequence[Files]) -> list[Declaration]:
    """Written to files, and read again."""
    with TemporaryDirectory() as folder:
        paths = [write(Path(folder) / f"repo-{number}", files) for number, files in enumerate(estate)]
        return declared(paths)


def shuffled_files(estate: Sequence[Files], choose: random.Random) -> list[Files]:
    """The same definitions in files of other names, so that they are read in another order."""
    return [
        {str(_renamed(PurePosixPath(path), choose)): content for path, content in files.items()} for files in estate
    ]


def _renamed(path: PurePosixPath, choose: random.Random) -> PurePosixPath:
    return path if path.name == "publish_config.json" else path.with_stem(f"{choose.randrange(10**9)}-{path.stem}")


def shuffled_records(service: Service, choose: random.Random) -> Service:
    """The same records in another order."""
    return replace(
        service,
        pipelines=shuffled(service.pipelines, choose),
        datasets=shuffled(service.datasets, choose),
        linked_services=shuffled(service.linked_services, choose),
        triggers=shuffled(service.triggers, choose),
        sql_scripts=shuffled(service.sql_scripts, choose),
    )


def shuffled(records: tuple[Record, ...], choose: random.Random) -> tuple[Record, ...]:
    return tuple(choose.sample(records, len(records)))


@few
@given(estate=estates())
def test_loading_again_writes_nothing_but_the_books(graph: Graph, estate: list[Files]) -> None:
    declarations = declarations_of(estate)
    (first,) = load_all(emptied(graph), declarations)
    after_first, changes_of_first = dump(graph), changes(graph)
    (second,) = load_all(graph, declarations)
    assert first.total.created == len(after_first)
    assert (second.total.written, second.total.removed) == (0, 0)
    assert second.total.unchanged == sum(len(one.nodes) + len(one.edges) for one in declarations)
    assert dump(graph) == after_first
    assert changes(graph) == changes_of_first
    assert not any(source.changed_objects for source in second.sources)


@few
@given(estate=estates())
def test_services_together_or_in_any_order_give_one_graph(graph: Graph, estate: list[Files]) -> None:
    declarations = declarations_of(estate)
    load_all(emptied(graph), declarations)
    together = dump(graph)
    assert len(together) > len(declarations)
    for order in (declarations, declarations[::-1], [*declarations[1:], declarations[0]]):
        load_all(emptied(graph), *([one] for one in order))
        assert dump(graph) == together
    load_all(emptied(graph), declarations[::-1])
    assert dump(graph) == together


@few
@given(estate=estates(), choose=st.randoms(use_true_random=False))
def test_no_order_of_files_or_records_makes_a_difference(
    graph: Graph, estate: list[Files], choose: random.Random
) -> None:
    load_all(emptied(graph), declarations_of(estate))
    expected = without_places(dump(graph))
    load_all(emptied(graph), declarations_of(shuffled_files(estate, choose)))
    assert without_places(dump(graph)) == expected


@settings(few, max_examples=100)
@given(estate=estates(), choose=st.randoms(use_true_random=False))
def test_the_same_records_in_another_order_declare_the_same(estate: list[Files], choose: random.Random) -> None:
    with TemporaryDirectory() as folder:
        services = read([write(Path(folder) / str(number), files) for number, files in enumerate(estate)]).services
    assert [declare(shuffled_records(service, choose)) for service in services] == list(map(declare, services))


@few
@given(estate=estates())
def test_one_folder_with_all_services_is_the_same_as_each_by_its_own_path(graph: Graph, estate: list[Files]) -> None:
    load_all(emptied(graph), declarations_of(estate))
    expected = without_places(dump(graph))
    with TemporaryDirectory() as folder:
        for number, files in enumerate(reversed(estate)):
            write(Path(folder) / "deep" / f"{number}", files)
        load_all(emptied(graph), declared([Path(folder)]))
    assert without_places(dump(graph)) == expected


def test_git_and_arm_of_one_factory_give_one_graph_in_either_order(graph: Graph) -> None:
    git, arm = declared([FINANCE_GIT]), declared([FINANCE_ARM])
    load_all(emptied(graph), git, arm)
    expected = dump(graph)
    load_all(emptied(graph), arm, git)
    assert dump(graph) == expected
    load_all(emptied(graph), [*arm, *git])
    assert dump(graph) == expected


@pytest.mark.parametrize("path", [FINANCE_GIT, FINANCE_ARM], ids=["git", "arm"])
def test_git_and_arm_of_one_factory_have_the_same_keys(path: Path) -> None:
    (git,), (other,) = declared([FINANCE_GIT]), declared([path])
    assert {node.ref for node in other.nodes} == {node.ref for node in git.nodes}
    assert {(type(edge), edge.start, edge.end) for edge in other.edges} == {
        (type(edge), edge.start, edge.end) for edge in git.edges
    }


def test_arm_after_git_adds_a_source_and_no_node(graph: Graph) -> None:
    load_all(emptied(graph), declared([FINANCE_GIT]))
    git = graph.ask("MATCH (n:!Source&!Refresh&!Graph) RETURN count(n) AS nodes")
    (summary,) = load_all(graph, declared([FINANCE_ARM]))
    assert summary.total.created == 0
    assert graph.ask("MATCH (n:!Source&!Refresh&!Graph) RETURN count(n) AS nodes") == git
    once = graph.ask("MATCH (n:!Source&!Refresh&!Graph) WHERE size(n.sources) <> 2 RETURN n.key AS key")
    assert once == []
