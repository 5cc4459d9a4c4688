"""The values of an ARM template's parameters: from a given file, the file beside the template, or the defaults.

A secure parameter's value is taken only where it reads like a connection, whose host is worth having; the secret in it
goes at the border like any other.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from lineage_graph.errors import UsageError
from lineage_graph.records import Masked
from lineage_graph.sources.classification import is_parameter_file
from lineage_graph.sources.decoding import Flaw, read_document
from lineage_graph.sources.raw import Json

_SECURE: Final = ("securestring", "secureobject")


def read_given(path: Path) -> Json:
    """The parameter file that the user named; raises ``UsageError`` where it is none."""
    document = read_document(path)
    if isinstance(document, Flaw):
        message = f"{path}: {document.reason}"
        raise UsageError(message)
    if not is_parameter_file(document.content):
        message = (
            f"{path} holds no parameters of an ARM template; it should look like ARMTemplateParametersForFactory.json"
        )
        raise UsageError(message)
    return document.content


def beside(template: str, parameter_files: Mapping[str, Json]) -> Json:
    """The parameter file that belongs to the template by its name, if there is one in its folder."""
    by_name = {name.lower(): content for name, content in parameter_files.items()}
    return next((by_name[name] for name in _names_beside(template.lower()) if name in by_name), None)


def values(template: Json, *files: Json) -> dict[str, Json]:
    """Values by lower-case name; earlier files win over later ones and over the defaults."""
    found: dict[str, Json] = {}
    secure: set[str] = set()
    for name, declared in _items(template, "parameters"):
        if str(declared.get("type")).lower() in _SECURE:
            secure.add(name.lower())
        if "defaultValue" in declared:
            found[name.lower()] = declared["defaultValue"]
    for file in reversed(files):
        found |= {name.lower(): given["value"] for name, given in _items(file, "parameters") if "value" in given}
    return {name: _without_secret(value) if name in secure else value for name, value in found.items()}


def _names_beside(template: str) -> Iterator[str]:
    path = PurePosixPath(template)
    stem = path.stem
    for name in (
        stem.replace("template", "templateparameters", 1),
        f"{stem}.parameters",
        f"{stem}_parameters",
        f"{stem}-parameters",
        f"{stem}parameters",
        "parameters" if stem == "template" else "",
        "armtemplateparameters_master" if stem.startswith("armtemplate_") else "",
    ):
        if name and name != stem:
            yield str(path.with_name(f"{name}.json"))


def _items(content: Json, name: str) -> Iterator[tuple[str, dict[str, Json]]]:
    held = content.get(name) if isinstance(content, dict) else None
    for key, value in held.items() if isinstance(held, dict) else ():
        if isinstance(value, dict):
            yield key, value


def _without_secret(value: Json) -> Json:
    looks_like_a_connection = isinstance(value, str) and (("=" in value and ";" in value) or "://" in value)
    return value if looks_like_a_connection or value == "" else Masked()
