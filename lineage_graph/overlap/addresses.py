"""An asset's key as the join sees it: its container, and the segments below.

The container of a path is its container, bucket, share or host; that of a table or collection is its database. To add
a store whose keys are paths: its scheme in ``_PATHS``, or in ``_SHARES`` where the first segment is the container.
"""

from dataclasses import dataclass
from typing import Final

_PATHS: Final = frozenset({"abfss", "adl", "s3", "gs", "oci", "dbfs", "ftp", "sftp"})
_SHARES: Final = frozenset({"file"})
_FILE_SHARE: Final = ".file.core."
_TOOLS: Final = frozenset({"adf", "synapse", "ssis"})
_ANY_DEPTH: Final = "**"
_UNKNOWN: Final = "{}"
_STANDS_IN: Final = "+"
"""What a host has only where a secret or linked service stands in its place: ``{vault}+{secret}``."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where an asset lies. ``nested`` if what is below belongs to it, as in folders and not in tables.

    ``open``: more may come below the segments that nobody can compare, because of a ``**``.
    """

    key: str
    container: str
    segments: tuple[str, ...]
    nested: bool
    open: bool = False


def address(key: str) -> Address | None:
    """The address; None for what never joins: tools' objects, and what lies in a container that nobody knows."""
    scheme, found, rest = key.partition("://") if "://" in key else key.partition(":/")
    if not found or scheme in _TOOLS:
        return None
    host, *segments = rest.split("/") if found == "://" else ["", *rest.split("/")]
    if scheme in _PATHS or scheme in _SHARES or (scheme == "https" and _FILE_SHARE in host):
        return _path(key, f"{scheme}{found}{host}", segments, shared=scheme not in _PATHS)
    return _table(key, f"{scheme}{found}{host}", segments)


def below(container: str) -> str:
    """How the keys of what lies in the container begin, but for that of the container itself."""
    return container if container.endswith("/") else f"{container}/"


def _path(key: str, container: str, segments: list[str], *, shared: bool) -> Address | None:
    if shared:
        container, segments = "/".join((container, *segments[:1])), segments[1:]
    if not _is_known(container):
        return None
    if _ANY_DEPTH in segments:
        return Address(key, container, tuple(segments[: segments.index(_ANY_DEPTH)]), nested=True, open=True)
    return Address(key, container, tuple(segments), nested=True)


def _table(key: str, host: str, segments: list[str]) -> Address | None:
    if not segments:
        return None
    if len(segments) == 1:
        return Address(key, host, tuple(segments), nested=False) if _is_known(host) else None
    container = f"{host}/{segments[0]}"
    # Below a host that stands in for a hidden one, the database that nobody knows is a fixed one.
    is_fixed = segments[0] == _UNKNOWN and _STANDS_IN in host and _is_known(host)
    return Address(key, container, tuple(segments[1:]), nested=False) if is_fixed or _is_known(container) else None


def _is_known(container: str) -> bool:
    return "{" not in container and "*" not in container
