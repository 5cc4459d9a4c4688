"""Small services made of records, for tests that ask what they declare."""

from lineage_graph.declared import declare
from lineage_graph.model import Declaration, Edge, Executes, Feeds, Node, Produces
from lineage_graph.records import (
    Activity,
    Branch,
    Dataset,
    Expression,
    LinkedService,
    Origin,
    Parameter,
    Pipeline,
    Properties,
    Reference,
    Service,
    ServiceKind,
    Trigger,
    TriggeredPipeline,
    Value,
)

HERE = Origin("file.json")
LAKE = LinkedService(
    name="lake", origin=HERE, type="AzureBlobFS", settings=Properties({"url": "https://acc.dfs.core.windows.net"})
)
ROOT = "abfss://lake@acc.dfs.core.windows.net"


def folder(name: str, path: Value, *parameters: Parameter) -> Dataset:
    """A dataset of files in the container ``lake``."""
    location = Properties({"type": "AzureBlobFSLocation", "fileSystem": "lake", "folderPath": path})
    return Dataset(
        name=name,
        origin=HERE,
        type="Parquet",
        linked_service=linked("lake"),
        parameters=parameters,
        settings=Properties({"location": location}),
    )


def linked(name: str) -> Reference:
    return Reference("LinkedServiceReference", name)


def dataset(name: str, **arguments: Value) -> Reference:
    return Reference("DatasetReference", name, Properties(arguments))


def copy(name: str, reads: Reference, writes: Reference, **settings: Value) -> Activity:
    return Activity(
        name=name, type="Copy", origin=HERE, inputs=(reads,), outputs=(writes,), settings=Properties(settings)
    )


def call(name: str, pipeline: str, **arguments: Value) -> Activity:
    settings = Properties({"pipeline": Reference("PipelineReference", pipeline), "parameters": Properties(arguments)})
    return Activity(name=name, type="ExecutePipeline", origin=HERE, settings=settings)


def loop(name: str, *activities: Activity) -> Activity:
    return Activity(name=name, type="ForEach", origin=HERE, branches=(Branch("body", activities),))


def pipeline(name: str, *activities: Activity, parameters: tuple[Parameter, ...] = ()) -> Pipeline:
    return Pipeline(name=name, origin=HERE, activities=activities, parameters=parameters)


def trigger(name: str, started: str, **arguments: Value) -> Trigger:
    one = TriggeredPipeline(Reference("PipelineReference", started), Properties(arguments))
    return Trigger(name=name, origin=HERE, type="ScheduleTrigger", pipelines=(one,))


def parameter(name: str, default: Value = None) -> Parameter:
    return Parameter(name, "string", default, has_default=default is not None)


def expression(text: str) -> Expression:
    return Expression(text)


def service(*pipelines: Pipeline, datasets: tuple[Dataset, ...] = (), **more: object) -> Declaration:
    """What a factory of these pipelines and datasets, and the lake, declares."""
    fields = {"linked_services": (LAKE,), **more}
    made = Service(
        kind=ServiceKind.DATA_FACTORY,
        name="sales",
        source="git",
        origin=HERE,
        pipelines=pipelines,
        datasets=datasets,
        **fields,  # type: ignore[arg-type]
    )
    return declare(made)[0]


def links(declaration: Declaration) -> set[tuple[str | None, str | None, str]]:
    """Every link as (input, output, kind), paths below the lake's root without it."""
    outputs = {edge.start.key: edge.end.key for edge in declaration.edges if isinstance(edge, Produces)}
    return {
        (_short(edge.start.key), _short(outputs.get(edge.end.key)), edge.kind.value)
        for edge in declaration.edges
        if isinstance(edge, Feeds)
    }


def executed(declaration: Declaration) -> set[str]:
    return {edge.end.key for edge in declaration.edges if isinstance(edge, Executes)}


def node(declaration: Declaration, key: str) -> Node:
    return next(one for one in declaration.nodes if one.key == key)


def edges(declaration: Declaration, kind: type[Edge]) -> set[tuple[str, str]]:
    return {(edge.start.key, edge.end.key) for edge in declaration.edges if isinstance(edge, kind)}


def _short(key: str | None) -> str | None:
    return key.removeprefix(f"{ROOT}/").removeprefix("adf://sales/pipelines/") if key else None
