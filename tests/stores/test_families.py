"""Each family of stores: both generations of linked services, secrets, older datasets, and unknown parts."""

# ruff: noqa: E501 - a row of a table is one line

import pytest

from lineage_graph.model import Reason
from lineage_graph.records import ArmParameter, Expression, Masked, Properties
from lineage_graph.stores import store_behind
from lineage_graph.stores.place import Connection, Place
from tests.stores.places import VAULT, at, dataset, files, found, key

ITEM = Expression("@item().name")

AZURE_FILES = [
    (
        at("AzureFileStorage", host="\\\\acc.file.core.windows.net\\Share"),
        "https://acc.file.core.windows.net/Share/a/b",
    ),
    (
        at("AzureFileStorage", sasUri="https://acc.file.core.windows.net/Share?**********"),
        "https://acc.file.core.windows.net/Share/a/b",
    ),
    (
        at("AzureFileStorage", serviceEndpoint="https://acc.file.core.chinacloudapi.cn", fileShare="s"),
        "https://acc.file.core.chinacloudapi.cn/s/a/b",
    ),
    (at("AzureFileStorage", connectionString=VAULT, fileShare="s"), "https://kv-prod+crm-connection/s/a/b"),
    (
        at("AzureFileStorage", connectionString="AccountName=acc", fileShare=ITEM),
        "https://acc.file.core.windows.net/{}/a/b",
    ),
    (at("AzureFileStorage", connectionString="AccountName=acc"), "https://acc.file.core.windows.net/{}/a/b"),
]


@pytest.mark.parametrize(("connection", "expected"), AZURE_FILES)
def test_azure_files(connection: Connection, expected: str) -> None:
    assert key(files("AzureFileStorageLocation", connection, folderPath="a", fileName="b")) == expected
    assert key(dataset("FileShare", connection, folderPath="a", fileName="b")) == expected


STORAGE = [
    at("AzureStorage", connectionString="BlobEndpoint=https://acc.blob.core.windows.net/;SharedAccessSignature=x"),
    at("AzureBlobStorage", sasUri="https://acc.blob.core.windows.net/?**********"),
    at("AzureBlobStorage", serviceEndpoint="https://acc-secondary.blob.core.windows.net/"),
    at("AzureBlobStorage", serviceEndpoint="https://ACC.privatelink.blob.core.windows.net:443"),
    at("AzureBlobFS", url="https://acc.dfs.core.windows.net"),
]


@pytest.mark.parametrize("connection", STORAGE)
def test_every_endpoint_of_an_account_is_one_account(connection: Connection) -> None:
    assert key(dataset("AzureBlob", connection, folderPath="raw/in/", fileName="a.csv")) == (
        "abfss://raw@acc.dfs.core.windows.net/in/a.csv"
    )


@pytest.mark.parametrize("setting", ["containerUri", "sasUri"])
def test_the_address_may_name_the_container(setting: str) -> None:
    connection = at("AzureBlobStorage", **{setting: "https://acc.blob.core.windows.net/Raw?**********"})
    assert key(files("AzureBlobStorageLocation", connection, folderPath="in")) == (
        "abfss://raw@acc.dfs.core.windows.net/in"
    )


def test_onelake_by_its_data_lake_address_and_by_its_linked_service() -> None:
    lake = at("AzureBlobFS", url="https://onelake.dfs.fabric.microsoft.com/")
    fabric = at("Lakehouse", workspaceId="WS", artifactId="House")
    root = "abfss://WS@onelake.dfs.fabric.microsoft.com/House"
    assert key(files("AzureBlobFSLocation", lake, fileSystem="WS", folderPath="House/Files/a")) == f"{root}/Files/a"
    assert key(files("LakeHouseLocation", fabric, folderPath="a")) == f"{root}/Files/a"
    assert key(dataset("LakehouseTable", fabric, table="orders")) == f"{root}/Tables/orders"
    assert key(dataset("LakehouseTable", fabric, schema="dbo", table="orders")) == f"{root}/Tables/dbo/orders"
    unknown = found(dataset("LakehouseTable", at("Lakehouse", workspaceId=VAULT), table=ITEM))
    assert unknown.asset.key == "abfss://kv-prod+crm-connection@onelake.dfs.fabric.microsoft.com/{}/Tables/{}"
    assert unknown.asset.reason is Reason.SECRET_IN_KEY_VAULT


