"""Connection strings: ``Data Source=tcp:host,1433;Initial Catalog=db``, ``AccountName=a;EndpointSuffix=…``."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from lineage_graph.stores.place import Connection

_PAIR: Final = re.compile(r"\s*(?P<key>[^=;]+?)\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|\{[^}]*\}|[^;]*)\s*(?:;|$)")
_REMEMBERED: Final = 4096


def pairs(connection: Connection, setting: str = "connectionString") -> Mapping[str, str]:
    """The parts by lower-case name without blanks (``datasource``); empty where no connection string is known."""
    text = connection.text(setting)
    return _pairs(text) if text else {}


def first(parts: Mapping[str, str], *names: str) -> str | None:
    """The first of these parts that has a value."""
    return next((parts[name] for name in names if parts.get(name)), None)


def setting(connection: Connection, name: str, parts: Mapping[str, str], *names: str) -> str | None:
    """The linked service's own property (the newer form), else the part of its connection string (the older one)."""
    return connection.text(name) or first(parts, *names)


def stated(connection: Connection, names: tuple[str, ...]) -> str | None:
    """The first of these properties of the linked service, else the first of these parts of its connection string."""
    found = next((text for name in names if (text := connection.text(name))), None)
    return found or first(pairs(connection), *(name.lower() for name in names))


@lru_cache(maxsize=_REMEMBERED)
def _pairs(text: str) -> Mapping[str, str]:
    return {re.sub(r"\s+", "", part["key"]).lower(): part["value"].strip("\"'{} ") for part in _PAIR.finditer(text)}
