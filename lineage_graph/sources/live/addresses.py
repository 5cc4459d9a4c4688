"""Where a service answers: its cloud, its origin (scheme, host and port) and the paths below it. Pure.

The clouds: https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure and
https://learn.microsoft.com/azure/china/resources-developer-guide
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from ipaddress import ip_address
from typing import Final, TypeAlias
from urllib.parse import quote, urlsplit

from lineage_graph.errors import UsageError


class Cloud(StrEnum):
    """The public cloud, Azure operated by 21Vianet in China, Azure Government of the United States."""

    PUBLIC = "public"
    CHINA = "china"
    GOVERNMENT = "government"


_RESOURCE_MANAGERS: Final = {
    Cloud.PUBLIC: "https://management.azure.com",
    Cloud.CHINA: "https://management.chinacloudapi.cn",
    Cloud.GOVERNMENT: "https://management.usgovcloudapi.net",
}
_RESOURCE_MANAGER_SCOPES: Final = {
    Cloud.PUBLIC: "https://management.azure.com/.default",
    Cloud.CHINA: "https://management.chinacloudapi.cn/.default",
    Cloud.GOVERNMENT: "https://management.core.usgovcloudapi.net/.default",
}
_SYNAPSE_DOMAINS: Final = {
    Cloud.PUBLIC: "dev.azuresynapse.net",
    Cloud.CHINA: "dev.azuresynapse.azure.cn",
    Cloud.GOVERNMENT: "dev.azuresynapse.usgovcloudapi.net",
}
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class FactoryAddress:
    """A Data Factory; without ``factory`` all of the resource group, without ``resource_group`` of the subscription.

    ``endpoint`` replaces Azure Resource Manager's address of the cloud.
    """

    subscription: str
    resource_group: str | None = None
    factory: str | None = None
    cloud: Cloud = Cloud.PUBLIC
    endpoint: str | None = None

    @property
    def origin(self) -> str:
        """Where requests go, without a path; ``UsageError`` where a given endpoint is no such thing."""
        return origin_of(self.endpoint or _RESOURCE_MANAGERS[self.cloud])

    @property
    def scope(self) -> str:
        """What a token is asked for."""
        return _RESOURCE_MANAGER_SCOPES[self.cloud]

    @property
    def path(self) -> str:
        """The path of the factory, or of the list of factories."""
        group = f"/resourceGroups/{segment(self.resource_group)}" if self.resource_group else ""
        name = f"/{segment(self.factory)}" if self.factory else ""
        return f"/subscriptions/{segment(self.subscription)}{group}/providers/Microsoft.DataFactory/factories{name}"


@dataclass(frozen=True, slots=True)
class WorkspaceAddress:
    """A Synapse workspace by its name, or by the ``endpoint`` of its development."""

    workspace: str | None = None
    cloud: Cloud = Cloud.PUBLIC
    endpoint: str | None = None

    @property
    def origin(self) -> str:
        """Where requests go; ``UsageError`` where neither a name nor a usable endpoint tells."""
        if self.endpoint:
            return origin_of(self.endpoint)
        if not self.workspace:
            message = "A Synapse workspace needs its name or its endpoint"
            raise UsageError(message)
        return origin_of(f"https://{self.workspace}.{_SYNAPSE_DOMAINS[self.cloud]}")

    @property
    def scope(self) -> str:
        """What a token is asked for."""
        return f"https://{_SYNAPSE_DOMAINS[self.cloud]}/.default"


Address: TypeAlias = FactoryAddress | WorkspaceAddress


def checked(address: Address) -> Address:
    """The address; ``UsageError`` where it cannot be asked."""
    _ = address.origin
    if isinstance(address, FactoryAddress) and (
        not address.subscription or (address.factory and not address.resource_group)
    ):
        message = "A Data Factory needs a subscription, and a resource group if it is named itself"
        raise UsageError(message)
    return address


def below(address: FactoryAddress, arm_id: str) -> FactoryAddress | None:
    """The factory with that ARM id, if it belongs to what the address means."""
    steps = arm_id.strip("/").split("/")
    named = dict(zip((step.lower() for step in steps[::2]), steps[1::2], strict=False))
    if named.get("subscriptions", "").lower() != address.subscription.lower():
        return None
    group, factory = named.get("resourcegroups"), named.get("factories")
    return replace(address, resource_group=group, factory=factory) if group and factory else None


def segment(name: str) -> str:
    """One segment of a path: everything but letters, digits and ``-._~`` is percent-encoded."""
    return quote(name, safe="")


def origin_of(url: str) -> str:
    """Scheme, host and port of an absolute address that may be asked: https, or http on this machine.

    Raises ``UsageError`` for anything else, also for an address with a user or a password in it.
    """
    parts = _split(url)
    if parts is None:
        message = "An endpoint is an address such as https://management.azure.com, without a user name"
        raise UsageError(message)
    scheme, host, port = parts
    if scheme != "https" and not (scheme == "http" and _is_this_machine(host)):
        message = f"{scheme}://{host} is not asked: tokens go over https only"
        raise UsageError(message)
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}" if port == _DEFAULT_PORTS[scheme] else f"{scheme}://{shown}:{port}"


def is_below(origin: str, url: str) -> bool:
    """Whether the absolute address has this origin."""
    return _split(url) == _split(origin)


def is_loopback(origin: str) -> bool:
    """Whether the origin is this machine."""
    return _is_this_machine(urlsplit(origin).hostname or "")


def _split(url: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), parts.hostname
    if scheme not in _DEFAULT_PORTS or not host or "@" in parts.netloc:
        return None
    return scheme, host.lower(), port or _DEFAULT_PORTS[scheme]


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
