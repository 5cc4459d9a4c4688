"""A small estate made by hand: two factories and a Synapse workspace that share a lake and a warehouse.

crm.orders ─ copy orders ─► raw/orders ─ build (data flow) ─► FACT_ORDERS ─ refresh ─► Revenue (report)
crm.customer ─ copy customers ─► raw/customer ─────┘                 └► curated/orders ─ tidy ─► curated/tidy ─┐
                                                          ▲───────────────── untidy ───────────────────────────┘
raw/sales/eu.csv ┄ overlaps ┄► raw/sales/{} ─ copy region ─► curated/region
"""

from typing import Final

from lineage_graph.model import (
    Activity,
    ActivityRun,
    After,
    Asset,
    Calls,
    Column,
    ConnectsTo,
    Contains,
    DataFlow,
    Dataset,
    Edge,
    Executes,
    FeedKind,
    Feeds,
    HasColumn,
    InstanceOf,
    IntegrationRuntime,
    Job,
    LinkedService,
    Match,
    Node,
    Notebook,
    Package,
    Performs,
    Pipeline,
    PipelineRun,
    Process,
    Produces,
    Reason,
    RenamedTo,
    Routine,
    Service,
    SparkJob,
    SqlScript,
    Starts,
    Store,
    StoredIn,
    Trigger,
    Uses,
)

SALES, FINANCE, WAREHOUSE = "adf://sales", "adf://finance", "synapse://warehouse"
LAKE: Final = "dfs.core.windows.net"

crm = Store(key="mssql://crm.example", name="crm.example", type="SQL Server")
lake = Store(key=f"abfss://lake.{LAKE}", name="lake", type="Azure Storage")
acme = Store(key="snowflake://acme", name="acme", type="Snowflake")
erp = Store(
    key="mssql://vault+erp",
    name="vault+erp",
    type="SQL Server",
    reason=Reason.SECRET_IN_KEY_VAULT,
    detail="vault vault, secret erp",
)
powerbi = Store(key="powerbi://finance", name="finance", type="Power BI")
old_store = Store(key="mssql://old.example", name="old.example", type="SQL Server")


def _asset(key: str, name: str, kind: str, **more: object) -> Asset:
    return Asset(key=key, name=name, kind=kind, **more)  # type: ignore[arg-type]


customer = _asset("mssql://crm.example/sales/dbo/customer", "dbo.Customer", "Table", aliases=("mssql://CRM/customer",))
orders = _asset("mssql://crm.example/sales/dbo/orders", "dbo.Orders", "Table")
raw_orders = _asset(f"abfss://raw@lake.{LAKE}/orders", "raw/orders", "Path")
raw_customer = _asset(f"abfss://raw@lake.{LAKE}/customer", "raw/customer", "Path")
raw_sales = _asset(f"abfss://raw@lake.{LAKE}/sales/{{}}", "raw/sales/{region}", "Path", pattern=True)
raw_eu = _asset(f"abfss://raw@lake.{LAKE}/sales/eu.csv", "raw/sales/eu.csv", "Path")
curated_orders = _asset(f"abfss://curated@lake.{LAKE}/orders", "curated/orders", "Path")
curated_tidy = _asset(f"abfss://curated@lake.{LAKE}/tidy", "curated/tidy", "Path")
archived = _asset(f"abfss://archive@lake.{LAKE}/customer", "archive/customer", "Path")
curated_region = _asset(f"abfss://curated@lake.{LAKE}/region", "curated/region", "Path")
fact_orders = _asset("snowflake://acme/MART/PUBLIC/FACT_ORDERS", "FACT_ORDERS", "Table")
top_customers = _asset("snowflake://acme/MART/PUBLIC/TOP_CUSTOMERS", "TOP_CUSTOMERS", "View")
invoice = _asset("mssql://vault+erp/{}/dbo/invoice", "dbo.Invoice", "Table", pattern=True)
revenue = _asset("powerbi://finance/revenue", "Revenue", "Report")
unknown = _asset(
    f"{FINANCE}/pipelines/export/activities/copy%20file/unknown/sink",
    "sink of copy file",
    "Placeholder",
    reason=Reason.RUNTIME_ONLY,
    detail="@activity('list').output.name",
)
old_table = _asset("mssql://old.example/sales/dbo/legacy", "dbo.Legacy", "Table")
switched_off = _asset(f"abfss://raw@lake.{LAKE}/switched-off", "raw/switched-off", "Path")
hostile = _asset("mssql://crm.example/sales/dbo/hostile", "=[red]\u202egnp.\x1b[31m\t<b>", "Table")

