"""A Synapse notebook that is in the files: what its cells read and write is moved, less than certainly."""

import pytest

from lineage_graph.declared import declare
from lineage_graph.model import Declaration, Executes, Feeds, Produces, Reason
from lineage_graph.records import (
    Activity,
    Cell,
    Expression,
    Notebook,
    Origin,
    Parameter,
    Pipeline,
    Properties,
    Reference,
    Service,
    ServiceKind,
    Value,
)

HERE = Origin("file.json")
LAKE = "abfss://lake@acc.dfs.core.windows.net"
READ = f'df = spark.read.parquet("{LAKE}/in")'
POOL = "mssql://ws-ondemand.sql.azuresynapse.net"


def declared(*cells: Cell | str, hosts: dict[str, str] | None = None, **arguments: Value) -> Declaration:
    made = tuple(cell if isinstance(cell, Cell) else Cell("code", cell) for cell in cells)
    notebook = Notebook(name="clean", origin=HERE, language="python", cells=made)
    given = {name: Properties({"value": value, "type": "string"}) for name, value in arguments.items()}
    settings = Properties({"notebook": Reference("NotebookReference", "clean"), "parameters": Properties(given)})
    run = Activity(name="run", type="SynapseNotebook", origin=HERE, settings=settings)
    day = Parameter("day", "string", "monday", has_default=True)
    pipeline = Pipeline(name="p", origin=HERE, activities=(run,), parameters=(day,))
    workspace = Service(
        kind=ServiceKind.SYNAPSE, name="ws", source="git", origin=HERE, pipelines=(pipeline,), notebooks=(notebook,)
    )
    return declare(workspace, hosts)[0]


def links(declaration: Declaration) -> set[tuple[str, str | None]]:
    outputs = {edge.start.key: edge.end.key for edge in declaration.edges if isinstance(edge, Produces)}
    feeds = (edge for edge in declaration.edges if isinstance(edge, Feeds))
    return {(edge.start.key, outputs.get(edge.end.key)) for edge in feeds}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (f'{READ}\ndf.write.parquet("{LAKE}/out")', {(f"{LAKE}/in", f"{LAKE}/out")}),
        (READ, {(f"{LAKE}/in", None)}),
        (f'{READ}\ndf.write.saveAsTable("gold.orders")', {(f"{LAKE}/in", f"{POOL}/gold/dbo/orders")}),
        (
            f'{READ}\ndf.write.synapsesql("dw.mart.orders")',
            {(f"{LAKE}/in", "mssql://ws.sql.azuresynapse.net/dw/mart/orders")},
        ),
        ("print('nothing')", set()),
    ],
)
def test_what_the_cells_read_reaches_what_they_write(code: str, expected: set[tuple[str, str | None]]) -> None:
    assert links(declared(code)) == expected


def test_it_is_less_than_certain_and_the_notebook_is_executed_all_the_same() -> None:
    declaration = declared(f'{READ}\ndf.write.parquet("{LAKE}/out")')
    feeds = [edge for edge in declaration.edges if isinstance(edge, Feeds)]
    assert [edge.reason for edge in feeds] == [Reason.OPAQUE_CODE]
    executed = {edge.end.key for edge in declaration.edges if isinstance(edge, Executes)}
    assert executed == {"synapse://ws/notebooks/clean"}


def test_the_activity_gives_the_parameters_of_the_notebook() -> None:
    cells = (Cell("code", 'day = "sunday"', ("parameters",)), f'df = spark.read.csv(f"{LAKE}/in/{{day}}")')
    assert links(declared(*cells)) == {(f"{LAKE}/in/sunday", None)}
    assert links(declared(*cells, day=Expression("@pipeline().parameters.day"))) == {(f"{LAKE}/in/monday", None)}
    assert links(declared(*cells, day=Expression("@utcNow('yyyy')"))) == {(f"{LAKE}/in/{{date}}", None)}


def test_a_path_that_the_code_leaves_open_is_a_placeholder() -> None:
    declaration = declared('df = spark.read.parquet("/mnt/somewhere")')
    assert links(declaration) == {("synapse://ws/pipelines/p/activities/run/unknown/read%20in%20cell%200", None)}


MOUNTED = {"dbfs:/mnt/lake": f"{LAKE}/base", "dbfs:/mnt": "s3://other"}


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("dbfs:/mnt/lake/in", f"{LAKE}/base/in"),
        ("/mnt/lake/in/*.csv", f"{LAKE}/base/in/*.csv"),
        ("/dbfs/mnt/lake/in", f"{LAKE}/base/in"),
        ("/mnt/lake", f"{LAKE}/base"),
        ("/mnt/lakehouse/in", "s3://other/lakehouse/in"),
    ],
)
def test_below_a_mount_that_the_user_names_lies_what_is_mounted(path: str, key: str) -> None:
    assert links(declared(f'df = spark.read.parquet("{path}")', hosts=MOUNTED)) == {(key, None)}


