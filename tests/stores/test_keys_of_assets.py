"""What each store makes of a dataset and a linked service: the key of the asset, or why there is none."""

from dataclasses import replace

import pytest

from lineage_graph.expressions import Scope, Unknown
from lineage_graph.model import Reason
from lineage_graph.records import Expression, Masked, Properties, Reference, Value, VaultSecret
from lineage_graph.stores import locate
from lineage_graph.stores.place import Connection, Located, Place

VAULT = VaultSecret(Reference("LinkedServiceReference", "Vault"), "crm-connection")


def place(
    dataset: str,
    settings: dict[str, Value],
    linked: str,
    connection: dict[str, Value],
    wildcards: tuple[str | None, str | None, str | None] = (None, None, None),
) -> Place:
    at = Connection("adf://sales", "ls", linked, Properties(connection), vaults={"vault": "kv-prod"})
    return Place(dataset, Properties(settings), at, Scope(), *wildcards)


def location(kind: str, **fields: Value) -> dict[str, Value]:
    return {"location": Properties({"type": kind, **fields})}


NAMED = [
    pytest.param(
        place(
            "Parquet",
            location("AzureBlobFSLocation", fileSystem="Lake", folderPath="a/b", fileName="c.parquet"),
            "AzureBlobFS",
            {"url": "https://acc.dfs.core.windows.net/"},
        ),
        "abfss://lake@acc.dfs.core.windows.net/a/b/c.parquet",
        id="data lake by url",
    ),
    pytest.param(
        place(
            "Json",
            location("AzureBlobStorageLocation", container="lake", folderPath="a\\b\\"),
            "AzureBlobStorage",
            {"connectionString": "DefaultEndpointsProtocol=https;AccountName=Acc;EndpointSuffix=core.windows.net"},
        ),
        "abfss://lake@acc.dfs.core.windows.net/a/b",
        id="blob by connection string is the same account",
    ),
    pytest.param(
        place(
            "Json",
            location("AzureBlobStorageLocation", container="lake"),
            "AzureBlobStorage",
            {"serviceEndpoint": "https://acc.blob.core.chinacloudapi.cn"},
        ),
        "abfss://lake@acc.dfs.core.chinacloudapi.cn",
        id="sovereign cloud, container alone",
    ),
    pytest.param(
        place(
            "AzureBlob",
            {"folderPath": "lake/in/{x}", "fileName": "100%.csv"},
            "AzureStorage",
            {"connectionString": "AccountName=acc"},
        ),
        "abfss://lake@acc.dfs.core.windows.net/in/%7Bx%7D/100%25.csv",
        id="legacy blob, container in the folder",
    ),
    pytest.param(
        place(
            "Binary",
            location("AzureBlobFSLocation", fileSystem="lake", folderPath="a", fileName="b.csv"),
            "AzureBlobFS",
            {"url": "https://acc.dfs.core.windows.net"},
            ("c", "*", None),
        ),
        "abfss://lake@acc.dfs.core.windows.net/c",
        id="wildcards replace folder and file",
    ),
    pytest.param(
        place(
            "Binary",
            location("AzureBlobFSLocation", fileSystem="lake", folderPath="a", fileName="b.csv"),
            "AzureBlobFS",
            {"url": "https://acc.dfs.core.windows.net"},
            (None, "*.csv", None),
        ),
        "abfss://lake@acc.dfs.core.windows.net/a/*.csv",
        id="wildcard file below the dataset's folder",
    ),
    pytest.param(
        place("Binary", location("AzureBlobFSLocation", folderPath="root/source"), "AzureBlobFS", {"url": VAULT}),
        "abfss://root@kv-prod+crm-connection/source",
        id="address in key vault",
    ),
    pytest.param(
        place(
            "AzureSqlTable",
            {"schema": "Sales", "table": "Orders"},
            "AzureSqlDatabase",
            {"server": "tcp:Crm.database.windows.net,1433", "database": "Shop"},
        ),
        "mssql://crm.database.windows.net/shop/sales/orders",
        id="sql, newer form",
    ),
    pytest.param(
        place(
            "SqlServerTable",
            {"tableName": "[dbo].[my.table]"},
            "SqlServer",
            {"connectionString": "Data Source=ERP01\\PROD;Initial Catalog=erp;Integrated Security=True"},
        ),
        "mssql://erp01\\prod/erp/dbo/my.table",
        id="sql, older form, instance, brackets with a dot",
    ),
    pytest.param(
        place(
            "AzureSqlDWTable",
            {"tableName": "Facts"},
            "AzureSqlDW",
            {"connectionString": "Server=tcp:ws.sql.azuresynapse.net,14330;Database=pool"},
        ),
        "mssql://ws.sql.azuresynapse.net:14330/pool/dbo/facts",
        id="default schema, other port",
    ),
    pytest.param(
        place("AzureSqlTable", {"schema": "s", "table": "t"}, "AzureSqlDatabase", {"connectionString": VAULT}),
        "mssql://kv-prod+crm-connection/{}/s/t",
        id="connection string in key vault, database unknown",
    ),
    pytest.param(
        place("AzureSqlTable", {"schema": "s", "table": "t"}, "AzureSqlDatabase", {"connectionString": Masked()}),
        "mssql://sales+ls/{}/s/t",
        id="masked connection string",
    ),
    pytest.param(
        place("SqlServerTable", {"schema": "s", "table": "t"}, "SqlServer", {"server": "(local)", "database": "d"}),
        "mssql://sales+ls/d/s/t",
        id="the runtime's own machine",
    ),
    pytest.param(
        place(
            "SnowflakeTable",
            {"schema": "public", "table": "Orders"},
            "Snowflake",
            {
                "connectionString": "jdbc:snowflake://Xy12.west-europe.azure.snowflakecomputing.com/?user=u&db=shop&warehouse=w"
            },
        ),
        "snowflake://xy12.west-europe.azure/SHOP/PUBLIC/ORDERS",
        id="snowflake, older form",
    ),
    pytest.param(
        place(
            "SnowflakeV2Table",
            {"schema": "PUBLIC", "table": '"Order Lines"'},
            "SnowflakeV2",
            {"accountIdentifier": "org-acc", "database": "SHOP"},
        ),
        "snowflake://org-acc/SHOP/PUBLIC/Order Lines",
        id="snowflake, newer form, quoted name",
    ),
    pytest.param(
        place(
            "CosmosDbSqlApiCollection",
            {"collectionName": "Orders"},
            "CosmosDb",
            {"connectionString": "AccountEndpoint=https://Acc.documents.azure.com:443/;Database=Shop"},
        ),
        "cosmosdb://acc/Shop/Orders",
        id="cosmos db",
    ),
    pytest.param(
        place(
            "CosmosDbMongoDbApiCollection",
            {"collection": "carts"},
            "CosmosDbMongoDbApi",
            {"connectionString": "mongodb://u@Acc.mongo.cosmos.azure.com:10255/?ssl=true", "database": "shop"},
        ),
        "mongodb://acc.mongo.cosmos.azure.com/shop/carts",
        id="cosmos db for mongodb",
    ),
    pytest.param(
        place(
            "AzureDatabricksDeltaLakeDataset",
            {"database": "Silver", "table": "Orders"},
            "AzureDatabricksDeltaLake",
            {"domain": "https://adb-1.2.azuredatabricks.net"},
        ),
        "databricks://adb-1.2.azuredatabricks.net/hive_metastore/silver/orders",
        id="delta table",
    ),
    pytest.param(
        place("SapBwCube", {}, "SapBW", {}),
        "adf://sales/linkedservices/ls",
        id="a store whose assets have no key",
    ),
    pytest.param(
        place(
            "Parquet",
            location("AzureBlobFSLocation", fileSystem=Expression("@item().x")),
            "AzureBlobFS",
            {"url": "https://acc.dfs.core.windows.net"},
        ),
        "abfss://{}@acc.dfs.core.windows.net",
        id="container of an item",
    ),
    pytest.param(
        place(
            "AzureSqlTable",
            {"table": "t"},
            "AzureSqlDatabase",
            {"server": "s", "database": Expression("@item().database")},
        ),
        "mssql://s/{}/dbo/t",
        id="database of an item",
    ),
]