sales = Service(key=SALES, name="sales", kind="DataFactory", url="https://adf.example/sales", arm_id="/sales")
finance = Service(key=FINANCE, name="Finance", kind="DataFactory")
warehouse = Service(key=WAREHOUSE, name="warehouse", kind="SynapseWorkspace")


def _pipeline(service: str, name: str, **more: object) -> Pipeline:
    return Pipeline(key=f"{service}/pipelines/{name.replace(' ', '%20').lower()}", name=name, **more)  # type: ignore[arg-type]


def _activity(pipeline: Pipeline, name: str, type_: str, **more: object) -> Activity:
    key = f"{pipeline.key}/activities/{name.replace(' ', '%20').lower()}"
    return Activity(key=key, name=name, type=type_, **more)  # type: ignore[arg-type]


master = _pipeline(SALES, "Master", folder="daily", description="Runs everything", url="https://adf.example/master")
load_orders = _pipeline(SALES, "Load orders", parameters=("day",), defined_in="pipeline/Load orders.json")
load_customers = _pipeline(SALES, "Load customers")
build_mart = _pipeline(FINANCE, "Build mart")
export = _pipeline(FINANCE, "Export")
archive = _pipeline(FINANCE, "Archive")
tidy_up = _pipeline(FINANCE, "Tidy up")
refresh = _pipeline(WAREHOUSE, "Refresh reports")
PIPELINES: Final = (master, load_orders, load_customers, build_mart, export, archive, tidy_up, refresh)

run_orders = _activity(master, "Run orders", "ExecutePipeline")
run_customers = _activity(master, "Run customers", "ExecutePipeline")
run_off = _activity(master, "Run export", "ExecutePipeline", state="Inactive", reason=Reason.INACTIVE)
copy_orders = _activity(load_orders, "Copy orders", "Copy", url="https://adf.example/copy-orders")
each_region = _activity(load_orders, "For each region", "ForEach")
copy_region = _activity(load_orders, "Copy region", "Copy")
copy_off = _activity(load_orders, "Copy off", "Copy", state="Inactive", reason=Reason.INACTIVE)
clean = _activity(load_orders, "Clean", "Delete", effect="delete")
copy_customers = _activity(load_customers, "Copy customers", "Copy")
check = _activity(load_customers, "Check customers", "Lookup")
build = _activity(build_mart, "Build", "ExecuteDataFlow")
score = _activity(build_mart, "Score", "DatabricksNotebook", reason=Reason.OPAQUE_CODE, detail="/jobs/score")
copy_file = _activity(export, "Copy file", "Copy")
copy_invoice = _activity(export, "Copy invoice", "Copy")
copy_archive = _activity(archive, "Copy archive", "Copy")
tidy = _activity(tidy_up, "Tidy", "Copy")
untidy = _activity(tidy_up, "Untidy", "Copy")
refresh_report = _activity(refresh, "Refresh revenue", "Script")

