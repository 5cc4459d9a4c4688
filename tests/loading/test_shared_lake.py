"""Two Synapse workspaces and a factory that share a lake and a SQL pool are one graph, from files and from Azure.

Purview registers each workspace and factory for itself and joins what they tell by asset:
https://learn.microsoft.com/purview/how-to-lineage-azure-synapse-analytics
"""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from lineage_graph.answers.impact import impact
from lineage_graph.answers.reach import Walk
from lineage_graph.answers.starts import Direction
from lineage_graph.configuration import SourceSettings, load_configuration
from lineage_graph.graph import Graph, LoadOptions
from lineage_graph.loading import load_reading
from lineage_graph.refresh import RefreshOptions, refresh
from lineage_graph.sources import read
from lineage_graph.sources.live import LiveOptions
from tests.azure.asking import AT_ONCE
from tests.azure.server import Azure, serving
from tests.azure.services import GROUP, SUBSCRIPTION, Json, from_folder
from tests.sources.writing import activity, dataset, linked_service, pipeline, write

FACTORY, NORTH, SOUTH = "adf-ingest", "ws-north", "ws-south"
POOL_HOST: Final = "ws-north.sql.azuresynapse.net"


def copy(name: str, source: str, sink: str) -> Json:
    ends = ({"referenceName": end, "type": "DatasetReference"} for end in (source, sink))
    settings = {"source": {"type": "ParquetSource"}, "sink": {"type": "ParquetSink"}}
    return activity(name, "Copy", inputs=[next(ends)], outputs=[next(ends)], typeProperties=settings)


def folder_of_lake(name: str, service: str, place: str, path: str) -> Json:
    location = {"type": place, "folderPath": path, "fileSystem" if place == "AzureBlobFSLocation" else "container": "c"}
    return dataset(name, "Parquet", service, typeProperties={"location": location})


# The lake and the pool are spelled differently everywhere.
ESTATE: Final[dict[str, dict[str, list[Json]]]] = {
    FACTORY: {
        "factory": [{"name": FACTORY, "properties": {}}],
        "linkedService": [
            linked_service("erp", "SqlServer", server="erp.example", database="ERP"),
            linked_service("lake", url="https://SharedLake.dfs.core.windows.net/"),
            linked_service("pool", "AzureSqlDW", server=f"tcp:{POOL_HOST},1433", database="DWH"),
        ],
        "dataset": [
            dataset("erp_orders", "SqlServerTable", "erp", typeProperties={"tableName": "[dbo].[Orders]"}),
            folder_of_lake("orders", "lake", "AzureBlobFSLocation", "sales/orders/"),
            folder_of_lake("export", "lake", "AzureBlobFSLocation", "exports/orders"),
            dataset("staged", "AzureSqlDWTable", "pool", typeProperties={"schema": "stg", "table": "Orders"}),
        ],
        "pipeline": [
            pipeline(copy("Land", "erp_orders", "orders"), copy("Export", "staged", "export"), name="ingest"),
        ],
    },
    NORTH: {
        "linkedService": [
            linked_service(
                f"{NORTH}-WorkspaceDefaultSqlServer",
                "AzureSqlDW",
                connectionString=f"Data Source=tcp:{POOL_HOST},1433;Initial Catalog=dwh",
            ),
            linked_service(f"{NORTH}-WorkspaceDefaultStorage", url="https://sharedlake.dfs.core.windows.net"),
        ],
        "dataset": [
            folder_of_lake("orders", f"{NORTH}-WorkspaceDefaultStorage", "AzureBlobFSLocation", "sales/orders"),
            dataset(
                "staged",
                "AzureSqlDWTable",
                f"{NORTH}-WorkspaceDefaultSqlServer",
                typeProperties={"tableName": "[stg].[Orders]"},
            ),
        ],
        "pipeline": [pipeline(copy("Stage", "orders", "staged"), name="warehouse")],
    },
    SOUTH: {
        "linkedService": [
            linked_service(f"{SOUTH}-WorkspaceDefaultStorage", url="https://southlake.dfs.core.windows.net"),
            linked_service(
                "shared",
                "AzureBlobStorage",
                connectionString="DefaultEndpointsProtocol=https;AccountName=sharedlake;EndpointSuffix=core.windows.net",
            ),
            linked_service(
                "norths_pool", "AzureSqlDW", connectionString="Server=WS-NORTH.sql.azuresynapse.net;Database=Dwh"
            ),
        ],
        "dataset": [
            folder_of_lake("orders", "shared", "AzureBlobStorageLocation", "sales/orders"),
            folder_of_lake("sample", "shared", "AzureBlobStorageLocation", "samples/orders"),
            folder_of_lake("report", f"{SOUTH}-WorkspaceDefaultStorage", "AzureBlobFSLocation", "reports/orders"),
            dataset("staged", "AzureSqlDWTable", "norths_pool", typeProperties={"schema": "STG", "table": "ORDERS"}),
        ],
        "pipeline": [
            pipeline(copy("Report", "staged", "report"), copy("Sample", "orders", "sample"), name="reports"),
        ],
    },
}

