"""What is printed says the same: any tree, printed and parsed, is the same tree."""

from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage_graph.dataflow_script import ScriptError, parse, parse_expression, unparse
from lineage_graph.dataflow_script.syntax import (
    Argument,
    Array,
    ArrayType,
    Assignment,
    CachedLookup,
    Call,
    Entry,
    Expression,
    Group,
    Index,
    MapType,
    Member,
    Name,
    Number,
    Operation,
    Option,
    Parameter,
    Pattern,
    Prefixed,
    SchemaItem,
    Script,
    SimpleType,
    Statement,
    Stream,
    Struct,
    StructType,
    Text,
    Type,
    Variable,
)

LEVELS = (("||",), ("^",), ("&&",), ("==", "!=", "<=>", "<", ">="), ("|", "&"), ("+", "-"), ("*", "/", "%"))

words = st.sampled_from(["a", "as", "source", "parameters", "x1", "_id", "größe", "decimal", "match"])
plain_names = words | st.text("abc d@.$'#/-:", max_size=6)
"""Names that may stand in the braces of a text in the braces of a text."""
names = plain_names | st.text(st.characters(exclude_characters="{}", codec="utf-8"), max_size=6)
numbers = st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,2})?(e-?[0-9])?[LSFDB]?", fullmatch=True).map(Number)
strings = st.text("ab '\"\\{}\n\t`$", max_size=6) | st.text(st.characters(codec="utf-8"), max_size=6)


def types(depth: int = 2) -> st.SearchStrategy[Type]:
    sized = st.builds(SimpleType, st.sampled_from(["decimal", "varchar"]), st.just(("18", "2")))
    simple = st.builds(SimpleType, words.filter(lambda word: word != "decimal")) | sized
    if not depth:
        return simple
    inner = types(depth - 1)
    struct = st.lists(schema_items(depth - 1), max_size=2).map(tuple).map(StructType)
    return simple | st.builds(ArrayType, inner) | st.builds(MapType, inner, inner) | struct


def schema_items(depth: int = 2) -> st.SearchStrategy[SchemaItem]:
    return st.builds(SchemaItem, names, types(depth), st.none() | texts(0) | st.builds(Group, numbers))


def texts(depth: int, holes: int = 2) -> st.SearchStrategy[Text]:
    single = st.builds(Text, strings.map(lambda string: (string,) if string else ()), st.just("'"))
    if not holes:
        return single
    part = strings | (expressions(depth - 1, holes - 1) if depth else st.builds(Name, plain_names))
    return single | st.builds(Text, st.lists(part, max_size=3).map(merged), st.just('"'))


def merged(parts: list[str | Expression]) -> tuple[str | Expression, ...]:
    """Parts as a parser gives them: no two strings side by side, and no empty one."""
    result: list[str | Expression] = []
    for part in parts:
        if isinstance(part, str) and result and isinstance(result[-1], str):
            result[-1] += part
        elif part != "":
            result.append(part)
    return tuple(result)


def leaves(depth: int, holes: int) -> st.SearchStrategy[Expression]:
    patterns = st.text("ab.*\\d+$'", max_size=5).map(Pattern)
    return st.one_of(
        st.builds(Name, names if holes == 2 else plain_names), numbers, patterns, variables(), texts(depth, holes)
    )


def variables() -> st.SearchStrategy[Variable]:
    signs: st.SearchStrategy[Literal["$", "#", ":"]] = st.sampled_from(["$", "#", ":"])
    return st.builds(Variable, signs, words) | st.sampled_from([Variable("$", "$"), Variable("$", "1")])


def primaries(depth: int, holes: int) -> st.SearchStrategy[Expression]:
    if not depth:
        return leaves(depth, holes)
    inner = expressions(depth - 1, holes)
    items = st.lists(inner | st.builds(Entry, inner, inner), max_size=2).map(tuple)
    return st.one_of(
        leaves(depth, holes),
        st.builds(Group, inner),
        st.builds(Array, items),
        st.builds(Struct, arguments(depth - 1, holes)),
        st.builds(Call, words, arguments(depth - 1, holes)),
        st.builds(CachedLookup, words, words, arguments(depth - 1, holes)),
    )


