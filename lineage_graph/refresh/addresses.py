"""What ``lineage.yml`` says of a live source, as the address that is asked and the credential to ask with."""

import os

from lineage_graph.configuration import (
    DataFactorySettings,
    FileSettings,
    LiveSettings,
    SourceSettings,
    SynapseSettings,
)
from lineage_graph.errors import UsageError
from lineage_graph.keys import service_key, source_key
from lineage_graph.records import ServiceKind
from lineage_graph.sources.live import (
    Address,
    Cloud,
    CredentialOptions,
    FactoryAddress,
    Login,
    WorkspaceAddress,
    credential,
)


def address_of(source: LiveSettings) -> Address:
    """Where the source answers."""
    cloud = Cloud(source.cloud)
    match source:
        case DataFactorySettings():
            return FactoryAddress(source.subscription, source.resource_group, source.factory, cloud, source.endpoint)
        case SynapseSettings():
            return WorkspaceAddress(source.workspace, cloud, source.endpoint)
        case _:
            raise UsageError(f"{source.name}: a source of type {source.type} has no address")


def sources_of(source: SourceSettings) -> tuple[str, ...]:
    """The keys of the sources that a refresh of it makes; none where only reading it tells.

    A source of files is known by its service, if it names one: both its definitions and its runs belong to that.
    """
    match source:
        case DataFactorySettings(factory=str(name)):
            service = service_key(ServiceKind.DATA_FACTORY, name)
        case SynapseSettings(workspace=str(name)):
            service = service_key(ServiceKind.SYNAPSE, name)
        case _:
            return (source.service,) if isinstance(source, FileSettings) and source.service else ()
    return tuple(source_key(kind, service) for kind in ("live", *(["runs"] if source.window else [])))


def credential_of(source: LiveSettings) -> Login:
    """Who asks; None for an endpoint on this machine that wants nobody."""
    environment = {**os.environ, **source.credential.variables}
    return credential(source.credential.type, CredentialOptions(Cloud(source.cloud), environment=environment))
