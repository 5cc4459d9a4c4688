"""The database engines that differ only in words: ports, spelling, and the names between host and table.

To add one: an ``Engine`` in ``ENGINES``. Names in connection strings and default ports are those of each connector's
page, https://learn.microsoft.com/azure/data-factory/connector-postgresql and so on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lineage_graph.stores.place import UNKNOWN_PART
from lineage_graph.stores.sql_names import NamePart

Fold = Callable[[NamePart], str]


def lower(part: NamePart) -> str:
    """Lower-case, whatever the spelling."""
    return part.text.lower()


def lower_unless_quoted(part: NamePart) -> str:
    """Lower-case as PostgreSQL does it."""
    return part.text if part.quoted else part.text.lower()


def upper_unless_quoted(part: NamePart) -> str:
    """Upper-case as the SQL standard wants it."""
    return part.text if part.quoted else part.text.upper()


def as_written(part: NamePart) -> str:
    """The spelling as it is."""
    return part.text


@dataclass(frozen=True, slots=True)
class Level:
    """One name between host and table: the dataset's fields, else the linked service's, else the default.

    Without a default the level is left out where nothing names it.
    """

    fields: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    default: str | None = UNKNOWN_PART


_DATABASE: Final = Level(settings=("database", "db", "initialCatalog"))
_USER: Final = ("userId", "username", "userName", "uid", "user")
_NAMESPACE: Final = Level(fields=("schema", "database"), default="default")
_OPTIONAL: Final = Level(fields=("schema",), default=None)


def _schema(default: str | None = UNKNOWN_PART, settings: tuple[str, ...] = ()) -> Level:
    return Level(("schema",), settings, default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A database engine. ``openlineage`` is the scheme of its namespace there; the first port is the default one."""

    scheme: str
    name: str
    datasets: tuple[str, ...]
    linked_services: tuple[str, ...]
    ports: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ("server", "host", "servername")
    levels: tuple[Level, ...] = (_DATABASE, _schema())
    fold: Fold = lower
    openlineage: str | None = None
    kind: str = "Table"


