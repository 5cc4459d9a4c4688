"""SQL in activities: the tables that a query names take the dataset's place; scripts move what they write."""

import pytest

from lineage_graph.model import Activity as ActivityNode
from lineage_graph.model import Declaration, Reason
from lineage_graph.records import (
    Activity,
    Dataset,
    LinkedService,
    Parameter,
    Pipeline,
    Properties,
    Value,
)
from tests.declared.estate import (
    HERE,
    copy,
    dataset,
    executed,
    expression,
    folder,
    linked,
    links,
    node,
    parameter,
    pipeline,
    service,
)

SALES = "mssql://sql1.database.windows.net/sales"
SQL = LinkedService(
    name="sql",
    origin=HERE,
    type="AzureSqlDatabase",
    settings=Properties({"server": "sql1.database.windows.net", "database": "Sales"}),
)
SNOW = LinkedService(
    name="snow",
    origin=HERE,
    type="SnowflakeV2",
    settings=Properties({"accountIdentifier": "acc", "database": "DB"}),
)
LAKE = LinkedService(
    name="lake", origin=HERE, type="AzureBlobFS", settings=Properties({"url": "https://acc.dfs.core.windows.net"})
)
DATASETS = (
    Dataset(name="rows", origin=HERE, type="AzureSqlTable", linked_service=linked("sql")),
    Dataset(name="flakes", origin=HERE, type="SnowflakeV2Table", linked_service=linked("snow")),
    folder("files", "out"),
)


def of(*activities: Activity, parameters: tuple[Parameter, ...] = ()) -> set[tuple[str | None, str | None, str]]:
    return links(declared(pipeline("p", *activities, parameters=parameters)))


def declared(made: Pipeline) -> Declaration:
    return service(made, datasets=DATASETS, linked_services=(SQL, SNOW, LAKE))


def asking(query: Value, source: str = "rows", kind: str = "AzureSqlSource", field: str = "sqlReaderQuery") -> Activity:
    return copy("c", dataset(source), dataset("files"), source=Properties({"type": kind, field: query}))


def script(*texts: Value) -> Activity:
    scripts = tuple(Properties({"type": "NonQuery", "text": text}) for text in texts)
    return Activity(
        name="s", type="Script", origin=HERE, linked_service=linked("sql"), settings=Properties({"scripts": scripts})
    )


@pytest.mark.parametrize(
    ("query", "tables"),
    [
        ("SELECT * FROM dbo.Orders", ["dbo/orders"]),
        ("SELECT * FROM Orders o JOIN [crm].[Order Lines] l ON l.id = o.id", ["dbo/orders", "crm/order lines"]),
        ("WITH recent AS (SELECT * FROM dbo.orders) SELECT * FROM recent", ["dbo/orders"]),
        ("SELECT 1 AS one", []),
    ],
)
def test_a_copy_reads_the_tables_of_its_query(query: str, tables: list[str]) -> None:
    assert of(asking(query)) == {(f"{SALES}/{table}", "out", "data") for table in tables}


def test_another_database_of_the_same_server_is_named_by_the_query() -> None:
    expected = {("mssql://sql1.database.windows.net/hr/dbo/staff", "out", "data")}
    assert of(asking("SELECT * FROM HR.dbo.Staff")) == expected


def test_a_table_that_only_decides_which_rows_is_an_influence() -> None:
    found = of(asking("SELECT * FROM a WHERE id IN (SELECT id FROM b)"))
    assert found == {(f"{SALES}/dbo/a", "out", "data"), (f"{SALES}/dbo/b", "out", "influence")}


def test_names_fold_as_the_engine_folds_them() -> None:
    query = asking('SELECT * FROM raw.orders JOIN "Raw"."Lines" l ON 1 = 1', "flakes", "SnowflakeV2Source", "query")
    assert of(query) == {
        ("snowflake://acc/DB/RAW/ORDERS", "out", "data"),
        ("snowflake://acc/DB/Raw/Lines", "out", "data"),
    }


def test_a_parameter_inside_a_query_names_the_table() -> None:
    query = expression("SELECT * FROM dbo.@{pipeline().parameters.table} WHERE day = '@{utcNow()}'")
    assert of(asking(query), parameters=(parameter("table", "Orders"),)) == {(f"{SALES}/dbo/orders", "out", "data")}
    assert of(asking(query), parameters=(parameter("table"),)) == {(f"{SALES}/dbo/{{}}", "out", "data")}


def test_a_query_that_only_a_run_knows_is_a_placeholder_with_that_reason() -> None:
    made = declared(pipeline("p", asking(expression("@activity('look').output.firstRow.query"))))
    assert links(made) == {("p/activities/c/unknown/source", "out", "data")}
    unknown = node(made, "adf://sales/pipelines/p/activities/c/unknown/source")
    assert unknown.reason == "runtime-only"  # type: ignore[attr-defined]


