"""What a procedure does, where a SQL script of the load makes it: whoever executes it does that."""

import pytest

from lineage_graph.declared import declare
from lineage_graph.model import Activity as ActivityNode
from lineage_graph.model import Asset, Declaration, InstanceOf, Process, Produces, Routine
from lineage_graph.model import SqlScript as ScriptNode
from lineage_graph.records import (
    Activity,
    Dataset,
    LinkedService,
    Origin,
    Pipeline,
    Properties,
    Reference,
    Service,
    ServiceKind,
    SqlScript,
    Value,
)
from tests.declared.estate import HERE, LAKE, copy, dataset, edges, executed, folder, linked, links, node

AT = "mssql://ws.sql.azuresynapse.net/dw"
A = "synapse://ws/pipelines/p/activities/a"
LOAD = "CREATE PROCEDURE mart.Load AS INSERT INTO mart.Sales SELECT * FROM stg.Orders"
MOVED = {(f"{AT}/stg/orders", f"{AT}/mart/sales", "data")}
POOL = LinkedService(
    name="pool",
    origin=HERE,
    type="AzureSqlDW",
    settings=Properties({"connectionString": "Data Source=tcp:ws.sql.azuresynapse.net,1433;Initial Catalog=dw"}),
)
TABLE = Dataset(
    name="table",
    origin=HERE,
    type="AzureSqlDWTable",
    linked_service=linked("pool"),
    settings=Properties({"schema": "stg", "table": "Orders"}),
)


def script(query: str, name: str = "s", database: str = "dw") -> SqlScript:
    return SqlScript(name=name, origin=Origin(f"{name}.json"), query=query, pool="dw", database=database)


def calling(name: str = "mart.Load") -> Activity:
    settings = Properties({"storedProcedureName": name})
    return Activity(
        name="a", type="SqlServerStoredProcedure", origin=HERE, linked_service=linked("pool"), settings=settings
    )


def sending(text: str) -> Activity:
    settings = Properties({"scripts": (Properties({"type": "NonQuery", "text": text}),)})
    return Activity(name="a", type="Script", origin=HERE, linked_service=linked("pool"), settings=settings)


def declared(activity: Activity | None, *scripts: SqlScript) -> Declaration:
    pipelines = (Pipeline(name="p", origin=HERE, activities=(activity,)),) if activity else ()
    made = Service(
        kind=ServiceKind.SYNAPSE,
        name="ws",
        source="git",
        origin=HERE,
        pipelines=pipelines,
        linked_services=(POOL, LAKE),
        datasets=(TABLE, folder("folder", "x")),
        sql_scripts=scripts,
    )
    return declare(made)[0]


def said(found: Declaration) -> tuple[str | None, str | None]:
    activity = node(found, A)
    assert isinstance(activity, ActivityNode)
    return (activity.reason.value if activity.reason else None), activity.detail


@pytest.mark.parametrize(
    "activity",
    [
        calling(),
        calling("[MART].[load]"),
        sending("EXEC mart.Load"),
        Activity(
            name="a",
            type="SqlPoolStoredProcedure",
            origin=HERE,
            settings=Properties({"storedProcedureName": "mart.Load"}),
            rest=Properties({"sqlPool": Reference("SqlPoolReference", "dw")}),
        ),
    ],
    ids=["procedure", "other spelling", "script", "pool"],
)
def test_who_executes_a_procedure_that_a_script_makes_moves_what_its_body_moves(activity: Activity) -> None:
    found = declared(activity, script(LOAD))
    assert links(found) == MOVED
    assert executed(found) == {f"{AT}/mart/load()"}
    assert edges(found, Produces) == {(f"{A}=>{AT}/mart/sales", f"{AT}/mart/sales")}
    assert said(found) == (None, None)
    routine = node(found, f"{AT}/mart/load()")
    assert isinstance(routine, Routine)
    assert routine.defined_in == "s.json"


def test_what_its_queries_read_is_a_lookup() -> None:
    found = declared(calling(), script("CREATE OR ALTER PROC mart.Load @day date AS BEGIN SELECT * FROM a END"))
    assert links(found) == {(f"{AT}/dbo/a", None, "lookup")}


