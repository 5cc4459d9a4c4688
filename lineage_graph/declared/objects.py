"""The nodes of a service's own objects, and that the service contains them."""

from collections.abc import Iterator, Mapping
from typing import Final, TypedDict
from urllib.parse import quote

from lineage_graph import model, records
from lineage_graph.catalog import Catalog
from lineage_graph.keys import object_key
from lineage_graph.model import Contains, Edge, Node, Ref
from lineage_graph.site import Flow

_STUDIO: Final = {
    records.ServiceKind.DATA_FACTORY: ("https://adf.azure.com/en/authoring/{kind}/{name}?factory={service}"),
    records.ServiceKind.SYNAPSE: "https://web.azuresynapse.net/en/authoring/{kind}/{name}?workspace={service}",
}
_IN_STUDIO: Final = {"pipelines": "pipeline", "datasets": "dataset", "dataflows": "dataflow"}
_LABELS: Final = {
    records.ServiceKind.DATA_FACTORY: "DataFactory",
    records.ServiceKind.SYNAPSE: "SynapseWorkspace",
}


class Common(TypedDict):
    """What the nodes of all objects have."""

    key: str
    name: str
    description: str | None
    folder: str | None
    arm_id: str | None
    defined_in: str
    url: str | None


def service_node(held: Catalog) -> model.Service:
    """The service itself."""
    service = held.service
    return model.Service(
        key=held.key,
        name=service.name,
        kind=_LABELS[service.kind],
        arm_id=service.arm_id,
        defined_in=str(service.origin),
    )


def objects(held: Catalog, scripts: Mapping[str, Flow]) -> Iterator[Node]:
    """Every object that the service holds, but for its activities; ``scripts``: what each SQL script does, by name."""
    service = held.service
    for pipeline in service.pipelines:
        names = tuple(parameter.name for parameter in pipeline.parameters)
        yield model.Pipeline(parameters=names, **_common(held, "pipelines", pipeline))
    for dataset in service.datasets:
        names = tuple(parameter.name for parameter in dataset.parameters)
        yield model.Dataset(type=dataset.type, parameters=names, **_common(held, "datasets", dataset))
    for linked in service.linked_services:
        names = tuple(parameter.name for parameter in linked.parameters)
        yield model.LinkedService(type=linked.type, parameters=names, **_common(held, "linkedservices", linked))
    for flow in service.data_flows:
        yield model.DataFlow(type=flow.type, **_common(held, "dataflows", flow))
    yield from _others(held)
    yield from _scripts(held, scripts)


def _others(held: Catalog) -> Iterator[Node]:
    service = held.service
    for trigger in service.triggers:
        yield model.Trigger(type=trigger.type, running=trigger.running, **_common(held, "triggers", trigger))
    for runtime in service.integration_runtimes:
        yield model.IntegrationRuntime(type=runtime.type, **_common(held, "integrationruntimes", runtime))
    for notebook in service.notebooks:
        yield model.Notebook(language=notebook.language, **_common(held, "notebooks", notebook))
    for job in service.spark_jobs:
        yield model.SparkJob(language=job.language, file=job.file, **_common(held, "sparkjobs", job))
    for capture in service.change_data_captures:
        yield model.Job(type=capture.type, **_common(held, "adfcdcs", capture))
    for link in service.link_connections:
        yield model.Job(type=link.type, **_common(held, "linkconnections", link))


def _scripts(held: Catalog, flows: Mapping[str, Flow]) -> Iterator[Node]:
    for script in held.service.sql_scripts:
        flow, common = flows.get(script.name.lower(), Flow()), _common(held, "sqlscripts", script)
        yield model.SqlScript(
            pool=script.pool, database=script.database, reason=flow.reason, detail=flow.detail, **common
        )


def containment(held: Catalog, nodes: tuple[Node, ...]) -> Iterator[Edge]:
    """The service contains each of the nodes."""
    for node in nodes:
        yield Contains(start=Ref("Service", held.key), end=node.ref)


def _common(held: Catalog, collection: str, definition: records.Definition) -> Common:
    return {
        "key": object_key(held.key, collection, definition.name),
        "name": definition.name,
        "description": definition.description,
        "folder": definition.folder,
        "arm_id": definition.arm_id,
        "defined_in": str(definition.origin),
        "url": _url(held, collection, definition.name),
    }


def _url(held: Catalog, collection: str, name: str) -> str | None:
    """Deep link into the studio; it needs the ARM id of the service, which only some sources know."""
    kind, service = _IN_STUDIO.get(collection), held.service
    if kind is None or service.arm_id is None:
        return None
    return _STUDIO[service.kind].format(kind=kind, name=quote(name, safe=""), service=quote(service.arm_id, safe=""))
