"""Rules that hold in every store: wildcards, empty texts, segments, blanks, ARM's escapes, names of several parts."""

# ruff: noqa: E501 - a row of a table is one line

from dataclasses import replace

import pytest

from lineage_graph.expressions import Template, Unknown
from lineage_graph.holes import Holes
from lineage_graph.model import Asset, Feeds, Reason
from lineage_graph.records import Expression, Masked, Parameter, Properties, Reference, VaultSecret
from lineage_graph.stores import locate
from lineage_graph.stores.place import Place
from tests.declared import estate
from tests.stores.places import at, dataset, files, found, key

LAKE = at("AzureBlobFS", url="https://acc.dfs.core.windows.net")
ROOT = "abfss://raw@acc.dfs.core.windows.net"
CONTAINER = {"fileSystem": "raw"}
WHOLE = {**CONTAINER, "folderPath": "a/b", "fileName": "c.csv"}

READ = [
    (WHOLE, {}, "/a/b/c.csv"),
    (WHOLE, {"wildcard_folder": "x/*"}, "/x"),
    (WHOLE, {"wildcard_folder": "x/*/y"}, "/x/*/y"),
    (WHOLE, {"wildcard_file": "*"}, "/a/b"),
    (WHOLE, {"wildcard_file": "*.csv"}, "/a/b/*.csv"),
    (WHOLE, {"wildcard_folder": "x", "wildcard_file": "*"}, "/x"),
    (WHOLE, {"prefix": "in/2026"}, "/in/2026*"),
    (WHOLE, {"prefix": "in/2026/"}, "/in/2026"),
    ({"folderPath": "raw/a"}, {}, "/a"),
    ({}, {"wildcard_folder": "raw/a", "wildcard_file": "*.csv"}, "/a/*.csv"),
    ({"fileSystem": "", "folderPath": "raw"}, {}, ""),
    ({"fileSystem": "RAW", "folderPath": ""}, {}, ""),
    ({**CONTAINER, "folderPath": "/./a//b/./"}, {}, "/a/b"),
    ({**CONTAINER, "folderPath": "a b", "fileName": " c.csv"}, {}, "/a b/ c.csv"),
    ({**CONTAINER, "folderPath": "a/**"}, {}, "/a"),
    ({**CONTAINER, "folderPath": "Year=2019", "fileName": "#1 {x}%.csv"}, {}, "/Year=2019/%231 %7Bx%7D%25.csv"),
]


@pytest.mark.parametrize(("location", "read", "expected"), READ)
def test_what_is_read_below_the_container(location: dict[str, str], read: dict[str, str], expected: str) -> None:
    place = replace(files("AzureBlobFSLocation", LAKE, **location), **read)  # type: ignore[arg-type]
    assert key(place) == f"{ROOT}{expected}"


@pytest.mark.parametrize(
    ("location", "read"),
    [({}, {}), ({"fileSystem": "", "fileName": "a.csv"}, {}), ({}, {"wildcard_file": "*.csv"})],
)
def test_without_a_container_there_is_no_path(location: dict[str, str], read: dict[str, str]) -> None:
    place = replace(files("AzureBlobFSLocation", LAKE, **location), **read)  # type: ignore[arg-type]
    located = locate(place)
    assert isinstance(located, Unknown)
    assert located.reason is Reason.PARAMETER_WITHOUT_VALUE


def test_an_empty_host_is_no_host() -> None:
    located = found(dataset("AzureSqlTable", at("AzureSqlDatabase", server="", database=""), table="t"))
    assert located.asset.key == "mssql://sales+ls/{}/dbo/t"
    assert located.asset.reason is Reason.MASKED_CONNECTION


def test_an_empty_default_is_no_value() -> None:
    generic = estate.folder("generic", Expression("@dataset().path"), Parameter("path", "string", "", has_default=True))
    declared = estate.service(
        estate.pipeline("p", estate.copy("c", estate.dataset("generic"), estate.dataset("out"))),
        datasets=(generic, estate.folder("out", "out")),
    )
    assert estate.links(declared) == {("{}", "out", "data")}


