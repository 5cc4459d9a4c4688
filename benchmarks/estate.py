"""A Git folder of a Data Factory of any size, the same for the same numbers: for measurements and for property tests.

Every pipeline copies tables of a SQL Server into a lake, from there into Snowflake, inside loops and conditions, and
calls the next pipeline with arguments. Names are literal or a parameter passed straight through.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]

DATASETS_PER_PIPELINE = 10
ACTIVITIES_PER_PIPELINE = 20
_COPIES = 12


@dataclass(frozen=True, slots=True)
class Size:
    """How large the factory is; ``name`` is its own."""

    pipelines: int
    name: str = "generated"


def write(size: Size, root: Path) -> Path:
    """Write the factory's files below ``root/{name}`` and give back that folder."""
    folder = root / size.name
    for kind, name, body in objects(size):
        path = folder / kind / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(body, indent=1), encoding="utf-8")
    return folder


def objects(size: Size) -> Iterator[tuple[str, str, Json]]:
    """Every object as its folder, its name and its JSON."""
    yield "factory", size.name, {"name": size.name, "properties": {}}
    for linked in _linked_services(size.name):
        yield "linkedService", linked["name"], linked
    for number in range(size.pipelines):
        for dataset in _datasets(number):
            yield "dataset", dataset["name"], dataset
        pipeline = _pipeline(number, size.pipelines)
        yield "pipeline", pipeline["name"], pipeline
    yield "trigger", "daily", _trigger()


def _linked_services(factory: str) -> Iterator[Json]:
    sql = {"server": "erp.example.net", "database": f"{factory}-erp"}
    lake = {"url": "https://generatedlake.dfs.core.windows.net/"}
    snowflake = {"accountIdentifier": "org-generated", "database": "SHOP", "warehouse": "W"}
    for name, kind, settings in (
        ("erp", "SqlServer", sql),
        ("lake", "AzureBlobFS", lake),
        ("warehouse", "SnowflakeV2", snowflake),
    ):
        yield {"name": name, "properties": {"type": kind, "typeProperties": settings}}


def _datasets(number: int) -> Iterator[Json]:
    for index in range(DATASETS_PER_PIPELINE):
        name = f"ds_{number}_{index}"
        if index % 3 == 0:
            yield _dataset(name, "SqlServerTable", "erp", {"schema": "dbo", "table": f"t{number}_{index}"})
        elif index % 3 == 1:
            location = {
                "type": "AzureBlobFSLocation",
                "fileSystem": "lake",
                "folderPath": {"value": f"@{{dataset().area}}/p{number}/d{index}", "type": "Expression"},
            }
            yield _dataset(name, "Parquet", "lake", {"location": location}, {"area": {"type": "string"}})
        else:
            yield _dataset(name, "SnowflakeV2Table", "warehouse", {"schema": "S", "table": f"T{number}_{index}"})


def _dataset(name: str, kind: str, linked: str, settings: Json, parameters: Json | None = None) -> Json:
    reference = {"referenceName": linked, "type": "LinkedServiceReference"}
    properties: Json = {"linkedServiceName": reference, "type": kind, "typeProperties": settings}
    return {"name": name, "properties": properties | ({"parameters": parameters} if parameters else {})}


def _pipeline(number: int, pipelines: int) -> Json:
    copies = [_copy(number, index) for index in range(_COPIES)]
    third = _COPIES // 3
    loop = _container("each", "ForEach", {"items": "@createArray('a')", "activities": copies[third : 2 * third]})
    branches = {"expression": "@equals(1, 1)", "ifTrueActivities": copies[2 * third :], "ifFalseActivities": []}
    condition = _container("if", "IfCondition", branches)
    waits = [_container(f"wait {index}", "Wait", {"waitTimeInSeconds": 1}) for index in range(4)]
    call = _container(
        "next",
        "ExecutePipeline",
        {
            "pipeline": {"referenceName": f"pl_{(number + 1) % pipelines}", "type": "PipelineReference"},
            "parameters": {"area": {"value": "@pipeline().parameters.area", "type": "Expression"}},
        },
    )
    call["dependsOn"] = [{"activity": "each", "dependencyConditions": ["Succeeded"]}]
    lookup = _container("lookup", "Lookup", {"source": {"type": "SqlServerSource"}, "dataset": _reference(number, 0)})
    return {
        "name": f"pl_{number}",
        "properties": {
            "activities": [*copies[:third], loop, condition, *waits, call, lookup],
            "parameters": {"area": {"type": "string", "defaultValue": "raw"}},
        },
    }


def _container(name: str, kind: str, settings: Json) -> Json:
    return {"name": name, "type": kind, "typeProperties": settings}


def _copy(number: int, index: int) -> Json:
    source, sink = (index * 3) % 9, ((index * 3) % 9 + 1 + index % 2)
    return {
        "name": f"copy {index}",
        "type": "Copy",
        "typeProperties": {"source": {"type": "SqlServerSource"}, "sink": {"type": "ParquetSink"}},
        "inputs": [_reference(number, source if index % 2 else (source + 1))],
        "outputs": [_reference(number, sink)],
    }


def _reference(number: int, index: int) -> Json:
    reference: Json = {"referenceName": f"ds_{number}_{index}", "type": "DatasetReference"}
    if index % 3 == 1:
        reference["parameters"] = {"area": {"value": "@pipeline().parameters.area", "type": "Expression"}}
    return reference


def _trigger() -> Json:
    started = {"pipelineReference": {"referenceName": "pl_0", "type": "PipelineReference"}, "parameters": {}}
    return {"name": "daily", "properties": {"type": "ScheduleTrigger", "pipelines": [started]}}
