"""Jobs that no pipeline runs: change data captures and link connections perform their own processes."""

from lineage_graph.model import Contains, Feeds, Job, Performs, Produces, Ref, Uses
from lineage_graph.records import LinkedService, Properties, Reference, Replica, ReplicaEnd, Replication
from tests.declared.estate import HERE, LAKE, edges, expression, linked, links, node, parameter, service

SQL = LinkedService(
    name="sql",
    origin=HERE,
    type="AzureSqlDatabase",
    settings=Properties({"server": "erp.database.windows.net", "database": "Sales"}),
)
POOL = LinkedService(
    name="pool",
    origin=HERE,
    type="AzureSqlDW",
    parameters=(parameter("DBName"),),
    settings=Properties({"server": "syn.sql.azuresynapse.net", "database": expression("@linkedService().DBName")}),
)
SALES = "mssql://erp.database.windows.net/sales"


def table(name: str, service: str = "sql") -> ReplicaEnd:
    return ReplicaEnd(name, linked(service), Properties({"schemaName": "dbo", "tableName": name, "deletable": False}))


def folder(path: str) -> ReplicaEnd:
    return ReplicaEnd(path, linked("lake"), Properties({"fileSystem": "lake", "folderPath": path}))


def capture(*replicas: Replica) -> Replication:
    uses = (linked("sql"), linked("lake"))
    return Replication(name="C", origin=HERE, type="ChangeDataCapture", linked_services=uses, replicas=replicas)


def test_a_capture_is_a_job_that_performs_one_process_per_target() -> None:
    made = capture(
        Replica((table("Orders"),), folder("orders")), Replica((table("Orders"), table("Items")), folder("both"))
    )
    found = service(linked_services=(LAKE, SQL), change_data_captures=(made,))
    assert links(found) == {
        (f"{SALES}/dbo/orders", "orders", "data"),
        (f"{SALES}/dbo/orders", "both", "data"),
        (f"{SALES}/dbo/items", "both", "data"),
    }
    key = "adf://sales/adfcdcs/c"
    job = node(found, key)
    assert isinstance(job, Job)
    assert (job.name, job.type) == ("C", "ChangeDataCapture")
    assert {start for start, _ in edges(found, Performs)} == {key}
    assert ("adf://sales", key) in edges(found, Contains)
    assert {end for start, end in edges(found, Uses) if start == key} == {
        "adf://sales/linkedservices/sql",
        "adf://sales/linkedservices/lake",
    }
    assert Ref("Job", key) in found.objects


def test_what_a_capture_does_not_describe_is_a_placeholder() -> None:
    found = service(
        linked_services=(LAKE, SQL), change_data_captures=(capture(Replica((ReplicaEnd("gone"),), folder("x"))),)
    )
    assert {start for start, _ in edges(found, Feeds)} == {"adf://sales/adfcdcs/c/unknown/gone"}
    assert node(found, "adf://sales/adfcdcs/c/unknown/gone").reason == "missing-reference"  # type: ignore[attr-defined]


def test_a_link_connection_moves_its_tables_into_the_pool() -> None:
    target = ReplicaEnd(
        "Orders",
        Reference("LinkedServiceReference", "pool", Properties({"DBName": "Mart"})),
        Properties({"schemaName": "dbo", "tableName": "Orders"}),
    )
    made = Replication(name="L", origin=HERE, type="LinkConnection", replicas=(Replica((table("Orders"),), target),))
    found = service(linked_services=(SQL, POOL), link_connections=(made,))
    assert links(found) == {(f"{SALES}/dbo/orders", "mssql://syn.sql.azuresynapse.net/mart/dbo/orders", "data")}
    assert {start for start, _ in edges(found, Performs)} == {"adf://sales/linkconnections/l"}


def test_a_link_connection_whose_tables_only_the_service_knows_has_placeholders() -> None:
    made = Replication(name="L", origin=HERE, type="LinkConnection", linked_services=(linked("sql"),))
    found = service(linked_services=(SQL,), link_connections=(made,))
    unknown = "adf://sales/linkconnections/l/unknown"
    assert {start for start, _ in edges(found, Feeds)} == {f"{unknown}/source"}
    assert {end for _, end in edges(found, Produces)} == {f"{unknown}/sink"}
    assert node(found, f"{unknown}/source").reason == "runtime-only"  # type: ignore[attr-defined]
