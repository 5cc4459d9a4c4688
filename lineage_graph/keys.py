"""The identity of everything that is not data: keys of services, their objects, processes and placeholders.

Keys of data are made in ``stores``, one file per store. A key is a readable URI, made here and nowhere else, compared
with ``==`` everywhere. Segments are NFC, lower-case and percent-encoded except ``A-Za-z0-9-._~``.
"""

import hashlib
import re
from functools import lru_cache
from typing import Final
from unicodedata import normalize
from urllib.parse import quote

from lineage_graph.records import ServiceKind

LONGEST_KEY: Final = 4096
"""Bytes in UTF-8. Neo4j refuses to index a value of 8,192 bytes and more; a key with a process's two ends must fit."""

_DIGEST_BYTES: Final = 16
_REMEMBERED_SEGMENTS: Final = 65_536  # names come back in every key below them
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=_REMEMBERED_SEGMENTS)
def segment(name: str) -> str:
    """One segment of a key: ``Copy Orders/daily`` becomes ``copy%20orders%2Fdaily``."""
    return quote(normalize("NFC", storable(name)).lower(), safe="-._~")


def storable(text: str) -> str:
    """The text without what the database cannot keep: a lone surrogate becomes U+FFFD."""
    return text if text.isascii() else _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def service_key(kind: ServiceKind, name: str) -> str:
    """``adf://{factory}`` or ``synapse://{workspace}``."""
    return bounded(f"{kind.value}://{segment(name)}")


def object_key(service: str, collection: str, name: str) -> str:
    """Key of a service's object; the collection is ``pipelines``, ``datasets``, ``linkedservices`` and so on."""
    return bounded(f"{service}/{collection}/{segment(name)}")


def activity_key(pipeline: str, name: str) -> str:
    """Key of an activity of the pipeline with that key, however deep it is nested."""
    return bounded(f"{pipeline}/activities/{segment(name)}")


def process_key(performer: str, output: str | None, step: str | None = None) -> str:
    """Key of a process; ``step`` is the sink's name where two sinks of the performer write one asset."""
    suffix = f"#{segment(step)}" if step else ""
    return bounded(f"{performer}=>{output or ''}{suffix}")


def placeholder_key(owner: str, role: str) -> str:
    """Key of an asset that nobody can name yet: it stays the same while the unresolved text changes."""
    return bounded(f"{owner}/unknown/{segment(role)}")


def source_key(kind: str, service: str) -> str:
    """Key of a source, such as ``git+adf://sales``."""
    return bounded(f"{kind}+{service}")


def bounded(key: str) -> str:
    """The key, its tail replaced by a digest of the whole where it is longer than ``LONGEST_KEY`` bytes."""
    encoded = key.encode("utf-8", "replace")
    if len(encoded) <= LONGEST_KEY:
        return key
    digest = hashlib.blake2b(encoded, digest_size=_DIGEST_BYTES).hexdigest()
    head = encoded[: LONGEST_KEY - len(digest) - 1].decode("utf-8", "ignore")
    return f"{head}~{digest}"