flow = DataFlow(key=f"{FINANCE}/dataflows/orders", name="Orders", type="MappingDataFlow")
notebook = Notebook(key="databricks://adb.example/notebooks/jobs/score", name="score", language="python")
broken = SqlScript(
    key=f"{WAREHOUSE}/sqlscripts/broken", name="Broken", reason=Reason.QUERY_NOT_PARSED, detail="line 1: SELEKT"
)
script = SqlScript(key=f"{WAREHOUSE}/sqlscripts/top", name="Top customers", pool="Built-in", database="mart")
spark = SparkJob(key=f"{WAREHOUSE}/sparkjobs/train", name="train", language="python", file="train.py")
routine = Routine(key="mssql://crm.example/sales/dbo/close()", name="dbo.close")
package = Package(key="ssis://crm.example/close", name="close.dtsx")
job = Job(key="powerbi://finance/jobs/revenue", name="Refresh of Revenue")
linked_crm = LinkedService(key=f"{SALES}/linkedservices/crm", name="CRM", type="AzureSqlDatabase")
linked_lake = LinkedService(
    key=f"{SALES}/linkedservices/lake", name="Lake", type="AzureBlobFS", parameters=("container",)
)
linked_erp = LinkedService(key=f"{FINANCE}/linkedservices/erp", name="ERP", type="SqlServer")
dataset = Dataset(key=f"{SALES}/datasets/orders", name="Orders", type="AzureSqlTable", parameters=("table",))
runtime = IntegrationRuntime(key=f"{SALES}/integrationruntimes/onprem", name="onprem", type="SelfHosted")
trigger = Trigger(key=f"{SALES}/triggers/nightly", name="Nightly", type="ScheduleTrigger", running=True)
column = Column(key=f"{orders.key}#amount", name="Amount")
copied_column = Column(key=f"{raw_orders.key}#Amount", name="Amount")
pipeline_run = PipelineRun(key=f"{SALES}/pipelineruns/1", name="1", run_id="1", status="Succeeded")
activity_run = ActivityRun(key=f"{SALES}/activityruns/1", name="1", run_id="1", status="Succeeded")


def moves(
    performer: Activity | SqlScript | Job, inputs: tuple[Asset, ...], output: Asset | None, **more: object
) -> list[Node | Edge]:
    """A process with its edges."""
    key = f"{performer.key}=>{output.key if output else ''}"
    process = Process(key=key, name=f"{performer.name} → {output.name if output else ''}", type="Copy", **more)  # type: ignore[arg-type]
    parts: list[Node | Edge] = [process, Performs(start=performer.ref, end=process.ref)]
    parts += [Feeds(start=asset.ref, end=process.ref, reason=asset.reason, detail=asset.detail) for asset in inputs]
    return parts + ([Produces(start=process.ref, end=output.ref, reason=output.reason)] if output else [])


def process_key(performer: Activity, output: Asset | None) -> str:
    return f"{performer.key}=>{output.key if output else ''}"


off_process, *off_edges = moves(copy_off, (orders,), switched_off, reason=Reason.INACTIVE)
legacy = moves(copy_orders, (old_table,), switched_off)

MOVEMENTS: Final[list[Node | Edge]] = [
    *moves(copy_orders, (orders,), raw_orders),
    *moves(copy_region, (raw_sales,), curated_region, reason=Reason.RUNTIME_ONLY, detail="@item()"),
    *moves(copy_customers, (customer,), raw_customer),
    *moves(check, (), None),
    Feeds(start=customer.ref, end=Process(key=process_key(check, None), name="", type="").ref, kind=FeedKind.LOOKUP),
    *moves(build, (raw_orders, raw_customer), fact_orders, step="sinkFact"),
    *moves(build, (raw_orders,), curated_orders, step="sinkCurated"),
    *moves(copy_archive, (raw_customer,), archived),
    *moves(tidy, (curated_orders,), curated_tidy),
    *moves(untidy, (curated_tidy,), curated_orders),
    *moves(copy_file, (fact_orders,), unknown),
    *moves(copy_invoice, (invoice,), raw_eu),
    *moves(script, (fact_orders,), top_customers),
    *moves(job, (fact_orders,), revenue),
    *moves(refresh_report, (top_customers,), None),
    off_process,
    *off_edges,
    Feeds(
        start=raw_eu.ref,
        end=Process(key=process_key(copy_region, curated_region), name="", type="").ref,
        match=Match.PATTERN,
    ),
]

