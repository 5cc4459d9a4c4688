"""The language around the functions: texts, interpolation, access, roots, and what is no expression."""

import pytest

from lineage_graph.expressions import ExpressionError, Object, Scope, Unknown, evaluate, parse, render
from lineage_graph.expressions.functions import FUNCTIONS
from lineage_graph.model import Reason
from lineage_graph.records import ArmParameter, Expression, Masked, Properties, Reference, Value, VaultSecret
from tests.expressions.asking import SCOPE, reason_of, scope_of, shown

DOCUMENTED = """
concat endsWith indexOf lastIndexOf replace split startsWith substring toLower toUpper trim contains empty first
intersection join last length skip take union equals greater greaterOrEquals less lessOrEquals not array base64
base64ToBinary base64ToString binary bool createArray dataUri dataUriToBinary dataUriToString decodeBase64 decodeDataUri
decodeUriComponent encodeUriComponent float int json string uriComponent uriComponentToBinary uriComponentToString xml
xpath add div max min mod mul range sub addDays addHours addMinutes addSeconds addToTime convertFromUtc convertTimeZone
convertToUtc dayOfMonth dayOfWeek dayOfYear formatDateTime startOfDay startOfHour startOfMonth subtractFromTime ticks
"""
"""Those of the documentation but ``if``, ``and``, ``or``, ``coalesce``, and those that only a run knows."""

TEXTS = [
    ("parameters", '"parameters"'),
    ("parameters[1]", '"parameters[1]"'),
    ("@@", '"@"'),
    (" @", '" @"'),
    ("user@contoso.com", '"user@contoso.com"'),
    ("@pipeline().parameters.table", '"Orders"'),
    ("@{pipeline().parameters.table}", '"Orders"'),
    ("@pipeline().parameters.number", "42"),
    ("@{pipeline().parameters.number}", '"42"'),
    ("Answer is: @{pipeline().parameters.number}", '"Answer is: 42"'),
    ("@concat('Answer is: ', string(pipeline().parameters.number))", '"Answer is: 42"'),
    ("Answer is: @@{pipeline().parameters.number}", '"Answer is: @{pipeline().parameters.number}"'),
    ("@@{x}", '"@{x}"'),
    ("@@dataset().folder", '"@dataset().folder"'),
    ("a@@{b}", '"a@{b}"'),
    ("@{'}'}x", '"}x"'),
    ("@{'it''s}'}", '"it\'s}"'),
    ("@{pipeline().parameters.flag}", '"True"'),
    ("@{null}x", '"x"'),
    ("@{pipeline().parameters.list}", '"[\\"a\\",\\"b\\"]"'),
    ("@PIPELINE().Parameters['table']", '"Orders"'),
    ("@pipeline()?.parameters?.table", '"Orders"'),
    ("@ dataset( ).folder ", '"raw"'),
    ("@dataset\n(\t)\r\n.\nfolder", '"raw"'),
    ("@pipeline().globalParameters.lake", '"acc"'),
    ("@linkedService().host", '"crm"'),
    ("@'it''s'", '"it\'s"'),
    ("@(('a'))", '"a"'),
    ("@TRUE", "true"),
    ("@Null", "null"),
    ("@-1.5e1", "-15.0"),
    ("@pipeline().parameters.list[1]", '"b"'),
    ("@pipeline().parameters.list[int('0')]", '"a"'),
    ("@pipeline().parameters.task.source.type", '"SQL"'),
    ("@pipeline().parameters.task['Source']['Type']", '"SQL"'),
    ("@pipeline().parameters.task.Source?.Nothing", "null"),
    ("@pipeline().parameters.task.Source?.Nothing?.more?[0]", "null"),
    ("@pipeline().parameters.list?[7]", "null"),
    ("@pipeline().Pipeline", '"Load"'),
    ("@pipeline().DataFactory", '"sales"'),
    ("@variables('STEP')", '"one"'),
    ("@activity('Get list').output.value[0].name", '"t1"'),
    ("@pipeline().parameters", None),
]
HOLES = [
    ("raw/@{item().name}/@{utcNow('yyyy')}.csv", "raw/{item().name}/{date|utcNow('yyyy')}.csv", ""),
    ("@item()", "{item()}", "runtime-only"),
    ("@item() ?. a [ 'b' ] [ 0 ]", "{item().a.b[0]}", "runtime-only"),
    ("@item()['two words']", "{item()['two words']}", "runtime-only"),
    ("@activity('Get').output.firstRow.x", "{activity('Get').output.firstRow.x}", "runtime-only"),
    ("@activity('Get').ActivityRunId", "{id|activity('Get').ActivityRunId}", "runtime-only"),
    ("@activity('Get').Status", "{activity('Get').Status}", "runtime-only"),
    ("@Pipeline().RunId", "{id|pipeline().RunId}", "runtime-only"),
    ("@pipeline()?.TriggeredByPipelineRunId", "{id|pipeline().TriggeredByPipelineRunId}", "runtime-only"),
    ("@pipeline().TriggerName", "{pipeline().TriggerName}", "runtime-only"),
    ("@trigger().startTime", "{date|trigger().startTime}", "runtime-only"),
    ("@trigger().outputs.body.fileName", "{trigger().outputs.body.fileName}", "runtime-only"),
    ("@triggerBody().fileName", "{triggerBody().fileName}", "runtime-only"),
    ("@variables('other')", "{variables('other')}", "runtime-only"),
    ("@variables(item())", "{variables(item())}", "runtime-only"),
    ("@pipeline().parameters.missing", "{pipeline().parameters.Missing}", "parameter-without-value"),
    ("@pipeline().parameters.nobody.x", "{pipeline().parameters.nobody.x}", "parameter-without-value"),
    ("@dataset().nobody", "{dataset().nobody}", "parameter-without-value"),
    ("@dataset().passed", "{item().table}", "runtime-only"),
    ("@toLower(dataset().passed)", "{toLower(item().table)}", "runtime-only"),
    ("@pipeline().parameters.list[item().at]", "{createArray('a', 'b')[item().at]}", "runtime-only"),
    ("Server=@{parameters('host')};Database=d", "Server={host};Database=d", ""),
    ("@parameters('host')", "{host}", "parameter-without-value"),
    ("@foo(dataset().folder)", "{foo('raw')}", "dynamic-expression"),
    ("@foo(item())", "{foo(item())}", "runtime-only"),
    ("@pipeline().parameters.list[7]", "{createArray('a', 'b')[7]}", "dynamic-expression"),
    ("@pipeline().parameters.table.x", "{'Orders'.x}", "dynamic-expression"),
    ("@null.x", "{null.x}", "dynamic-expression"),
]
BROKEN = [
    ("@", 1, "expected an expression, found the end"),
    ("@pipeline(", 10, "expected an expression, found the end"),
    ("@concat('a' 'b')", 12, "expected ',' or ')', found a text"),
    ("@concat('a", 8, "a text without its end"),
    ('@concat("a")', 8, "single quotes"),
    ("@table", 1, "'table' is no value"),
    ("@item().", 8, "expected a name"),
    ("@item()[1", 9, "expected ']'"),
    ("@item() x", 8, "expected the end, found 'x'"),
    ("a @{item()", 10, "expected '}'"),
    ("a @{}", 4, "expected an expression, found '}'"),
    ("@1e999", 1, "too large"),
    ("@add(1 + 2)", 7, "expected ',' or ')', found '+ 2)'"),
]


