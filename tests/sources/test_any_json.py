"""Whatever JSON stands where a definition should be, reading ends, and what it gives can be kept."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage_graph.records import Reading
from lineage_graph.sources.arm_template import services as template_services
from lineage_graph.sources.classification import Files, classify
from lineage_graph.sources.decoding import decode
from lineage_graph.sources.discovery import find
from lineage_graph.sources.git_folder import services
from tests.sources.writing import Json, template, write

WORDS = st.sampled_from(
    [
        *(
            "name",
            "type",
            "properties",
            "typeProperties",
            "activities",
            "cases",
            "value",
            "referenceName",
            "parameters",
        ),
        *(
            "defaultValue",
            "linkedServiceName",
            "inputs",
            "dependsOn",
            "pipelines",
            "pipelineReference",
            "sources",
            "sinks",
        ),
        *(
            "cells",
            "source",
            "content",
            "query",
            "jobProperties",
            "schema",
            "structure",
            "globalParameters",
            "password",
        ),
        *("Expression", "SecureString", "AzureKeyVaultSecret", "store", "secretName", "script", "scriptLines", "state"),
        *(
            "MappingDataFlow",
            "ScheduleTrigger",
            "SqlQuery",
            "Managed",
            "ForEach",
            "folder",
            "annotations",
            "connectVia",
        ),
    ]
)
TEXTS = st.one_of(
    WORDS, st.text(max_size=8), st.sampled_from(["[parameters('x')]", "[concat('a', parameters('b'))]", "@x", "a@{b}"])
)
ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=6)),
    max_leaves=25,
)
FOLDERS = [
    *("pipeline", "dataset", "linkedService", "dataflow", "trigger", "integrationRuntime"),
    *("notebook", "sqlscript", "sparkJobDefinition", "factory", "credential"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


def files(folder: Path, name: str, content: Json) -> Files:
    for path in folder.rglob("*.json"):
        path.unlink()
    return classify(find(write(folder, {name: content})))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FOLDERS), st.dictionaries(WORDS, ANY_JSON, max_size=8))
def test_any_properties_are_read_or_rejected(folder: Path, kind: str, properties: Json) -> None:
    found = list(services(files(folder, f"{kind}/x.json", {"name": "x", "properties": properties})))
    text = repr(Reading(services=tuple(draft.service for draft in found)))
    text.encode("utf-8")


@settings(max_examples=150, deadline=None)
@given(ANY_JSON, st.sampled_from(["pipelines", "datasets", "linkedServices", "dataflows", "triggers", ""]))
def test_any_resource_is_read_or_rejected(folder: Path, properties: Json, kind: str) -> None:
    one = {"type": f"Microsoft.DataFactory/factories/{kind}", "name": "f/x", "properties": properties}
    list(template_services(files(folder, "t.json", template(one, properties))))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_decoded_or_refused(raw: bytes) -> None:
    decode(raw)


@settings(max_examples=150, deadline=None)
@given(ANY_JSON)
def test_json_is_decoded_as_it_was_written(content: Json) -> None:
    again = decode(json.dumps(content).encode())
    assert hasattr(again, "content")
