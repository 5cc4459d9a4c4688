"""Laws of every expression: written and read again it is the same, and no text whatever raises."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage_graph.expressions import (
    LONGEST_EXPRESSION,
    Choices,
    Scope,
    Template,
    Tree,
    Unknown,
    alternatives,
    evaluate,
    parse,
    render,
    template_of,
    text_of,
)
from lineage_graph.expressions.functions import FUNCTIONS
from lineage_graph.expressions.syntax import Access, Call, Index, Literal, Property, Text
from lineage_graph.records import Expression
from tests.expressions.asking import SCOPE
from tests.real_factories import REPOSITORIES, needed

SCALARS: Final = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
)
NAMES: Final = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,6}", fullmatch=True)
FUNCTION_NAMES: Final = st.sampled_from(
    [*(one.name for one in FUNCTIONS.values()), "if", "and", "or", "coalesce", "item", "utcNow", "pipeline", "dataset"]
)
SNIPPETS: Final = st.sampled_from(
    ["@", "@{", "}", "(", ")", "'", "''", "[", "]", "?.", ".", ",", "item()", "concat(", "0", "-1", "null", "if(", "\n"]
)


def _steps(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Property | Index]:
    return st.one_of(st.builds(Property, NAMES, st.booleans()), st.builds(Index, trees, st.booleans()))


def _bodies(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    calls = st.builds(Call, FUNCTION_NAMES, st.lists(inner, max_size=4).map(tuple))
    owners = st.one_of(calls, st.builds(Literal, SCALARS))
    steps = st.lists(_steps(inner), min_size=1, max_size=3).map(tuple)
    return st.one_of(calls, st.builds(Access, owners, steps))


BODIES: Final[st.SearchStrategy[Tree]] = st.recursive(st.builds(Literal, SCALARS), _bodies, max_leaves=12)
PIECES: Final = st.text(min_size=1, max_size=8).filter(lambda text: not text.endswith("@"))


def _interleaved(pairs: list[tuple[str, Tree]], end: str) -> Tree:
    parts = [part for pair in pairs for part in pair if part != ""]
    return Text((*parts, end)) if end else Text(tuple(parts))


TEXTS: Final = st.builds(
    _interleaved,
    st.lists(st.tuples(st.one_of(st.just(""), PIECES), BODIES), min_size=1, max_size=3),
    st.text(max_size=5),
)
TREES: Final = st.one_of(BODIES, TEXTS)


@given(TREES)
def test_what_is_written_is_read_again(tree: Tree) -> None:
    assert parse(render(tree)) == tree


@given(TREES)
def test_writing_changes_no_value(tree: Tree) -> None:
    written = render(tree)
    once = evaluate(Expression(written), SCOPE)
    assert repr(evaluate(Expression(render(parse(written))), SCOPE)) == repr(once)


@given(TREES)
def test_a_template_is_never_all_known_and_never_one_hole(tree: Tree) -> None:
    result = template_of(Expression(render(tree)), SCOPE)
    if isinstance(result, Template):
        assert result.holes
        assert len(result.parts) > 1
        assert not any(
            isinstance(a, str) and isinstance(b, str) for a, b in zip(result.parts, result.parts[1:], strict=False)
        )


@given(st.one_of(st.text(), st.text().map(lambda text: f"@{text}"), st.lists(SNIPPETS).map("".join)))
def test_no_text_raises(text: str) -> None:
    assert isinstance(text_of(Expression(text), SCOPE), str | Unknown | None)


@given(BODIES)
def test_every_way_of_the_choices_is_reached_once(tree: Tree) -> None:
    taken: list[dict[str, bool]] = []

    def run(choices: Choices) -> None:
        evaluate(Expression(render(tree)), Scope(choices=choices))
        if choices.asked is None or choices.is_full:
            taken.append(dict(choices.taken))

    assert len(alternatives(run, most=8)) <= 8
    assert len(taken) == len({json.dumps(one, sort_keys=True) for one in taken})


HEAVY: Final = [
    "@" + "toLower(" * 1000,
    "@" + "(" * 8000,
    "@" + "item()[" * 1100,
    "@item()" + ".a" * 4000,
    "@" + "@{" * 4000,
    "@" + "replace(" * 70 + "'aaaaaaaaaa'" + ",'a','aaaaaaaaaa')" * 70,
    "@" + "replace('aaaa','a'," * 70 + "item()" + ")" * 70,
    "@" + "join(split(" * 39 + "'aaaaaaaa'" + ",'a'),'aaaa')" * 39,
    "@" + "base64(" * 79 + "'" + "a" * 40 + "'" + ")" * 79,
    "@createArray(" + ",".join(["range(0,20000)"] * 400) + ")",
    "@union(" + ",".join(["range(0,20000)"] * 400) + ")",
    "@{range(0,20000)}" * 400,
    "@" + "if(item().a," * 79 + "'a'" + ",'b')" * 79,
    "@coalesce(" + ",".join(["item()"] * 1100) + ")",
    "@json('" + "[" * 8000 + "')",
    "@xpath('" + "<a>" * 900 + "</a>" * 900 + "','//a//a//a//a')",
    "@formatDateTime('2018-01-01','" + "%" * 8000 + "')",
    "@add(" + "9" * 8000 + ",1)",
    "@'" + "''" * 4000,
]


@pytest.mark.parametrize("written", HEAVY, ids=range(len(HEAVY)))
def test_the_heaviest_expressions_end_within_the_limits(written: str) -> None:
    result = text_of(Expression(written[:LONGEST_EXPRESSION]), SCOPE)
    assert isinstance(result, Unknown) or len(result or "") <= 8 * 2**20


def _expressions(raw: object) -> Iterator[str]:
    if isinstance(raw, dict):
        for inner in raw.values():
            yield from _expressions(inner)
    elif isinstance(raw, list):
        for inner in raw:
            yield from _expressions(inner)
    elif isinstance(raw, str) and (raw.startswith("@") or "@{" in raw):
        yield raw


def _real_expressions() -> list[str]:
    found: set[str] = set()
    for path in (path for repository in REPOSITORIES for path in Path(repository).rglob("*.json")):
        try:
            found.update(_expressions(json.loads(path.read_text(encoding="utf-8-sig"))))
        except ValueError:
            continue
    return sorted(found)


@needed
def test_every_real_expression_is_read_and_evaluated() -> None:
    written = _real_expressions()
    assert len(written) > 1000
    unread = []
    for one in written:
        result = evaluate(Expression(one), SCOPE)
        if isinstance(result, Unknown) and result.detail.startswith(one[:100]) and re.match(r"@[a-z]+\(", one):
            unread.append(one)
        for cut in range(0, len(one), 1 + len(one) // 7):
            evaluate(Expression(one[:cut] + one[cut + 1 :]), SCOPE)
    assert unread == []