@pytest.mark.parametrize(("at", "key"), NAMED)
def test_the_key(at: Place, key: str) -> None:
    located = locate(at)
    assert isinstance(located, Located)
    assert located.asset.key == key


UNNAMED = [
    pytest.param(
        place("AzureSqlTable", {}, "AzureSqlDatabase", {"server": "s", "database": "d"}),
        Reason.PARAMETER_WITHOUT_VALUE,
        id="no table",
    ),
    pytest.param(
        place("Parquet", location("AzureBlobFSLocation", fileSystem=""), "AzureBlobFS", {}),
        Reason.PARAMETER_WITHOUT_VALUE,
        id="an empty container",
    ),
]


@pytest.mark.parametrize(("at", "reason"), UNNAMED)
def test_why_there_is_no_key(at: Place, reason: Reason) -> None:
    located = locate(at)
    assert isinstance(located, Unknown)
    assert located.reason is reason


def test_a_host_that_the_user_names_takes_the_place_of_the_unknown_one() -> None:
    at = place("AzureSqlTable", {"schema": "s", "table": "t"}, "AzureSqlDatabase", {"connectionString": VAULT})
    known = Connection(
        at.connection.service_key,
        "ls",
        "AzureSqlDatabase",
        at.connection.settings,
        vaults=at.connection.vaults,
        hosts={"kv-prod+crm-connection": "crm.database.windows.net/shop"},
    )
    located = locate(Place(at.type, at.settings, known, at.scope))
    assert isinstance(located, Located)
    assert located.asset.key == "mssql://crm.database.windows.net/shop/s/t"
    assert located.asset.reason is None


