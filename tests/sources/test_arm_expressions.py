import pytest

from lineage_graph.records import ArmParameter, Expression
from lineage_graph.sources.arm_expressions import Scope, resolve, value_of
from lineage_graph.sources.arm_values import Open
from tests.sources.writing import Json

SCOPE = Scope(
    parameters={
        "name": "Sales",
        "empty": "",
        "number": 3,
        "list": ["a", "b"],
        "settings": {"Db": "orders", "hosts": ["one", "two"]},
        "derived": "[concat(parameters('name'), '-x')]",
        "escaped": "[[literal]",
    },
    variables={
        "prefix": "[toLower(parameters('name'))]",
        "circle": "[variables('round')]",
        "round": "[variables('circle')]",
        "object": {"host": "[concat(variables('prefix'), '.net')]"},
    },
)

RESOLVED = [
    ("plain", "plain"),
    ("[[dbo].[Orders]", "[dbo].[Orders]"),
    ("[not closed", "[not closed"),
    ("[dbo].[t]", "[dbo].[t]"),
    ("[parameters('name')]", "Sales"),
    ("[parameters('NAME')]", "Sales"),
    ("[parameters('number')]", 3),
    ("[parameters('derived')]", "Sales-x"),
    ("[parameters('escaped')]", "[literal]"),
    ("[parameters('settings').db]", "orders"),
    ("[parameters('settings')['hosts'][1]]", "two"),
    ("[concat('a ''quoted'' ', parameters('name'), string(3))]", "a 'quoted' Sales3"),
    ("[concat(parameters('list'), parameters('list'))]", ["a", "b", "a", "b"]),
    ("[concat('x', parameters('empty'))]", "x"),
    ("[format('{0}/{1} {{{0}}}', parameters('name'), 'p')]", "Sales/p {Sales}"),
    ("[variables('prefix')]", "sales"),
    ("[variables('object').host]", "sales.net"),
    ("[toUpper('a')]", "A"),
    ("[replace('a-b', '-', '_')]", "a_b"),
    ("[json('{\"a\": [1]}').a[0]]", 1),
    ("[if(equals(parameters('number'), 3), 'yes', 'no')]", "yes"),
]


@pytest.mark.parametrize(("written", "value"), RESOLVED)
def test_an_expression_has_its_value(written: str, value: Json) -> None:
    assert resolve(written, SCOPE) == value


OPEN = [
    ("[parameters('unknown')]", ArmParameter("unknown")),
    ("[parameters('empty')]", ArmParameter("empty")),
    ("[concat('Server=', parameters('host'), ';Database=d')]", Expression("Server=@{parameters('host')};Database=d")),
    ("[format('https://{0}.net', parameters('host'))]", Expression("https://@{parameters('host')}.net")),
    ("[toLower(parameters('host'))]", ArmParameter("host")),
    ("[resourceGroup().location]", Expression("@{resourceGroup().location}")),
    ("[uniqueString('x')]", Expression("@{uniqueString('x')}")),
    ("[variables('circle')]", Expression("@{variables('circle')}")),
    ("[parameters('settings').nothing]", Expression("@{parameters('settings').nothing}")),
    ("[parameters('list')[7]]", Expression("@{parameters('list')[7]}")),
    (
        "[resourceId('rg', 'Microsoft.Storage/storageAccounts/', 'acc')]",
        Expression(
            "/subscriptions/@{subscription().subscriptionId}/resourceGroups/rg"
            "/providers/Microsoft.Storage/storageAccounts/acc"
        ),
    ),
    (
        "[resourceId('Microsoft.Storage/storageAccounts', 'acc')]",
        Expression(
            "/subscriptions/@{subscription().subscriptionId}/resourceGroups/@{resourceGroup().name}"
            "/providers/Microsoft.Storage/storageAccounts/acc"
        ),
    ),
]


@pytest.mark.parametrize(("written", "value"), OPEN)
def test_what_has_no_value_stays_open_and_keeps_its_text(written: str, value: Json) -> None:
    assert resolve(written, SCOPE) == value


def test_open_parts_of_names_are_spelled_out_so_that_references_agree() -> None:
    written = "[concat('load_', parameters('region'))]"
    resolved = resolve({"name": written, "typeProperties": {"pipeline": {"referenceName": written}}}, SCOPE)
    assert resolved == {"name": "load_{region}", "typeProperties": {"pipeline": {"referenceName": "load_{region}"}}}


def test_expressions_deep_in_the_json_are_evaluated() -> None:
    assert resolve({"a": [{"b": "[parameters('name')]"}], "c": "[[x]"}, SCOPE) == {"a": [{"b": "Sales"}], "c": "[x]"}


def test_variables_that_multiply_one_another_come_to_an_end() -> None:
    variables = {f"v{i}": f"[concat(variables('v{i - 1}'), variables('v{i - 1}'))]" for i in range(1, 100)}
    scope = Scope(variables={"v0": "ten chars.", **variables})
    assert isinstance(value_of("[variables('v99')]", scope), Open)
    assert value_of("[variables('v2')]", scope) == "ten chars." * 4


@pytest.mark.parametrize("text", ["[" + "(" * 5000 + "]", "[concat(" + "concat(" * 3000 + "]", "[]", "[ ]", "['open]"])
def test_what_is_no_expression_is_taken_as_text(text: str) -> None:
    assert resolve(text, SCOPE) == text


def test_an_expression_nested_without_end_stays_open() -> None:
    assert resolve("[" + "concat(" * 3000 + "'x'" + ")" * 3000 + "]", SCOPE) == Expression(
        "@{an expression that is nested too deep}"
    )
    chain = {f"v{i}": f"[variables('v{i + 1}')]" for i in range(5000)}
    assert isinstance(value_of("[variables('v0')]", Scope(variables=chain)), Open)
