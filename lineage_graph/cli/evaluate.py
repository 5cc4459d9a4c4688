"""``evaluate``: what an expression of a pipeline becomes, for a person who wonders why the graph says ``unknown``."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import click

from lineage_graph.errors import UsageError
from lineage_graph.expressions import (
    MOST_ALTERNATIVES,
    Bindings,
    Choices,
    ExpressionError,
    Object,
    Result,
    Scope,
    Template,
    Unknown,
    alternatives,
    parse,
)
from lineage_graph.expressions import evaluate as evaluate_value
from lineage_graph.expressions.texts import from_json, plain
from lineage_graph.records import Expression
from lineage_graph.reports.screen import safe, screen

FORMS: Final = ("table", "json")
_SHOWN: Final = 60
_NAMED: Final = "k=v"
_TYPES: Final = {
    "Unknown": "unknown",
    "Template": "template",
    "Object": "object",
    "tuple": "array",
    "str": "string",
    "bool": "bool",
    "int": "int",
    "float": "float",
}
_MARKS: Final = {"date": "date or time", "id": "GUID or counter"}


def _pairs(name: str, what: str, metavar: str = _NAMED) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(name, multiple=True, metavar=metavar, help=what)


@click.command(short_help="Show what EXPRESSION becomes, or why it is unknown.")
@click.argument("expression")
@_pairs("--parameter", "A pipeline's parameter; the value is JSON where it reads as such, else a text.")
@_pairs("--dataset", "A dataset's parameter.")
@_pairs("--linked-service", "A linked service's parameter.")
@_pairs("--global", "A global parameter of the factory.")
@_pairs("--variable", "A variable's value.")
@_pairs("--output", "What activity('ACTIVITY').output is.", "ACTIVITY=JSON")
@click.option("--item", metavar="JSON", help="The item of the loop.")
@click.option("-o", "form", type=click.Choice(FORMS), default=FORMS[0], show_default=True, help="How to print it.")
def evaluate(expression: str, item: str | None, form: str, **given: tuple[str, ...]) -> None:
    """Show what EXPRESSION becomes: a value, a text that is known in part, or why it is unknown.

    Where a condition is unknown, every way it may turn out is shown.

    \b
    Examples:
      lineage-graph evaluate "@{pipeline().parameters.t}.csv" --parameter t=orders
      lineage-graph evaluate "raw/@{item().name}/@{utcNow('yyyy')}" -o json
    """  # noqa: D301 - click reads the backspace
    try:
        parse(expression)
    except ExpressionError as error:
        raise UsageError(_marked(expression, error)) from error
    base = Scope(
        pipeline=_bindings("parameter", given),
        dataset=_bindings("dataset", given),
        linked_service=_bindings("linked_service", given),
        factory=_bindings("global", given),
        variables=_bindings("variable", given),
        outputs=_bindings("output", given),
        item=None if item is None else _value(item),
    )
    found = alternatives(lambda choices: _outcome(expression, replace(base, choices=choices), choices))
    if form == "json":
        click.echo(json.dumps({"expression": expression, "alternatives": [one.record() for one in found]}, indent=2))
    else:
        _print(found)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the expression becomes where its conditions are decided in one way."""

    conditions: dict[str, bool]
    result: Result

    def holes(self) -> list[Unknown]:
        """What is unknown, each once."""
        return list(dict.fromkeys(_holes(self.result)))

    def record(self) -> dict[str, object]:
        """As JSON."""
        holes = [{"detail": hole.detail, "reason": str(hole.reason), "mark": hole.mark} for hole in self.holes()]
        return {"if": self.conditions, "type": _type(self.result), "value": plain(self.result), "unknown": holes}


def _outcome(expression: str, scope: Scope, choices: Choices) -> _Outcome:
    return _Outcome(dict(choices.taken), evaluate_value(Expression(expression), scope))


def _bindings(kind: str, given: dict[str, tuple[str, ...]]) -> Bindings:
    values: dict[str, Result] = {}
    for pair in given[kind]:
        name, is_pair, value = pair.partition("=")
        if not is_pair or not name:
            raise UsageError(f"--{kind.replace('_', '-')} {pair}: write NAME=VALUE")
        values[name.lower()] = _value(value)
    return values


def _value(text: str) -> Result:
    try:
        return from_json(json.loads(text))
    except (ValueError, RecursionError):
        return text


def _marked(expression: str, error: ExpressionError) -> str:
    """The problem, and the line of the expression with its position marked."""
    start = expression.rfind("\n", 0, error.position) + 1
    line = expression[start:].split("\n", maxsplit=1)[0]
    at = error.position - start
    cut = max(0, at - _SHOWN)
    return f"{error}\n  {line[cut : at + _SHOWN]}\n  {' ' * (at - cut)}^"


def _holes(result: Result) -> Iterator[Unknown]:
    if isinstance(result, Unknown):
        yield result
    elif isinstance(result, Template):
        yield from result.holes
    elif isinstance(result, tuple | Object):
        for inner in result.values() if isinstance(result, Object) else result:
            yield from _holes(inner)


def _type(result: Result) -> str:
    return _TYPES.get(type(result).__name__, "null")


def _print(found: tuple[_Outcome, ...]) -> None:
    console = screen()
    for one in found:
        for condition, is_true in one.conditions.items():
            console.print(safe(f"if {condition} is {'true' if is_true else 'false'}:"), soft_wrap=True)
        value = json.dumps(plain(one.result), ensure_ascii=False)
        console.print(safe(f"{_type(one.result):10}{value}"), soft_wrap=True)
        for hole in one.holes():
            mark = f", made from a {_MARKS[hole.mark]}" if hole.mark else ""
            console.print(safe(f"{'':10}{{{hole.detail}}}: {hole.reason}{mark}"), soft_wrap=True)
    if len(found) >= MOST_ALTERNATIVES:
        click.echo(f"Note: cut at {MOST_ALTERNATIVES} alternatives.", err=True)
