"""Who asks Azure: the kinds of credentials of ``azure-identity``. To add one: a function, and its name in the table.

Secrets come from the environment only, under the names that Microsoft's own tools use:
https://learn.microsoft.com/python/api/overview/azure/identity-readme#environment-variables
"""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from lineage_graph.errors import AzureUnavailable, UsageError
from lineage_graph.sources.live.addresses import Cloud

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

_LOGINS: Final = {
    Cloud.PUBLIC: "login.microsoftonline.com",
    Cloud.CHINA: "login.chinacloudapi.cn",
    Cloud.GOVERNMENT: "login.microsoftonline.us",
}


def _to_standard_error(address: str, code: str, _: datetime) -> None:
    sys.stderr.write(f"To log in, open {address} and enter the code {code}\n")
    sys.stderr.flush()


@dataclass(frozen=True, slots=True)
class CredentialOptions:
    """What is no secret. ``tenant`` and ``client`` stand before AZURE_TENANT_ID and AZURE_CLIENT_ID.

    The default chain takes its tenant from the environment alone. ``prompt`` tells a person the address, the code and
    when it expires, for a device code.
    """

    cloud: Cloud = Cloud.PUBLIC
    tenant: str | None = None
    client: str | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    prompt: Callable[[str, str, datetime], None] = _to_standard_error

    @property
    def login(self) -> str:
        """The host that gives tokens."""
        return self.environment.get("AZURE_AUTHORITY_HOST") or _LOGINS[self.cloud]

    def needed(self, name: str, given: str | None = None) -> str:
        """What was given, else the variable; ``AzureUnavailable`` where there is neither."""
        found = given or self.environment.get(name)
        if not found:
            message = f"No login for Azure: the environment variable {name} is not set"
            raise AzureUnavailable(message)
        return found

    @property
    def wanted_client(self) -> str | None:
        """The client, if anything names one."""
        return self.client or self.environment.get("AZURE_CLIENT_ID")


def credential(kind: str, options: CredentialOptions | None = None) -> "TokenCredential | None":
    """The credential of that kind, one of ``CREDENTIALS``; None for ``none``, which only this machine is asked with.

    Nothing is asked for yet: a login that does not work shows at the first request. ``UsageError`` for an unknown
    kind, ``AzureUnavailable`` where the environment lacks what the kind needs.
    """
    make = CREDENTIALS.get(kind)
    if make is None:
        message = f"There is no credential {kind!r}; there are {', '.join(CREDENTIALS)}"
        raise UsageError(message)
    try:
        return make(options or CredentialOptions())
    except (ValueError, OSError) as error:
        message = f"No login for Azure with {kind}: {type(error).__name__} while its settings were read"
        raise AzureUnavailable(message) from None


def _default(options: CredentialOptions) -> "TokenCredential":
    from azure.identity import DefaultAzureCredential  # noqa: PLC0415 - imported by those who read Azure only

    return DefaultAzureCredential(authority=options.login, managed_identity_client_id=options.wanted_client)


def _cli(options: CredentialOptions) -> "TokenCredential":
    from azure.identity import AzureCliCredential  # noqa: PLC0415

    return AzureCliCredential(tenant_id=options.tenant or "")


def _managed_identity(options: CredentialOptions) -> "TokenCredential":
    from azure.identity import ManagedIdentityCredential  # noqa: PLC0415

    return ManagedIdentityCredential(client_id=options.client)


def _workload_identity(options: CredentialOptions) -> "TokenCredential":
    from azure.identity import WorkloadIdentityCredential  # noqa: PLC0415

    return WorkloadIdentityCredential(
        tenant_id=options.needed("AZURE_TENANT_ID", options.tenant),
        client_id=options.needed("AZURE_CLIENT_ID", options.client),
        token_file_path=options.needed("AZURE_FEDERATED_TOKEN_FILE"),
        authority=options.login,
    )


def _client_secret(options: CredentialOptions) -> "TokenCredential":
    from azure.identity import ClientSecretCredential  # noqa: PLC0415

    return ClientSecretCredential(
        options.needed("AZURE_TENANT_ID", options.tenant),
        options.needed("AZURE_CLIENT_ID", options.client),
        options.needed("AZURE_CLIENT_SECRET"),
        authority=options.login,
    )


def _certificate(options: CredentialOptions) -> "TokenCredential":
    from azure.identity import CertificateCredential  # noqa: PLC0415

    return CertificateCredential(
        options.needed("AZURE_TENANT_ID", options.tenant),
        options.needed("AZURE_CLIENT_ID", options.client),
        options.needed("AZURE_CLIENT_CERTIFICATE_PATH"),
        password=options.environment.get("AZURE_CLIENT_CERTIFICATE_PASSWORD"),
        authority=options.login,
    )


def _device_code(options: CredentialOptions) -> "TokenCredential":
    from azure.identity import DeviceCodeCredential  # noqa: PLC0415

    known: dict[str, Any] = {"tenant_id": options.tenant, "client_id": options.client}
    given = {name: value for name, value in known.items() if value}
    return DeviceCodeCredential(prompt_callback=options.prompt, authority=options.login, **given)


def _none(_: CredentialOptions) -> None:
    return None


CREDENTIALS: Final[dict[str, Callable[[CredentialOptions], "TokenCredential | None"]]] = {
    "default": _default,
    "cli": _cli,
    "managed-identity": _managed_identity,
    "workload-identity": _workload_identity,
    "client-secret": _client_secret,
    "certificate": _certificate,
    "device-code": _device_code,
    "none": _none,
}
"""What makes a credential, by the kind's name."""
