"""Small factories written into a folder, and read back."""

import json
from pathlib import Path
from typing import Any, TypeAlias

from lineage_graph.records import Reading, Service
from lineage_graph.sources import ReadOptions, read

Json: TypeAlias = Any


def write(folder: Path, files: dict[str, Json]) -> Path:
    """Write each file: bytes and texts as they are, anything else as JSON."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return folder


def reading(folder: Path, files: dict[str, Json], **options: Json) -> Reading:
    """What the folder with these files says."""
    return read([write(folder, files)], ReadOptions(**options))


def only_service(folder: Path, files: dict[str, Json], **options: Json) -> Service:
    """The folder's only service."""
    (service,) = reading(folder, files, **options).services
    return service


def pipeline(*activities: Json, name: str | None = "p", **properties: Json) -> dict[str, Json]:
    """A pipeline's JSON."""
    named = {} if name is None else {"name": name}
    return {**named, "properties": {"activities": list(activities), **properties}}


def activity(name: str, kind: str = "Wait", **properties: Json) -> dict[str, Json]:
    """An activity's JSON."""
    return {"name": name, "type": kind, **properties}


def dataset(name: str = "d", kind: str = "Json", service: str = "ls", **properties: Json) -> dict[str, Json]:
    """A dataset's JSON."""
    linked = {"referenceName": service, "type": "LinkedServiceReference"}
    return {"name": name, "properties": {"type": kind, "linkedServiceName": linked, **properties}}


def linked_service(name: str = "ls", kind: str = "AzureBlobFS", **settings: Json) -> dict[str, Json]:
    """A linked service's JSON."""
    return {"name": name, "properties": {"type": kind, "typeProperties": settings}}


def template(*resources: Json, parameters: Json = None, variables: Json = None) -> dict[str, Json]:
    """An ARM template's JSON."""
    return {
        "$schema": "http://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": parameters or {},
        "variables": variables or {},
        "resources": list(resources),
    }


def resource(kind: str, name: str, properties: Json, **more: Json) -> dict[str, Json]:
    """A resource of a Data Factory whose name is the parameter ``factoryName``."""
    written = f"[concat(parameters('factoryName'), '/{name}')]"
    return {"type": f"Microsoft.DataFactory/factories/{kind}", "name": written, "properties": properties, **more}