ERP: Final = "mssql://erp.example/erp/dbo/orders"
ORDERS: Final = "abfss://c@sharedlake.dfs.core.windows.net/sales/orders"
STAGED: Final = "mssql://ws-north.sql.azuresynapse.net/dwh/stg/orders"
EXPORT: Final = "abfss://c@sharedlake.dfs.core.windows.net/exports/orders"
SAMPLE: Final = "abfss://c@sharedlake.dfs.core.windows.net/samples/orders"
REPORT: Final = "abfss://c@southlake.dfs.core.windows.net/reports/orders"
LINEAGE: Final = {
    ("adf://adf-ingest", ERP, ORDERS),
    ("synapse://ws-north", ORDERS, STAGED),
    ("synapse://ws-south", ORDERS, SAMPLE),
    ("synapse://ws-south", STAGED, REPORT),
    ("adf://adf-ingest", STAGED, EXPORT),
}
STORES: Final = {
    "abfss://sharedlake.dfs.core.windows.net",
    "abfss://southlake.dfs.core.windows.net",
    "mssql://erp.example",
    "mssql://ws-north.sql.azuresynapse.net",
}


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    """The Git folder of each service."""
    return {
        name: write(
            tmp_path / name,
            {f"{kind}/{one['name']}.json": one for kind, held in objects.items() for one in held},
        )
        for name, objects in ESTATE.items()
    }


def test_from_files_they_are_one_graph(graph: Graph, folders: dict[str, Path]) -> None:
    loaded = load_reading(graph, read([*folders.values()]), LoadOptions())
    assert (loaded.rejected, loaded.reading.warnings) == ((), ())
    is_one_graph(graph)


def test_from_azure_they_are_one_graph(graph: Graph, folders: dict[str, Path], tmp_path: Path) -> None:
    with ExitStack() as stack:
        served = {
            name: stack.enter_context(serving(Azure([from_folder(folder, name)]))) for name, folder in folders.items()
        }
        sources = settings({name: azure.origin for name, azure in served.items()}, tmp_path)
        refreshed = [*refresh(graph, sources, RefreshOptions(live=LiveOptions(AT_ONCE)))]
    assert [(one.error, one.problems) for one in refreshed] == [(None, ())] * 3
    is_one_graph(graph)


def settings(origins: dict[str, str], folder: Path) -> tuple[SourceSettings, ...]:
    """The sources of a lineage.yml, each with an address of its own."""
    factory = {"type": "data-factory", "subscription": SUBSCRIPTION, "resource-group": GROUP, "factory": FACTORY}
    sources = [
        {
            **(factory if name == FACTORY else {"type": "synapse", "workspace": name}),
            "name": name,
            "endpoint": origin,
            "credential": "none",
        }
        for name, origin in origins.items()
    ]
    file = folder / "lineage.yml"
    file.write_text(json.dumps({"version": 1, "sources": sources}), encoding="utf-8")
    return load_configuration(file).sources


def is_one_graph(graph: Graph) -> None:
    flows = graph.ask(
        "MATCH (service:Service)-[:CONTAINS]->(:Pipeline)-[:CONTAINS]->(:Activity)-[:PERFORMS]->(process:Process), "
        "(input:Asset)-[:FEEDS]->(process)-[:PRODUCES]->(output:Asset) "
        "RETURN service.key AS service, input.key AS input, output.key AS output"
    )
    assert {(row["service"], row["input"], row["output"]) for row in flows} == LINEAGE
    assets = graph.ask("MATCH (asset:Asset) RETURN asset.key AS key")
    assert {row["key"] for row in assets} == {ERP, ORDERS, STAGED, EXPORT, SAMPLE, REPORT}
    assert {row["key"] for row in graph.ask("MATCH (store:Store) RETURN store.key AS key")} == STORES
    for shared in (ORDERS, STAGED):
        users = graph.ask(
            "MATCH (:Asset {key: $key})-[:FEEDS|PRODUCES]-(:Process)<-[:PERFORMS]-(:Activity)"
            "<-[:CONTAINS*2]-(service:Service) RETURN DISTINCT service.name AS name ORDER BY name",
            {"key": shared},
        )
        assert [row["name"] for row in users] == [FACTORY, NORTH, SOUTH]
    reached = impact(graph, ERP, Walk(Direction.DOWNSTREAM, None, certain=True)).answer.results
    found = {(one.key, one.hops) for one in reached if one.label == "Asset"}
    assert found == {(ORDERS, 1), (STAGED, 2), (SAMPLE, 2), (EXPORT, 3), (REPORT, 3)}
