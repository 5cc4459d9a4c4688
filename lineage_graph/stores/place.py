"""What a store needs to make an asset's key: a dataset's fields, its linked service, and their parameters' values.

``Place`` is the question, ``Located`` or ``Unknown`` the answer. What is unknown in a text is marked by ``holes``.
Hosts that nobody can know are settled here for all stores alike: the Key Vault and secret, else the linked service, or
the ARM parameter stands in the host's place.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from lineage_graph.expressions import Scope, Unknown, template_of, text_of
from lineage_graph.holes import Holes
from lineage_graph.keys import segment
from lineage_graph.model import Asset, Reason, Store
from lineage_graph.records import NOTHING, ArmParameter, Properties, Value, VaultSecret
from lineage_graph.stores.address import url_of

UNKNOWN_PART: Final = "{}"
"""What a key holds for a part that stays unknown."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A linked service as a dataset sees it: its settings, and the values of its parameters.

    ``type`` and ``settings`` are empty where the linked service is missing. ``name`` is what the reference says; for a
    reference that an ARM template leaves open it is the ARM parameter's name; ``missing_detail`` tells more. ``vaults``
    gives the host of a Key Vault by the lower-case name of its linked service.
    """

    service_key: str
    name: str
    type: str = ""
    settings: Properties = NOTHING
    scope: Scope = field(default_factory=Scope)
    missing: Reason | None = None
    missing_detail: str | None = None
    vaults: Mapping[str, str] = field(default_factory=dict)
    hosts: Mapping[str, str] = field(default_factory=dict)
    holes: Holes = field(default_factory=Holes)

    @property
    def service(self) -> str:
        """The service's name as its key spells it."""
        return self.service_key.partition("://")[2]

    def text(self, name: str) -> str | None:
        """A setting of the linked service as text, its expressions resolved; an empty one is nothing."""
        return _text(self.settings.values_by_name.get(name), self.scope, self.holes)

    def within(self, name: str) -> "Connection":
        """The connection whose settings are those under the name (``connectionProperties``); empty without them."""
        return replace(self, settings=self.settings.properties(name))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a dataset, or a source or sink without one, points. ``settings`` are the dataset's typeProperties.

    ``wildcard_folder``, ``wildcard_file`` and ``prefix`` come from the activity and replace the dataset's part.
    ``written`` holds settings that are texts already, with what is unknown in them marked.
    """

    type: str
    settings: Properties
    connection: Connection
    scope: Scope
    wildcard_folder: str | None = None
    wildcard_file: str | None = None
    prefix: str | None = None
    written: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """A setting of the dataset as text; an empty one is nothing."""
        if name in self.written:
            return self.written[name] or None
        return _text(self.settings.values_by_name.get(name), self.scope, self.holes)

    @property
    def holes(self) -> Holes:
        """What is unknown in the texts of this place."""
        return self.connection.holes

    def within(self, name: str) -> "Place":
        """The place whose settings are those under the name (``location``); itself where there are none."""
        inner = self.settings.properties(name)
        return replace(self, settings=inner) if inner else self


@dataclass(frozen=True, slots=True)
class Located:
    """An asset with its store. ``open`` has the identity of each hole of its key, from left to right.

    It is empty for a hole that is no other hole's value, and for all of them together where the key was cut.
    """

    asset: Asset
    store: Store
    open: tuple[str, ...] = ()


def located(store: Store, key: str, name: str, kind: str, aliases: tuple[str, ...] = ()) -> Located:
    """An asset in the store; it is as certain as the store's host, and only a certain one has other names."""
    reason, detail = store.reason, store.detail
    if reason is None and UNKNOWN_PART in key:
        reason, detail = Reason.PARAMETER_WITHOUT_VALUE, "neither the dataset nor the linked service names all of it"
    others = () if reason else tuple(alias for alias in dict.fromkeys(aliases) if alias != key)
    return Located(Asset(key=key, name=name, kind=kind, aliases=others, reason=reason, detail=detail), store)


def no_name(what: str) -> Unknown:
    """Why there is no asset where the definition leaves the decisive field empty."""
    return Unknown(Reason.PARAMETER_WITHOUT_VALUE, f"the dataset names no {what}")


@dataclass(frozen=True, slots=True)
class Host:
    """The authority of a key. ``database`` is given where the user named a database together with the host."""

    name: str
    reason: Reason | None = None
    detail: str | None = None
    database: str | None = None


def store_at(scheme: str, host: Host, kind: str) -> Store:
    """The store of that host: ``{scheme}://{host}``."""
    return Store(key=f"{scheme}://{host.name}", name=host.name, type=kind, reason=host.reason, detail=host.detail)


Spelling = Callable[[str], str]
"""How a store spells an authority in its keys: ``CRM.database.windows.net,1433`` without the default port."""


def known_or_unknown(
    value: str | None, connection: Connection, setting: str = "connectionString", spelled: Spelling = str
) -> Host:
    """The host where all of its text is known, else the one that stands for it; ``spelled`` is for the user's name."""
    why = connection.holes.first_in(value) if value else None
    if value and value.strip(" /") and why is None:
        return Host(value.strip().replace("/", "%2F"))
    return unknown_host(connection, why, setting, spelled)


def below_host(host: Host, database: str | None, holes: Holes) -> str:
    """The database's part of a key: below a host that nobody knows, one that stays unknown is fixed and no pattern."""
    if not database or (host.reason and holes.first_in(database)):
        return UNKNOWN_PART
    return database


def unknown_host(
    connection: Connection, why: Unknown | None, setting: str = "connectionString", spelled: Spelling = str
) -> Host:
    """``{vault}+{secret}``, else ``{service}+{linked service}``; a name that the user gave to it wins over both."""
    name, reason, detail = _stand_in(connection, why, setting)
    if given := connection.hosts.get(name):
        url = url_of(given.strip().removeprefix("tcp:"))
        return Host(spelled(url.authority), database=url.path.strip("/") or None)
    return Host(name, reason, detail)


def _stand_in(connection: Connection, why: Unknown | None, setting: str) -> tuple[str, Reason, str]:
    linked = f"{connection.service}+{segment(connection.name)}"
    if connection.missing:
        return linked, connection.missing, connection.missing_detail or f"linked service {connection.name}"
    value = connection.settings.get(setting)
    if isinstance(value, VaultSecret):
        named = _secret(value, connection)
        return named or linked, Reason.SECRET_IN_KEY_VAULT, f"{setting} of linked service {connection.name}"
    if isinstance(value, ArmParameter):
        return linked, Reason.PARAMETER_WITHOUT_VALUE, value.name
    if why := why or connection.holes.first_in(connection.text(setting) or ""):
        return linked, why.reason, why.detail
    return linked, Reason.MASKED_CONNECTION, f"linked service {connection.name} shows no host"


def _text(value: Value, scope: Scope, holes: Holes) -> str | None:
    if value is None or (isinstance(value, str) and value.isascii()):
        return value or None
    return None if isinstance(value, Properties | tuple) else holes.write(template_of(value, scope)) or None


def _secret(value: VaultSecret, connection: Connection) -> str | None:
    name = text_of(value.secret, connection.scope)
    vault = connection.vaults.get(str(value.vault.name).lower()) if isinstance(value.vault.name, str) else None
    return f"{segment(vault)}+{segment(name)}" if vault and isinstance(name, str) and name else None
