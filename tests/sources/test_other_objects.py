from pathlib import Path

import pytest

from lineage_graph.records import (
    Cell,
    Expression,
    FlowStep,
    Properties,
    Reference,
    TriggeredPipeline,
)
from tests.sources.writing import Json, dataset, only_service, pipeline

SCHEMAS = {
    "columns": ({"schema": [{"name": "id", "type": "int"}, {"type": "String"}]}, (("id", "int"),)),
    "structure": ({"structure": [{"name": "id"}]}, (("id", ""),)),
    "expression": ({"schema": {"type": "Expression", "value": "@dataset().columns"}}, ()),
    "JSON schema": (
        {"schema": {"type": "object", "properties": {"a": {"type": ["null", "string"]}, "b": {"type": "array"}}}},
        (("a", "null or string"), ("b", "array")),
    ),
    "Avro": ({"schema": {"type": "record", "fields": [{"name": "f", "type": {"type": "map"}}]}}, (("f", "object"),)),
    "nothing": ({"schema": []}, ()),
}


@pytest.mark.parametrize(("written", "columns"), SCHEMAS.values(), ids=SCHEMAS.keys())
def test_a_schema_gives_the_columns_it_names(tmp_path: Path, written: Json, columns: Json) -> None:
    assert only_service(tmp_path, {"dataset/d.json": dataset(**written)}).datasets[0].schema == columns


def test_a_dataset_keeps_its_connection_and_its_arguments(tmp_path: Path) -> None:
    linked = {"referenceName": "ls", "type": "LinkedServiceReference", "parameters": {"db": "@dataset().db"}}
    written = dataset(linkedServiceName=linked, parameters={"db": {"type": "string"}}, typeProperties={"table": "t"})
    (found,) = only_service(tmp_path, {"dataset/d.json": written}).datasets
    assert found.linked_service == Reference(
        "LinkedServiceReference", "ls", Properties({"db": Expression("@dataset().db")})
    )
    assert found.settings == Properties({"table": "t"})


def test_a_linked_service_names_its_integration_runtime(tmp_path: Path) -> None:
    runtime = {"referenceName": "on-premises", "type": "IntegrationRuntimeReference"}
    written = {"name": "ls", "properties": {"type": "SqlServer", "connectVia": runtime, "typeProperties": {}}}
    (found,) = only_service(tmp_path, {"linkedService/ls.json": written}).linked_services
    assert found.integration_runtime == "on-premises"


SCRIPTS = {
    "lines": ({"scriptLines": ["source() ~> a", "a sink() ~> b"]}, "source() ~> a\na sink() ~> b"),
    "text": ({"script": "source() ~> a\n\na sink() ~> b"}, "source() ~> a\n\na sink() ~> b"),
    "both": ({"script": "old", "scriptLines": ["new"]}, "new"),
    "neither": ({}, ""),
}


@pytest.mark.parametrize(("settings", "script"), SCRIPTS.values(), ids=SCRIPTS.keys())
def test_a_data_flow_has_one_script(tmp_path: Path, settings: Json, script: str) -> None:
    written = {"name": "f", "properties": {"type": "MappingDataFlow", "typeProperties": settings}}
    assert only_service(tmp_path, {"dataflow/f.json": written}).data_flows[0].script == script


def test_the_steps_of_a_data_flow_keep_their_references(tmp_path: Path) -> None:
    settings = {
        "sources": [
            {"name": "orders", "dataset": {"referenceName": "d", "type": "DatasetReference"}},
            {"name": "inline", "linkedService": {"referenceName": "ls", "type": "LinkedServiceReference"}},
        ],
        "sinks": [
            {"name": "out", "rejectedDataLinkedService": {"referenceName": "r", "type": "LinkedServiceReference"}}
        ],
        "transformations": [{"name": "clean", "flowlet": {"referenceName": "fl", "type": "DataFlowReference"}}, {}],
    }
    service = only_service(
        tmp_path, {"f.json": {"name": "f", "properties": {"type": "Flowlet", "typeProperties": settings}}}
    )
    (found,) = service.data_flows
    assert found.sources == (
        FlowStep(name="orders", dataset=Reference("DatasetReference", "d")),
        FlowStep(name="inline", linked_service=Reference("LinkedServiceReference", "ls")),
    )
    rejected = Properties({"rejectedDataLinkedService": Reference("LinkedServiceReference", "r")})
    assert found.sinks == (FlowStep(name="out", settings=rejected),)
    assert found.transformations == (FlowStep(name="clean", flowlet=Reference("DataFlowReference", "fl")),)
    assert [(item.kind, item.origin.pointer) for item in service.rejected] == [
        ("dataflow", "/properties/typeProperties/transformations/1")
    ]