_STORED: Final = {
    crm: (customer, orders, hostile),
    lake: (
        raw_orders,
        raw_customer,
        raw_sales,
        raw_eu,
        curated_orders,
        curated_tidy,
        curated_region,
        archived,
        switched_off,
    ),
    acme: (fact_orders, top_customers),
    erp: (invoice,),
    powerbi: (revenue,),
}
_ACTIVITIES: Final = {
    master: (run_orders, run_customers, run_off),
    load_orders: (copy_orders, each_region, copy_off, clean),
    load_customers: (copy_customers, check),
    build_mart: (build, score),
    export: (copy_file, copy_invoice),
    archive: (copy_archive,),
    tidy_up: (tidy, untidy),
    refresh: (refresh_report,),
}
_OBJECTS: Final[dict[Service, tuple[Node, ...]]] = {
    sales: (master, load_orders, load_customers, linked_crm, linked_lake, dataset, runtime, trigger),
    finance: (build_mart, export, archive, tidy_up, flow, linked_erp),
    warehouse: (refresh, script, broken, spark),
}

NODES: Final[tuple[Node, ...]] = (
    *_STORED,
    *(asset for assets in _STORED.values() for asset in assets),
    unknown,
    *_OBJECTS,
    *(item for items in _OBJECTS.values() for item in items),
    *(activity for activities in _ACTIVITIES.values() for activity in activities),
    copy_region,
    notebook,
    routine,
    package,
    job,
    column,
    copied_column,
    pipeline_run,
    activity_run,
)

STRUCTURE: Final[tuple[Edge, ...]] = (
    *(StoredIn(start=asset.ref, end=store.ref) for store, assets in _STORED.items() for asset in assets),
    *(Contains(start=service.ref, end=item.ref) for service, items in _OBJECTS.items() for item in items),
    *(Contains(start=pipeline.ref, end=item.ref) for pipeline, items in _ACTIVITIES.items() for item in items),
    Contains(start=each_region.ref, end=copy_region.ref, branch="body"),
    After(start=each_region.ref, end=copy_orders.ref, conditions=("Succeeded",)),
    Calls(start=run_orders.ref, end=load_orders.ref, parameters='{"day": "@utcnow()"}'),
    Calls(start=run_customers.ref, end=load_customers.ref),
    Calls(start=run_off.ref, end=export.ref),
    Executes(start=build.ref, end=flow.ref),
    Executes(start=score.ref, end=notebook.ref),
    Uses(start=copy_orders.ref, end=dataset.ref),
    Uses(start=dataset.ref, end=linked_crm.ref),
    Uses(start=copy_invoice.ref, end=linked_erp.ref),
    Uses(start=copy_customers.ref, end=linked_crm.ref),
    Uses(start=linked_crm.ref, end=runtime.ref),
    ConnectsTo(start=linked_crm.ref, end=crm.ref),
    ConnectsTo(start=linked_lake.ref, end=lake.ref),
    ConnectsTo(start=linked_erp.ref, end=erp.ref),
    Starts(start=trigger.ref, end=master.ref, parameters=('{"day": "today"}',)),
    HasColumn(start=orders.ref, end=column.ref),
    HasColumn(start=raw_orders.ref, end=copied_column.ref),
    InstanceOf(start=raw_eu.ref, end=raw_sales.ref),
)

REMOVED: Final[tuple[Node | Edge, ...]] = (
    old_store,
    old_table,
    StoredIn(start=old_table.ref, end=old_store.ref),
    *legacy,
)
RENAMED: Final = RenamedTo(start=old_table.ref, end=orders.ref)
