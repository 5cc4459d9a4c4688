"""What is no script is refused at its place, in few words, however long or deep it is."""

import pytest

from lineage_graph.dataflow_script import ScriptError, parse, parse_expression, reach, unparse
from lineage_graph.dataflow_script.parse import MAX_CHARACTERS, MAX_STATEMENTS
from lineage_graph.dataflow_script.syntax import MAX_DEPTH, Group, depth
from lineage_graph.errors import LineageError


@pytest.mark.parametrize(
    ("script", "line", "column", "problem"),
    [
        ("source(", 1, 7, "expected ')' or an expression, found the end"),
        ("source() ->\n a", 1, 10, "expected '~>', found '->'"),
        ("source() ~> a\nb c", 2, 3, "expected '(', found the end"),
        ("source(a b) ~> c", 1, 10, "expected ')', ',' or 'as', found 'b'"),
        ("source(a as ) ~> c", 1, 13, "expected a name or a type, found ')'"),
        ("source(f(a ++ )) ~> a", 1, 15, "expected an expression, found ')'"),
        ("source(a: 'x) ~> s", 1, 11, "expected an expression, found a text without its end"),
        ('source(a: "x) ~> s', 1, 11, "expected an expression, found a text without its end"),
        ("source(a: `x) ~> s", 1, 11, "expected an expression, found a pattern without its end"),
        ("source({ab) ~> a", 1, 8, "expected ')' or an expression, found a name without its end"),
        ("source(a == 'secret' 'text') ~> a", 1, 22, "expected ')' or ',', found a text"),
        ("a split() ~> s@()", 1, 17, "expected a name, found ')'"),
        ("parameters{ x as string, }", 1, 26, "expected a name, found '}'"),
        ("§", 1, 1, "expected 'parameters' or a name, found '§'"),
        (f"source({'a' * 50} b) ~> c", 1, 59, "expected ')', ',' or 'as', found 'b'"),
        (f"source(a {'b' * 50}) ~> c", 1, 10, f"expected ')', ',' or 'as', found '{'b' * 30}'"),
    ],
)
def test_an_error_says_where_and_what_was_expected(script: str, line: int, column: int, problem: str) -> None:
    with pytest.raises(ScriptError) as caught:
        parse(script)
    assert str(caught.value) == f"data flow script, line {line}, column {column}: {problem}"
    assert (caught.value.line, caught.value.column) == (line, column)


def test_an_error_is_one_that_the_command_line_knows_and_carries_no_text_of_the_script() -> None:
    with pytest.raises(LineageError) as caught:
        parse("source(a: 'very secret' 'b') ~> c")
    assert caught.value.exit_code == 1
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("written", ["", "a b", "a, b", "a: b", "a = b", "source() ~> a"])
def test_what_is_no_expression_is_refused(written: str) -> None:
    with pytest.raises(ScriptError):
        parse_expression(written)


def test_a_script_beyond_the_limit_is_refused_and_one_at_the_limit_is_read() -> None:
    assert parse(" " * MAX_CHARACTERS).statements == ()
    with pytest.raises(ScriptError, match="1,000,001 characters, more than 1,000,000"):
        parse(" " * (MAX_CHARACTERS + 1))


def test_too_many_transformations_are_refused() -> None:
    assert len(parse("a()~>a " * MAX_STATEMENTS).statements) == MAX_STATEMENTS
    with pytest.raises(ScriptError, match="2,001 transformations, more than 2,000"):
        parse("a()~>a " * (MAX_STATEMENTS + 1))


MANY = 10_000


@pytest.mark.parametrize(
    "arguments",
    [
        "(" * MANY + "a" + ")" * MANY,
        "[" * MANY + "]" * MANY,
        "@(a=" * MANY + "a" + ")" * MANY,
        "f(" * MANY + ")" * MANY,
        "a#b(" * MANY + ")" * MANY,
        "!" * MANY + "a",
        "a" + ".a" * MANY,
        "a" + "[1]" * MANY,
        "a as b" + "[]" * MANY,
        "a as " + "(a as " * MANY + "b" + ")" * MANY,
        "a as " + "[b," * MANY + "b" + "]" * MANY,
    ],
)
def test_what_is_nested_too_deeply_is_refused(arguments: str) -> None:
    with pytest.raises(ScriptError, match=r"nested [\d,]+ levels deep, more than 150"):
        parse(f"source({arguments}) ~> a")


@pytest.mark.parametrize(
    "script",
    [
        "source(" + "(" * MANY,
        "source('" + "\\'" * MANY,
        'source("' + "{" * MANY,
        'source("' + '{"' * MANY,
        'source("' + "{'" * MANY,
        "source(`" + "'" * MANY,
        "/*" * MANY,
        "#" * MANY,
        "{" * MANY,
        "a," * MANY,
        "a@" * MANY,
        ")" * MANY,
        "\0" * MANY,
    ],
)
def test_what_never_ends_is_refused(script: str) -> None:
    with pytest.raises(ScriptError) as caught:
        parse(script)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("content", ["{(" * MANY, "{a.}" * 1000, "{" + "(" * MANY + "a" + ")" * MANY + "}"])
def test_braces_in_a_text_that_hold_no_readable_expression_are_text(content: str) -> None:
    (statement,) = parse(f'source("{content}") ~> a').statements
    assert unparse(statement) == f'source("{content.replace("{", chr(92) + "{")}") ~> a'


def test_a_long_chain_is_not_deep() -> None:
    assert depth(parse_expression("a" + " + a" * MANY)) == 2


def test_a_tree_of_the_greatest_depth_can_be_compared_hashed_and_printed() -> None:
    written = "(" * (MAX_DEPTH - 1) + "a" + ")" * (MAX_DEPTH - 1)
    expression = parse_expression(written)
    assert depth(expression) == MAX_DEPTH
    assert unparse(expression) == written
    assert expression == parse_expression(written)
    assert hash(expression) == hash(parse_expression(written))
    assert repr(expression).count("Group") == MAX_DEPTH - 1
    with pytest.raises(ScriptError, match="nested 151 levels deep"):
        parse_expression(unparse(Group(expression)))


def test_a_wide_stream_graph_is_answered() -> None:
    sources = "".join(f"source() ~> s{number} " for number in range(500))
    names = ", ".join(f"s{number}" for number in range(500))
    unions = "".join(f"{names} union() ~> u{number} u{number} sink() ~> k{number} " for number in range(50))
    found = reach(parse(sources + unions))
    assert [len(one.sources) for one in found] == [500] * 50


def test_a_long_stream_and_a_long_cycle_are_answered() -> None:
    steps = "".join(f"d{number} derive() ~> d{number + 1} " for number in range(1500))
    (found,) = reach(parse(f"source() ~> d0 {steps} d1500 sink() ~> out"))
    assert found.sources == (("d0", "data"),)
    (found,) = reach(parse(f"d1500 derive() ~> d0 {steps} d1500 sink() ~> out"))
    assert len(found.cyclic) == 1501
