"""What a value becomes where its parameters are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage_graph.expressions import LONGEST_EXPRESSION, Scope, Unknown, bind, evaluate, text_of
from lineage_graph.model import Reason
from lineage_graph.records import ArmParameter, Expression, Masked, Parameter, Properties, Value

SCOPE = Scope(
    pipeline={"table": "Orders", "missing": Unknown(Reason.PARAMETER_WITHOUT_VALUE, "missing")},
    factory={"lake": "acc"},
    dataset={"folder": "raw", "number": 3},
    linked_service={"host": "crm"},
)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("@pipeline().parameters.Table", "Orders"),
        ("@PIPELINE().Parameters['table']", "Orders"),
        ("@pipeline()?.parameters?.table", "Orders"),
        ("@pipeline().globalParameters.lake", "acc"),
        ("@dataset().folder", "raw"),
        ("@ dataset( ).folder ", "raw"),
        ("@linkedService().host", "crm"),
        ("@'it''s'", "it's"),
        ("@@dataset().folder", "@dataset().folder"),
        ("@{dataset().folder}", "raw"),
        ("a/@{dataset().folder}/@{pipeline().parameters.table}.csv", "a/raw/Orders.csv"),
        ("n@{dataset().number}", "n3"),
        ("a@@{b}", "a@{b}"),
        ("@{'}'}x", "}x"),
    ],
)
def test_parameters_that_are_passed_straight_through(written: str, value: str) -> None:
    assert evaluate(Expression(written), SCOPE) == value


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (Expression("@item().name"), Reason.RUNTIME_ONLY),
        (Expression("@activity('Get').output.firstRow.x"), Reason.RUNTIME_ONLY),
        (Expression("raw/@{utcNow()}"), Reason.RUNTIME_ONLY),
        (Expression("@pipeline().RunId"), Reason.RUNTIME_ONLY),
        (Expression("@concat('a', dataset().folder)"), Reason.DYNAMIC_EXPRESSION),
        (Expression("@pipeline().parameters.missing"), Reason.PARAMETER_WITHOUT_VALUE),
        (Expression("@dataset().nobody"), Reason.PARAMETER_WITHOUT_VALUE),
        (Expression("@" + "x" * LONGEST_EXPRESSION), Reason.DYNAMIC_EXPRESSION),
        (Expression("Server=@{parameters('host')};Database=d"), Reason.PARAMETER_WITHOUT_VALUE),
        (ArmParameter("server"), Reason.PARAMETER_WITHOUT_VALUE),
        (Masked(), Reason.MASKED_CONNECTION),
    ],
)
def test_what_cannot_be_known_says_why(written: Value, reason: Reason) -> None:
    result = evaluate(written, SCOPE)
    assert isinstance(result, Unknown)
    assert result.reason is reason


def test_an_argument_wins_over_the_default_and_an_empty_default_is_no_value() -> None:
    parameters = (
        Parameter("Given", "string", "default", has_default=True),
        Parameter("Default", "string", "default", has_default=True),
        Parameter("Empty", "string", "", has_default=True),
    )
    bound = bind(parameters, Properties({"given": Expression("@dataset().folder"), "extra": "e"}), SCOPE)
    assert (bound["given"], bound["default"], bound["extra"]) == ("raw", "default", "e")
    assert isinstance(bound["empty"], Unknown)


def test_a_list_is_no_text() -> None:
    assert isinstance(text_of(("a",), SCOPE), Unknown)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    result = text_of(Expression(text), SCOPE)
    assert isinstance(result, str | Unknown)
