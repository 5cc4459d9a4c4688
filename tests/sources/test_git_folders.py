from pathlib import Path

import pytest

from lineage_graph.records import Reference, ServiceKind, nested
from lineage_graph.sources import read
from tests.sources.writing import activity, dataset, linked_service, only_service, pipeline, reading

TRIGGER = {"name": "t", "properties": {"type": "ScheduleTrigger", "typeProperties": {"recurrence": {}}}}
DATA_FLOW = {"name": "f", "properties": {"type": "MappingDataFlow", "typeProperties": {"scriptLines": ["a", "b"]}}}
RUNTIME = {"name": "r", "properties": {"type": "SelfHosted"}}
NOTEBOOK = {"name": "n", "properties": {"nbformat": 4, "cells": []}}
SCRIPT = {"name": "s", "properties": {"type": "SqlQuery", "content": {"query": "select 1"}}}
SPARK_JOB = {"name": "j", "properties": {"jobProperties": {"file": "abfss://c@a.dfs.core.windows.net/x.py"}}}

EVERYTHING = {
    "pipeline": pipeline(),
    "dataset": dataset(),
    "linkedService": linked_service(),
    "dataflow": DATA_FLOW,
    "trigger": TRIGGER,
    "integrationRuntime": RUNTIME,
    "notebook": NOTEBOOK,
    "sqlscript": SCRIPT,
    "sparkJobDefinition": SPARK_JOB,
}
COUNTED = ("pipelines", "datasets", "linked_services", "data_flows", "triggers", "integration_runtimes")
COUNTED_IN_SYNAPSE = ("notebooks", "sql_scripts", "spark_jobs")


def counts(service: object) -> list[int]:
    return [len(getattr(service, name)) for name in (*COUNTED, *COUNTED_IN_SYNAPSE)]


@pytest.mark.parametrize("spelling", [str, str.lower, str.upper, lambda folder: f"{folder}s", str.capitalize])
def test_folders_by_kind_are_read_however_they_are_spelled(tmp_path: Path, spelling: object) -> None:
    assert callable(spelling)
    files = {f"{spelling(folder)}/x.json": content for folder, content in EVERYTHING.items()}
    assert counts(only_service(tmp_path, files)) == [1] * 9


def test_files_side_by_side_are_told_apart_by_their_content(tmp_path: Path) -> None:
    service = only_service(tmp_path, {f"{folder}.json": content for folder, content in EVERYTHING.items()})
    assert counts(service) == [1] * 9


def test_a_resource_type_tells_the_kind_where_content_and_folder_do_not(tmp_path: Path) -> None:
    definition = {"name": "d", "type": "Microsoft.Synapse/workspaces/datasets", "properties": {"type": "Json"}}
    assert [found.name for found in only_service(tmp_path, {"x.json": definition}).datasets] == ["d"]


def test_content_wins_over_the_folder(tmp_path: Path) -> None:
    service = only_service(tmp_path, {"pipeline/p.json": pipeline(), "pipeline/t.json": TRIGGER})
    assert counts(service)[:6] == [1, 0, 0, 0, 1, 0]


def test_files_below_a_folder_by_kind_belong_to_the_same_service(tmp_path: Path) -> None:
    files = {"pipeline/a.json": pipeline(name="a"), "pipeline/daily/b.json": pipeline(name="b")}
    assert [found.name for found in only_service(tmp_path, files).pipelines] == ["a", "b"]


def test_a_service_inside_the_folder_of_another_is_its_own(tmp_path: Path) -> None:
    files = {"pipeline/a.json": pipeline(name="a"), "nested/deep/pipeline/b.json": pipeline(name="b")}
    names = [(service.name, service.pipelines[0].name) for service in reading(tmp_path / "outer", files).services]
    assert names == [("unnamed-outer", "a"), ("unnamed-deep", "b")]


def test_a_network_folder_is_no_service_of_its_own(tmp_path: Path) -> None:
    endpoint = {"name": "e", "properties": {"privateLinkResourceId": "/subscriptions/x"}}
    files = {
        "pipeline/a.json": pipeline(),
        "managedVirtualNetwork/default/managedPrivateEndpoint/e.json": endpoint,
    }
    found = reading(tmp_path, files)
    assert len(found.services) == 1
    assert found.ignored == (
        "managedVirtualNetwork/default/managedPrivateEndpoint/e.json: a private endpoint, which holds no lineage",
    )


def test_what_holds_no_definition_is_listed_as_ignored(tmp_path: Path) -> None:
    files = {
        "pipeline/a.json": pipeline(),
        "package.json": {"name": "tool", "version": "1"},
        "rows.json": [1, 2],
        "schema.json": {"type": "object", "properties": {"type": {"type": "string"}, "activities": {"type": "array"}}},
        "credential/c.json": {"name": "c", "properties": {"type": "ManagedIdentity", "typeProperties": {}}},
    }
    found = reading(tmp_path, files)
    assert found.rejected == ()
    assert found.ignored == (
        "credential/c.json: a credential, which holds no lineage",
        "package.json: no definition of Data Factory or Synapse",
        "rows.json: no definition of Data Factory or Synapse",
        "schema.json: no definition of Data Factory or Synapse",
    )


def test_the_name_inside_the_json_counts_and_the_stem_if_there_is_none(tmp_path: Path) -> None:
    files = {
        "pipeline/file.json": pipeline(name="inside"),
        "pipeline/stem.json": pipeline(name=None),
        "pipeline/blank.json": pipeline(name="  "),
    }
    names = [found.name for found in only_service(tmp_path, files).pipelines]
    assert names == ["blank", "inside", "stem"]


