"""Reads ``lineage.yml``: sources, connection, hosts and limits; whatever is wrong names file, line, key and remedy."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from lineage_graph.configuration.advice import advice
from lineage_graph.configuration.checks import check
from lineage_graph.configuration.credentials import (
    CertificateCredential,
    CliCredential,
    ClientSecretCredential,
    CredentialSettings,
    DefaultCredential,
    DeviceCodeCredential,
    ManagedIdentityCredential,
    NoCredential,
    WorkloadIdentityCredential,
)
from lineage_graph.configuration.document import Document, Plain, read
from lineage_graph.configuration.durations import Duration, duration
from lineage_graph.configuration.environment import substituted, unset
from lineage_graph.configuration.locating import with_absolute_paths
from lineage_graph.configuration.secrets import refuse_secrets
from lineage_graph.configuration.settings import Configuration, DeletionSettings, Neo4jSettings
from lineage_graph.configuration.sources import (
    ArmSettings,
    DataFactorySettings,
    FileSettings,
    GitSettings,
    LiveSettings,
    RunFileSettings,
    RunWindow,
    SourceSettings,
    SynapseSettings,
)

__all__ = [
    "FILE_NAME",
    "ArmSettings",
    "CertificateCredential",
    "CliCredential",
    "ClientSecretCredential",
    "Configuration",
    "CredentialSettings",
    "DataFactorySettings",
    "DefaultCredential",
    "DeletionSettings",
    "DeviceCodeCredential",
    "Duration",
    "FileSettings",
    "GitSettings",
    "LiveSettings",
    "ManagedIdentityCredential",
    "Neo4jSettings",
    "NoCredential",
    "RunFileSettings",
    "RunWindow",
    "SourceSettings",
    "SynapseSettings",
    "WorkloadIdentityCredential",
    "duration",
    "load_configuration",
    "unset_variables",
]

FILE_NAME: Final = "lineage.yml"

_CREDENTIAL: Final = "credential"


def load_configuration(path: Path, environment: Mapping[str, str] | None = None) -> Configuration:
    """The configuration in the file, its paths relative to it; raises ``UsageError`` with file, line and key."""
    document = read(path)
    if not isinstance(document.content, dict):
        document.refuse((), "the file must hold keys and values; begin with 'version: 1'")
    refuse_secrets(document)
    content = substituted(document, os.environ if environment is None else environment)
    configuration = _converted(document, content)
    check(document, configuration)
    return with_absolute_paths(configuration, path.resolve().parent)


def unset_variables(path: Path, environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """All variables of the file that are not set, each with its line and key; ``UsageError`` where it is no YAML."""
    return tuple(unset(read(path), os.environ if environment is None else environment))


def _converted(document: Document, content: Plain) -> Configuration:
    prepared = _prepared(content)
    try:
        return msgspec.convert(prepared, Configuration, dec_hook=_read_value)
    except msgspec.ValidationError as error:
        place, problem = advice(error, prepared)
        # A credential that is one word has no key "type" of its own.
        as_word = place[-2:] == (_CREDENTIAL, "type") and place not in document.lines
        document.refuse(place[:-1] if as_word else place, problem)


def _read_value(kind: type[object], value: object) -> object:
    """The types that the library leaves to us."""
    if kind is Duration:
        return duration(value)
    if kind is Path and isinstance(value, str) and value:
        return Path(value)
    message = "Expected a path"
    raise ValueError(message)


def _prepared(content: Plain) -> Plain:
    """Keys that are there but empty (``sources:``) count as not given; so does a default of nothing in neo4j."""
    if not isinstance(content, dict):
        return content
    kept = _given(content)
    neo4j, sources = kept.get("neo4j"), kept.get("sources")
    if isinstance(neo4j, dict):
        given: dict[str, Plain] = {key: value for key, value in neo4j.items() if value not in (None, "")}
        kept["neo4j"] = given
    if isinstance(sources, list):
        kept["sources"] = [_prepared_source(source) for source in sources]
    return kept


def _prepared_source(source: Plain) -> Plain:
    """A credential that is one word is a block with nothing but its type."""
    if not isinstance(source, dict):
        return source
    kept = _given(source)
    credential = kept.get(_CREDENTIAL)
    if isinstance(credential, str):
        kept[_CREDENTIAL] = {"type": credential}
    elif isinstance(credential, dict):
        kept[_CREDENTIAL] = _given(credential)
    return kept


def _given(block: dict[str, Plain]) -> dict[str, Plain]:
    return {key: value for key, value in block.items() if value is not None}
