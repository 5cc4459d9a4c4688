"""Azure Machine Learning: the files that its activities name; the experiment's inside is not known.

https://learn.microsoft.com/azure/data-factory/transform-data-using-machine-learning (classic) and
https://learn.microsoft.com/azure/data-factory/transform-data-machine-learning-service
"""

from collections.abc import Iterator
from dataclasses import replace

from lineage_graph.activities.registry import understands
from lineage_graph.activities.unseen import told, unseen
from lineage_graph.model import FeedKind
from lineage_graph.records import Activity, Properties, Reference, Value
from lineage_graph.site import End, Flow, Movement, Site, linked_at, place_end
from lineage_graph.stores.place import Place


@understands("AzureMLBatchExecution")
def batch_execution(activity: Activity, site: Site) -> Flow:
    """Every file that the web service writes is fed by every file that it reads."""
    read = tuple(_files(site, activity.settings.properties("webServiceInputs")))
    written = tuple(_files(site, activity.settings.properties("webServiceOutputs")))
    inputs = tuple((end, FeedKind.DATA if written else FeedKind.LOOKUP) for end in read)
    movements = tuple(Movement(inputs, output) for output in written or ((None,) if inputs else ()))
    service = told(site, activity.linked_service.name) if activity.linked_service else ""
    return replace(unseen(f"the web service of {service}" if service else "a web service"), movements=movements)


@understands("AzureMLUpdateResource")
def update_resource(activity: Activity, site: Site) -> Flow:
    """The web service takes over the trained model, which is read from a file."""
    settings = activity.settings
    model = _file(
        site, settings.get("trainedModelFilePath"), settings.reference("trainedModelLinkedServiceName"), "model"
    )
    return Flow((Movement(((model, FeedKind.LOOKUP),)),))


@understands("AzureMLExecutePipeline")
def execute_pipeline(activity: Activity, site: Site) -> Flow:
    """The published pipeline and the paths that it is given: whether it reads or writes them, only its code tells."""
    settings = activity.settings
    named = told(site, settings.get("mlPipelineId")) or told(site, settings.get("mlPipelineEndpointId"))
    return unseen(f"pipeline {named}" if named else "", *_assignments(site, settings.get("dataPathAssignments")))


def _assignments(site: Site, given: Value) -> Iterator[str]:
    """``name: datastore/path``, as the JSON of ``DataStoreName`` and ``RelativePath`` tells, else as it is written."""
    if not isinstance(given, Properties):
        yield told(site, given)
        return
    for name, value in given.items():
        path = value if isinstance(value, Properties) else Properties({"RelativePath": value})
        parts = {key.lower(): told(site, part).strip("/") for key, part in path.items()}
        found = "/".join(text for key in ("datastorename", "relativepath") if (text := parts.get(key)))
        yield f"{name}: {found}" if found else ""


def _files(site: Site, named: Properties) -> Iterator[End]:
    for name, file in named.items():
        if isinstance(file, Properties):
            yield _file(site, file.get("filePath"), file.reference("linkedServiceName"), name)


def _file(site: Site, path: Value, linked: Reference | None, role: str) -> End:
    """A blob by its path, which begins with the container."""
    at = linked_at(site, linked, role)
    return place_end(site, Place("AzureBlob", Properties({"folderPath": path}), at, site.scope), role)