def test_data_lake_gen1() -> None:
    for connection in (
        at("AzureDataLakeStore", dataLakeStoreUri="adl://Old.azuredatalakestore.net/"),
        at("AzureDataLakeStore", accountName="old"),
    ):
        assert key(dataset("AzureDataLakeStoreFile", connection, folderPath="a/./b//", fileName=ITEM)) == (
            "adl://old.azuredatalakestore.net/a/b/{}"
        )


OBJECTS = [
    (dataset("AmazonS3Object", at("AmazonS3"), bucketName="Raw", key="in/*.csv"), "s3://raw/in/*.csv"),
    (dataset("AmazonS3Object", at("AmazonS3"), bucketName="raw", prefix="in/2026"), "s3://raw/in/2026*"),
    (files("AmazonS3Location", at("AmazonS3"), bucketName="raw", folderPath=ITEM), "s3://raw/{}"),
    (files("AmazonS3Location", at("AmazonS3"), bucketName=ITEM, fileName="a"), "s3://{}/a"),
    (
        files(
            "AmazonS3CompatibleLocation",
            at("AmazonS3Compatible", serviceUrl="https://minio.corp:9000"),
            bucketName="raw",
        ),
        "s3://minio.corp:9000/raw",
    ),
    (
        files(
            "GoogleCloudStorageLocation",
            at("GoogleCloudStorage", serviceUrl="https://storage.googleapis.com"),
            bucketName="raw",
        ),
        "gs://raw",
    ),
    (files("OracleCloudStorageLocation", at("OracleCloudStorage"), bucketName="raw", fileName="a"), "oci://raw/a"),
]


@pytest.mark.parametrize(("place", "expected"), OBJECTS)
def test_object_stores(place: Place, expected: str) -> None:
    assert key(place) == expected


SERVERS = [
    (
        files("FileServerLocation", at("FileServer", host="\\\\Srv01\\Share\\in"), fileName="a"),
        "file://srv01/Share/in/a",
    ),
    (files("FileServerLocation", at("FileServer", host="C:\\data"), folderPath="x\\y"), "file://sales+ls/x/y"),
    (files("FileServerLocation", at("FileServer", host=VAULT), folderPath="x"), "file://kv-prod+crm-connection/x"),
    (dataset("FileShare", at("FileServer", host="\\\\srv"), folderPath="share\\x\\"), "file://srv/share/x"),
    (dataset("FileShare", at("Sftp", host="Ftp.Corp", port=22), folderPath="/x", fileName="*"), "sftp://ftp.corp/x"),
    (files("SftpLocation", at("Sftp", host="ftp.corp", port=2222), folderPath=ITEM), "sftp://ftp.corp:2222/{}"),
    (files("FtpServerLocation", at("FtpServer", host="ftp.corp"), folderPath="x"), "ftp://ftp.corp/x"),
    (files("HdfsLocation", at("Hdfs", url="http://nn.corp:50070/webhdfs/v1/"), folderPath="x"), "hdfs://nn.corp/x"),
    (dataset("FileShare", at("Hdfs", url=ITEM), folderPath="x"), "hdfs://sales+ls/x"),
]


@pytest.mark.parametrize(("place", "expected"), SERVERS)
def test_file_servers(place: Place, expected: str) -> None:
    assert key(place) == expected


def test_a_disk_path_is_known_at_run_time_only() -> None:
    assert found(files("FileServerLocation", at("FileServer", host="D:\\"), fileName="a")).store.reason is (
        Reason.RUNTIME_ONLY
    )


