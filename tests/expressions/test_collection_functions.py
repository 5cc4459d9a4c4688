"""Collection functions: the documentation's examples, and what happens at the edges and with unknown items."""

import pytest

from tests.expressions.asking import becomes, reason_of, shown

CASES = [
    ("contains('hello world', 'world')", "true"),
    ("contains('hello world', 'universe')", "false"),
    ("contains('hello world', 'WORLD')", "false"),
    ("contains(createArray('a', 'b'), 'b')", "true"),
    ("contains(createArray(1, 2), '1')", "false"),
    ("contains(json('{\"a\": 1}'), 'a')", "true"),
    ("contains(json('{\"a\": 1}'), 'b')", "false"),
    ("contains(concat('raw/', item()), 'aw')", "true"),
    ("contains(concat('raw/', item()), 'x')", "{contains(concat('raw/', item()), 'x')}"),
    ("contains(createArray('a', item()), 'a')", "true"),
    ("contains(createArray('a', item()), 'b')", "{contains(createArray('a', item()), 'b')}"),
    ("empty('')", "true"),
    ("empty('abc')", "false"),
    ("empty(json('[]'))", "true"),
    ("empty(json('{}'))", "true"),
    ("empty(null)", "true"),
    ("empty(concat('a', item()))", "false"),
    ("empty(item())", "{empty(item())}"),
    ("first('hello')", '"h"'),
    ("first(createArray(0, 1, 2))", "0"),
    ("first(createArray('a', item()))", '"a"'),
    ("first(concat('a', item()))", '"a"'),
    ("first(item())", "{first(item())}"),
    ("last('abcd')", '"d"'),
    ("last(createArray(0, 1, 2, 3))", "3"),
    ("last(createArray('a', item().x))", "{item().x}"),
    ("last(concat('a', item()))", "{last(concat('a', item()))}"),
    ("intersection(createArray(1, 2, 3), createArray(101, 2, 1, 10), createArray(6, 8, 1, 2))", "[1,2]"),
    ('intersection(json(\'{"a": 1, "b": 2}\'), json(\'{"b": 3, "c": 4}\'))', '{"b":3}'),
    ("intersection(createArray(1, item()), createArray(1))", "{intersection(createArray(1, item()), createArray(1))}"),
    ("join(createArray('a', 'b', 'c'), '.')", '"a.b.c"'),
    ("join(json('[]'), '.')", '""'),
    ("join(createArray('a', item(), 'c'), '/')", "a/{item()}/c"),
    ("length('abcd')", "4"),
    ("length(createArray(0, 1, 2, 3))", "4"),
    ("length(createArray(item(), 1))", "2"),
    ("skip(createArray(0, 1, 2, 3), 1)", "[1,2,3]"),
    ("skip(createArray(0), 5)", "[]"),
    ("take('abcde', 3)", '"abc"'),
    ("take(createArray(0, 1, 2, 3, 4), 3)", "[0,1,2]"),
    ("take(concat('abc', item()), 2)", '"ab"'),
    ("take(concat('abc', item()), 4)", "{take(concat('abc', item()), 4)}"),
    ("union(createArray(1, 2, 3), createArray(1, 2, 10, 101))", "[1,2,3,10,101]"),
    ("union(createArray('a', item()), createArray(item(), 'a'))", '["a",{item()}]'),
    ('union(json(\'{"a": 1}\'), json(\'{"a": 2, "b": 3}\'))', '{"a":2,"b":3}'),
    ("union(createArray(1, true), createArray('1', 1.0))", '[1,true,"1",1.0]'),
]
IMPOSSIBLE = [
    "first(1)",
    "length(1)",
    "skip('abc', 1)",
    "join('a', 'b')",
    "union(createArray(1), 'a')",
    "empty(1)",
    "contains(1, 1)",
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_a_collection_function(body: str, expected: str) -> None:
    assert shown(becomes(body)) == expected


@pytest.mark.parametrize("body", IMPOSSIBLE)
def test_wrong_arguments_leave_the_call_unknown(body: str) -> None:
    assert reason_of(becomes(body)) == "dynamic-expression"
