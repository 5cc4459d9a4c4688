"""Git folders of Data Factory and Synapse: one JSON file per object, in folders by kind or side by side.

A folder with several services gives each of them; a service inside another's folder is its own. The layout:
https://learn.microsoft.com/azure/data-factory/source-control
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from lineage_graph.keys import storable
from lineage_graph.model import COLLECTIONS
from lineage_graph.records import Origin, Rejected
from lineage_graph.sources.assembly import ALL_COLLECTIONS, Broken, Candidate, Draft, assemble, called
from lineage_graph.sources.classification import Classified, Files, Home
from lineage_graph.sources.identity import kind_of_service, name_in_publish_config, workspace_name
from lineage_graph.sources.intake import Definition
from lineage_graph.sources.kinds import FACTORY

SOURCE: Final = "git"


def services(files: Files) -> Iterator[Draft]:
    """Every service under the loaded path, in the order of their folders."""
    by_root: dict[str, list[Classified]] = {}
    for file in files.definitions:
        by_root.setdefault(file.home.root, []).append(file)
    for root, own in sorted(by_root.items()):
        yield _service(root, own, files)


def homeless(files: Files) -> tuple[Rejected, ...]:
    """What is broken and lies in no service's folder."""
    roots = {file.home.root for file in files.definitions}
    return tuple(
        Rejected("file", Origin(found.name), reason) for found, home, reason in files.broken if home.root not in roots
    )


def _service(root: str, own: Sequence[Classified], files: Files) -> Draft:
    candidates = [_candidate(file) for file in own]
    draft = assemble(candidates, SOURCE, root, _broken(root, files))
    factories = [item.definition.name for item in candidates if item.collection == FACTORY]
    kind = kind_of_service(draft.service, (file.content.get("type") for file in own), has_factory=bool(factories))
    name = (
        next(iter(factories), None)
        or name_in_publish_config(files.publish_configs.get(root))
        or workspace_name(draft.service)
    )
    if len(factories) > 1:
        message = f"{root or '.'}: several files define the factory; it is called {factories[0]}"
        files.warnings.append(message)
    stand_in = _stand_in(root, own, files)
    return replace(called(draft, kind, name, stand_in), label=root or stand_in, is_the_path=not root)


def _stand_in(root: str, own: Sequence[Classified], files: Files) -> str:
    """The folder's name, or the file's where a single file was loaded."""
    if root:
        return PurePosixPath(root).name
    only = own[0].found.path
    return storable(files.root.resolve().name if files.is_folder else only.stem)


def _broken(root: str, files: Files) -> Iterable[Broken]:
    for found, home, reason in files.broken:
        if home.root == root:
            yield Broken(Origin(found.name), reason, _collections(home))


def _collections(home: Home) -> frozenset[str]:
    """Those a file of this folder may have belonged to: all of them where the folder does not say."""
    if home.kind in COLLECTIONS:
        return frozenset({home.kind})
    return frozenset() if home.kind is not None else ALL_COLLECTIONS


def _candidate(file: Classified) -> Candidate:
    name = file.content.get("name")
    known = name if isinstance(name, str) and name.strip() else file.found.path.stem
    arm_id = file.content.get("id")
    definition = Definition(
        storable(known),
        file.content["properties"],
        Origin(file.found.name),
        storable(arm_id) if isinstance(arm_id, str) else None,
    )
    return Candidate(file.kind or "", definition)
