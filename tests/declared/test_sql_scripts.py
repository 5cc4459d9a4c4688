"""SQL scripts of Synapse: each moves by itself what its statements say, in the pool it is connected to."""

import pytest

from lineage_graph.declared import declare
from lineage_graph.model import Asset, Declaration, Performs, Process, Reason
from lineage_graph.records import Service, ServiceKind, SqlScript
from tests.declared.estate import HERE, edges, links, node

WORKSPACE = "synapse://ws"
POOL = "mssql://ws.sql.azuresynapse.net/dw"
SERVERLESS = "mssql://ws-ondemand.sql.azuresynapse.net/lake"
LAKE = "abfss://raw@acc.dfs.core.windows.net"
ADDRESS = "https://acc.dfs.core.windows.net/raw"


def script(query: str, name: str = "s", pool: str | None = "dw", database: str | None = "dw") -> SqlScript:
    return SqlScript(name=name, origin=HERE, query=query, pool=pool, database=database)


def serverless(query: str, name: str = "s") -> SqlScript:
    return script(query, name, "Built-in", "lake")


def declared(*scripts: SqlScript) -> Declaration:
    made = Service(kind=ServiceKind.SYNAPSE, name="ws", source="git", origin=HERE, sql_scripts=scripts)
    return declare(made)[0]


def short(declaration: Declaration) -> set[tuple[str | None, str | None, str]]:
    """Links without the place that they are all in."""
    return {(_short(input_), _short(output), kind) for input_, output, kind in links(declaration)}


def _short(key: str | None) -> str | None:
    for place in (f"{POOL}/", f"{SERVERLESS}/"):
        key = key.removeprefix(place) if key else None
    return key.replace(LAKE, "lake") if key else None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("INSERT INTO mart.Sales SELECT * FROM stg.Orders", {("stg/orders", "mart/sales", "data")}),
        (
            "CREATE TABLE t WITH (DISTRIBUTION = ROUND_ROBIN) AS SELECT * FROM stg.Orders",
            {("stg/orders", "dbo/t", "data")},
        ),
        (
            "MERGE INTO mart.Sales AS t USING stg.Orders AS s ON t.id = s.id "
            "WHEN MATCHED THEN UPDATE SET a = s.a WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a);",
            {("stg/orders", "mart/sales", "data")},
        ),
        (
            f"COPY INTO stg.Orders FROM '{ADDRESS}/orders/' WITH (FILE_TYPE = 'PARQUET')",
            {("lake/orders", "stg/orders", "data")},
        ),
        ("SELECT * FROM stg.Orders", {("stg/orders", None, "lookup")}),
        ("SELECT 1 AS one", set()),
        ("", set()),
        ("EXEC sp_rename 'a', 'b'; TRUNCATE TABLE stg.Orders", set()),
    ],
)
def test_a_script_of_a_dedicated_pool_moves_within_its_database(
    query: str, expected: set[tuple[str | None, str | None, str]]
) -> None:
    assert short(declared(script(query))) == expected


def test_the_script_performs_and_its_processes_are_named_after_it() -> None:
    found = declared(script("INSERT INTO t SELECT * FROM s", "Fill T"))
    process = f"{WORKSPACE}/sqlscripts/fill%20t=>{POOL}/dbo/t"
    assert edges(found, Performs) == {(f"{WORKSPACE}/sqlscripts/fill%20t", process)}
    made = node(found, process)
    assert isinstance(made, Process)
    assert (made.name, made.type) == ("Fill T → dbo.t", "SqlScript")


def test_a_dedicated_pool_without_a_database_is_its_own_database() -> None:
    assert short(declared(script("SELECT * FROM t", database=None))) == {("dbo/t", None, "lookup")}


def test_the_serverless_pool_is_its_own_host() -> None:
    query = "SELECT * FROM OPENROWSET(BULK 'ADDRESS/a/*.csv', FORMAT = 'CSV') r JOIN t ON t.id = r.id"
    found = declared(serverless(query.replace("ADDRESS", ADDRESS)))
    assert links(found) == {(f"{LAKE}/a/*.csv", None, "lookup"), (f"{SERVERLESS}/dbo/t", None, "lookup")}