WEB = [
    (dataset("RestResource", at("RestService", url="https://Api.corp/v1/"), relativeUrl="/Orders?top=5"), "/v1/Orders"),
    (dataset("RestResource", at("RestService", url="https://api.corp:443/v1"), relativeUrl="https://api.corp/x"), "/x"),
    (files("HttpServerLocation", at("HttpServer", url="http://api.corp"), relativeUrl="a/b.csv"), "/a/b.csv"),
    (dataset("HttpFile", at("HttpServer", url="https://api.corp/"), relativeUrl="b.csv"), "/b.csv"),
    (dataset("ODataResource", at("OData", url="https://api.corp/odata"), path="People"), "/odata/People"),
    (dataset("SapEccResource", at("SapEcc", url="https://api.corp/sap"), path=ITEM), "/sap/{}"),
    (dataset("DynamicsAXResource", at("DynamicsAX", url="https://api.corp/data"), path="Customers"), "/data/Customers"),
    (dataset("WebTable", at("Web", url="https://api.corp"), path="prices.html", index=1), "/prices.html"),
    (
        dataset(
            "SharePointOnlineListResource",
            at("SharePointOnlineList", siteUrl="https://api.corp/sites/x"),
            listName="My List",
        ),
        "/sites/x/Lists/My List",
    ),
]


@pytest.mark.parametrize(("place", "expected"), WEB)
def test_what_answers_at_a_url(place: Place, expected: str) -> None:
    assert key(place) == f"https://api.corp{expected}"


def test_a_url_that_nobody_knows() -> None:
    assert key(dataset("RestResource", at("RestService", url=VAULT), relativeUrl="x")) == (
        "https://kv-prod+crm-connection/x"
    )
    assert key(dataset("RestResource", at("RestService", url=ArmParameter("url")), relativeUrl="x")) == (
        "https://sales+ls/x"
    )


