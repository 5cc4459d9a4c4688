"""Values as text, and the values of declared parameters."""

import pytest

from lineage_graph.expressions import (
    LONGEST_EXPRESSION,
    Object,
    Scope,
    Template,
    Unknown,
    bind,
    first_unknown,
    template_of,
    text_of,
)
from lineage_graph.model import Reason
from lineage_graph.records import ArmParameter, Expression, Masked, Parameter, Properties, Value
from tests.expressions.asking import SCOPE, shown

OPEN = Reason.RUNTIME_ONLY


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("a", "a"),
        (True, "True"),
        (2.0, "2"),
        (Expression("@dataset().number"), "3"),
        (Expression("@null"), None),
        (Expression("@item().name"), Unknown(OPEN, "@item().name")),
        (Expression("raw/@{item().name}"), Unknown(OPEN, "raw/@{item().name}")),
        (Expression("@nobody(1)"), Unknown(Reason.DYNAMIC_EXPRESSION, "@nobody(1)")),
        (Expression("@nobody(1"), Unknown(Reason.DYNAMIC_EXPRESSION, "@nobody(1")),
        (ArmParameter("server"), Unknown(Reason.PARAMETER_WITHOUT_VALUE, "server")),
        (Masked(), Unknown(Reason.MASKED_CONNECTION, "the value is masked")),
        (("a",), Unknown(Reason.DYNAMIC_EXPRESSION, "a text was expected, not list")),
    ],
)
def test_a_value_as_text(value: Value, expected: str | Unknown | None) -> None:
    assert text_of(value, SCOPE) == expected


def test_a_text_that_is_known_in_part() -> None:
    result = template_of(Expression("raw/@{item().name}/@{utcNow()}"), SCOPE)
    assert result == Template(("raw/", Unknown(OPEN, "item().name"), "/", Unknown(OPEN, "utcNow()", "date")))
    assert isinstance(result, Template)
    assert [hole.mark for hole in result.holes] == ["", "date"]


def test_an_expression_that_is_too_long_is_unknown() -> None:
    result = text_of(Expression("@" + "x" * LONGEST_EXPRESSION), SCOPE)
    assert isinstance(result, Unknown)
    assert result.reason is Reason.DYNAMIC_EXPRESSION


def test_an_argument_wins_over_the_default_and_an_empty_default_is_no_value() -> None:
    parameters = (
        Parameter("Given", "string", "default", has_default=True),
        Parameter("Default", "string", "default", has_default=True),
        Parameter("Empty", "string", "", has_default=True),
        Parameter("Null", "string", None, has_default=True),
        Parameter("None", "string"),
    )
    arguments = Properties({"given": Expression("x/@{item()}"), "extra": Expression("@dataset().folder")})
    bound = bind(parameters, arguments, SCOPE)
    assert (shown(bound["given"]), bound["default"], bound["extra"]) == ("x/{item()}", "default", "raw")
    open_values = [bound[name] for name in ("empty", "null", "none")]
    assert open_values == [Unknown(Reason.PARAMETER_WITHOUT_VALUE, name) for name in ("Empty", "Null", "None")]


@pytest.mark.parametrize(
    ("kind", "argument", "expected"),
    [
        ("array", "[1, 2]", "[1,2]"),
        ("Array", '{"a": 1}', '"{\\"a\\": 1}"'),
        ("object", '{"a": [true]}', '{"a":[true]}'),
        ("int", "7", "7"),
        ("int", "7.5", '"7.5"'),
        ("bool", "true", "true"),
        ("bool", "True", '"True"'),
        ("float", "1.5", "1.5"),
        ("string", "[1]", '"[1]"'),
        ("array", "a,b", '"a,b"'),
    ],
)
def test_a_text_for_a_parameter_of_another_type_is_read_as_json(kind: str, argument: str, expected: str) -> None:
    given = bind((Parameter("p", kind),), Properties({"P": argument}), Scope())
    default = bind((Parameter("p", kind, argument, has_default=True),), Properties({}), Scope())
    assert (shown(given["p"]), shown(default["p"])) == (expected, expected)


def test_the_first_unknown_is_found_however_deep_it_lies() -> None:
    hole = Unknown(OPEN, "item()")
    assert first_unknown((1, Object({"a": ("x", Template(("y", hole)))}))) == hole
    assert first_unknown((1, Object({"a": ("x",)}))) is None