@pytest.mark.parametrize(
    ("mount", "path"),
    [
        (f'dbutils.fs.mount(source = "{LAKE}/base", mount_point = "/mnt/lake")', "/mnt/lake/in"),
        (f'mssparkutils.fs.mount("{LAKE}/base", "/lake", {{"linkedService": "ls"}})', "synfs:/49/lake/in"),
        (f'mssparkutils.fs.mount("{LAKE}/base", "/lake")', "/synfs/notebook/49/lake/in"),
        (f'source = "{LAKE}/base"\nmssparkutils.fs.mount(source, "/lake")', "synfs:/49/lake/in"),
    ],
)
def test_a_notebook_mounts_for_itself(mount: str, path: str) -> None:
    assert links(declared(f'{mount}\ndf = spark.read.parquet("{path}")')) == {(f"{LAKE}/base/in", None)}


def test_an_account_that_the_code_leaves_open_mounts_nothing() -> None:
    code = 'mssparkutils.fs.mount(f"abfss://lake@{account}", "/lake")\ndf = spark.read.parquet("synfs:/49/lake/in")'
    assert links(declared(code)) == {("synapse://ws/pipelines/p/activities/run/unknown/read%20in%20cell%200", None)}


@pytest.mark.parametrize(
    "used",
    [
        'spark.sql("USE gold")',
        'spark.sql("use database `gold`")',
        'spark.catalog.setCurrentDatabase("gold")',
        'spark.catalog.setCurrentDatabase(dbName="gold")',
        'area = "gold"\nspark.sql(f"USE {area}")',
        "%%sql\nUSE gold",
        "%%sql\nUSE SCHEMA gold; SELECT 1",
    ],
)
@pytest.mark.parametrize(
    "read",
    [
        'spark.read.table("orders")',
        'spark.table("orders")',
        'spark.sql("SELECT * FROM orders")',
        "%%sql\nSELECT * FROM orders",
        'DeltaTable.forName(spark, "orders")',
    ],
)
def test_the_database_that_a_cell_uses_is_that_of_the_cells_after_it(used: str, read: str) -> None:
    found = declared('spark.read.table("first")', used, read, 'spark.read.table("silver.lines")')
    assert {key for key, _ in links(found)} == {
        f"{POOL}/default/dbo/first",
        f"{POOL}/gold/dbo/orders",
        f"{POOL}/silver/dbo/lines",
    }


def test_a_later_use_wins_and_a_temporary_view_is_in_no_database() -> None:
    found = declared(
        "%%sql\nUSE bronze",
        f'{READ}\ndf.createOrReplaceTempView("v")',
        "%%sql\nUSE gold;\nCREATE TABLE days AS SELECT * FROM v JOIN orders",
        'spark.table("days").write.saveAsTable("mart")',
    )
    gold = f"{POOL}/gold/dbo"
    reads = {f"{LAKE}/in", f"{gold}/orders", f"{gold}/days"}
    assert links(found) == {(read, f"{gold}/{written}") for read in reads for written in ("days", "mart")}


@pytest.mark.parametrize(
    "code",
    [
        'day = datetime.now().strftime("%Y%m%d")\nspark.read.csv(f"LAKE/in/{day}/x.csv")',
        'day = datetime.datetime.utcnow().date().isoformat()\nspark.read.csv("LAKE/in/" + day + "/x.csv")',
        'spark.read.csv("LAKE/in/{}/x.csv".format(date.today()))',
        'spark.read.csv("LAKE/in/%s/x.csv" % time.strftime("%Y"))',
        'spark.read.csv(f"LAKE/in/{datetime.now():%Y}/x.csv")',
        '%%spark\nval day = LocalDate.now().format(shape)\nspark.read.csv(s"LAKE/in/$day/x.csv")',
        '%%spark\nval now: LocalDateTime =\n  LocalDateTime.now()\nval day = now.format(shape).stripSuffix("/")\n'
        'spark.read.csv("LAKE/in/" + day + "/x.csv")',
    ],
)
def test_what_the_code_makes_from_a_date_is_one(code: str) -> None:
    assert {key for key, _ in links(declared(code.replace("LAKE", LAKE)))} == {f"{LAKE}/in/{{date}}/x.csv"}


@pytest.mark.parametrize("value", ["lookup(1)", "df.first()[0]", "config.date", "settings.format('x')"])
def test_what_it_makes_from_something_else_is_unknown(value: str) -> None:
    code = f'day = {value}\nspark.read.csv("{LAKE}/in/" + day + "/x.csv")'
    assert {key for key, _ in links(declared(code))} == {f"{LAKE}/in/{{}}/x.csv"}
