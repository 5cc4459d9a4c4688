"""Logical functions: the documentation's examples, and what is decided although something is unknown."""

import pytest

from tests.expressions.asking import becomes, reason_of, shown

CASES = [
    ("and(true, true)", "true"),
    ("and(false, true)", "false"),
    ("and(false, false)", "false"),
    ("and(equals(1, 1), equals(2, 2))", "true"),
    ("and(equals(1, 1), equals(1, 2))", "false"),
    ("and(false, item())", "false"),
    ("and(item().a, false)", "false"),
    ("and(true, item().a)", "{item().a}"),
    ("and(item().a, item().b)", "{and(item().a, item().b)}"),
    ("or(true, false)", "true"),
    ("or(false, false)", "false"),
    ("or(item(), true)", "true"),
    ("or(item(), false)", "{item()}"),
    ("not(false)", "true"),
    ("not(equals(1, 1))", "false"),
    ("not(item())", "{not(item())}"),
    ("equals(true, 1)", "true"),
    ("equals('abc', 'abcd')", "false"),
    ("equals('abc', 'ABC')", "false"),
    ("equals(1, 1.0)", "true"),
    ("equals('1', 1)", "false"),
    ("equals(null, null)", "true"),
    ("equals(null, '')", "false"),
    ("equals(createArray(1, 'a'), json('[1, \"a\"]'))", "true"),
    ("equals(json('{\"a\": 1}'), json('{\"a\": 2}'))", "false"),
    ("equals('raw', item().a)", "{equals(item().a, 'raw')}"),
    ("equals(item().b, item().a)", "{equals(item().a, item().b)}"),
    ("equals(item().a, item()?['a'])", "true"),
    ("equals(guid(), guid())", "{id|equals(guid(), guid())}"),
    ("equals(concat('a', item()), 'b')", "false"),
    ("equals(concat('a', item()), 'ab')", "{equals(concat('a', item()), 'ab')}"),
    ("equals(concat(item(), '.csv'), 'x.json')", "false"),
    ("equals(concat('a', item(), 'mid', item(), 'z'), 'a-z')", "false"),
    ("equals(concat('ab', item(), 'ba'), 'aba')", "false"),
    ("equals(concat('a', item()), concat('b', item()))", "false"),
    ("equals(concat('a', item()), 1)", "false"),
    ("equals(concat('a', item()), null)", "false"),
    ("greater(10, 5)", "true"),
    ("greater('apple', 'banana')", "false"),
    ("greaterOrEquals(5, 5)", "true"),
    ("greaterOrEquals('apple', 'banana')", "false"),
    ("less(5, 10)", "true"),
    ("less('banana', 'apple')", "false"),
    ("lessOrEquals(10, 10)", "true"),
    ("lessOrEquals('apply', 'apple')", "false"),
    ("less(item(), 3)", "{less(item(), 3)}"),
    ("if(equals(1, 1), 'yes', 'no')", '"yes"'),
    ("if(false, 1, 2)", "2"),
    ("if(true, 1, int('x'))", "1"),
    ("if(item().a, 'same', concat('sa', 'me'))", '"same"'),
    ("if(item().a, 1, 2)", "{if(item().a, 1, 2)}"),
    ("coalesce(null, true, false)", "true"),
    ("coalesce(null, 'hello', 'world')", '"hello"'),
    ("coalesce(null, null, null)", "null"),
    ("coalesce('', 'a')", '""'),
    ("coalesce(null, item().a)", "{item().a}"),
    ("coalesce(item().a, 'b')", "{coalesce(item().a, 'b')}"),
    ("coalesce(concat('a', item()), 'b')", "a{item()}"),
]
IMPOSSIBLE = [
    "and(1, true)",
    "and(true)",
    "or('true', false)",
    "not(1)",
    "if(1, 2, 3)",
    "if(true, 1)",
    "greater(1, 'a')",
    "less(true, 1)",
    "coalesce()",
    "equals(1)",
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_a_logical_function(body: str, expected: str) -> None:
    assert shown(becomes(body)) == expected


@pytest.mark.parametrize("body", IMPOSSIBLE)
def test_wrong_arguments_leave_the_call_unknown(body: str) -> None:
    assert reason_of(becomes(body)) == "dynamic-expression"


def test_an_if_has_the_reason_of_its_condition() -> None:
    assert reason_of(becomes("if(pipeline().parameters.missing, 1, 2)")) == "parameter-without-value"