ENGINES = [
    ("PostgreSqlV2Table", {"schema": "s", "table": "T"}, "PostgreSqlV2", {"server": "P", "port": 5432, "database": "D"}, "postgresql://p/d/s/t"),
    ("PostgreSqlTable", {"tableName": '"Sales"."Orders"'}, "PostgreSql", {"connectionString": "Host=p;Port=5433;Database=d"}, "postgresql://p:5433/d/Sales/Orders"),
    ("AzurePostgreSqlTable", {"tableName": "t"}, "AzurePostgreSql", {"connectionString": VAULT}, "postgresql://kv-prod+crm-connection/{}/public/t"),
    ("MySqlTable", {"tableName": "`Shop`.`Orders`"}, "MySql", {"server": "m", "database": "d"}, "mysql://m/shop/orders"),
    ("AzureMySqlTable", {"table": "t"}, "AzureMySql", {"connectionString": "server=m;port=3307;database=d"}, "mysql://m:3307/d/t"),
    ("MariaDBTable", {"tableName": "t"}, "MariaDB", {"server": "m", "port": 3306, "database": ITEM}, "mariadb://m/{}/t"),
    ("OracleTable", {"schema": "hr", "table": "jobs"}, "Oracle", {"server": "Ora:1521/erp.corp"}, "oracle://ora/ERP.CORP/HR/JOBS"),
    ("OracleTable", {"tableName": "JOBS"}, "Oracle", {"server": "(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=ora)(PORT=1522))(CONNECT_DATA=(SERVICE_NAME=erp)))", "username": "hr"}, "oracle://ora:1522/ERP/HR/JOBS"),
    ("AmazonRdsForOracleTable", {"schema": "HR", "table": "JOBS"}, "AmazonRdsForOracle", {"connectionString": "Host=ora;Port=1521;Sid=x"}, "oracle://ora/X/HR/JOBS"),
    ("Db2Table", {"schema": "s", "table": "t"}, "Db2", {"connectionString": "server=db:50000;database=d;username=u"}, "db2://db/D/S/T"),
    ("Db2Table", {"tableName": "t"}, "Db2", {"server": "db", "database": "d", "username": "u"}, "db2://db/D/U/T"),
    ("TeradataTable", {"database": "d", "table": "t"}, "Teradata", {"server": "td"}, "teradata://td/d/t"),
    ("SapHanaTable", {"schema": "S", "table": "Mixed"}, "SapHana", {"connectionString": "SERVERNODE=hana:30015;UID=u"}, "saphana://hana/{}/S/Mixed"),
    ("SapHanaTable", {"schema": "S", "table": "T"}, "SapHana", {"server": "hana:30041"}, "saphana://hana:30041/{}/S/T"),
    ("AmazonRedshiftTable", {"tableName": "t"}, "AmazonRedshift", {"server": "r", "port": "5439", "database": "d"}, "redshift://r/d/public/t"),
    ("GreenplumTable", {"schema": "s", "table": "t"}, "Greenplum", {"connectionString": "HOST=g;PORT=5432;DB=d;UID=u"}, "greenplum://g/d/s/t"),
    ("GreenplumTable", {"table": "t"}, "Greenplum", {"host": "g", "port": 5432, "database": "d"}, "greenplum://g/d/public/t"),
    ("VerticaTable", {"schema": "s", "table": "t"}, "Vertica", {"server": "v", "database": "d"}, "vertica://v/d/s/t"),
    ("NetezzaTable", {"schema": "s", "table": "t"}, "Netezza", {"connectionString": "Server=n;Port=5480;Database=d"}, "netezza://n/D/S/T"),
    ("InformixTable", {"tableName": "t"}, "Informix", {"connectionString": "Host=i;Service=1492;Server=engine;Database=d"}, "informix://i:1492/d/t"),
    ("SybaseTable", {"tableName": "t"}, "Sybase", {"server": "s", "database": "d", "schema": "app"}, "sybase://s/d/app/t"),
    ("HiveObject", {"tableName": "orders"}, "Hive", {"host": "h.azurehdinsight.net", "port": 443}, "hive://h.azurehdinsight.net/default/orders"),
    ("ImpalaObject", {"tableName": "db.t"}, "Impala", {"host": "i", "port": 21051}, "impala://i:21051/db/t"),
    ("SparkObject", {"schema": "db", "table": ITEM}, "Spark", {"host": "s", "port": 10000}, "spark://s/db/{}"),
    ("PhoenixObject", {"schema": "s", "table": "t"}, "Phoenix", {"host": "p"}, "phoenix://p/S/T"),
    ("PrestoObject", {"schema": "s", "table": "t"}, "Presto", {"host": "p", "catalog": "hive"}, "presto://p/hive/s/t"),
    ("DrillTable", {"tableName": "dfs.orders"}, "Drill", {"connectionString": "ConnectionType=Direct;Host=d;Port=31010"}, "drill://d/dfs/orders"),
    ("GoogleBigQueryObject", {"dataset": "Ds", "table": "T"}, "GoogleBigQuery", {"project": "prj"}, "bigquery://prj/Ds/T"),
    ("GoogleBigQueryV2Object", {"dataset": "Ds", "table": "T"}, "GoogleBigQueryV2", {"projectId": "prj"}, "bigquery://prj/Ds/T"),
    ("CassandraTable", {"keyspace": "k", "tableName": "t"}, "Cassandra", {"host": "c", "port": 9042}, "cassandra://c/k/t"),
    ("HBaseObject", {"tableName": "ns:t"}, "HBase", {"host": "h", "port": 9090}, "hbase://h/ns:t"),
    ("CouchbaseTable", {"tableName": "travel.sample"}, "Couchbase", {"connectionString": "Server=c; Port=8091;AuthMech=1"}, "couchbase://c/travel.sample"),
    ("OdbcTable", {"tableName": "`Brian`"}, "Odbc", {"connectionString": ArmParameter("x")}, "odbc://sales+ls/{}/Brian"),
    ("OdbcTable", {"tableName": "s.t"}, "Odbc", {"connectionString": "Driver={X};Server=o;Database=d"}, "odbc://o/d/s/t"),
    ("OdbcTable", {"tableName": "t"}, "Odbc", {"connectionString": "DSN=erp;Database=d"}, "odbc://sales+ls/d/t"),
    ("MicrosoftAccessTable", {"tableName": "T"}, "MicrosoftAccess", {"connectionString": "Driver={Access};Dbq=C:\\x\\y.accdb"}, "access://sales+ls/c:%2Fx%2Fy.accdb/t"),
    ("RelationalTable", {"tableName": "t"}, "AmazonRedshift", {"server": "r", "database": "d"}, "redshift://r/d/public/t"),
    ("RelationalTable", {"tableName": "t"}, "Teradata", {"server": "localhost", "database": "d"}, "teradata://sales+ls/d/t"),
    ("AmazonRdsForSqlServerTable", {"schema": "s", "table": "t"}, "AmazonRdsForSqlServer", {"server": "r", "database": "d"}, "mssql://r/d/s/t"),
    ("WarehouseTable", {"schema": "dbo", "table": "T"}, "Warehouse", {"endpoint": "x.datawarehouse.fabric.microsoft.com", "artifactId": "A1", "workspaceId": "w"}, "mssql://x.datawarehouse.fabric.microsoft.com/a1/dbo/t"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "named", "linked", "settings", "expected"), ENGINES)
