"""What a service declares, of any size, the same for the same numbers: for measuring and testing loads.

Every pipeline has activities that copy, one after the other; each copy is a process that reads tables of a SQL Server
and writes one of a lake, through two datasets. Names are of the length that real ones have.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lineage_graph import model
from lineage_graph.model import Edge, Node, Ref

_INPUTS = 3
_HOSTS = 10


@dataclass(frozen=True, slots=True)
class Size:
    """How large the service is. ``salt`` changes the text of every definition and nothing else."""

    pipelines: int
    activities: int = 20
    datasets: int = 10
    service: str = "adf://generated"
    salt: str = ""


def declaration(size: Size, source: str = "git", incomplete: frozenset[str] = frozenset()) -> model.Declaration:
    """All that the source declares of the service."""
    nodes = tuple(_nodes(size))
    structure = {"Pipeline", "Activity", "Dataset", "LinkedService"}
    return model.Declaration(
        source=source,
        service=size.service,
        nodes=nodes,
        edges=tuple(_edges(size)),
        objects=tuple(node.ref for node in nodes if node.ref.label in structure),
        incomplete=incomplete,
    )


def _pipeline(size: Size, number: int) -> str:
    return f"{size.service}/pipelines/ingest_customer_orders_{number}"


def _activity(size: Size, pipeline: int, number: int) -> str:
    return f"{_pipeline(size, pipeline)}/activities/copy_customer_orders_step_{number}"


def _dataset(size: Size, pipeline: int, number: int) -> str:
    return f"{size.service}/datasets/ds_customer_orders_{pipeline}_{number}"


def _linked_service(size: Size, number: int) -> str:
    return f"{size.service}/linkedservices/ls_warehouse_{number}"


def _store(number: int) -> str:
    return f"mssql://warehouse-{number}.database.windows.net"


def _table(pipeline: int, number: int) -> str:
    return f"{_store(number % _HOSTS)}/sales/dbo/customer_orders_{pipeline}_{number}"


def _process(size: Size, pipeline: int, number: int) -> str:
    return f"{_activity(size, pipeline, number)}=>{_table(pipeline, number + 1)}"


def _nodes(size: Size) -> Iterator[Node]:
    yield model.Service(key=size.service, name=size.service.rpartition("/")[2], kind="DataFactory")
    for host in range(_HOSTS):
        yield model.Store(key=_store(host), name=_store(host), type="AzureSqlDatabase")
        yield model.LinkedService(key=_linked_service(size, host), name=f"LS_Warehouse_{host}", type="AzureSqlDatabase")
    for number in range(size.pipelines):
        yield from _pipeline_nodes(size, number)


def _pipeline_nodes(size: Size, pipeline: int) -> Iterator[Node]:
    file = f"pipeline/Ingest Customer Orders {pipeline}.json"
    text = f"Copies the orders of customer group {pipeline}{size.salt}"
    name = f"Ingest Customer Orders {pipeline}"
    yield model.Pipeline(key=_pipeline(size, pipeline), name=name, defined_in=file, description=text)
    for number in range(size.datasets):
        yield model.Dataset(
            key=_dataset(size, pipeline, number),
            name=f"DS_Customer_Orders_{pipeline}_{number}",
            type="AzureSqlTable",
            defined_in=f"dataset/DS_Customer_Orders_{pipeline}_{number}.json",
        )
    for number in range(size.activities):
        yield model.Activity(
            key=_activity(size, pipeline, number),
            name=f"Copy Customer Orders Step {number}",
            type="Copy",
            defined_in=f"{file}#/properties/activities/{number}",
        )
        yield model.Process(
            key=_process(size, pipeline, number), name=f"Copy Customer Orders Step {number}", type="Copy"
        )
    for number in range(size.activities + _INPUTS):
        name = f"dbo.CustomerOrders_{pipeline}_{number}"
        yield model.Asset(key=_table(pipeline, number), name=name, kind="Table")


def _edges(size: Size) -> Iterator[Edge]:
    service = Ref("Service", size.service)
    for host in range(_HOSTS):
        linked = Ref("LinkedService", _linked_service(size, host))
        yield model.Contains(start=service, end=linked)
        yield model.ConnectsTo(start=linked, end=Ref("Store", _store(host)))
    for pipeline in range(size.pipelines):
        yield model.Contains(start=service, end=Ref("Pipeline", _pipeline(size, pipeline)))
        yield from _dataset_edges(size, pipeline)
        for number in range(size.activities):
            yield from _activity_edges(size, pipeline, number)
        for number in range(size.activities + _INPUTS):
            yield model.StoredIn(
                start=Ref("Asset", _table(pipeline, number)), end=Ref("Store", _store(number % _HOSTS))
            )


def _dataset_edges(size: Size, pipeline: int) -> Iterator[Edge]:
    for number in range(size.datasets):
        dataset = Ref("Dataset", _dataset(size, pipeline, number))
        yield model.Contains(start=Ref("Service", size.service), end=dataset)
        yield model.Uses(start=dataset, end=Ref("LinkedService", _linked_service(size, number % _HOSTS)))


def _activity_edges(size: Size, pipeline: int, number: int) -> Iterator[Edge]:
    activity = Ref("Activity", _activity(size, pipeline, number))
    process = Ref("Process", _process(size, pipeline, number))
    yield model.Contains(start=Ref("Pipeline", _pipeline(size, pipeline)), end=activity)
    if number:
        before = Ref("Activity", _activity(size, pipeline, number - 1))
        yield model.After(start=activity, end=before, conditions=("Succeeded",))
    for dataset in sorted({number % size.datasets, (number + 1) % size.datasets}):
        yield model.Uses(start=activity, end=Ref("Dataset", _dataset(size, pipeline, dataset)))
    yield model.Performs(start=activity, end=process)
    yield model.Produces(start=process, end=Ref("Asset", _table(pipeline, number + 1)))
    for reach in range(_INPUTS):
        if reach != 1:
            yield model.Feeds(start=Ref("Asset", _table(pipeline, number + reach)), end=process)