def test_a_lookup_reads_all_tables_for_the_pipelines_own_use() -> None:
    source = Properties({"type": "AzureSqlSource", "sqlReaderQuery": "DELETE FROM log; SELECT TOP 1 * FROM a, b"})
    lookup = Activity(
        name="l", type="Lookup", origin=HERE, settings=Properties({"source": source, "dataset": dataset("rows")})
    )
    assert of(lookup) == {(f"{SALES}/dbo/a", None, "lookup"), (f"{SALES}/dbo/b", None, "lookup")}


def test_a_script_moves_what_its_statements_write() -> None:
    made = script("INSERT INTO mart.day SELECT * FROM stage.day", "TRUNCATE TABLE stage.day")
    assert of(made) == {(f"{SALES}/stage/day", f"{SALES}/mart/day", "data")}


def test_a_script_executes_the_procedures_it_calls_and_reads_files() -> None:
    texts = (
        "EXEC etl.load_day",
        "CREATE OR ALTER VIEW v AS SELECT * FROM OPENROWSET(BULK 'https://acc.dfs.core.windows.net/lake/in/day', "
        "FORMAT = 'DELTA') r",
    )
    made = declared(pipeline("p", script(*texts)))
    assert links(made) == {("in/day", f"{SALES}/dbo/v", "data")}
    assert executed(made) == {f"{SALES}/etl/load_day()"}
    assert node(made, f"{SALES}/dbo/v").kind == "View"  # type: ignore[attr-defined]


def test_fetch_xml_reads_the_entities_that_it_names() -> None:
    uri = Properties({"serviceUri": "https://org.crm4.dynamics.com"})
    crm = LinkedService(name="crm", origin=HERE, type="CommonDataServiceForApps", settings=uri)
    rows = Dataset(
        name="crm",
        origin=HERE,
        type="CommonDataServiceForAppsEntity",
        linked_service=linked("crm"),
        settings=Properties({"entityName": "ignored"}),
    )
    query = expression(
        '<fetch top="@{pipeline().parameters.most}"><entity name="@{pipeline().parameters.entity}">'
        '<link-entity name="Account" to="x" link-type="exists"/></entity></fetch>'
    )
    made = asking(query, "crm", "CommonDataServiceForAppsSource", "query")
    parameters = (parameter("entity", "contact"), parameter("most"))
    found = service(pipeline("p", made, parameters=parameters), datasets=(*DATASETS, rows), linked_services=(crm, LAKE))
    assert links(found) == {
        ("dataverse://org.crm4.dynamics.com/contact", "out", "data"),
        ("dataverse://org.crm4.dynamics.com/account", "out", "influence"),
    }


def test_a_folder_in_a_query_of_databricks_is_the_workspaces() -> None:
    domain = Properties({"domain": "https://adb-1.2.azuredatabricks.net"})
    bricks = LinkedService(name="dbx", origin=HERE, type="AzureDatabricksDeltaLake", settings=domain)
    rows = Dataset(name="dbx", origin=HERE, type="AzureDatabricksDeltaLakeDataset", linked_service=linked("dbx"))
    query = "SELECT * FROM delta.`/mnt/lake/orders` o JOIN sales.customers c ON c.id = o.id"
    made = asking(query, "dbx", "AzureDatabricksDeltaLakeSource", "query")
    found = service(pipeline("p", made), datasets=(*DATASETS, rows), linked_services=(bricks, LAKE))
    assert links(found) == {
        ("dbfs://adb-1.2.azuredatabricks.net/mnt/lake/orders", "out", "data"),
        ("databricks://adb-1.2.azuredatabricks.net/hive_metastore/sales/customers", "out", "data"),
    }


def test_a_procedure_of_another_database_is_found_there() -> None:
    made = declared(pipeline("p", script("EXEC Control.etl.log_start; USE ops; EXEC close_day")))
    assert executed(made) == {
        "mssql://sql1.database.windows.net/control/etl/log_start()",
        "mssql://sql1.database.windows.net/ops/dbo/close_day()",
    }


def test_a_script_that_can_be_read_in_part_moves_that_part_and_says_so() -> None:
    made = declared(pipeline("p", script("INSERT INTO a SELECT * FROM b;\nSELEKT c")))
    assert links(made) == {(f"{SALES}/dbo/b", f"{SALES}/dbo/a", "data")}
    activity = node(made, "adf://sales/pipelines/p/activities/s")
    assert isinstance(activity, ActivityNode)
    assert activity.reason is Reason.QUERY_NOT_PARSED
    assert activity.detail == "line 2: it is no statement that reads or writes"


def test_a_script_that_nobody_can_read_says_so() -> None:
    made = declared(pipeline("p", script("select from where (")))
    assert node(made, "adf://sales/pipelines/p/activities/s").reason == "query-not-parsed"  # type: ignore[attr-defined]
