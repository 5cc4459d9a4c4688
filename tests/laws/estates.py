"""Estates to load: two or three small services that share stores, as the JSON files of their Git folders.

Tables and folders of all services come from the same few, in several spellings; names are literal, passed down through
pipelines or unknown; some references lead nowhere. ``estates`` is the Hypothesis strategy.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from hypothesis import strategies as st

Json: TypeAlias = dict[str, Any]
Files: TypeAlias = dict[str, Json]
"""JSON by path, relative to the service's folder."""

TABLES = ("Orders", "ORDERS", "Customers", "customers", "Fact Revenue")
FOLDERS = ("raw/orders", "raw/orders/", "raw", "curated/{}", "curated/Größe")
PIPELINES = ("load", "transform", "publish")
_SERVERS = ("tcp:shop.database.windows.net,1433", "SHOP.database.windows.net")
_LAKES = (
    ("AzureBlobFS", {"url": "https://shoplake.dfs.core.windows.net/"}),
    ("AzureBlobStorage", {"serviceEndpoint": "https://ShopLake.blob.core.windows.net"}),
)


def _expression(text: str) -> Json:
    return {"value": text, "type": "Expression"}


def _reference(kind: str, name: str, **parameters: object) -> Json:
    return {"referenceName": name, "type": f"{kind}Reference", **({"parameters": parameters} if parameters else {})}


def _activity(name: str, kind: str, **settings: object) -> Json:
    return {"name": name, "type": kind, "typeProperties": settings}


def _values() -> st.SearchStrategy[object]:
    passed = st.sampled_from(("@pipeline().parameters.table", "@item()", "@concat('Ord', 'ers')")).map(_expression)
    return st.one_of(st.sampled_from(TABLES), passed)


def _ends() -> st.SearchStrategy[Json]:
    table = st.builds(lambda value: _reference("Dataset", "ds_table", table=value), _values())
    folder = st.builds(lambda value: _reference("Dataset", "ds_folder", folder=value), st.sampled_from(FOLDERS))
    return st.one_of(table, folder, st.just(_reference("Dataset", "ds_orders")), st.just(_reference("Dataset", "gone")))


def _leaves() -> st.SearchStrategy[Json]:
    copy = st.builds(
        lambda reads, writes: {
            **_activity("", "Copy", source={"type": "AzureSqlSource"}, sink={"type": "ParquetSink"}),
            "inputs": [reads],
            "outputs": [writes],
        },
        _ends(),
        _ends(),
    )
    lookup = st.builds(lambda reads: _activity("", "Lookup", source={"type": "AzureSqlSource"}, dataset=reads), _ends())
    call = st.builds(
        lambda name, table: _activity(
            "", "ExecutePipeline", pipeline=_reference("Pipeline", name), parameters={"table": table}
        ),
        st.sampled_from((*PIPELINES, "gone")),
        _values(),
    )
    procedure = st.builds(
        lambda: {
            **_activity("", "SqlServerStoredProcedure", storedProcedureName="dbo.Refresh"),
            "linkedServiceName": _reference("LinkedService", "ls_sql"),
        }
    )
    return st.one_of(copy, copy, lookup, call, procedure, st.builds(lambda: _activity("", "BrandNewActivity", any=1)))


def _activities() -> st.SearchStrategy[list[Json]]:
    def around(inner: st.SearchStrategy[list[Json]]) -> st.SearchStrategy[list[Json]]:
        loop = st.builds(
            lambda body: _activity("", "ForEach", items=_expression("@variables('x')"), activities=body), inner
        )
        choice = st.builds(
            lambda true, false: _activity(
                "",
                "IfCondition",
                expression=_expression("@equals(pipeline().parameters.table, 'Orders')"),
                ifTrueActivities=true,
                ifFalseActivities=false,
            ),
            inner,
            inner,
        )
        return st.lists(st.one_of(_leaves(), loop, choice), min_size=1, max_size=2)

    return st.recursive(st.lists(_leaves(), min_size=1, max_size=2), around, max_leaves=3)


def _numbered(activities: list[Json]) -> list[Json]:
    """Names are unique in a pipeline, and an activity waits for the one before it."""
    counter = iter(range(1000))

    def named(items: list[Json]) -> list[Json]:
        done: list[Json] = []
        for item in items:
            settings = item["typeProperties"]
            inner = {key: named(settings[key]) for key in settings if key.lower().endswith("activities")}
            before = [{"activity": done[-1]["name"], "dependencyConditions": ["Succeeded"]}] if done else []
            name = f"{item['type']} {next(counter)}"
            done.append({**item, "name": name, "typeProperties": {**settings, **inner}, "dependsOn": before})
        return done

    return named(activities)


def _pipeline(name: str, activities: list[Json]) -> Json:
    parameters = {"table": {"type": "string", "defaultValue": "Orders"}}
    return {"name": name, "properties": {"activities": _numbered(activities), "parameters": parameters}}


def _dataset(name: str, kind: str, linked: str, settings: Json, *parameters: str) -> Json:
    return {
        "name": name,
        "properties": {
            "type": kind,
            "linkedServiceName": _reference("LinkedService", linked),
            "typeProperties": settings,
            "parameters": {parameter: {"type": "string"} for parameter in parameters},
        },
    }


def _datasets(table: str) -> list[Json]:
    location = {"type": "AzureBlobFSLocation", "fileSystem": "lake", "folderPath": _expression("@dataset().folder")}
    return [
        _dataset(
            "ds_table", "AzureSqlTable", "ls_sql", {"schema": "dbo", "table": _expression("@dataset().table")}, "table"
        ),
        _dataset("ds_folder", "Parquet", "ls_lake", {"location": location}, "folder"),
        _dataset("ds_orders", "AzureSqlTable", "ls_sql", {"schema": "dbo", "table": table}),
    ]


def _service(
    number: int, synapse: bool, lake: int, server: str, table: str, pipelines: Mapping[str, list[Json]]
) -> Files:
    kind, settings = _LAKES[lake]
    linked = [
        {
            "name": "ls_sql",
            "properties": {"type": "AzureSqlDatabase", "typeProperties": {"server": server, "database": "Shop"}},
        },
        {"name": "ls_lake", "properties": {"type": kind, "typeProperties": settings}},
    ]
    started = [{"pipelineReference": _reference("Pipeline", "load"), "parameters": {"table": "Customers"}}]
    trigger = {"name": "daily", "properties": {"type": "ScheduleTrigger", "pipelines": started}}
    name = f"service-{number}"
    own: Files = (
        {
            "publish_config.json": {"workspaceName": name},
            "sqlscript/s.json": {"name": "s", "properties": {"content": {}}},
        }
        if synapse
        else {f"factory/{name}.json": {"name": name, "properties": {}}}
    )
    return {
        **own,
        **{f"linkedService/{one['name']}.json": one for one in linked},
        **{f"dataset/{one['name']}.json": one for one in _datasets(table)},
        **{f"pipeline/{name}.json": _pipeline(name, activities) for name, activities in pipelines.items()},
        "trigger/daily.json": trigger,
    }


def _services(number: int) -> st.SearchStrategy[Files]:
    return st.builds(
        _service,
        st.just(number),
        st.booleans(),
        st.integers(0, 1),
        st.sampled_from(_SERVERS),
        st.sampled_from(TABLES),
        st.dictionaries(st.sampled_from(PIPELINES), _activities(), min_size=1, max_size=2),
    )


def estates() -> st.SearchStrategy[list[Files]]:
    """Two or three services."""
    return st.one_of(*(st.tuples(*map(_services, range(count))).map(list) for count in (2, 3)))
