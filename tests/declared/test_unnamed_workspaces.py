"""A workspace whose name nobody tells: the one that stands in for it is no host in Azure."""

import pytest

from lineage_graph.declared import declare
from lineage_graph.model import Declaration, Reason, Store
from lineage_graph.records import (
    Activity,
    Cell,
    DataFlow,
    FlowStep,
    Notebook,
    Pipeline,
    Properties,
    Reference,
    Service,
    ServiceKind,
    SqlScript,
)
from tests.declared.estate import HERE, executed, links, node

DEDICATED = "mssql://unnamed-ws+workspace%2Fsql"
SERVERLESS = "mssql://unnamed-ws+workspace%2Fsql-ondemand"
LAKE = "abfss://lake@acc.dfs.core.windows.net"


def workspace(*activities: Activity, hosts: dict[str, str] | None = None, **objects: object) -> Declaration:
    pipelines = (Pipeline(name="p", origin=HERE, activities=activities),)
    fields = {"name": "unnamed-ws", "named": False, "source": "git", "pipelines": pipelines, **objects}
    return declare(Service(kind=ServiceKind.SYNAPSE, origin=HERE, **fields), hosts)[0]  # type: ignore[arg-type]


def notebook(code: str, hosts: dict[str, str] | None = None) -> Declaration:
    held = Notebook(name="n", origin=HERE, language="python", cells=(Cell("code", code),))
    settings = Properties({"notebook": Reference("NotebookReference", "n")})
    run = Activity(name="run", type="SynapseNotebook", origin=HERE, settings=settings)
    return workspace(run, hosts=hosts, notebooks=(held,))


def procedure(pool: str) -> Declaration:
    run = Activity(
        name="run",
        type="SqlPoolStoredProcedure",
        origin=HERE,
        settings=Properties({"storedProcedureName": "etl.Load"}),
        rest=Properties({"sqlPool": Reference("SqlPoolReference", pool)}),
    )
    return workspace(run)


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ('spark.read.table("gold.orders")', f"{SERVERLESS}/gold/dbo/orders"),
        ('spark.read.synapsesql("dw.mart.orders")', f"{DEDICATED}/dw/mart/orders"),
    ],
)
def test_a_notebooks_tables_lie_below_an_unknown_host(code: str, key: str) -> None:
    found = notebook(code)
    assert links(found) == {(key, None, "data")}
    store = node(found, key.rsplit("/", 3)[0])
    assert isinstance(store, Store)
    assert (store.reason, store.detail) == (Reason.RUNTIME_ONLY, "nobody tells the workspace's name")


def test_a_pools_procedure_lies_below_an_unknown_host() -> None:
    assert executed(procedure("dw")) == {f"{DEDICATED}/dw/etl/load()"}


@pytest.mark.parametrize(("pool", "key"), [("dw", f"{DEDICATED}/dw/dbo/t"), ("Built-in", f"{SERVERLESS}/{{}}/dbo/t")])
def test_what_a_sql_script_reads_lies_below_an_unknown_host(pool: str, key: str) -> None:
    found = workspace(sql_scripts=(SqlScript(name="s", origin=HERE, query="SELECT * FROM t", pool=pool),))
    assert links(found) == {(key, None, "lookup")}


def test_a_lake_database_of_a_data_flow_lies_below_an_unknown_host() -> None:
    script = (
        "source(store: 'synapse', databaseType: 'spark', format: 'table', database: 'gold', tableName: 'orders') ~> a\n"
        "a sink() ~> b"
    )
    sources, sinks = (FlowStep(name="a"),), (FlowStep(name="b"),)
    flow = DataFlow(name="f", origin=HERE, type="MappingDataFlow", script=script, sources=sources, sinks=sinks)
    found = workspace(data_flows=(flow,))
    assert {input_ for input_, _, _ in links(found)} == {f"{SERVERLESS}/gold/dbo/orders"}


def test_the_user_may_name_the_host() -> None:
    given = {"unnamed-ws+workspace%2Fsql-ondemand": "sales-ondemand.sql.azuresynapse.net"}
    found = notebook('spark.read.table("gold.orders")', given)
    assert links(found) == {("mssql://sales-ondemand.sql.azuresynapse.net/gold/dbo/orders", None, "data")}
