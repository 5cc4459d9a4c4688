"""What each file is: a definition, an ARM template or its parameters, a publish configuration, runs, or nothing to us.

A file's home is the service root it belongs to: the parent of the folder for its kind (``pipeline/``), or its own
folder where everything lies side by side.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from lineage_graph.model import COLLECTIONS
from lineage_graph.sources.decoding import Document, Flaw, read_document
from lineage_graph.sources.discovery import Findings, Found, is_definition_file
from lineage_graph.sources.kinds import FACTORY, is_first_generation, kind_of, kind_of_folder
from lineage_graph.sources.raw import Json
from lineage_graph.sources.runs.detection import is_runs
from lineage_graph.sources.runs.files import holds_runs

PUBLISH_CONFIG: Final = "publish_config.json"
_NETWORK: Final = "managedvirtualnetwork"

Progress = Callable[[int, int], None]
"""Called after each file with the number of files read and found."""


@dataclass(frozen=True, slots=True)
class Home:
    """The root of the service that a file belongs to (relative, empty for the loaded path), and its folder's kind."""

    root: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class Classified:
    """A file with its JSON, its home and, for a definition, its kind."""

    found: Found
    content: Json
    home: Home
    kind: str | None = None


@dataclass(slots=True)
class Files:
    """The files under one loaded path by what they are. ``broken`` are pairs of file and reason."""

    root: Path
    is_folder: bool
    definitions: list[Classified] = field(default_factory=list)
    templates: list[Classified] = field(default_factory=list)
    parameter_files: dict[str, Json] = field(default_factory=dict)
    publish_configs: dict[str, Json] = field(default_factory=dict)
    runs: list[Found] = field(default_factory=list)
    broken: list[tuple[Found, Home, str]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def classify(findings: Findings, progress: Progress | None = None) -> Files:
    """Read every file and tell what it is."""
    files = Files(findings.root, findings.is_folder)
    files.ignored += [f"{name}: {reason}" for name, reason in findings.ignored]
    for name, reason in findings.refused:
        files.broken.append((Found(findings.root / name, name), home_of(name, findings.root), reason))
    for count, found in enumerate(findings.files, start=1):
        _look_at(found, files)
        if progress is not None:
            progress(count, len(findings.files))
    return files


def _look_at(found: Found, files: Files) -> None:
    """Runs first: their files may be larger than any definition, and they need not be JSON."""
    if holds_runs(found):
        files.runs.append(found)
    elif is_definition_file(found) or not files.is_folder:
        _classify(found, read_document(found.path), files)


def home_of(name: str, root: Path) -> Home:
    """The home of the file with that relative path."""
    folders = PurePosixPath(name).parts[:-1]
    kinds = [kind_of_folder(folder) for folder in folders]
    for index, folder in enumerate(folders):
        if folder.lower().removesuffix("s") == _NETWORK:
            return Home("/".join(folders[:index]), kinds[-1])
    for index in range(len(folders) - 1, -1, -1):
        kind = kinds[index]
        if kind is not None and (index == len(folders) - 1 or _is_read(kind)):
            return Home("/".join(folders[:index]), kind)
    own = kind_of_folder(root.resolve().name) if not folders else None
    return Home("/".join(folders), own if own is not None and _is_read(own) else None)


def _classify(found: Found, document: Document | Flaw, files: Files) -> None:
    home = home_of(found.name, files.root)
    if isinstance(document, Flaw):
        files.broken.append((found, home, document.reason))
        return
    if document.note:
        files.warnings.append(f"{found.name}: {document.note}")
    content = document.content
    if is_runs(content):
        files.runs.append(found)
        return
    file = Classified(found, content, home)
    if found.path.name.lower() == PUBLISH_CONFIG:
        files.publish_configs[PurePosixPath(found.name).parent.as_posix().removeprefix(".")] = content
        files.ignored.append(f"{found.name}: the configuration of publishing")
    elif is_parameter_file(content):
        files.parameter_files[found.name] = content
        files.ignored.append(f"{found.name}: parameters of ARM templates")
    elif is_template(content):
        files.templates.append(file)
    else:
        _classify_definition(file, files)


def _classify_definition(file: Classified, files: Files) -> None:
    kind = kind_of(file.content, file.home.kind)
    name = file.found.name
    if kind is None and _has_broken_properties(file):
        files.broken.append((file.found, file.home, "its properties are no object"))
    elif kind is None:
        files.ignored.append(f"{name}: no definition of Data Factory or Synapse")
    elif not _is_read(kind):
        files.ignored.append(f"{name}: {kind}, which holds no lineage")
    elif is_first_generation(file.content):
        files.broken.append((file.found, file.home, "a definition for version 1 of Data Factory, which is not read"))
    else:
        files.definitions.append(Classified(file.found, file.content, file.home, kind))


def _has_broken_properties(file: Classified) -> bool:
    content = file.content
    known_place = file.home.kind is not None and _is_read(file.home.kind)
    return known_place and isinstance(content, dict) and "properties" in content and "name" in content


def _is_read(kind: str) -> bool:
    return kind in COLLECTIONS or kind == FACTORY


def is_template(content: Json) -> bool:
    """Whether this is an ARM template: https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax."""
    return (
        isinstance(content, dict)
        and isinstance(content.get("resources"), list | dict)
        and ("contentVersion" in content or "deploymentTemplate" in str(content.get("$schema")))
    )


def is_parameter_file(content: Json) -> bool:
    """Whether this holds values for an ARM template's parameters."""
    return (
        isinstance(content, dict)
        and isinstance(content.get("parameters"), dict)
        and "resources" not in content
        and ("deploymentParameters" in str(content.get("$schema")) or "contentVersion" in content)
    )