def test_use_changes_the_database_of_what_follows() -> None:
    found = declared(serverless("SELECT * FROM a\nGO\nUSE Gold\nGO\nSELECT * FROM b"))
    host = "mssql://ws-ondemand.sql.azuresynapse.net"
    assert {input_ for input_, _, _ in links(found)} == {f"{host}/lake/dbo/a", f"{host}/gold/dbo/b"}


def test_a_view_is_fed_by_its_tables_and_stays_a_view_for_those_who_read_it() -> None:
    found = declared(script("CREATE VIEW v AS SELECT * FROM a"), script("INSERT INTO b SELECT * FROM v", "later"))
    assert short(found) == {("dbo/a", "dbo/v", "data"), ("dbo/v", "dbo/b", "data")}
    view = node(found, f"{POOL}/dbo/v")
    assert isinstance(view, Asset)
    assert view.kind == "View"


SOURCE = f"CREATE EXTERNAL DATA SOURCE [Lake] WITH (LOCATION = '{ADDRESS}')"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "CREATE VIEW v AS SELECT * FROM OPENROWSET(BULK '/a/**', DATA_SOURCE = 'lake', FORMAT = 'DELTA') AS r",
            {("lake/a", "dbo/v", "data")},
        ),
        (
            "CREATE EXTERNAL TABLE e (a int) WITH (LOCATION = 'a/', DATA_SOURCE = Lake, FILE_FORMAT = pq)",
            {("lake/a", "dbo/e", "data")},
        ),
        (
            "CREATE EXTERNAL TABLE e WITH (LOCATION = 'out/', DATA_SOURCE = lake, FILE_FORMAT = pq) AS SELECT * FROM t",
            {("dbo/t", "dbo/e", "data"), ("dbo/t", "lake/out", "data")},
        ),
    ],
)
@pytest.mark.parametrize("apart", [True, False], ids=["another script makes the source", "the same script makes it"])
def test_files_lie_below_their_external_data_source(
    query: str, expected: set[tuple[str | None, str | None, str]], apart: bool
) -> None:
    scripts = (serverless(SOURCE, "setup"), serverless(query)) if apart else (serverless(f"{SOURCE};\nGO\n{query}"),)
    assert short(declared(*scripts)) == expected


def test_a_data_source_that_scripts_disagree_on_is_not_known() -> None:
    other = SOURCE.replace("/raw", "/curated")
    read = "SELECT * FROM OPENROWSET(BULK 'a', DATA_SOURCE = 'lake', FORMAT = 'CSV') AS r"
    found = declared(serverless(SOURCE, "one"), serverless(other, "two"), serverless(read))
    placeholder = node(found, f"{WORKSPACE}/sqlscripts/s/unknown/a")
    assert isinstance(placeholder, Asset)
    assert placeholder.reason is Reason.QUERY_NOT_PARSED


def test_without_a_pool_the_script_stands_in_the_hosts_place() -> None:
    found = declared(script("SELECT * FROM t", pool=None, database=None))
    (key,) = {input_ for input_, _, _ in links(found)}
    assert key == "mssql://ws+sqlscripts%2Fs/{}/dbo/t"
    table = node(found, key)
    assert isinstance(table, Asset)
    assert (table.reason, table.detail) == (Reason.RUNTIME_ONLY, "the script names no pool")


@pytest.mark.parametrize(
    ("query", "reason", "detail"),
    [
        ("SELECT * FROM a", None, None),
        ("SELEKT everything", Reason.QUERY_NOT_PARSED, "SELEKT everything"),
        ("SELECT * FROM a;\nSELEKT b", Reason.QUERY_NOT_PARSED, "line 2: it is no statement that reads or writes"),
        ("SELEKT " + "x" * 600, Reason.QUERY_NOT_PARSED, "SELEKT " + "x" * 493),
        ("EXEC mart.Load", Reason.OPAQUE_CODE, "it executes mart.Load"),
        (
            "CREATE PROCEDURE mart.Load AS INSERT INTO t SELECT * FROM s",
            Reason.OPAQUE_CODE,
            "it defines mart.Load, which others may execute",
        ),
    ],
)
def test_what_cannot_be_followed_is_a_reason_on_the_script(
    query: str, reason: Reason | None, detail: str | None
) -> None:
    made = node(declared(script(query)), f"{WORKSPACE}/sqlscripts/s")
    assert (getattr(made, "reason", None), getattr(made, "detail", None)) == (reason, detail)
