"""Factories and workspaces in memory, as their REST APIs show them. ``from_folder`` makes one of a Git folder."""

import copy
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

Json: TypeAlias = Any

SUBSCRIPTION: Final = "00000000-0000-0000-0000-0000000000aa"
GROUP: Final = "rg-data"
MASK: Final = "**********"

_FOLDERS: Final = {
    "pipeline": "pipelines",
    "dataset": "datasets",
    "linkedService": "linkedservices",
    "dataflow": "dataflows",
    "trigger": "triggers",
    "integrationRuntime": "integrationRuntimes",
    "credential": "credentials",
    "adfcdc": "adfcdcs",
    "notebook": "notebooks",
    "sqlscript": "sqlScripts",
    "sparkJobDefinition": "sparkJobDefinitions",
    "linkConnection": "linkconnections",
}
_OF_A_FACTORY: Final = (
    *("pipelines", "datasets", "linkedservices", "dataflows", "triggers", "integrationRuntimes", "adfcdcs"),
    *("credentials", "globalParameters"),
)
_OF_A_WORKSPACE: Final = (
    *("pipelines", "datasets", "linkedservices", "dataflows", "triggers", "integrationRuntimes"),
    *("notebooks", "sqlScripts", "sparkJobDefinitions", "linkconnections"),
)


@dataclass(slots=True)
class Runs:
    """Run records, in the wire's shape; each list in the order in which the service gives them."""

    pipelines: list[Json] = field(default_factory=list)
    activities: list[Json] = field(default_factory=list)
    triggers: list[Json] = field(default_factory=list)


@dataclass(slots=True)
class Service:
    """A factory or a workspace: its objects by the name that their list has in the path."""

    name: str
    is_factory: bool = True
    group: str = GROUP
    subscription: str = SUBSCRIPTION
    properties: Json = field(default_factory=dict)
    objects: dict[str, list[Json]] = field(default_factory=dict)
    link_tables: dict[str, list[Json]] = field(default_factory=dict)
    runtime_states: dict[str, str] = field(default_factory=dict)
    runs: Runs = field(default_factory=Runs)

    @property
    def id(self) -> str:
        kind = "Microsoft.DataFactory/factories" if self.is_factory else "Microsoft.Synapse/workspaces"
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.group}/providers/{kind}/{self.name}"

    @property
    def type(self) -> str:
        return "Microsoft.DataFactory/factories" if self.is_factory else "Microsoft.Synapse/workspaces"

    @property
    def lists(self) -> tuple[str, ...]:
        return _OF_A_FACTORY if self.is_factory else _OF_A_WORKSPACE

    def add(self, listed: str, *definitions: Json) -> "Service":
        """Publish definitions, each with what Azure adds."""
        for definition in definitions:
            self.objects.setdefault(listed, []).append(self._published(listed, definition))
        return self

    def itself(self) -> Json:
        """The resource of the service."""
        told = {"provisioningState": "Succeeded", "version": "2018-06-01", **self.properties}
        return {"id": self.id, "name": self.name, "type": self.type, "location": "northeurope", "properties": told}

    def _published(self, listed: str, definition: Json) -> Json:
        name = definition["name"]
        properties = masked(copy.deepcopy(definition["properties"]))
        if listed == "pipelines":
            properties["lastPublishTime"] = "2026-11-01T08:15:30Z"
        return {
            "id": f"{self.id}/{listed}/{name}",
            "name": name,
            "type": f"{self.type}/{listed}",
            "properties": properties,
            "etag": "0c00e4a5-0000-0c00-0000-6512ab340000",
        }


def masked(value: Json) -> Json:
    """What Azure hands out: no ``SecureString`` keeps its value."""
    if isinstance(value, dict):
        if str(value.get("type")).lower() == "securestring" and "value" in value:
            return {**value, "value": MASK}
        return {name: masked(child) for name, child in value.items()}
    return [masked(child) for child in value] if isinstance(value, list) else value


def from_folder(root: Path, name: str | None = None) -> Service:
    """The service that a Git folder defines, published; a folder without a factory file is a workspace."""
    factory = next(iter(_definitions(root, "factory")), None)
    known = name or (factory["name"] if factory else root.name)
    service = Service(known, is_factory=factory is not None)
    for folder, listed in _FOLDERS.items():
        service.add(listed, *_definitions(root, folder))
    service.objects = {listed: held for listed, held in service.objects.items() if listed in service.lists}
    if factory is not None:
        service.properties = factory["properties"]
        held = factory["properties"].get("globalParameters")
        if held:
            service.add("globalParameters", {"name": "default", "properties": held})
    return service


def _definitions(root: Path, folder: str) -> Iterable[Json]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((root / folder).glob("*.json"))]
