"""Which templates belong together: an export also writes a factory in parts, ``linkedTemplates/ArmTemplate_0.json``.

Beside them usually lies the whole template with the same objects; then that one is read and the parts are not.
https://learn.microsoft.com/azure/data-factory/continuous-integration-delivery-linked-templates
"""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final

from lineage_graph.sources.classification import Classified, Files
from lineage_graph.sources.identity import provider
from lineage_graph.sources.raw import Json

_FOLDER: Final = "linkedtemplates"


def groups(files: Files) -> Iterator[Sequence[Classified]]:
    """Templates that are read as one: all the linked ones of a folder, unless the whole template lies beside them."""
    linked: dict[str, list[Classified]] = {}
    alone: list[Classified] = []
    for template in files.templates:
        folder = PurePosixPath(template.found.name).parent
        if folder.name.lower() == _FOLDER:
            linked.setdefault(str(folder), []).append(template)
        else:
            alone.append(template)
    for folder_name, group in linked.items():
        parent = PurePosixPath(folder_name).parent
        whole = next(
            (item for item in alone if PurePosixPath(item.found.name).parent == parent and _holds(item, group)), None
        )
        if whole is None:
            yield group
        else:
            files.ignored += [f"{item.found.name}: a part of {whole.found.name}, which is read" for item in group]
    for template in alone:
        yield [template]


def _holds(whole: Classified, parts: Sequence[Classified]) -> bool:
    names = {_signature(resource) for resource in _listed(whole.content)}
    return all(
        _signature(resource) in names
        for part in parts
        for resource in _listed(part.content)
        if provider(resource.get("type")) is not None
    )


def _signature(resource: dict[str, Json]) -> tuple[str, str]:
    return str(resource.get("type")).lower(), str(resource.get("name")).lower()


def _listed(content: Json) -> list[dict[str, Json]]:
    held = content.get("resources") if isinstance(content, dict) else None
    found = list(held.values()) if isinstance(held, dict) else held if isinstance(held, list) else []
    return [resource for resource in found if isinstance(resource, dict)]
