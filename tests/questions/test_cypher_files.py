"""Every question: its header is right, its plan lists no paths, its examples run, its columns are as declared."""

import re

import pytest

from lineage_graph.graph import Graph
from lineage_graph.queries import FOLDER, Query, queries
from lineage_graph.reports.index import index_of

ALL = list(queries().values())
LISTS_PATHS = re.compile(r"VarLengthExpand\((All|Into)\)|Repeat\(|AllShortest|AllNodesScan")
EMPTY_ON_PURPOSE: set[str] = set()


@pytest.mark.parametrize("query", ALL, ids=lambda query: query.name)
def test_its_plan_lists_no_paths_and_the_server_remarks_nothing(query: Query, estate: Graph) -> None:
    explanation = estate.explain(query.text, query.examples)
    assert [name for name in explanation.operators if LISTS_PATHS.search(name)] == []
    assert explanation.notifications == ()
    assert not explanation.writes


@pytest.mark.parametrize("query", ALL, ids=lambda query: query.name)
def test_its_examples_run_and_give_the_declared_columns(query: Query, estate: Graph) -> None:
    rows = estate.ask(query.text, query.examples)
    assert rows, "the examples of a header find something in the estate"
    assert {tuple(row) for row in rows} == {query.columns}


@pytest.mark.parametrize("query", ALL, ids=lambda query: query.name)
def test_it_is_ordered_short_and_takes_only_parameters(query: Query) -> None:
    assert "ORDER BY" in query.text
    assert "{{" not in query.text
    assert all(re.fullmatch("[a-z][A-Za-z]*", column) for column in query.columns)
    lines = query.text.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize("name", [name for name in queries() if "stream" in name and "layer" not in name])
def test_the_whole_closure_is_walked_breadth_first(name: str, estate: Graph) -> None:
    question = queries()[name]
    first = [step for step in estate.explain(question.text, question.examples).operators if "VarLength" in step][-1]
    assert first.startswith("VarLengthExpand(Pruning,BFS")


def test_the_index_of_questions_is_fresh() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert index_of(queries()) in readme, "make it anew: python -m lineage_graph.reports.index"
