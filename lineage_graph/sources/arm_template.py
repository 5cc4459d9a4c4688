"""ARM templates: exports of a whole factory or workspace, gallery templates, linked and nested ones, built Bicep.

One template gives one service per factory or workspace that it names.
https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Final

from lineage_graph.keys import storable
from lineage_graph.model import COLLECTIONS
from lineage_graph.records import ArmParameter, Origin, ServiceKind
from lineage_graph.sources.arm_expressions import resolve
from lineage_graph.sources.arm_parameters import beside
from lineage_graph.sources.arm_resources import SERVICES, Resource, divided, resources, scope_of
from lineage_graph.sources.arm_values import spelled
from lineage_graph.sources.assembly import Broken, Candidate, Draft, assemble, called
from lineage_graph.sources.classification import Classified, Files
from lineage_graph.sources.decoding import is_too_large
from lineage_graph.sources.identity import provider
from lineage_graph.sources.intake import Definition, below
from lineage_graph.sources.kinds import FACTORY, kind_of_resource
from lineage_graph.sources.linked_templates import groups
from lineage_graph.sources.raw import Json

SOURCE: Final = "arm"

_SLASHES: Final = 2
"""In the type of an object: ``namespace/service/objects``."""

_GLOBAL_PARAMETERS: Final = "microsoft.datafactory/factories/globalparameters"


@dataclass(slots=True)
class _Owner:
    """What one template says of one factory or workspace."""

    kind: ServiceKind
    name: str | None
    candidates: list[Candidate] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def services(files: Files, given: Json = None) -> Iterator[Draft]:
    """Every service of every template, in the order of the files; ``given`` is a parameter file that wins."""
    for group in groups(files):
        found = [
            resource
            for template in group
            for resource in resources(
                template.content,
                scope_of(template.content, given, beside(template.found.name, files.parameter_files)),
                Origin(template.found.name),
            )
        ]
        for owner in _owners(found, files).values():
            yield replace(_draft(owner, group), is_the_path=not files.is_folder)


def _owners(resources: Sequence[Resource], files: Files) -> dict[tuple[ServiceKind, str], _Owner]:
    owners: dict[tuple[ServiceKind, str], _Owner] = {}
    for resource in resources:
        kind = provider(resource.type)
        if kind is None:
            files.ignored.append(f"{resource.origin}: a resource of type {resource.type or 'nothing'}")
            continue
        owner_name, own_name = divided(resource)
        key = (kind, spelled(owner_name).lower())
        name = owner_name if isinstance(owner_name, str) and owner_name else None
        owner = owners.setdefault(key, _Owner(kind, name))
        _take(resource, spelled(own_name), owner, files)
    return {key: owner for key, owner in owners.items() if owner.candidates or owner.broken}


def _take(resource: Resource, name: str, owner: _Owner, files: Files) -> None:
    collection = _collection(resource.type)
    if collection is None:
        what = kind_of_resource(resource.type) or f"a resource of type {resource.type}"
        files.ignored.append(f"{resource.origin}: {what}, which holds no lineage")
        return
    content = resolve(_content(resource), resource.scope)
    problem = is_too_large(content) or (None if isinstance(content.get("properties"), dict) else "it has no properties")
    if problem is not None:
        owner.broken.append(Broken(resource.origin, problem, frozenset({collection} & COLLECTIONS.keys())))
        return
    if "copy" in resource.raw:
        files.warnings.append(f"{resource.origin}: stands for several copies and is read as one")
    _note_open_parameters(content, resource.origin, files)
    definition = Definition(storable(name), content["properties"], resource.origin)
    owner.candidates.append(Candidate(collection, definition))


def _collection(kind: str) -> str | None:
    if kind.lower() in SERVICES or kind.lower() == _GLOBAL_PARAMETERS:
        return FACTORY
    found = kind_of_resource(kind) if kind.count("/") == _SLASHES else None
    return found if found in COLLECTIONS else None


def _content(resource: Resource) -> dict[str, Json]:
    properties = resource.raw.get("properties")
    if resource.type.lower() == _GLOBAL_PARAMETERS:
        return {"properties": {"globalParameters": properties}}
    if resource.type.lower() in SERVICES:
        return {"properties": properties if isinstance(properties, dict) else {}}
    return {"properties": properties}


def _note_open_parameters(content: Json, origin: Origin, files: Files) -> None:
    """Parameters and arguments that are as a whole a template's parameter have no other place to be seen."""
    if isinstance(content, dict):
        for name, child in content.items():
            if name == "parameters" and isinstance(child, ArmParameter):
                files.warnings.append(f"{below(origin, name)}: the template's parameter {child.name} has no value")
            _note_open_parameters(child, below(origin, name), files)
    elif isinstance(content, list):
        for index, child in enumerate(content):
            _note_open_parameters(child, below(origin, index), files)


def _draft(owner: _Owner, group: Sequence[Classified]) -> Draft:
    first = group[0].found.name
    path = PurePosixPath(first)
    stand_in = path.stem if len(group) == 1 else (path.parent.parent.name or path.stem)
    draft = assemble(owner.candidates, SOURCE, first, owner.broken)
    return called(draft, owner.kind, owner.name, storable(stand_in))
