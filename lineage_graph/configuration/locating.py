"""Paths of the configuration, which are relative to its file, made absolute."""

from pathlib import Path

import msgspec

from lineage_graph.configuration.credentials import CertificateCredential
from lineage_graph.configuration.settings import Configuration
from lineage_graph.configuration.sources import ArmSettings, LiveSettings, SourceSettings


def with_absolute_paths(configuration: Configuration, folder: Path) -> Configuration:
    """The same with every path below the folder, unless it was absolute already."""
    sources = tuple(_located(source, folder) for source in configuration.sources)
    return msgspec.structs.replace(configuration, sources=sources)


def _located(source: SourceSettings, folder: Path) -> SourceSettings:
    if isinstance(source, LiveSettings):
        credential = source.credential
        if isinstance(credential, CertificateCredential) and credential.path:
            credential = msgspec.structs.replace(credential, path=folder / credential.path)
        return msgspec.structs.replace(source, credential=credential)
    if isinstance(source, ArmSettings) and source.parameters:
        source = msgspec.structs.replace(source, parameters=folder / source.parameters)
    return msgspec.structs.replace(source, path=folder / source.path)
