"""``evaluate``: values, texts known in part, all ways of a condition, and where an expression is wrong."""

import json

import pytest

from lineage_graph.cli import run


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["@concat('raw/', pipeline().parameters.t)", "--parameter", "t=orders"], ['string    "raw/orders"']),
        (["@add(dataset().n, 1)", "--dataset", "n=41"], ["int       42"]),
        (["@linkedService().host", "--linked-service", "HOST=a=b"], ['string    "a=b"']),
        (["@pipeline().globalParameters.x[1]", "--global", "x=[1, 2]"], ["int       2"]),
        (["@variables('v')", "--variable", "v="], ['string    ""']),
        (["@item().name", "--item", '{"name": null}'], ["null      null"]),
        (["@activity('Get').output.firstRow.x", "--output", 'Get={"firstRow": {"x": true}}'], ["bool      true"]),
        (
            ["raw/@{item().a}/@{utcNow()}"],
            [
                'template  "raw/{item().a}/{utcNow()}"',
                "          {item().a}: runtime-only",
                "          {utcNow()}: runtime-only, made from a date or time",
            ],
        ),
        (
            ["@if(item().x, 'a', 'b')"],
            ["if item().x is true:", 'string    "a"', "if item().x is false:", 'string    "b"'],
        ),
    ],
)
def test_what_an_expression_becomes(
    arguments: list[str], expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["evaluate", *arguments]) == 0
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == expected


def test_json_holds_every_way(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "@coalesce(item().x, 'b')", "-o", "json"]) == 0
    hole = {"detail": "item().x", "reason": "runtime-only", "mark": ""}
    assert json.loads(capsys.readouterr().out) == {
        "expression": "@coalesce(item().x, 'b')",
        "alternatives": [
            {"if": {"equals(item().x, null)": True}, "type": "string", "value": "b", "unknown": []},
            {"if": {"equals(item().x, null)": False}, "type": "unknown", "value": "{item().x}", "unknown": [hole]},
        ],
    }


def test_a_syntax_error_ends_with_2_and_marks_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "@concat('a' 'b')"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "Error: expression, character 13: expected ',' or ')', found a text"
    assert (said[1].strip(), said[2].index("^") - said[1].index("@")) == ("@concat('a' 'b')", 12)


def test_a_pair_without_a_value_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "@item()", "--parameter", "x"]) == 2
    assert "--parameter x: write NAME=VALUE" in capsys.readouterr().err