def test_engines(kind: str, named: dict[str, str], linked: str, settings: dict[str, str], expected: str) -> None:
    assert key(dataset(kind, at(linked, **settings), **named)) == expected


APPLICATIONS = [
    ("CommonDataServiceForAppsEntity", {"entityName": "Account"}, "CommonDataServiceForApps", {"serviceUri": "https://Org.crm4.dynamics.com/"}, "dataverse://org.crm4.dynamics.com/account"),
    ("DynamicsEntity", {"entityName": "account"}, "Dynamics", {"serviceUri": "https://org.crm4.dynamics.com"}, "dataverse://org.crm4.dynamics.com/account"),
    ("DynamicsCrmEntity", {"entityName": ITEM}, "DynamicsCrm", {"hostName": "crm.corp", "organizationName": "o"}, "dataverse://crm.corp/{}"),
    ("SalesforceObject", {"objectApiName": "Account"}, "Salesforce", {"environmentUrl": "https://corp.my.salesforce.com"}, "salesforce://corp.my.salesforce.com/Account"),
    ("SalesforceV2Object", {"objectApiName": "Account"}, "SalesforceV2", {"environmentUrl": VAULT}, "salesforce://kv-prod+crm-connection/Account"),
    ("SalesforceV2Object", {"reportId": "00O1"}, "SalesforceV2", {"environmentUrl": "https://corp.my.salesforce.com"}, "salesforce://corp.my.salesforce.com/reports/00O1"),
    ("SalesforceServiceCloudObject", {"objectApiName": "Case"}, "SalesforceServiceCloud", {"environmentUrl": "https://login.salesforce.com"}, "salesforce://sales+ls/Case"),
    ("ServiceNowObject", {"tableName": "Incident"}, "ServiceNow", {"endpoint": "https://corp.service-now.com"}, "servicenow://corp.service-now.com/incident"),
    ("ServiceNowV2Object", {"tableName": "incident"}, "ServiceNowV2", {"endpoint": "corp.service-now.com"}, "servicenow://corp.service-now.com/incident"),
    ("JiraObject", {"schema": "Jira", "table": "Issues"}, "Jira", {"host": "jira.corp"}, "jira://jira.corp/Issues"),
    ("MarketoObject", {"tableName": "Leads"}, "Marketo", {"endpoint": "123-ABC-321.mktorest.com"}, "marketo://123-abc-321.mktorest.com/Leads"),
    ("HubspotObject", {"tableName": "Contacts"}, "Hubspot", {}, "hubspot://sales+ls/Contacts"),
    ("QuickBooksObject", {"tableName": "Bill"}, "QuickBooks", {"connectionProperties": Properties({"companyId": "9", "endpoint": "quickbooks.api.intuit.com"})}, "quickbooks://9/Bill"),
    ("XeroObject", {"tableName": "Accounts"}, "Xero", {"host": "api.xero.com"}, "xero://sales+ls/Accounts"),
    ("Office365Table", {"tableName": "BasicDataSet_v0.Message_v1"}, "Office365", {"office365TenantId": "T"}, "office365://t/BasicDataSet_v0.Message_v1"),
    ("SapTableResource", {"tableName": "/bic/a"}, "SapTable", {"server": "sap", "systemNumber": "01"}, "sap://sap:01/%2FBIC%2FA"),
    ("SapTableResource", {"tableName": "VBAP"}, "SapTable", {"messageServer": "msg", "systemId": "PRD"}, "sap://msg:prd/VBAP"),
    ("SapOdpResource", {"context": "SAPI", "objectName": "2lis"}, "SapOdp", {"server": "sap", "systemNumber": "00"}, "sap://sap/SAPI/2LIS"),
    ("SapOpenHubTable", {"openHubDestinationName": "d"}, "SapOpenHub", {"server": "sap"}, "sap://sap/openhub/D"),
    ("SapCloudForCustomerResource", {"path": "LeadCollection"}, "SapCloudForCustomer", {"url": "https://c4c.corp/odata/v1"}, "https://c4c.corp/odata/v1/LeadCollection"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "named", "linked", "settings", "expected"), APPLICATIONS)
