"""One activity in a small factory, and what it declares."""

from lineage_graph import model
from lineage_graph.model import Declaration
from lineage_graph.records import (
    Activity,
    DataFlow,
    Dataset,
    IntegrationRuntime,
    LinkedService,
    Origin,
    Properties,
    Reference,
    Value,
)
from tests.declared import estate

P = "adf://sales/pipelines/p"
HERE = Origin("file.json")


def properties(raw: dict[str, object]) -> Properties:
    """Plain values as a typed tree: a dictionary becomes ``Properties``, a list a tuple."""
    return Properties({name: _value(value) for name, value in raw.items()})


def _value(raw: object) -> Value:
    if isinstance(raw, dict):
        return properties(raw)
    if isinstance(raw, list):
        return tuple(_value(item) for item in raw)
    return raw  # type: ignore[return-value]


def linked_service(name: str, kind: str, **settings: object) -> LinkedService:
    return LinkedService(name=name, origin=HERE, type=kind, settings=properties(settings))


def runtime(name: str, **settings: object) -> IntegrationRuntime:
    return IntegrationRuntime(name=name, origin=HERE, type="Managed", settings=properties(settings))


def activity(kind: str, linked: str | None = None, /, **settings: object) -> Activity:
    service = estate.linked(linked) if linked else None
    return Activity(name="a", type=kind, origin=HERE, linked_service=service, settings=properties(settings))


def declared(
    one: Activity,
    *linked_services: LinkedService,
    datasets: tuple[Dataset, ...] = (),
    data_flows: tuple[DataFlow, ...] = (),
    runtimes: tuple[IntegrationRuntime, ...] = (),
) -> Declaration:
    """What a factory with that one activity declares; its pipeline has the parameters ``area`` and ``unset``."""
    parameters = (estate.parameter("area", "eu"), estate.parameter("unset"))
    return estate.service(
        estate.pipeline("p", one, parameters=parameters),
        datasets=datasets,
        linked_services=(estate.LAKE, *linked_services),
        data_flows=data_flows,
        integration_runtimes=runtimes,
    )


def said(declaration: Declaration) -> tuple[str | None, str | None]:
    """The activity's reason and detail."""
    node = estate.node(declaration, f"{P}/activities/a")
    assert isinstance(node, model.Activity)
    return (node.reason.value if node.reason else None), node.detail


def connect_via(name: str) -> Reference:
    return Reference("IntegrationRuntimeReference", name)
