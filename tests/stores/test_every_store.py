"""Every store that other catalogues name for Data Factory and Synapse, as source and as sink; and every type of Azure.

The rows are those of Microsoft Purview (https://learn.microsoft.com/purview/how-to-link-azure-data-factory: copy, data
flow and SSIS) and of Atlan (Data Factory and Synapse).
"""

from pathlib import Path
from typing import Final

import azure.mgmt.datafactory.models as data_factory
import azure.synapse.artifacts.models as synapse
import pytest

from lineage_graph.model import ConnectsTo
from lineage_graph.stores.endpoint import WITHOUT_A_KEY
from lineage_graph.stores.registry import CONNECTIONS, STORES
from tests.stores.places import CSV, PROBE, End, declared, factory, flow, links


def _file(name: str, location: dict[str, object], linked: str, connection: dict[str, object], key: str) -> End:
    return End(name, "DelimitedText", {"location": location}, linked, connection, key)


COPY: Final = (
    _file(
        "Azure Blob Storage",
        {"type": "AzureBlobStorageLocation", "container": "raw", "folderPath": "in", "fileName": "a.csv"},
        "AzureBlobStorage",
        {"connectionString": "DefaultEndpointsProtocol=https;AccountName=acc;EndpointSuffix=core.windows.net"},
        "abfss://raw@acc.dfs.core.windows.net/in/a.csv",
    ),
    End(
        "Azure Cognitive Search",
        "AzureSearchIndex",
        {"indexName": "products"},
        "AzureSearch",
        {"url": "https://shop.search.windows.net"},
        "https://shop.search.windows.net/indexes/products",
    ),
    End(
        "Azure Cosmos DB for NoSQL",
        "CosmosDbSqlApiCollection",
        {"collectionName": "Orders"},
        "CosmosDb",
        {"connectionString": "AccountEndpoint=https://shop.documents.azure.com:443/;Database=Sales"},
        "cosmosdb://shop/Sales/Orders",
    ),
    End(
        "Azure Cosmos DB for MongoDB",
        "CosmosDbMongoDbApiCollection",
        {"collection": "carts"},
        "CosmosDbMongoDbApi",
        {"connectionString": "mongodb://shop.mongo.cosmos.azure.com:10255/?ssl=true", "database": "sales"},
        "mongodb://shop.mongo.cosmos.azure.com/sales/carts",
    ),
    End(
        "Azure Data Explorer",
        "AzureDataExplorerTable",
        {"table": "Events"},
        "AzureDataExplorer",
        {"endpoint": "https://logs.westeurope.kusto.windows.net", "database": "Web"},
        "kusto://logs.westeurope/Web/Events",
    ),
    _file(
        "ADLS Gen1",
        {"type": "AzureDataLakeStoreLocation", "folderPath": "in", "fileName": "a.csv"},
        "AzureDataLakeStore",
        {"dataLakeStoreUri": "https://old.azuredatalakestore.net/webhdfs/v1"},
        "adl://old.azuredatalakestore.net/in/a.csv",
    ),
    _file(
        "ADLS Gen2",
        {"type": "AzureBlobFSLocation", "fileSystem": "raw", "folderPath": "in", "fileName": "a.csv"},
        "AzureBlobFS",
        {"url": "https://acc.dfs.core.windows.net/"},
        "abfss://raw@acc.dfs.core.windows.net/in/a.csv",
    ),
    End(
        "Azure Database for MariaDB",
        "AzureMariaDBTable",
        {"tableName": "orders"},
        "AzureMariaDB",
        {"connectionString": "Server=m.mariadb.database.azure.com; Port=3306; Database=shop; UID=u@m; PWD=********"},
        "mariadb://m.mariadb.database.azure.com/shop/orders",
    ),
    End(
        "Azure Database for MySQL",
        "AzureMySqlTable",
        {"tableName": "orders"},
        "AzureMySql",
        {"connectionString": "Server=m.mysql.database.azure.com;Port=3306;Database=shop;UID=u;PWD=********"},
        "mysql://m.mysql.database.azure.com/shop/orders",
    ),
    End(
        "Azure Database for PostgreSQL",
        "AzurePostgreSqlTable",
        {"schema": "public", "table": "orders"},
        "AzurePostgreSql",
        {"connectionString": "host=p.postgres.database.azure.com;database=shop;port=5432;uid=u;encryptionmethod=1"},
        "postgresql://p.postgres.database.azure.com/shop/public/orders",
    ),
    _file(
        "Azure Files",
        {"type": "AzureFileStorageLocation", "folderPath": "in", "fileName": "a.csv"},
        "AzureFileStorage",
        {"connectionString": "AccountName=acc;EndpointSuffix=core.windows.net;", "fileShare": "exchange"},
        "https://acc.file.core.windows.net/exchange/in/a.csv",
    ),
    End(
        "Azure SQL Database",
        "AzureSqlTable",
        {"schema": "dbo", "table": "Orders"},
        "AzureSqlDatabase",
        {
            "server": "crm.database.windows.net",
            "database": "Shop",
            "authenticationType": "SystemAssignedManagedIdentity",
        },
        "mssql://crm.database.windows.net/shop/dbo/orders",
    ),
    End(
        "Azure SQL Managed Instance",
        "AzureSqlMITable",
        {"schema": "dbo", "table": "Orders"},
        "AzureSqlMI",
        {"connectionString": "Data Source=mi.public.abc.database.windows.net,3342;Initial Catalog=shop;"},
        "mssql://mi.abc.database.windows.net/shop/dbo/orders",
    ),
    End(
        "Azure Synapse Analytics",
        "AzureSqlDWTable",
        {"tableName": "dbo.Orders"},
        "AzureSqlDW",
        {"connectionString": "Data Source=tcp:ws.sql.azuresynapse.net,1433;Initial Catalog=pool"},
        "mssql://ws.sql.azuresynapse.net/pool/dbo/orders",
    ),
    End(
        "Dedicated SQL pool",
        "AzureSqlDWTable",
        {"schema": "dbo", "table": "Orders"},
        "AzureSqlDW",
        {"server": "dw.database.windows.net", "database": "dw"},
        "mssql://dw.database.windows.net/dw/dbo/orders",
    ),
    End(
        "Azure Table Storage",
        "AzureTable",
        {"tableName": "Audit"},
        "AzureTableStorage",
        {"connectionString": "DefaultEndpointsProtocol=https;AccountName=acc"},
        "https://acc.table.core.windows.net/audit",
    ),
    _file(
        "Amazon S3",
        {"type": "AmazonS3Location", "bucketName": "raw", "folderPath": "in", "fileName": "a.csv"},
        "AmazonS3",
        {"accessKeyId": "AKIA", "serviceUrl": "https://s3.amazonaws.com"},
        "s3://raw/in/a.csv",
    ),
    End(
        "Hive",
        "HiveObject",
        {"schema": "Sales", "table": "Orders"},
        "Hive",
        {"host": "hive.corp.example", "port": "10000", "authenticationType": "Anonymous"},
        "hive://hive.corp.example/sales/orders",
    ),
    End(
        "Oracle",
        "OracleTable",
        {"schema": "SALES", "table": "ORDERS"},
        "Oracle",
        {"connectionString": "Host=ora.corp.example;Port=1521;ServiceName=erp;User Id=u;"},
        "oracle://ora.corp.example/ERP/SALES/ORDERS",
    ),
    End(
        "SAP Table",
        "SapTableResource",
        {"tableName": "VBAP"},
        "SapTable",
        {"server": "sap.corp.example", "systemNumber": "00", "clientId": "100"},
        "sap://sap.corp.example/VBAP",
    ),
    End(
        "SQL Server",
        "SqlServerTable",
        {"tableName": "[dbo].[Orders]"},
        "SqlServer",
        {"connectionString": "Server=erp01;Database=erp;Integrated Security=True"},
        "mssql://erp01/erp/dbo/orders",
    ),
    End(
        "Teradata",
        "TeradataTable",
        {"database": "Sales", "table": "Orders"},
        "Teradata",
        {"connectionString": "DBCName=td.corp.example;Uid=u"},
        "teradata://td.corp.example/sales/orders",
    ),
)
SNOWFLAKE: Final = End(
    "Snowflake",
    "SnowflakeV2Table",
    {"schema": "PUBLIC", "table": "ORDERS"},
    "SnowflakeV2",
    {"accountIdentifier": "org-acc", "database": "SHOP", "warehouse": "W"},
    "snowflake://org-acc/SHOP/PUBLIC/ORDERS",
)
DATABRICKS: Final = End(
    "Azure Databricks",
    "AzureDatabricksDeltaLakeDataset",
    {"database": "silver", "table": "orders"},
    "AzureDatabricksDeltaLake",
    {"domain": "https://adb-1.2.azuredatabricks.net", "clusterId": "c"},
    "databricks://adb-1.2.azuredatabricks.net/hive_metastore/silver/orders",
)
BY_NAME: Final = {row.name: row for row in (*COPY, SNOWFLAKE, DATABRICKS)}
DATA_FLOW: Final = (
    "Azure Blob Storage",
    "Azure Cosmos DB for NoSQL",
    "ADLS Gen1",
    "ADLS Gen2",
    "Azure Database for MySQL",
    "Azure Database for PostgreSQL",
    "Azure SQL Database",
    "Azure SQL Managed Instance",
    "Azure Synapse Analytics",
    "Dedicated SQL pool",
)
SSIS: Final = (
    "Azure Blob Storage",
    "ADLS Gen1",
    "ADLS Gen2",
    "Azure Files",
    "Azure SQL Database",
    "Azure SQL Managed Instance",
    "Azure Synapse Analytics",
    "SQL Server",
)
ATLAN: Final = ("ADLS Gen2", "Azure Databricks", "Azure Cosmos DB for MongoDB", "Snowflake")