def trigger(kind: str, **properties: Json) -> dict[str, Json]:
    return {"trigger/t.json": {"name": "t", "properties": {"type": kind, "typeProperties": {}, **properties}}}


STARTED = {
    "pipelineReference": {"referenceName": "p", "type": "PipelineReference"},
    "parameters": {"day": "@trigger().x"},
}


@pytest.mark.parametrize("started", [{"pipelines": [STARTED]}, {"pipeline": STARTED}])
def test_a_trigger_starts_one_pipeline_or_several(tmp_path: Path, started: Json) -> None:
    (found,) = only_service(tmp_path, trigger("TumblingWindowTrigger", runtimeState="Started", **started)).triggers
    arguments = Properties({"day": Expression("@trigger().x")})
    assert found.pipelines == (TriggeredPipeline(Reference("PipelineReference", "p"), arguments),)
    assert found.running is True


@pytest.mark.parametrize(("state", "running"), [({}, None), ({"runtimeState": "Stopped"}, False)])
def test_a_trigger_without_pipelines_is_read(tmp_path: Path, state: Json, running: bool | None) -> None:
    (found,) = only_service(tmp_path, trigger("ScheduleTrigger", **state)).triggers
    assert (found.pipelines, found.running) == ((), running)


def test_a_trigger_that_names_no_pipeline_is_told(tmp_path: Path) -> None:
    service = only_service(tmp_path, trigger("ScheduleTrigger", pipelines=[{"parameters": {}}, STARTED]))
    assert len(service.triggers[0].pipelines) == 1
    assert [item.origin.pointer for item in service.rejected] == ["/properties/pipelines/0"]


def test_cells_are_whole_texts_whether_written_as_lines_or_as_text(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Title\n", "text"]},
        {"cell_type": "code", "source": ["a = 1\r\n", "b = 2"]},
        {"cell_type": "code", "source": ["a = 1", "b = 2"]},
        {"cell_type": "code", "source": "%%sql\nselect 1", "metadata": {"tags": ["parameters", 3]}},
    ]
    notebook = {
        "name": "n",
        "properties": {
            "nbformat": 4,
            "cells": cells,
            "metadata": {"language_info": {"name": "python"}},
            "bigDataPool": {"referenceName": "small", "type": "BigDataPoolReference"},
        },
    }
    (found,) = only_service(tmp_path, {"notebook/n.json": notebook}).notebooks
    assert (found.language, found.spark_pool) == ("python", "small")
    assert found.cells == (
        Cell("markdown", "# Title\ntext"),
        Cell("code", "a = 1\nb = 2"),
        Cell("code", "a = 1\nb = 2"),
        Cell("code", "%%sql\nselect 1", ("parameters",)),
    )


def test_a_sql_script_knows_its_pool_and_database(tmp_path: Path) -> None:
    content = {"query": "select 1", "currentConnection": {"poolName": "Built-in", "databaseName": "lake"}}
    written = {"name": "s", "properties": {"type": "SqlQuery", "content": content}}
    (found,) = only_service(tmp_path, {"sqlscript/s.json": written}).sql_scripts
    assert (found.query, found.pool, found.database) == ("select 1", "Built-in", "lake")


def test_a_spark_job_knows_its_file_and_its_settings(tmp_path: Path) -> None:
    properties = {
        "language": "python",
        "targetBigDataPool": {"referenceName": "small", "type": "BigDataPoolReference"},
        "jobProperties": {"file": "abfss://c@a.dfs.core.windows.net/x.py", "className": "", "args": ["--day", "1"]},
    }
    (found,) = only_service(tmp_path, {"sparkJobDefinition/j.json": {"name": "j", "properties": properties}}).spark_jobs
    assert (found.language, found.file) == ("python", "abfss://c@a.dfs.core.windows.net/x.py")
    assert found.settings["args"] == ("--day", "1")
    assert found.settings["targetBigDataPool"] == Reference("BigDataPoolReference", "small")


def test_an_arm_id_in_the_file_is_kept(tmp_path: Path) -> None:
    arm_id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.DataFactory/factories/f/pipelines/p"
    (found,) = only_service(tmp_path, {"pipeline/p.json": {**pipeline(), "id": arm_id}}).pipelines
    assert found.arm_id == arm_id
