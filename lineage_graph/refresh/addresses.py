"""What ``lineage.yml`` says of a live source, as the address that is asked and the credential to ask with."""

import os

from lineage_graph.configuration import DataFactorySettings, LiveSettings, SynapseSettings
from lineage_graph.errors import UsageError
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


def credential_of(source: LiveSettings) -> Login:
    """Who asks; None for an endpoint on this machine that wants nobody."""
    environment = {**os.environ, **source.credential.variables}
    return credential(source.credential.type, CredentialOptions(Cloud(source.cloud), environment=environment))