@pytest.mark.parametrize("row", [*COPY, SNOWFLAKE, DATABRICKS], ids=lambda row: row.name)
def test_a_copy_reads_it_and_writes_it(row: End, tmp_path: Path) -> None:
    folder = factory(tmp_path, row, CSV, copies=((row.name, "probe"), ("probe", row.name)))
    assert links(declared(folder)) == {(row.key, PROBE), (PROBE, row.key)}


@pytest.mark.parametrize("name", DATA_FLOW)
def test_a_data_flow_reads_it_and_writes_it(name: str, tmp_path: Path) -> None:
    row = BY_NAME[name]
    folder = factory(tmp_path, row, CSV, flows=(flow(name, "probe"), flow("probe", name)))
    assert links(declared(folder)) == {(row.key, PROBE), (PROBE, row.key)}


@pytest.mark.parametrize("source", ATLAN)
@pytest.mark.parametrize("sink", ATLAN)
def test_a_copy_joins_each_with_each(source: str, sink: str, tmp_path: Path) -> None:
    folder = factory(tmp_path, *(BY_NAME[name] for name in ATLAN), copies=((source, sink),))
    assert links(declared(folder)) == {(BY_NAME[source].key, BY_NAME[sink].key)}


def test_the_stores_of_packages_are_among_those_of_copies() -> None:
    assert set(SSIS) <= {row.name for row in COPY}


