"""How the tests ask the server: addresses, a credential that needs nobody, and patience that ends at once."""

import time
from dataclasses import dataclass, field
from typing import Final

from azure.core.credentials import AccessToken

from lineage_graph.records import Reading, Service
from lineage_graph.sources.live import FactoryAddress, LiveOptions, Patience, WorkspaceAddress, read_live
from tests.azure.server import Azure
from tests.azure.services import GROUP, SUBSCRIPTION

AT_ONCE: Final = Patience(attempts=4, pause=0.001, longest_pause=0.002, seconds=60, read_seconds=20)
"""As many attempts as a person would wait for, without the waiting."""


@dataclass(slots=True)
class Tokens:
    """Gives the tokens one after another, the last one for ever; ``scopes`` is what it was asked for."""

    tokens: list[str] = field(default_factory=lambda: ["t0k3n-of-the-tests"])
    scopes: list[str] = field(default_factory=list)

    def get_token(self, *scopes: str, **_: object) -> AccessToken:
        self.scopes.extend(scopes)
        token = self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0]
        return AccessToken(token, int(time.time()) + 3600)


def factory_at(azure: Azure, name: str | None = "adf-test", group: str | None = GROUP) -> FactoryAddress:
    return FactoryAddress(SUBSCRIPTION, group, name, endpoint=azure.origin)


def workspace_at(azure: Azure, name: str | None = None) -> WorkspaceAddress:
    return WorkspaceAddress(name, endpoint=azure.origin)


def read_factory(azure: Azure, patience: Patience = AT_ONCE, name: str | None = "adf-test") -> Reading:
    return read_live([factory_at(azure, name)], Tokens(), LiveOptions(patience))


def read_workspace(azure: Azure, patience: Patience = AT_ONCE) -> Reading:
    return read_live([workspace_at(azure)], Tokens(), LiveOptions(patience))


def only(reading: Reading) -> Service:
    (service,) = reading.services
    return service
