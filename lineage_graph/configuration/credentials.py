"""How a live source signs in to Azure: one block for each kind; what is None comes from Azure's own variables.

The kinds are those of the Azure Identity library (learn.microsoft.com/python/api/overview/azure/identity-readme), whose
``AZURE_TENANT_ID``, ``AZURE_CLIENT_ID``, ``AZURE_CLIENT_SECRET`` ... stand in for what is not written. To add a kind:
a class with its tag, and its place in ``CredentialSettings``.
"""

from pathlib import Path
from typing import Final

from lineage_graph.configuration.block import Name, Secret, Settings

_VARIABLES: Final = {
    "tenant_id": "AZURE_TENANT_ID",
    "client_id": "AZURE_CLIENT_ID",
    "client_secret": "AZURE_CLIENT_SECRET",
    "path": "AZURE_CLIENT_CERTIFICATE_PATH",
}


class _Credential(Settings, frozen=True, kw_only=True, tag_field="type"):
    @property
    def type(self) -> str:
        """The kind, as the file names it."""
        return str(self.__struct_config__.tag)

    @property
    def variables(self) -> dict[str, str]:
        """What the block says, under the names of Azure's own variables; it may hold the secret."""
        given = {variable: getattr(self, name, None) for name, variable in _VARIABLES.items()}
        return {variable: str(value) for variable, value in given.items() if value is not None}


class DefaultCredential(_Credential, frozen=True, kw_only=True, tag="default"):
    """Whatever this machine offers: variables, workload or managed identity, Azure CLI."""


class CliCredential(_Credential, frozen=True, kw_only=True, tag="cli"):
    """Who is signed in with ``az login``."""

    tenant_id: Name | None = None


class ManagedIdentityCredential(_Credential, frozen=True, kw_only=True, tag="managed-identity"):
    """The machine's identity: the system's, or the user-assigned one with this client id."""

    client_id: Name | None = None


class WorkloadIdentityCredential(_Credential, frozen=True, kw_only=True, tag="workload-identity"):
    """The identity of a Kubernetes service account."""

    tenant_id: Name | None = None
    client_id: Name | None = None


class ClientSecretCredential(_Credential, frozen=True, kw_only=True, tag="client-secret"):
    """An application with a secret, which stands in the environment."""

    tenant_id: Name | None = None
    client_id: Name | None = None
    client_secret: Secret | None = None

    def __repr__(self) -> str:
        """All but the secret."""
        return f"ClientSecretCredential(tenant_id={self.tenant_id!r}, client_id={self.client_id!r})"


class CertificateCredential(_Credential, frozen=True, kw_only=True, tag="certificate"):
    """An application with a certificate, the PEM or PKCS12 file at ``path``."""

    tenant_id: Name | None = None
    client_id: Name | None = None
    path: Path | None = None


class DeviceCodeCredential(_Credential, frozen=True, kw_only=True, tag="device-code"):
    """A person who enters a code in a browser."""

    tenant_id: Name | None = None
    client_id: Name | None = None


class NoCredential(_Credential, frozen=True, kw_only=True, tag="none"):
    """Nobody: for an endpoint on this machine only."""


CredentialSettings = (
    DefaultCredential
    | CliCredential
    | ManagedIdentityCredential
    | WorkloadIdentityCredential
    | ClientSecretCredential
    | CertificateCredential
    | DeviceCodeCredential
    | NoCredential
)