def test_the_second_file_with_a_name_is_rejected_and_the_first_path_wins(tmp_path: Path) -> None:
    files = {
        "pipeline/b.json": pipeline(activity("second"), name="Load"),
        "pipeline/a.json": pipeline(activity("first"), name="LOAD"),
        "dataset/a.json": dataset("Load"),
    }
    service = only_service(tmp_path, files)
    assert [found.activities[0].name for found in service.pipelines] == ["first"]
    (rejected,) = service.rejected
    assert (rejected.kind, rejected.origin.file) == ("pipeline", "pipeline/b.json")
    assert rejected.reason == "duplicate-name: 'Load' is already defined in pipeline/a.json"
    assert service.incomplete == {"pipelines"}


def test_origins_are_relative_with_forward_slashes_and_json_pointers(tmp_path: Path) -> None:
    inner = activity("in~ner")
    loop = activity("loop", "ForEach", typeProperties={"activities": [inner]})
    service = only_service(tmp_path, {"svc/pipeline/p.json": pipeline(loop)})
    assert [str(found.origin) for found in nested(service.pipelines[0].activities)] == [
        "svc/pipeline/p.json#/properties/activities/0",
        "svc/pipeline/p.json#/properties/activities/0/typeProperties/activities/0",
    ]
    assert service.origin.file == "svc"


def test_a_single_file_is_a_service_named_after_it(tmp_path: Path) -> None:
    path = tmp_path / "load orders.json"
    whole_folder = reading(tmp_path, {path.name: pipeline()})
    assert [service.name for service in whole_folder.services] == [f"unnamed-{tmp_path.name}"]
    assert [service.name for service in read([path]).services] == ["unnamed-load orders"]


def test_a_folder_of_one_kind_can_be_loaded_by_itself(tmp_path: Path) -> None:
    definition = {"name": "x", "properties": {"type": "Json", "typeProperties": {}}}
    service = only_service(tmp_path / "dataset", {"x.json": definition})
    assert [found.name for found in service.datasets] == ["x"]


def test_a_definition_of_version_1_is_rejected(tmp_path: Path) -> None:
    first_generation = {
        "$schema": "http://datafactories.schema.management.azure.com/schemas/2015-09-01/Microsoft.DataFactory.Pipeline.json",
        "name": "old",
        "properties": {"activities": [], "start": "2016-01-01"},
    }
    service = only_service(tmp_path, {"pipeline/old.json": first_generation, "pipeline/p.json": pipeline()})
    assert [(item.origin.file, item.reason) for item in service.rejected] == [
        ("pipeline/old.json", "a definition for version 1 of Data Factory, which is not read")
    ]


def test_a_factory_file_gives_name_and_global_parameters(tmp_path: Path) -> None:
    factory = {
        "name": "adf-Sales",
        "properties": {
            "globalParameters": {"env": {"type": "string", "value": "dev"}, "n": {"type": "int", "value": 3}}
        },
    }
    service = only_service(tmp_path, {"factory/any.json": factory, "pipeline/p.json": pipeline()})
    assert (service.name, service.kind) == ("adf-Sales", ServiceKind.DATA_FACTORY)
    assert [(parameter.name, parameter.default) for parameter in service.global_parameters] == [
        ("env", "dev"),
        ("n", 3),
    ]


SQL_POOL = {"referenceName": "q", "type": "SqlPoolReference"}
SYNAPSE_SIGNS = {
    "notebook folder": {"notebook/n.json": NOTEBOOK},
    "sql script folder": {"sqlscript/s.json": SCRIPT},
    "spark job folder": {"sparkJobDefinition/j.json": SPARK_JOB},
    "resource type": {"x.json": {**pipeline(), "type": "Microsoft.Synapse/workspaces/pipelines"}},
    "pool of its own": {"pipeline/x.json": pipeline(activity("a", "SynapseNotebook"))},
    "SQL pool": {
        "pipeline/x.json": pipeline(activity("a", sqlPool={"referenceName": "q", "type": "SqlPoolReference"}))
    },
    "default linked service": {"dataset/d.json": dataset(service="ws-WorkspaceDefaultStorage")},
}


@pytest.mark.parametrize("files", SYNAPSE_SIGNS.values(), ids=SYNAPSE_SIGNS.keys())
def test_a_synapse_workspace_is_recognised(tmp_path: Path, files: dict[str, object]) -> None:
    assert only_service(tmp_path, files).kind is ServiceKind.SYNAPSE


def test_a_notebook_run_over_a_linked_service_is_no_sign_of_synapse(tmp_path: Path) -> None:
    linked = {"referenceName": "synapse", "type": "LinkedServiceReference"}
    files = {"pipeline/x.json": pipeline(activity("a", "SynapseNotebook", linkedServiceName=linked))}
    service = only_service(tmp_path, files)
    assert service.kind is ServiceKind.DATA_FACTORY
    assert service.pipelines[0].activities[0].linked_service == Reference("LinkedServiceReference", "synapse")


def test_most_resource_types_decide_the_kind_of_service(tmp_path: Path) -> None:
    kinds = ["Microsoft.Synapse/workspaces/pipelines"] * 2 + ["Microsoft.DataFactory/factories/pipelines"]
    files = {f"pipeline/{i}.json": {**pipeline(name=str(i)), "type": kind} for i, kind in enumerate(kinds)}
    assert only_service(tmp_path, files).kind is ServiceKind.SYNAPSE
