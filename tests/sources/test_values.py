import pytest

from lineage_graph.records import (
    NOTHING,
    ArmParameter,
    Expression,
    Masked,
    Properties,
    Reference,
    Value,
    VaultSecret,
)
from lineage_graph.sources.values import BORDER
from tests.sources.writing import Json

VAULT = {"referenceName": "kv", "type": "LinkedServiceReference"}

VALUES: list[tuple[Json, Value]] = [
    ("raw/orders", "raw/orders"),
    ("", ""),
    (7, 7),
    (1.5, 1.5),
    (True, True),
    (None, None),
    ([], ()),
    ({}, NOTHING),
    ("@pipeline().parameters.x", Expression("@pipeline().parameters.x")),
    ("raw/@{item().name}", Expression("raw/@{item().name}")),
    ("@@literal", Expression("@@literal")),
    ("me@example.com", "me@example.com"),
    ({"type": "Expression", "value": "@utcnow()"}, Expression("@utcnow()")),
    ({"type": "Expression", "value": "literal"}, "literal"),
    ({"type": "Expression", "value": 3}, 3),
    ({"value": "@x", "type": "String"}, Properties({"value": Expression("@x"), "type": "String"})),
    ({"type": "SecureString", "value": "**********"}, Masked()),
    ({"type": "secureString"}, Masked()),
    (
        {"type": "AzureKeyVaultSecret", "store": VAULT, "secretName": "sql"},
        VaultSecret(Reference("LinkedServiceReference", "kv"), "sql"),
    ),
    (
        {"type": "AzureKeyVaultSecret", "store": VAULT, "secretName": {"type": "Expression", "value": "@dataset().s"}},
        VaultSecret(Reference("LinkedServiceReference", "kv"), Expression("@dataset().s")),
    ),
    (
        {"type": "AzureKeyVaultSecret", "store": VAULT, "secretName": ArmParameter("s")},
        VaultSecret(Reference("LinkedServiceReference", "kv"), Expression("@{parameters('s')}")),
    ),
    (
        {"referenceName": "d", "type": "DatasetReference", "parameters": {"folder": "a"}},
        Reference("DatasetReference", "d", Properties({"folder": "a"})),
    ),
    (
        {"referenceName": {"type": "Expression", "value": "@item()"}, "type": "NotebookReference"},
        Reference("NotebookReference", Expression("@item()")),
    ),
    (
        {"referenceName": "f", "type": "DataFlowReference", "datasetParameters": {"source1": {"day": "@x"}}},
        Reference(
            "DataFlowReference",
            "f",
            dataset_arguments=Properties({"source1": Properties({"day": Expression("@x")})}),
        ),
    ),
    ({"referenceName": "ls"}, Reference("", "ls")),
    ([1, ["a", {"b": "@c"}]], (1, ("a", Properties({"b": Expression("@c")})))),
    ("lone \ud800 surrogate", "lone \N{REPLACEMENT CHARACTER} surrogate"),
    ({"bad \udfff": 1}, Properties({"bad \N{REPLACEMENT CHARACTER}": 1})),
    ("line\u2028\x00\u202e", "line\u2028\x00\u202e"),
]


@pytest.mark.parametrize(("raw", "value"), VALUES)
def test_a_value_gets_its_type(raw: Json, value: Value) -> None:
    assert BORDER.value(raw) == value
    assert type(BORDER.value(raw)) is type(value)


def test_a_reference_may_be_a_bare_name() -> None:
    assert BORDER.reference("orders", "DatasetReference") == Reference("DatasetReference", "orders")


@pytest.mark.parametrize("raw", [None, 3, {}, [], ""])
def test_what_names_nothing_is_no_reference(raw: Json) -> None:
    assert BORDER.reference(raw, "DatasetReference") is None
