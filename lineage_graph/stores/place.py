"""What a store needs to make an asset's key: a dataset's fields, its linked service, and their parameters' values.

``Place`` is the question, ``Located`` or ``Unknown`` the answer. Hosts that nobody can know are settled here for all
stores alike: the Key Vault and secret, else the linked service, else the ARM parameter stands in the host's place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from lineage_graph.expressions import Scope, Unknown, text_of
from lineage_graph.keys import segment
from lineage_graph.model import Asset, Reason, Store
from lineage_graph.records import NOTHING, ArmParameter, Properties, VaultSecret

UNKNOWN_PART: Final = "{}"
"""What a key holds for a part that stays unknown."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A linked service as a dataset sees it: its settings, and the values of its parameters.

    ``type`` and ``settings`` are empty where the linked service is missing. ``name`` is what the reference says; for a
    reference that an ARM template leaves open it is the ARM parameter's name. ``vaults`` gives the host of a Key Vault
    by the lower-case name of its linked service.
    """

    service_key: str
    name: str
    type: str = ""
    settings: Properties = NOTHING
    scope: Scope = field(default_factory=Scope)
    missing: Reason | None = None
    vaults: Mapping[str, str] = field(default_factory=dict)
    hosts: Mapping[str, str] = field(default_factory=dict)

    @property
    def service(self) -> str:
        """The service's name as its key spells it."""
        return self.service_key.partition("://")[2]

    def text(self, name: str) -> str | Unknown | None:
        """A setting of the linked service as text, its expressions resolved."""
        value = self.settings.get(name)
        return None if isinstance(value, Properties | tuple) else text_of(value, self.scope)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a dataset, or a source or sink without one, points. ``settings`` are the dataset's typeProperties.

    ``wildcard_folder``, ``wildcard_file`` and ``prefix`` come from the activity and replace the dataset's part.
    """

    type: str
    settings: Properties
    connection: Connection
    scope: Scope
    wildcard_folder: str | Unknown | None = None
    wildcard_file: str | Unknown | None = None
    prefix: str | Unknown | None = None

    def text(self, name: str) -> str | Unknown | None:
        """A setting of the dataset as text; an empty one is nothing."""
        return text_of(self.settings.get(name), self.scope) or None


@dataclass(frozen=True, slots=True)
class Located:
    """An asset with its name and its store."""

    asset: Asset
    store: Store


@dataclass(frozen=True, slots=True)
class Host:
    """The authority of a key. ``database`` is given where the user named a database together with the host."""

    name: str
    reason: Reason | None = None
    detail: str | None = None
    database: str | None = None


def known_or_unknown(value: str | Unknown | None, connection: Connection, setting: str = "connectionString") -> Host:
    """The host where its text is known, else the one that stands for it."""
    if isinstance(value, str) and value.strip():
        return Host(value.strip())
    return unknown_host(connection, value if isinstance(value, Unknown) else None, setting)


def unknown_host(connection: Connection, why: Unknown | None, setting: str = "connectionString") -> Host:
    """``{vault}+{secret}``, else ``{service}+{linked service}``; a name that the user gave to it wins over both."""
    name, reason, detail = _stand_in(connection, why, setting)
    if given := connection.hosts.get(name):
        host, _, database = given.partition("/")
        return Host(host.lower(), database=database or None)
    return Host(name, reason, detail)


def _stand_in(connection: Connection, why: Unknown | None, setting: str) -> tuple[str, Reason, str]:
    linked = f"{connection.service}+{segment(connection.name)}"
    if connection.missing:
        return linked, connection.missing, f"linked service {connection.name}"
    value = connection.settings.get(setting)
    if isinstance(value, VaultSecret):
        named = _secret(value, connection)
        return named or linked, Reason.SECRET_IN_KEY_VAULT, f"{setting} of linked service {connection.name}"
    if isinstance(value, ArmParameter):
        return linked, Reason.PARAMETER_WITHOUT_VALUE, value.name
    if why:
        return linked, why.reason, why.detail
    return linked, Reason.MASKED_CONNECTION, f"linked service {connection.name} shows no host"


def _secret(value: VaultSecret, connection: Connection) -> str | None:
    name = text_of(value.secret, connection.scope)
    vault = connection.vaults.get(str(value.vault.name).lower()) if isinstance(value.vault.name, str) else None
    return f"{segment(vault)}+{segment(name)}" if vault and isinstance(name, str) and name else None
