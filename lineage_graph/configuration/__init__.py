"""Reads ``lineage.yml``: sources, connection, hosts and limits; whatever is wrong names file, line, key and remedy."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from lineage_graph.configuration.advice import advice
from lineage_graph.configuration.document import Document, Place, Plain, read
from lineage_graph.configuration.environment import VARIABLE, substituted
from lineage_graph.configuration.settings import (
    Configuration,
    DeletionSettings,
    Neo4jSettings,
    SourceSettings,
)
from lineage_graph.stores.addresses import at_address
from lineage_graph.stores.mounts import is_mount

__all__ = ["FILE_NAME", "Configuration", "DeletionSettings", "Neo4jSettings", "SourceSettings", "load_configuration"]

FILE_NAME: Final = "lineage.yml"

_MOUNTED: Final = "this is no address of a store; write what is mounted: abfss://raw@account.dfs.core.windows.net/base"
_USER_INFO: Final = re.compile(r"://[^/@\s]*:[^/@\s]*@")
_HOST: Final = re.compile(r"[^\s@=;:/\\]+(\\[^\s@=;:/\\]+)?(:\d+)?(/[^\s@=;:]+)?")


def load_configuration(path: Path, environment: Mapping[str, str] | None = None) -> Configuration:
    """The configuration in the file, its paths relative to it; raises ``UsageError`` with file, line and key."""
    document = read(path)
    if not isinstance(document.content, dict):
        document.refuse((), "the file must hold keys and values; begin with 'version: 1'")
    _refuse_secrets(document)
    content = substituted(document, os.environ if environment is None else environment)
    configuration = _converted(document, content)
    _check(document, configuration)
    return _with_absolute_paths(configuration, path.resolve().parent)


def _refuse_secrets(document: Document) -> None:
    """A secret stands in the environment, never in a file that is kept in Git."""
    content = document.content if isinstance(document.content, dict) else {}
    neo4j = content.get("neo4j")
    password = neo4j.get("password") if isinstance(neo4j, dict) else None
    if password is not None and not (isinstance(password, str) and VARIABLE.fullmatch(password)):
        document.refuse(("neo4j", "password"), "a password may not stand in the file; write ${NEO4J_PASSWORD}")
    for place, text in _texts(document.content, ()):
        if _USER_INFO.search(text):
            document.refuse(place, "an address may not hold a user and password; take them out")


def _texts(value: Plain, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _texts(child, (*place, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _texts(child, (*place, index))


def _converted(document: Document, content: Plain) -> Configuration:
    try:
        return msgspec.convert(_without_empty(content), Configuration, dec_hook=_path)
    except msgspec.ValidationError as error:
        document.refuse(*advice(error, content))


def _path(kind: type[object], value: object) -> object:
    """Paths are the only type that the library leaves to us."""
    if kind is Path and isinstance(value, str) and value:
        return Path(value)
    message = "Expected a path"
    raise ValueError(message)


def _without_empty(content: Plain) -> Plain:
    """Blocks that are there but empty (``sources:``) count as not given; so does a default of nothing in neo4j."""
    if not isinstance(content, dict):
        return content
    kept: dict[str, Plain] = {key: value for key, value in content.items() if value is not None}
    neo4j = kept.get("neo4j")
    if isinstance(neo4j, dict):
        given: dict[str, Plain] = {key: value for key, value in neo4j.items() if value not in (None, "")}
        kept["neo4j"] = given
    return kept


def _check(document: Document, configuration: Configuration) -> None:
    first: dict[str, int] = {}
    for index, source in enumerate(configuration.sources):
        if source.name in first:
            document.refuse(
                ("sources", index, "name"), f"sources[{first[source.name]}] has the name {source.name!r} too"
            )
        first[source.name] = index
        if source.parameters is not None and source.type != "arm":
            document.refuse(("sources", index, "parameters"), "only a source of type arm takes parameters")
    for name, host in configuration.stores.items():
        if is_mount(name):
            if at_address(host) is None:
                document.refuse(("stores", name), _MOUNTED)
        elif not _HOST.fullmatch(host):
            document.refuse(("stores", name), "this is no host; write HOST, HOST:PORT or HOST/DATABASE")


def _with_absolute_paths(configuration: Configuration, folder: Path) -> Configuration:
    sources = tuple(
        msgspec.structs.replace(
            source,
            path=folder / source.path,
            parameters=folder / source.parameters if source.parameters is not None else None,
        )
        for source in configuration.sources
    )
    return msgspec.structs.replace(configuration, sources=sources)
