"""Addresses as linked services spell them: URLs, ``host:port/database``, JDBC, Oracle's connect descriptors.

Nothing here fails: a text of another shape is taken as a host. Unknown parts stay in it as ``holes`` marks them.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

_URL: Final = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.:-]*:)?//(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?"
)
_PORT: Final = re.compile(r"(?P<host>.*?)\s*[:,]\s*(?P<port>\d+)")
_DESCRIPTOR: Final = {
    name: re.compile(rf"\(\s*(?:{name})\s*=\s*([^()]+?)\s*\)", re.IGNORECASE)
    for name in ("host", "port", "service_name|sid")
}
_REMEMBERED: Final = 4096

THIS_MACHINE: Final = frozenset({".", "(local)", "localhost", "127.0.0.1", "::1"})
"""What a database's address says for the machine of the integration runtime, which nobody outside can know."""


class Url(NamedTuple):
    """A URL's parts. ``authority`` is lower-case and without the user."""

    authority: str
    path: str = ""
    query: str = ""


class Address(NamedTuple):
    """Where a server answers, and the database that the address names behind it."""

    host: str
    port: str = ""
    database: str = ""

    def authority(self, *default_ports: str) -> str:
        """``host:port``, the port only where it is none of the defaults."""
        return f"{self.host}:{self.port}" if self.port and self.port not in default_ports else self.host


@lru_cache(maxsize=_REMEMBERED)
def url_of(text: str) -> Url:
    """The URL's parts; a text without ``//`` is taken as host and path. A private link's name is the public one."""
    plain = text.strip()
    found = _URL.match(plain) or _URL.match(f"//{plain}")
    if found is None:
        return Url(plain.lower())
    authority = found["authority"].rpartition("@")[2].strip().lower().replace(".privatelink.", ".")
    return Url(authority, found["path"], found["query"] or "")


@lru_cache(maxsize=_REMEMBERED)
def address_of(text: str) -> Address:
    """Host, port and database of ``host:port/database``, ``host,port``, a URL, or Oracle's connect descriptor."""
    if text.lstrip().startswith("("):
        found = {name: pattern.search(text) for name, pattern in _DESCRIPTOR.items()}
        host, port, service = (found[name][1] if found[name] else "" for name in found)  # type: ignore[index]
        return Address(host.strip().lower(), port, service)
    url = url_of(text)
    split = _PORT.fullmatch(url.authority)
    host, port = (split["host"], split["port"]) if split else (url.authority, "")
    return Address(host, port, url.path.strip("/"))


def host_of(url: str) -> str:
    """Host of a URL, lower-case, without user and port; a text that is no URL is taken as a host."""
    return address_of(url).host
