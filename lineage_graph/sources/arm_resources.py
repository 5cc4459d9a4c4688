"""The resources of an ARM template, those inside others and inside nested deployments too, with their scopes.

https://learn.microsoft.com/azure/azure-resource-manager/templates/linked-templates
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lineage_graph.records import Origin
from lineage_graph.sources.arm_expressions import Scope, resolve, value_of
from lineage_graph.sources.arm_parameters import values
from lineage_graph.sources.arm_values import Mixed, Open, parts_of
from lineage_graph.sources.intake import below
from lineage_graph.sources.raw import Json

_DEPLOYMENT: Final = "microsoft.resources/deployments"
SERVICES: Final = frozenset({"microsoft.datafactory/factories", "microsoft.synapse/workspaces"})
"""The resource types of the services themselves, in lower case."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of a template: its JSON, full type, name as a value, and the scope of its expressions."""

    raw: dict[str, Json]
    type: str
    name: Json
    scope: Scope
    origin: Origin


def scope_of(template: Json, *parameter_files: Json) -> Scope:
    """The template's variables, and its parameters' values: earlier files win."""
    return Scope(values(template, *parameter_files), _lowered(template.get("variables")))


def _lowered(raw: Json) -> dict[str, Json]:
    return {name.lower(): value for name, value in raw.items()} if isinstance(raw, dict) else {}


def resources(
    template: Json,
    scope: Scope,
    origin: Origin,
    owner: tuple[str, Json] | None = None,
) -> Iterator[Resource]:
    """The template's resources, those inside others and inside nested deployments too."""
    held = template.get("resources") if isinstance(template, dict) else None
    listed = held.items() if isinstance(held, dict) else enumerate(held if isinstance(held, list) else ())
    for step, raw in listed:
        place = below(origin, "resources", step)
        if not isinstance(raw, dict):
            continue
        kind, name = str(raw.get("type", "")), value_of(str(raw.get("name", "")), scope)
        if owner is not None and not kind.lower().startswith("microsoft."):
            kind, name = f"{owner[0]}/{kind}", Mixed((*parts_of(owner[1]), "/", *parts_of(name)))
        resource = Resource(raw, kind, name, scope, place)
        if kind.lower() == _DEPLOYMENT:
            yield from _nested(resource)
            continue
        yield resource
        yield from resources(raw, scope, place, (kind, name))


def _nested(deployment: Resource) -> Iterator[Resource]:
    """The resources of a nested template; a linked one is another file, and the deployment stands for itself.

    A nested template sees its own parameters where its scope is ``inner``, else those of the outer template.
    """
    properties = deployment.raw.get("properties")
    template = properties.get("template") if isinstance(properties, dict) else None
    if not isinstance(properties, dict) or not isinstance(template, dict):
        yield deployment
        return
    scope, options = deployment.scope, properties.get("expressionEvaluationOptions")
    if isinstance(options, dict) and str(options.get("scope")).lower() == "inner":
        scope = scope_of(template, {"parameters": _evaluated(properties.get("parameters"), scope)})
    yield from resources(template, scope, below(deployment.origin, "properties", "template"))


def _evaluated(handed: Json, scope: Scope) -> dict[str, Json]:
    """The values that a deployment hands over; what is open is not handed over."""
    given = {}
    for name, item in handed.items() if isinstance(handed, dict) else ():
        if isinstance(item, dict) and "value" in item:
            raw = item["value"]
            value = value_of(raw, scope) if isinstance(raw, str) else resolve(raw, scope)
            if not isinstance(value, Open | Mixed):
                given[name] = {"value": value}
    return given


def divided(resource: Resource) -> tuple[Json, Json]:
    """The service's name and the object's own: ``{factory}/{object}`` taken apart at the first slash."""
    if resource.type.lower() in SERVICES:
        return resource.name, resource.name
    before: list[str | Open] = []
    parts = parts_of(resource.name)
    for index, part in enumerate(parts):
        if isinstance(part, str) and "/" in part:
            head, _, tail = part.partition("/")
            return _whole([*before, head]), _whole([tail, *parts[index + 1 :]])
        before.append(part)
    return Open("unknown"), resource.name


def _whole(parts: Sequence[str | Open]) -> Json:
    kept = [part for part in parts if part != ""]
    if all(isinstance(part, str) for part in kept):
        return "".join(part for part in kept if isinstance(part, str))
    return kept[0] if len(kept) == 1 else Mixed(tuple(kept))
