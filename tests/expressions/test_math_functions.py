"""Math functions: the documentation's examples, and the limits of .NET's numbers."""

import pytest

from tests.expressions.asking import becomes, reason_of, shown

CASES = [
    ("add(1, 1.5)", "2.5"),
    ("add(-1, +3)", "2"),
    ("sub(10.3, .3)", "10.0"),
    ("mul(1, 2)", "2"),
    ("mul(1.5, 2)", "3.0"),
    ("div(10, 5)", "2"),
    ("div(11, 5)", "2"),
    ("div(-11, 5)", "-2"),
    ("div(11, 2.0)", "5.5"),
    ("mod(3, 2)", "1"),
    ("mod(-3, 2)", "-1"),
    ("max(1, 2, 3)", "3"),
    ("max(createArray(1, 2, 3))", "3"),
    ("min(1, 2, 3)", "1"),
    ("min(createArray(1, 2, 3))", "1"),
    ("range(1, 4)", "[1,2,3,4]"),
    ("range(0, 0)", "[]"),
    ("rand(1, 5)", "{id|rand(1, 5)}"),
    ("add(item().n, 1)", "{add(item().n, 1)}"),
    ("max(createArray(1, item()))", "{max(createArray(1, item()))}"),
    ("concat(mul(1.5, 2), ' ', div(1.0, 3))", '"3 0.3333333333333333"'),
]
IMPOSSIBLE = [
    "add('1', 2)",
    "add(true, 2)",
    "div(1, 0)",
    "mod(1, 0)",
    "mul(9223372036854775807, 2)",
    "mul(1e308, 10)",
    "range(1, -1)",
    "range(0, 20001)",
    "max()",
    "min(json('[]'))",
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_a_math_function(body: str, expected: str) -> None:
    assert shown(becomes(body)) == expected


@pytest.mark.parametrize("body", IMPOSSIBLE)
def test_what_has_no_number_is_unknown(body: str) -> None:
    assert reason_of(becomes(body)) == "dynamic-expression"