def test_applications(kind: str, named: dict[str, str], linked: str, settings: dict[str, str], expected: str) -> None:
    assert key(dataset(kind, at(linked, **settings), **named)) == expected


DOCUMENTS = [
    ("DocumentDbCollection", {"collectionName": "C"}, "CosmosDb", {"accountEndpoint": "https://Acc.documents.azure.com:443/", "database": "D"}, "cosmosdb://acc/D/C"),
    ("CosmosDbSqlApiCollection", {"collectionName": ITEM}, "CosmosDb", {"connectionString": VAULT}, "cosmosdb://kv-prod+crm-connection/{}/{}"),
    ("MongoDbCollection", {"collectionName": "c"}, "MongoDb", {"server": "m", "port": 27018, "databaseName": "d"}, "mongodb://m:27018/d/c"),
    ("MongoDbAtlasCollection", {"collection": "c"}, "MongoDbAtlas", {"connectionString": "mongodb+srv://u:**********@x.mongodb.net", "database": "d"}, "mongodb://x.mongodb.net/d/c"),
    ("MongoDbV2Collection", {"collection": "c"}, "MongoDbV2", {"connectionString": "mongodb://b,a:27017/d?replicaSet=r"}, "mongodb://a,b/d/c"),
    ("CosmosDbMongoDbApiCollection", {"collection": "c"}, "CosmosDbMongoDbApi", {"connectionString": "mongodb://acc:**********@acc.documents.azure.com:10255/?ssl=true", "database": "d"}, "mongodb://acc.mongo.cosmos.azure.com/d/c"),
    ("AzureDataExplorerTable", {"table": "T"}, "AzureDataExplorer", {"endpoint": "https://Ingest-c.westeurope.kusto.windows.net", "database": "D"}, "kusto://c.westeurope/D/T"),
    ("AzureDataExplorerTable", {"table": ITEM}, "AzureDataExplorer", {"endpoint": Masked()}, "kusto://sales+ls/{}/{}"),
    ("AzureTable", {"tableName": "T"}, "AzureStorage", {"connectionString": "AccountName=acc"}, "https://acc.table.core.windows.net/t"),
    ("AzureTable", {"tableName": "T"}, "AzureTableStorage", {"serviceEndpoint": "https://acc.table.core.windows.net/"}, "https://acc.table.core.windows.net/t"),
    ("AzureTable", {"tableName": ITEM}, "AzureTableStorage", {"sasUri": VAULT}, "https://kv-prod+crm-connection/{}"),
    ("AzureSearchIndex", {"indexName": ITEM}, "AzureSearch", {"url": "https://s.search.windows.net"}, "https://s.search.windows.net/indexes/{}"),
    ("SnowflakeTable", {"tableName": 'SHOP.PUBLIC."Order Lines"'}, "Snowflake", {"connectionString": VAULT}, "snowflake://kv-prod+crm-connection/SHOP/PUBLIC/Order Lines"),
    ("SnowflakeV2Table", {"schema": "s", "table": ITEM}, "SnowflakeV2", {"accountIdentifier": "a.snowflakecomputing.com", "database": "d"}, "snowflake://a/D/S/{}"),
    ("AzureDatabricksDeltaLakeDataset", {"table": "silver.orders"}, "AzureDatabricksDeltaLake", {"domain": "https://adb-1.2.azuredatabricks.net/"}, "databricks://adb-1.2.azuredatabricks.net/hive_metastore/silver/orders"),
    ("AzureDatabricksDeltaLakeDataset", {"database": "main.silver", "table": "Orders"}, "AzureDatabricksDeltaLake", {"domain": VAULT}, "databricks://kv-prod+crm-connection/main/silver/orders"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "named", "linked", "settings", "expected"), DOCUMENTS)
