"""Stored procedures: opaque, but for the one that runs the SQL it is given; a hidden host is told on the routine."""

from lineage_graph.model import Routine
from lineage_graph.records import Activity, ArmParameter
from tests.activities.estate import activity, declared, linked_service, properties, said
from tests.declared.estate import executed, expression, links, node

SQL = linked_service("sql", "AzureSqlDatabase", server="sql1.database.windows.net", database="Sales")
AT = "mssql://sql1.database.windows.net/sales"


def running(statement: object) -> Activity:
    given = properties({"stmt": {"value": statement, "type": "String"}})
    return activity(
        "SqlServerStoredProcedure", "sql", storedProcedureName="sp_executesql", storedProcedureParameters=given
    )


def test_a_statement_that_can_be_read_leaves_nothing_opaque() -> None:
    found = declared(running("INSERT INTO mart.day SELECT * FROM stage.day"), SQL)
    assert links(found) == {(f"{AT}/stage/day", f"{AT}/mart/day", "data")}
    assert executed(found) == {f"{AT}/dbo/sp_executesql()"}
    assert said(found) == (None, None)


def test_a_statement_that_a_run_makes_is_opaque() -> None:
    found = declared(running(expression("@activity('look').output.firstRow.statement")), SQL)
    assert links(found) == set()
    assert said(found) == ("opaque-code", "dbo.sp_executesql")


def test_a_routine_behind_a_hidden_host_tells_what_hides_it() -> None:
    hidden = linked_service("sql", "AzureSqlDatabase", connectionString=ArmParameter("salesConnection"))
    found = declared(activity("SqlServerStoredProcedure", "sql", storedProcedureName="etl.load"), hidden)
    routine = node(found, "mssql://sales+sql/{}/etl/load()")
    assert isinstance(routine, Routine)
    assert (routine.reason, routine.detail) == ("parameter-without-value", "salesConnection")