NAMES = [
    ({"tableName": "t"}, "d/dbo/t"),
    ({"tableName": "s.t"}, "d/s/t"),
    ({"tableName": "[s].[my.table]"}, "d/s/my.table"),
    ({"tableName": "[[s].[t]"}, "d/s/t"),
    ({"tableName": "[sales db].dbo.[my.table]"}, "sales db/dbo/my.table"),
    ({"tableName": "other..t"}, "other/dbo/t"),
    ({"tableName": '"s"."a]b"'}, "d/s/a]b"),
    ({"tableName": "[a]]b]"}, "d/dbo/a]b"),
    ({"schema": "[s]", "table": "my.table"}, "d/s/my.table"),
    ({"table": "s.t"}, "d/s/t"),
    ({"schema": "", "table": "t"}, "d/dbo/t"),
    ({"schema": "s", "table": "a/b"}, "d/s/a%2Fb"),
]


@pytest.mark.parametrize(("named", "expected"), NAMES)
def test_names_of_tables(named: dict[str, str], expected: str) -> None:
    server = at("SqlServer", server="ERP", database="D")
    assert key(dataset("SqlServerTable", server, **named)) == f"mssql://erp/{expected}"


def test_a_name_of_four_parts_is_on_a_linked_server() -> None:
    place = dataset("SqlServerTable", at("SqlServer", server="erp", database="d"), tableName="[FIN01].[gl].dbo.[t]")
    assert (found(place).asset.key, found(place).store.key) == ("mssql://fin01/gl/dbo/t", "mssql://fin01")


def test_the_same_server_however_it_is_spelled() -> None:
    for text in (
        "tcp:Srv.database.windows.net,1433",
        "srv.privatelink.database.windows.net",
        "SRV.database.windows.net",
    ):
        place = dataset("AzureSqlTable", at("AzureSqlDatabase", server=text, database="d"), table="t")
        assert key(place) == "mssql://srv.database.windows.net/d/dbo/t"


@pytest.mark.parametrize(
    "address", ["https://[x", "[::1", "https://a]b", "", "//", "://", "a" * 5000, "https://x:99999999"]
)
def test_no_address_is_too_strange(address: str) -> None:
    for kind, linked, setting in (
        ("RestResource", "RestService", "url"),
        ("SnowflakeTable", "Snowflake", "connectionString"),
        ("MongoDbV2Collection", "MongoDbV2", "connectionString"),
        ("PostgreSqlTable", "PostgreSql", "connectionString"),
        ("OracleTable", "Oracle", "server"),
        ("AzureBlob", "AzureBlobStorage", "sasUri"),
        ("SalesforceObject", "Salesforce", "environmentUrl"),
    ):
        fields = {"table": "t", "collection": "c", "objectApiName": "o", "folderPath": "x", "relativeUrl": "r"}
        assert "://" in key(dataset(kind, at(linked, **{setting: address}), **fields))


def test_a_path_known_in_part_is_a_pattern_with_its_reason() -> None:
    written = Holes()
    day = written.write(Template(("in/", Unknown(Reason.RUNTIME_ONLY, "utcNow()", "date"), "/x")))
    assert day is not None
    connection = replace(LAKE, holes=written)
    place = replace(files("AzureBlobFSLocation", connection, **CONTAINER), wildcard_folder=day)
    asset = found(place).asset
    assert (asset.key, asset.name, asset.pattern) == (f"{ROOT}/in/{{date}}/x", "in/{date}/x", True)
    assert (asset.reason, asset.aliases) == (Reason.RUNTIME_ONLY, ())


def test_a_list_of_files_is_known_at_run_time_only_and_a_partition_root_is_no_place() -> None:
    def reading(**settings: str) -> set[tuple[str | None, str | None, str]]:
        store = Properties({"type": "AzureBlobFSReadSettings", **settings})
        source = Properties({"type": "ParquetSource", "storeSettings": store})
        copy = estate.copy("c", estate.dataset("in"), estate.dataset("out"), source=source)
        made = estate.service(
            estate.pipeline("p", copy), datasets=(estate.folder("in", "in"), estate.folder("out", "out"))
        )
        listed = {edge.start.key for edge in made.edges if isinstance(edge, Feeds)}
        for node in made.nodes:
            if isinstance(node, Asset) and node.key in listed and node.kind == "Placeholder":
                assert node.reason is Reason.RUNTIME_ONLY
        return estate.links(made)

    assert reading(partitionRootPath="in") == {("in", "out", "data")}
    assert reading(fileListPath="lists/today.txt") == {("p/activities/c/unknown/source", "out", "data")}