@pytest.mark.parametrize(("written", "expected"), TEXTS)
def test_what_is_known(written: str, expected: str | None) -> None:
    result = evaluate(Expression(written), SCOPE)
    assert isinstance(result, Object) if expected is None else shown(result) == expected


@pytest.mark.parametrize(("written", "expected", "reason"), HOLES)
def test_what_is_unknown_keeps_its_place_and_says_why(written: str, expected: str, reason: str) -> None:
    result = evaluate(Expression(written), SCOPE)
    assert (shown(result), reason_of(result)) == (expected, reason)


@pytest.mark.parametrize(("written", "position", "problem"), BROKEN)
def test_what_cannot_be_read_says_where(written: str, position: int, problem: str) -> None:
    with pytest.raises(ExpressionError, match="expression, character") as error:
        parse(written)
    assert error.value.position == position
    assert problem in error.value.problem
    assert evaluate(Expression(written), Scope()) == Unknown(Reason.DYNAMIC_EXPRESSION, written)


@pytest.mark.parametrize("written", [written for written, *_ in (*TEXTS, *HOLES)])
def test_a_tree_is_written_and_read_again(written: str) -> None:
    tree = parse(written)
    assert parse(render(tree)) == tree


def test_the_item_of_a_loop() -> None:
    assert evaluate(Expression("@item().name"), scope_of(item={"name": "t1"})) == "t1"
    assert evaluate(Expression("@{item()}.csv"), scope_of(item=7)) == "7.csv"


def test_every_documented_function_is_there_under_its_name() -> None:
    assert sorted(one.name for one in FUNCTIONS.values()) == sorted([*DOCUMENTED.split(), "decimal"])


VAULT = Reference("LinkedServiceReference", "kv")
INSIDE: list[tuple[Value, str]] = [
    (("a", Expression("@dataset().folder"), None, 1.5), '["a","raw",null,1.5]'),
    (Properties({"a": Properties({"b": Expression("x@{item()}")})}), '{"a":{"b":x{item()}}}'),
    (Properties({"a": Masked()}), '{"a":{the value is masked}}'),
    ((VaultSecret(VAULT, "s"), ArmParameter("server")), "[{the value is a secret in Key Vault},{server}]"),
    ((VAULT,), '[{"referenceName":"kv","type":"LinkedServiceReference"}]'),
]


@pytest.mark.parametrize(("value", "expected"), INSIDE)
def test_lists_and_objects_are_walked(value: Value, expected: str) -> None:
    assert shown(evaluate(value, SCOPE)) == expected


def test_an_object_answers_in_types() -> None:
    held = evaluate(Properties({"n": 1, "o": Properties({"x": "y"}), "l": ("a",), "t": "s"}), SCOPE)
    assert isinstance(held, Object)
    assert (held.text("n"), held.text("t"), held.text("o"), held.text("none")) == ("1", "s", None, None)
    assert (held.properties("o").text("x"), dict(held.properties("n"))) == ("y", {})
    assert (held.items_of("l"), held.items_of("t")) == (("a",), ())