ENGINES: Final = (
    Engine(
        scheme="postgresql",
        name="PostgreSQL",
        datasets=("AzurePostgreSqlTable", "PostgreSqlTable", "PostgreSqlV2Table"),
        linked_services=("AzurePostgreSql", "PostgreSql", "PostgreSqlV2"),
        ports=("5432", "6432"),
        levels=(_DATABASE, _schema("public", ("schema",))),
        fold=lower_unless_quoted,
        openlineage="postgres",
    ),
    Engine(
        scheme="mysql",
        name="MySQL",
        datasets=("AzureMySqlTable", "MySqlTable"),
        linked_services=("AzureMySql", "MySql"),
        ports=("3306",),
        levels=(_DATABASE,),
        openlineage="mysql",
    ),
    Engine(
        scheme="mariadb",
        name="MariaDB",
        datasets=("AzureMariaDBTable", "MariaDBTable"),
        linked_services=("AzureMariaDB", "MariaDB"),
        ports=("3306",),
        levels=(_DATABASE,),
    ),
    Engine(
        scheme="oracle",
        name="Oracle",
        datasets=("OracleTable", "AmazonRdsForOracleTable"),
        linked_services=("Oracle", "AmazonRdsForOracle"),
        ports=("1521",),
        levels=(Level(settings=("serviceName", "sid")), _schema(settings=_USER)),
        fold=upper_unless_quoted,
        openlineage="oracle",
    ),
    Engine(
        scheme="db2",
        name="Db2",
        datasets=("Db2Table",),
        linked_services=("Db2",),
        ports=("50000",),
        levels=(_DATABASE, _schema(settings=_USER)),
        fold=upper_unless_quoted,
        openlineage="db2",
    ),
    Engine(
        scheme="teradata",
        name="Teradata",
        datasets=("TeradataTable",),
        linked_services=("Teradata",),
        ports=("1025",),
        hosts=("server", "dbcName"),
        levels=(Level(("database", "schema"), ("database",)),),
        openlineage="teradata",
    ),
    Engine(
        scheme="saphana",
        name="SAP HANA",
        datasets=("SapHanaTable",),
        linked_services=("SapHana",),
        ports=("30015",),
        hosts=("server", "serverNode"),
        levels=(Level(settings=("databaseName", "database")), _schema(settings=_USER)),
        fold=as_written,
    ),
    Engine(
        scheme="redshift",
        name="Amazon Redshift",
        datasets=("AmazonRedshiftTable",),
        linked_services=("AmazonRedshift",),
        ports=("5439",),
        levels=(_DATABASE, _schema("public")),
        openlineage="redshift",
    ),
    Engine(
        scheme="greenplum",
        name="Greenplum",
        datasets=("GreenplumTable",),
        linked_services=("Greenplum",),
        ports=("5432",),
        levels=(_DATABASE, _schema("public")),
        fold=lower_unless_quoted,
    ),
    Engine(
        scheme="vertica",
        name="Vertica",
        datasets=("VerticaTable",),
        linked_services=("Vertica",),
        ports=("5433",),
        levels=(_DATABASE, _schema("public")),
    ),
    Engine(
        scheme="netezza",
        name="Netezza",
        datasets=("NetezzaTable",),
        linked_services=("Netezza",),
        ports=("5480",),
        fold=upper_unless_quoted,
    ),
    Engine(
        scheme="informix",
        name="Informix",
        datasets=("InformixTable",),
        linked_services=("Informix",),
        ports=("9088",),
        hosts=("host", "server"),
        levels=(_DATABASE, _OPTIONAL),
    ),
    Engine(
        scheme="sybase",
        name="Sybase",
        datasets=("SybaseTable",),
        linked_services=("Sybase",),
        ports=("2638",),
        levels=(_DATABASE, _schema("dbo", ("schema",))),
    ),
    Engine(
        scheme="hive",
        name="Hive",
        datasets=("HiveObject",),
        linked_services=("Hive",),
        ports=("10000", "443"),
        levels=(_NAMESPACE,),
        openlineage="hive",
    ),
    Engine(
        scheme="impala",
        name="Impala",
        datasets=("ImpalaObject",),
        linked_services=("Impala",),
        ports=("21050",),
        levels=(_NAMESPACE,),
    ),
    Engine(
        scheme="spark",
        name="Spark",
        datasets=("SparkObject",),
        linked_services=("Spark",),
        ports=("10000", "443"),
        levels=(_NAMESPACE,),
    ),
    Engine(
        scheme="phoenix",
        name="Phoenix",
        datasets=("PhoenixObject",),
        linked_services=("Phoenix",),
        ports=("8765", "443"),
        levels=(_OPTIONAL,),
        fold=upper_unless_quoted,
    ),
    Engine(
        scheme="presto",
        name="Presto",
        datasets=("PrestoObject",),
        linked_services=("Presto",),
        ports=("8080", "443"),
        levels=(Level(settings=("catalog",)), _schema()),
        openlineage="trino",
    ),
    Engine(
        scheme="drill",
        name="Drill",
        datasets=("DrillTable",),
        linked_services=("Drill",),
        ports=("31010",),
        hosts=("host", "server", "zkQuorum"),
        levels=(_OPTIONAL,),
        fold=as_written,
    ),
    Engine(
        scheme="bigquery",
        name="BigQuery",
        datasets=("GoogleBigQueryObject", "GoogleBigQueryV2Object"),
        linked_services=("GoogleBigQuery", "GoogleBigQueryV2"),
        hosts=("project", "projectId"),
        levels=(Level(("dataset",)),),
        fold=as_written,
    ),
    Engine(
        scheme="cassandra",
        name="Cassandra",
        datasets=("CassandraTable",),
        linked_services=("Cassandra",),
        ports=("9042",),
        levels=(Level(("keyspace",)),),
        fold=lower_unless_quoted,
        openlineage="cassandra",
    ),
    Engine(
        scheme="hbase",
        name="HBase",
        datasets=("HBaseObject",),
        linked_services=("HBase",),
        ports=("9090", "443"),
        levels=(),
        fold=as_written,
    ),
    Engine(
        scheme="couchbase",
        name="Couchbase",
        datasets=("CouchbaseTable",),
        linked_services=("Couchbase",),
        ports=("8091", "8093"),
        levels=(),
        fold=as_written,
        kind="Collection",
    ),
    Engine(
        scheme="odbc",
        name="ODBC",
        datasets=("OdbcTable",),
        linked_services=("Odbc",),
        levels=(_DATABASE, _OPTIONAL),
        fold=as_written,
    ),
    Engine(
        scheme="access",
        name="Microsoft Access",
        datasets=("MicrosoftAccessTable",),
        linked_services=("MicrosoftAccess",),
        hosts=(),
        levels=(Level(settings=("dbq", "dataSource")),),
    ),
)