@pytest.mark.parametrize(
    ("named", "given", "expected"),
    [
        (
            place("AzureSqlTable", {"table": "t"}, "AzureSqlDatabase", {"connectionString": VAULT}),
            "tcp:CRM.database.windows.net,1433/Shop",
            "mssql://crm.database.windows.net/shop/dbo/t",
        ),
        (
            place("SqlServerTable", {"table": "t"}, "SqlServer", {"connectionString": VAULT}),
            "crm01\\Live,1444",
            "mssql://crm01\\live:1444/{}/dbo/t",
        ),
        (
            place("Json", location("AzureBlobFSLocation", fileSystem="c"), "AzureBlobFS", {"url": VAULT}),
            "https://ACC.blob.core.windows.net/",
            "abfss://c@acc.dfs.core.windows.net",
        ),
        (
            place("PostgreSqlTable", {"schema": "s", "table": "t"}, "PostgreSql", {"connectionString": VAULT}),
            "Pg.corp:5432/shop",
            "postgresql://pg.corp/shop/s/t",
        ),
        (
            place("SnowflakeTable", {"schema": "S", "table": "T"}, "Snowflake", {"connectionString": VAULT}),
            "https://Acc.west-europe.snowflakecomputing.com/DB",
            "snowflake://acc.west-europe/DB/S/T",
        ),
        (
            place("CosmosDbSqlApiCollection", {"collectionName": "c"}, "CosmosDb", {"connectionString": VAULT}),
            "https://Shop.documents.azure.com:443/",
            "cosmosdb://shop/{}/c",
        ),
        (
            place("MongoDbV2Collection", {"collection": "c"}, "MongoDbV2", {"connectionString": VAULT}),
            "mongodb://M2:27017,m1:27017/shop",
            "mongodb://m1,m2/shop/c",
        ),
        (
            place("Binary", location("SftpLocation", folderPath="a"), "Sftp", {"host": VAULT}),
            "Files.corp:22",
            "sftp://files.corp/a",
        ),
    ],
)
def test_a_host_that_the_user_names_is_spelled_as_the_store_spells_it(named: Place, given: str, expected: str) -> None:
    told = replace(named, connection=replace(named.connection, hosts={"kv-prod+crm-connection": given}))
    located = locate(told)
    assert isinstance(located, Located)
    assert located.asset.key == expected


@pytest.mark.parametrize("host", ["(local)", "127.0.0.1", "LOCALHOST", "."])
def test_a_file_server_on_the_runtime_s_own_machine_is_no_known_host(host: str) -> None:
    settings: dict[str, Value] = {"host": f"\\\\{host}\\share"}
    located = locate(place("Binary", location("FileServerLocation", folderPath="a"), "FileServer", settings))
    assert isinstance(located, Located)
    assert (located.store.key, located.asset.reason) == ("file://sales+ls", Reason.RUNTIME_ONLY)
