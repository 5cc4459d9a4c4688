"""A Git folder as the ARM template that its service exports, with the one parameter that every export has: the name.

https://learn.microsoft.com/azure/data-factory/continuous-integration-delivery-resource-manager-custom-parameters
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.azure.services import Json

_TYPES: Final = {
    "pipeline": "pipelines",
    "dataset": "datasets",
    "linkedService": "linkedServices",
    "dataflow": "dataflows",
    "trigger": "triggers",
    "integrationRuntime": "integrationRuntimes",
    "credential": "credentials",
    "notebook": "notebooks",
    "sqlscript": "sqlscripts",
    "sparkJobDefinition": "sparkJobDefinitions",
}
_SCHEMA: Final = "http://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#"


def template_of(folder: Path, name: str) -> Json:
    """The template; a folder without a factory file is a workspace."""
    is_factory = (folder / "factory").is_dir()
    parameter = "factoryName" if is_factory else "workspaceName"
    service = "Microsoft.DataFactory/factories" if is_factory else "Microsoft.Synapse/workspaces"
    resources = [
        {
            "name": f"[concat(parameters('{parameter}'), '/{definition['name']}')]",
            "type": f"{service}/{kind}",
            "apiVersion": "2018-06-01" if is_factory else "2019-06-01-preview",
            "properties": escaped(definition["properties"]),
            "dependsOn": [],
        }
        for singular, kind in _TYPES.items()
        for definition in _definitions(folder / singular)
    ]
    for factory in _definitions(folder / "factory"):
        properties = escaped(factory["properties"])
        named = {"name": f"[parameters('{parameter}')]", "type": service, "apiVersion": "2018-06-01"}
        resources.append({**named, "properties": properties, "dependsOn": []})
    return {
        "$schema": _SCHEMA,
        "contentVersion": "1.0.0.0",
        "parameters": {parameter: {"type": "string", "defaultValue": name}},
        "variables": {},
        "resources": resources,
    }


def escaped(value: Json) -> Json:
    """The value as a template spells it: a text that begins with ``[`` would be an expression, ``[[`` is none."""
    if isinstance(value, dict):
        return {name: escaped(child) for name, child in value.items()}
    if isinstance(value, list):
        return [escaped(child) for child in value]
    return f"[{value}" if isinstance(value, str) and value.startswith("[") else value


def _definitions(folder: Path) -> Iterable[Json]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