ALIASES = [
    (
        files("AzureBlobFSLocation", LAKE, fileSystem="raw", folderPath="a"),
        (
            "https://acc.dfs.core.windows.net/raw/a",
            "https://acc.blob.core.windows.net/raw/a",
            "wasbs://raw@acc.blob.core.windows.net/a",
        ),
    ),
    (
        dataset("AzureSqlTable", at("AzureSqlDatabase", server="s.database.windows.net", database="d"), table="Orders"),
        ("mssql://s.database.windows.net/d/dbo/Orders", "mssql://s.database.windows.net:1433/d.dbo.Orders"),
    ),
    (
        dataset("AzureSqlDWTable", at("AzureSqlDW", server="w.sql.azuresynapse.net", database="d"), table="t"),
        ("sqlserver://w.sql.azuresynapse.net:1433/dbo.t",),
    ),
    (
        dataset("SnowflakeV2Table", at("SnowflakeV2", accountIdentifier="a", database="d"), schema="s", table="t"),
        ("snowflake://a/D.S.T", "snowflake://a.snowflakecomputing.com/databases/D/schemas/S/tables/T"),
    ),
    (
        dataset("CosmosDbSqlApiCollection", at("CosmosDb", accountEndpoint="https://a.documents.azure.com:443/", database="d"), collectionName="c"),
        ("https://a.documents.azure.com/dbs/d/colls/c", "azurecosmos://a.documents.azure.com/dbs/d/colls/c"),
    ),
    (
        dataset("AzureDataExplorerTable", at("AzureDataExplorer", endpoint="https://c.we.kusto.windows.net", database="d"), table="t"),
        ("https://c.we.kusto.windows.net/d/t", "azurekusto://c.we.kusto.windows.net/d/t"),
    ),
    (
        dataset("PostgreSqlV2Table", at("PostgreSqlV2", server="p", database="d"), schema="s", table="t"),
        ("postgres://p:5432/d.s.t", "postgresql://servers/p:5432/dbs/d/schemas/s/tables/t"),
    ),
    (
        dataset("AzurePostgreSqlTable", at("AzurePostgreSql", server="p.postgres.database.azure.com", database="d"), schema="s", table="t"),
        ("postgres://p.postgres.database.azure.com:5432/d.s.t",),
    ),
    (
        dataset("AzureDatabricksDeltaLakeDataset", at("AzureDatabricksDeltaLake", domain="https://adb"), catalog="c", database="s", table="t"),
        ("unitycatalog://adb/c.s.t",),
    ),
    (
        dataset("SnowflakeV2Table", at("SnowflakeV2", accountIdentifier="a.snowflakecomputing.cn", database="d"), schema="s", table="t"),
        ("snowflake://a/D.S.T", "snowflake://a.snowflakecomputing.cn/databases/D/schemas/S/tables/T"),
    ),
    (dataset("MySqlTable", at("MySql", server="m", database="d"), tableName="t"), ("mysql://m:3306/d.t",)),
    (
        dataset("OracleTable", at("Oracle", server="o:1522/x"), schema="s", table="t"),
        ("oracle://o:1522/X.S.T",),
    ),
    (
        dataset("AzureDatabricksDeltaLakeDataset", at("AzureDatabricksDeltaLake", domain="https://adb"), table="s.t"),
        ("unitycatalog://adb/hive_metastore.s.t", "s.t@adb"),
    ),
    (
        dataset("GoogleBigQueryV2Object", at("GoogleBigQueryV2", projectId="p"), dataset="d", table="t"),
        ("bigquery/p.d.t",),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("place", "aliases"), ALIASES)
def test_other_names_that_purview_and_openlineage_give(place: Place, aliases: tuple[str, ...]) -> None:
    assert found(place).asset.aliases == aliases


def test_what_is_not_certain_has_no_other_names() -> None:
    for setting in (Masked(), Expression("@item().server")):
        place = dataset("AzureSqlTable", at("AzureSqlDatabase", server=setting, database="d"), table="t")
        assert found(place).asset.aliases == ()


def test_a_key_vault_must_be_known_to_stand_for_a_host() -> None:
    secret = VaultSecret(Reference("LinkedServiceReference", "Other"), "s")
    place = dataset("AzureSqlTable", at("AzureSqlDatabase", connectionString=secret, database="d"), table="t")
    assert key(place) == "mssql://sales+ls/d/dbo/t"
