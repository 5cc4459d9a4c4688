"""The definitions that the generated run records belong to, as a Git folder."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.run_records import Runs, kind_of

_NAME: Final = "benchmark"

_Json = dict[str, Any]


def write(folder: Path, runs: Runs) -> None:
    """Write the factory's files."""
    for kind, name, properties in _objects(runs):
        path = folder / kind / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"name": name, "properties": properties}), encoding="utf-8")


def _objects(runs: Runs) -> Iterator[tuple[str, str, _Json]]:
    yield "factory", _NAME, {}
    lake = {"url": "https://benchmarklake.dfs.core.windows.net/"}
    database = {"server": "benchmark.database.windows.net", "database": "shop", "authenticationType": "SystemAssigned"}
    yield "linkedService", "lake", {"type": "AzureBlobFS", "typeProperties": lake}
    yield "linkedService", "shop", {"type": "AzureSqlDatabase", "typeProperties": database}
    location = {"type": "AzureBlobFSLocation", "fileSystem": "lake"}
    yield "dataset", "files", _dataset("Parquet", "lake", {"location": location})
    table = {"schema": "dbo", "table": _expression("@dataset().table")}
    yield "dataset", "table", _dataset("AzureSqlTable", "shop", table) | {"parameters": {"table": {"type": "string"}}}
    for number in range(runs.pipelines):
        activities = [_activity(number, step) for step in range(runs.activities_each)]
        parameters = {"day": {"type": "string"}, "table": {"type": "string"}}
        yield "pipeline", f"Load {number}", {"activities": activities, "parameters": parameters}


def _activity(number: int, step: int) -> _Json:
    kind = kind_of(number, step)
    given = {"Lookup": _lookup, "ExecutePipeline": _call, "Copy": _copy}[kind](number, step)
    return {"name": f"{kind} {step}", "type": kind, **given}


def _lookup(_: int, step: int) -> _Json:
    source = {"type": "AzureSqlSource", "sqlReaderQuery": f"EXECUTE control.next_watermark {step}"}
    return {"typeProperties": {"source": source, "dataset": _table("watermarks")}}


def _call(number: int, _: int) -> _Json:
    given = {name: _expression(f"@pipeline().parameters.{name}") for name in ("day", "table")}
    called = {"referenceName": f"Load {number + 1}", "type": "PipelineReference"}
    return {"typeProperties": {"pipeline": called, "parameters": given}}


def _copy(_: int, step: int) -> _Json:
    day = f"@concat('raw/{step}/', formatDateTime(pipeline().parameters.day, 'yyyy/MM/dd'))"
    store = {"type": "AzureBlobFSReadSettings", "wildcardFolderPath": _expression(day), "recursive": True}
    return {
        "typeProperties": {
            "source": {"type": "ParquetSource", "storeSettings": store},
            "sink": {"type": "AzureSqlSink"},
        },
        "inputs": [{"referenceName": "files", "type": "DatasetReference"}],
        "outputs": [_table(_expression(f"@concat(pipeline().parameters.table, '_{step}')"))],
    }


def _table(name: str | _Json) -> _Json:
    return {"referenceName": "table", "type": "DatasetReference", "parameters": {"table": name}}


def _dataset(kind: str, linked: str, settings: _Json) -> _Json:
    reference = {"referenceName": linked, "type": "LinkedServiceReference"}
    return {"type": kind, "linkedServiceName": reference, "typeProperties": settings}


def _expression(text: str) -> _Json:
    return {"value": text, "type": "Expression"}