def expressions(depth: int, holes: int = 2) -> st.SearchStrategy[Expression]:
    primary = primaries(depth, holes)
    separators: st.SearchStrategy[Literal[".", "@"]] = st.sampled_from([".", "@"])
    postfix = primary | st.builds(Member, primary, separators, plain_names)
    if not depth:
        return postfix
    indexed = postfix | st.builds(Index, postfix, expressions(depth - 1, holes))
    unary = indexed | st.builds(Prefixed, st.sampled_from(["!", "-", "~"]), indexed)
    return unary | st.sampled_from(range(len(LEVELS))).flatmap(lambda level: operations(level, unary))


def operations(level: int, operands: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    """Operations of this level, over operands some of which are operations that bind more tightly."""
    tighter = operations(level + 2, operands) if level + 2 < len(LEVELS) else operands
    return st.lists(st.tuples(operands | tighter, st.sampled_from(LEVELS[level])), min_size=2, max_size=3).map(
        lambda terms: Operation(tuple(term for term, _ in terms), tuple(sign for _, sign in terms[1:]))
    )


def arguments(depth: int, holes: int = 2) -> st.SearchStrategy[tuple[Argument, ...]]:
    inner = expressions(depth, holes)
    items = schema_items(1) if holes == 2 else st.nothing()
    assignments = st.builds(Assignment, inner, inner, st.none() | (types(1) if holes == 2 else st.none()))
    options = st.builds(Option, plain_names, inner)
    return st.lists(st.one_of(inner, options, assignments, items), max_size=3).map(tuple)


parameters = st.builds(Parameter, names, types(1), st.none() | texts(0) | st.builds(Array, st.just(())))
streams = st.builds(Stream, words, st.none() | words)
statements = st.builds(
    Statement,
    st.lists(streams, max_size=2).map(tuple),
    words,
    arguments(2),
    words,
    st.lists(words, max_size=2).map(tuple),
)
scripts = st.builds(Script, st.lists(parameters, max_size=2).map(tuple), st.lists(statements, max_size=3).map(tuple))


@settings(deadline=None)
@given(expressions(3))
def test_a_printed_expression_parses_to_itself(expression: Expression) -> None:
    assert parse_expression(unparse(expression)) == expression


@settings(deadline=None, max_examples=50)
@given(scripts)
def test_a_printed_script_parses_to_itself(script: Script) -> None:
    assert parse(unparse(script)) == script


@settings(deadline=None)
@given(st.text("ab{}'\"`\\ $.,()[]+-=:@#~>/*\n", max_size=40), st.booleans())
def test_whatever_parses_is_printed_to_the_same_tree(body: str, quoted: bool) -> None:
    try:
        expression = parse_expression(f'"{body}"' if quoted else body)
    except ScriptError:
        return
    assert parse_expression(unparse(expression)) == expression


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("iif( a==1 ,'x',{b c}.d ) // why", "iif(a == 1, 'x', {b c}.d)"),
        ("a@b [ 1 ]", "a@b[1]"),
        ("!a&&-b<2", "!a && -b < 2"),
        ("{plain}", "plain"),
        ('"{ $x }/{a}\\{"', '"{$x}/{a}\\{"'),
        (r"'a\'\"\n'", r"'a\'\"\n'"),
        ("['k'->v]", "['k' -> v]"),
        ("c#lookup( a ).b", "c#lookup(a).b"),
        ("@( a=b )", "@(a = b)"),
    ],
)
def test_an_expression_is_shown_with_one_spacing(written: str, printed: str) -> None:
    assert unparse(parse_expression(written)) == printed


def test_a_script_is_shown_with_one_statement_a_line() -> None:
    script = parse(
        "parameters{day as date,n as decimal(5,1) (0.5)} source(output(a as [string,long] , b as c 'd'),"
        "x:true)~>s s,s@t parse(a=b?(c as d[]))~>p@(q,r)"
    )
    assert unparse(script).splitlines() == [
        "parameters{day as date, n as decimal(5,1) (0.5)}",
        "source(output(a as [string,long], b as c 'd'), x: true) ~> s",
        "s, s@t parse(a = b ? (c as d[])) ~> p@(q, r)",
    ]
