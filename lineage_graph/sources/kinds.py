"""What a JSON object defines: a pipeline, a dataset, …; told by its content, its resource type, or its folder.

Only the collections of ``model.COLLECTIONS`` become records. To read another kind of object: give it a function in
``definitions.py``. The folders: https://learn.microsoft.com/azure/data-factory/source-control
"""

import re
from collections.abc import Mapping
from typing import Final

from lineage_graph.sources.raw import Json

FACTORY: Final = "factory"
"""The definition of the service itself; it is no collection."""

_SINGULAR: Final = {
    "pipeline": "pipelines",
    "dataset": "datasets",
    "linkedservice": "linkedservices",
    "dataflow": "dataflows",
    "trigger": "triggers",
    "integrationruntime": "integrationruntimes",
    "notebook": "notebooks",
    "sqlscript": "sqlscripts",
    "sparkjobdefinition": "sparkjobs",
    "adfcdc": "adfcdcs",
    "linkconnection": "linkconnections",
    "factory": FACTORY,
    "factorie": FACTORY,
}
_WITHOUT_LINEAGE: Final = {
    "credential": "a credential",
    "managedvirtualnetwork": "a managed virtual network",
    "managedprivateendpoint": "a private endpoint",
    "privateendpoint": "a private endpoint",
    "privateendpointconnection": "a private endpoint",
    "bigdatapool": "a Spark pool",
    "sqlpool": "a SQL pool",
    "sparkconfiguration": "a Spark configuration",
    "kqlscript": "a KQL script",
    "database": "a lake database",
    "library": "a library",
    "librarie": "a library",
    "globalparameter": "global parameters",
}
_DATA_FLOW_TYPES: Final = frozenset({"mappingdataflow", "wranglingdataflow", "flowlet"})
_CREDENTIAL_TYPES: Final = frozenset({"managedidentity", "serviceprincipal"})
_NO_LETTER: Final = re.compile(r"[^a-z0-9]")
_FIRST_GENERATION: Final = ("availability", "pipelineMode")


def kind_of_folder(name: str) -> str | None:
    """The collection (or a kind without lineage) whose objects lie in folders of this name, in any spelling."""
    plain = _NO_LETTER.sub("", name.lower()).removesuffix("s")
    return _SINGULAR.get(plain) or _WITHOUT_LINEAGE.get(plain)


def kind_of_resource(kind: str) -> str | None:
    """The same by the last word of a resource type: ``Microsoft.Synapse/workspaces/pipelines``."""
    return kind_of_folder(kind.rsplit("/", 1)[-1]) if kind.lower().startswith("microsoft.") else None


def kind_of(document: Json, folder: str | None = None) -> str | None:
    """What the JSON defines; ``folder`` is the kind of the folder it lies in. None: it is no definition."""
    if not isinstance(document, dict) or not isinstance(document.get("properties"), dict):
        return None
    properties: Mapping[str, Json] = document["properties"]
    resource = document.get("type")
    return (
        _by_unmistakable_content(properties)
        or (kind_of_resource(resource) if isinstance(resource, str) else None)
        or (folder if _is_plausible(document, folder) else None)
        or _by_content(document, properties)
    )


def is_first_generation(document: Mapping[str, Json]) -> bool:
    """Whether this was written for the first version of Data Factory, which Microsoft has shut down."""
    schema = document.get("$schema")
    properties = document["properties"]
    return (isinstance(schema, str) and "datafactories.schema" in schema.lower()) or any(
        name in properties for name in _FIRST_GENERATION
    )


def _by_unmistakable_content(properties: Mapping[str, Json]) -> str | None:
    if isinstance(properties.get("activities"), list):
        return "pipelines"
    if isinstance(properties.get("cells"), list) and "nbformat" in properties:
        return "notebooks"
    if isinstance(properties.get("jobProperties"), dict):
        return "sparkjobs"
    if {"sourceconnectionsinfo", "targetconnectionsinfo"} <= {name.lower() for name in properties}:
        return "adfcdcs"
    if {"sourceDatabase", "targetDatabase"} <= properties.keys():
        return "linkconnections"
    kind = properties.get("type")
    return _by_type(kind, properties) if isinstance(kind, str) else None


def _by_type(kind: str, properties: Mapping[str, Json]) -> str | None:
    if kind.lower() in _DATA_FLOW_TYPES:
        return "dataflows"
    if kind == "SqlQuery" and isinstance(properties.get("content"), dict):
        return "sqlscripts"
    if kind.endswith("Trigger") and isinstance(properties.get("typeProperties"), dict):
        return "triggers"
    return "datasets" if "linkedServiceName" in properties else None


def _is_plausible(document: Mapping[str, Json], folder: str | None) -> bool:
    """A definition in its folder has a name; a factory and a notebook have no type."""
    return folder is not None and ("name" in document or "type" in document["properties"])


def _by_content(document: Mapping[str, Json], properties: Mapping[str, Json]) -> str | None:
    kind = properties.get("type")
    if "globalParameters" in properties and isinstance(document.get("name"), str):
        return FACTORY
    if not isinstance(kind, str) or not isinstance(document.get("name"), str):
        return None
    if kind in ("Managed", "SelfHosted"):
        return "integrationruntimes"
    if kind.lower() in _CREDENTIAL_TYPES:
        return _WITHOUT_LINEAGE["credential"]
    return "linkedservices" if isinstance(properties.get("typeProperties"), dict) else None