@pytest.mark.parametrize(
    "scripts",
    [
        (script(LOAD, database="other"),),
        (script(LOAD), script(LOAD.replace("Orders", "Lines"), "t")),
        (script("CREATE PROCEDURE mart.Other AS INSERT INTO mart.Sales SELECT * FROM stg.Orders"),),
        (),
    ],
    ids=["in another database", "two scripts disagree", "another name", "no script"],
)
def test_a_procedure_that_no_script_alone_makes_there_stays_opaque(scripts: tuple[SqlScript, ...]) -> None:
    found = declared(calling(), *scripts)
    assert links(found) == set()
    assert said(found) == ("opaque-code", "mart.Load")


def test_two_scripts_that_say_the_same_agree() -> None:
    again = f"-- later\n\n{LOAD}".replace("INSERT", "\nINSERT")
    assert links(declared(calling(), script(LOAD), script(again, "t"))) == MOVED


def test_use_before_it_names_the_database_of_a_procedure() -> None:
    assert links(declared(calling(), script(f"USE dw\nGO\n{LOAD}", database="master"))) == MOVED


def test_procedures_that_execute_others_do_what_these_do_and_circles_end() -> None:
    outer = "CREATE PROCEDURE mart.Load AS BEGIN INSERT INTO t SELECT * FROM s; EXEC mart.More; END"
    inner = "CREATE PROCEDURE mart.More AS BEGIN INSERT INTO u SELECT * FROM t; EXEC mart.Load; END"
    found = declared(calling(), script(outer), script(inner, "t"))
    assert links(found) == {(f"{AT}/dbo/s", f"{AT}/dbo/t", "data"), (f"{AT}/dbo/t", f"{AT}/dbo/u", "data")}
    assert executed(found) == {f"{AT}/mart/load()", f"{AT}/mart/more()"}
    assert said(found) == (None, None)


def test_what_stays_opaque_inside_a_procedure_is_told() -> None:
    found = declared(calling(), script("CREATE PROCEDURE mart.Load AS BEGIN EXEC far.Away; END"))
    assert said(found) == ("opaque-code", "far.Away")


def test_a_statement_of_a_body_that_cannot_be_read_is_told() -> None:
    found = declared(calling(), script(f"{LOAD};\nSELEKT b"))
    assert links(found) == MOVED
    assert said(found) == ("query-not-parsed", "line 2: it is no statement that reads or writes")


def test_a_script_that_executes_what_another_makes_moves_it_itself() -> None:
    found = declared(None, script(LOAD), script("EXEC mart.Load", "run"))
    assert links(found) == MOVED
    assert edges(found, Produces) == {(f"synapse://ws/sqlscripts/run=>{AT}/mart/sales", f"{AT}/mart/sales")}
    run = node(found, "synapse://ws/sqlscripts/run")
    assert isinstance(run, ScriptNode)
    assert run.reason is None


def test_an_activity_that_makes_a_procedure_says_so() -> None:
    found = declared(sending(LOAD))
    assert links(found) == set()
    assert said(found) == ("opaque-code", "it defines mart.Load, which others may execute")


def test_a_copy_reads_what_its_procedures_query_reads() -> None:
    rows: dict[str, Value] = {"type": "SqlDWSource", "sqlReaderStoredProcedureName": "mart.Rows"}
    one = copy("a", dataset("table"), dataset("folder"), source=Properties(rows), sink=Properties({}))
    found = declared(one, script("CREATE PROCEDURE mart.Rows AS SELECT * FROM a JOIN b ON a.id = b.id"))
    assert links(found) == {(f"{AT}/dbo/a", "x", "data"), (f"{AT}/dbo/b", "x", "data")}


def test_a_copy_into_a_procedure_writes_what_this_writes_less_than_certainly() -> None:
    into: dict[str, Value] = {"type": "SqlDWSink", "sqlWriterStoredProcedureName": "mart.Take"}
    one = copy("a", dataset("folder"), dataset("table"), source=Properties({}), sink=Properties(into))
    body = "CREATE PROCEDURE mart.Take @rows mart.Row READONLY AS INSERT INTO mart.Sales SELECT * FROM @rows"
    found = declared(one, script(body))
    assert links(found) == {("x", f"{AT}/mart/sales", "data")}
    process = node(found, f"{A}=>{AT}/mart/sales")
    assert isinstance(process, Process)
    assert (str(process.reason), process.detail) == ("opaque-code", "the rows go into mart.Take")
    assert not [asset for asset in found.nodes if isinstance(asset, Asset) and asset.kind == "Placeholder"]
    assert edges(found, InstanceOf) == set()
