"""The clients of Microsoft's two SDKs, with their own policies in another order and without those that write.

Left out: the registration of resource providers (a write), tracing, and the logging of bodies.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any
from urllib.parse import urlsplit

from azure.core.credentials import AccessToken, TokenCredential
from azure.core.pipeline.policies import HttpLoggingPolicy, ProxyPolicy, RequestIdPolicy, UserAgentPolicy
from azure.core.rest import HttpRequest, HttpResponse
from azure.mgmt.datafactory import DataFactoryManagementClient
from azure.synapse.artifacts import ArtifactsClient

from lineage_graph import __version__
from lineage_graph.errors import AzureUnavailable, UsageError
from lineage_graph.records import ServiceKind
from lineage_graph.sources.live.addresses import Address, FactoryAddress, checked, is_loopback
from lineage_graph.sources.live.client import Client
from lineage_graph.sources.live.failures import CallFailed
from lineage_graph.sources.live.options import LiveOptions
from lineage_graph.sources.live.policies import AtHome, Bearer, PatientRetry, RedirectAtHome
from lineage_graph.sources.live.quiet import quieten
from lineage_graph.sources.live.rights import RIGHTS


@contextmanager
def connected(address: Address, credential: TokenCredential | None, options: LiveOptions) -> Iterator[Client]:
    """A client for the address, closed in the end.

    Raises ``UsageError`` where the address cannot be asked, or not without a credential.
    """
    origin = checked(address).origin
    if options.is_replay:
        yield Client(origin, "", options.patience, _never, tape=options.tape)
        return
    if credential is None and not is_loopback(origin):
        message = f"{origin} is not asked without a credential; 'none' is for this machine only"
        raise UsageError(message)
    quieten()
    patience, known, halt = options.patience, credential or _Nobody(), Event()
    settings: dict[str, Any] = {
        "policies": _policies(address, credential, options, halt),
        "connection_timeout": patience.connect_seconds,
        "read_timeout": patience.read_seconds,
        # A proxy for the world is none for this machine.
        "use_env_settings": not is_loopback(origin),
    }
    if isinstance(address, FactoryAddress):
        with DataFactoryManagementClient(known, address.subscription, origin, **settings) as factories:
            role = RIGHTS[ServiceKind.DATA_FACTORY].definitions.needed
            yield Client(origin, role, patience, factories.send_request, halt, options.tape)
    else:
        with ArtifactsClient(known, origin, **settings) as workspace:
            role = RIGHTS[ServiceKind.SYNAPSE].definitions.needed
            # The older generation of the SDKs has the same method, under a private name.
            send = workspace._send_request  # noqa: SLF001
            yield Client(origin, role, patience, send, halt, options.tape)


def _policies(address: Address, credential: TokenCredential | None, options: LiveOptions, halt: Event) -> list[Any]:
    moniker = "mgmt-datafactory" if isinstance(address, FactoryAddress) else "synapse-artifacts"
    return [
        RequestIdPolicy(),
        UserAgentPolicy(user_agent=f"lineage-graph/{__version__}", sdk_moniker=moniker),
        ProxyPolicy(),
        RedirectAtHome(),
        PatientRetry(options.patience, options.tally, halt),
        AtHome(address.origin, options.tally, halt),
        *([Bearer(credential, address.scope)] if credential is not None else []),
        HttpLoggingPolicy(),
    ]


def _never(request: HttpRequest) -> HttpResponse:
    raise CallFailed(urlsplit(request.url).path, "nobody is asked while a capture is read")


class _Nobody:
    """The SDKs want a credential; this one is never asked, for there is no policy that would."""

    def get_token(self, *_: str, **__: object) -> AccessToken:
        message = "Azure asks for a token, and there is no credential"
        raise AzureUnavailable(message)