def test_documents_and_warehouses(
    kind: str, named: dict[str, str], linked: str, settings: dict[str, str], expected: str
) -> None:
    assert key(dataset(kind, at(linked, **settings), **named)) == expected


def test_the_account_behind_shared_credentials_is_known_at_run_time_only() -> None:
    assert found(dataset("HubspotObject", at("Hubspot"), tableName="Contacts")).store.reason is Reason.RUNTIME_ONLY


def test_a_linked_service_that_is_missing_is_told_by_the_type_of_the_dataset() -> None:
    missing = Connection("adf://sales", "gone", missing=Reason.MISSING_LINKED_SERVICE)
    assert key(dataset("SnowflakeTable", missing, schema="s", table="t")) == "snowflake://sales+gone/{}/S/T"
    assert key(files("SftpLocation", missing, folderPath="x")) == "sftp://sales+gone/x"
    assert key(dataset("HubspotObject", missing, tableName="t")) == "hubspot://sales+gone/t"
    assert found(dataset("HubspotObject", missing, tableName="t")).asset.reason is Reason.MISSING_LINKED_SERVICE


def test_the_store_of_a_linked_service_is_the_store_of_its_assets() -> None:
    for connection, place in (
        (at("Oracle", server="ora:1521/x"), dataset("OracleTable", at("Oracle", server="ora:1521/x"), table="t")),
        (at("Sftp", host="s"), files("SftpLocation", at("Sftp", host="s"))),
        (at("Hubspot"), dataset("HubspotObject", at("Hubspot"), tableName="t")),
        (at("Lakehouse"), dataset("LakehouseTable", at("Lakehouse"), table="t")),
    ):
        assert store_behind(connection) == found(place).store


def test_a_type_that_is_new_to_everybody_is_an_endpoint_that_says_so() -> None:
    new = found(dataset("QuantumTable", at("Quantum"), table="t"))
    assert (new.asset.key, new.asset.reason) == ("adf://sales/linkedservices/ls/t", Reason.UNKNOWN_DATASET_TYPE)
    cube = found(dataset("SapBwCube", at("SapBW")))
    assert (cube.asset.key, cube.asset.reason) == ("adf://sales/linkedservices/ls", Reason.UNSUPPORTED_STORE)


def test_a_format_without_location_is_told_by_its_linked_service() -> None:
    place = dataset("Json", at("AzureBlobFS", url="https://acc.dfs.core.windows.net"), fileSystem="raw", folderPath="x")
    assert key(place) == "abfss://raw@acc.dfs.core.windows.net/x"