def test_a_synapse_workspace_is_linked_to_power_bi(tmp_path: Path) -> None:
    linked = End("bi", "Binary", {}, "PowerBIWorkspace", {"workspaceId": "5F0A", "tenantId": "t"}, "")
    reached = {edge.end.key for edge in declared(factory(tmp_path, linked)).edges if isinstance(edge, ConnectsTo)}
    assert reached == {"powerbi://5f0a"}


COMPUTE: Final = {
    "AzureBatch": "compute",
    "AzureDataLakeAnalytics": "compute on a lake of its own linked service",
    "AzureFunction": "compute",
    "AzureKeyVault": "holds secrets, no data",
    "AzureML": "compute",
    "AzureMLService": "compute",
    "AzureSynapseArtifacts": "a workspace whose notebooks run",
    "CustomDataSource": "only the code behind its custom activity knows",
    "HDInsight": "compute on the storage of its own linked service",
    "HDInsightOnDemand": "compute on the storage of its own linked service",
}
"""Linked services that connect to no store, and why."""


def _types(name: str) -> set[str]:
    """The discriminators of a model class in both SDKs."""
    return {*getattr(data_factory, name).__mapping__, *getattr(synapse, name)._subtype_map["type"]}


@pytest.mark.parametrize("kind", sorted(_types("Dataset")))
def test_every_type_of_dataset_is_named_or_says_why_not(kind: str) -> None:
    assert (kind in STORES) != (kind in WITHOUT_A_KEY)


@pytest.mark.parametrize("kind", sorted(_types("DatasetLocation")))
def test_every_type_of_location_is_named(kind: str) -> None:
    assert kind in STORES


@pytest.mark.parametrize("kind", sorted(_types("LinkedService")))
def test_every_type_of_linked_service_connects_or_says_why_not(kind: str) -> None:
    assert (kind in CONNECTIONS) != (kind in COMPUTE)
