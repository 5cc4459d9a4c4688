"""Connection strings: ``Data Source=tcp:host,1433;Initial Catalog=db``, ``mongodb://host/db``, ``jdbc:snowflake://…``."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from lineage_graph.stores.place import Connection

_PAIR: Final = re.compile(r"\s*(?P<key>[^=;]+?)\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|\{[^}]*\}|[^;]*)\s*(?:;|$)")


def pairs(connection: Connection, setting: str = "connectionString") -> Mapping[str, str]:
    """The parts by lower-case name without blanks (``datasource``); empty where no connection string is known."""
    text = connection.text(setting)
    found = _PAIR.finditer(text) if text else ()
    return {re.sub(r"\s+", "", part["key"]).lower(): part["value"].strip("\"'{} ") for part in found}


def first(parts: Mapping[str, str], *names: str) -> str | None:
    """The first of these parts that has a value."""
    return next((parts[name] for name in names if parts.get(name)), None)


def setting(connection: Connection, name: str, parts: Mapping[str, str], *names: str) -> str | None:
    """The linked service's own property (the newer form), else the part of its connection string (the older one)."""
    return connection.text(name) or first(parts, *names)


def host_of(url: str) -> str:
    """Host of a URL, lower-case, without user and port; a text that is no URL is taken as a host."""
    parsed = urlsplit(url if "//" in url else f"//{url}")
    authority = parsed.netloc.rpartition("@")[2]
    return authority.partition(":")[0].lower()
