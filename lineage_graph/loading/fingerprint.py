"""Whether a service reads as it did before: a digest of its records and of all else that a declaration is made of."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Final

from lineage_graph.records import Service

_DIGEST_BYTES: Final = 16
_INTERPRETERS: Final = ("lark", "sqlglot", "tzdata")
"""Packages whose own version may change what a definition is taken to mean."""


def fingerprint(service: Service, hosts: Mapping[str, str]) -> str:
    """A digest that differs where the records, the hosts that the user named, or this program do.

    The records' own text tells all of them apart, for they are frozen, typed and keep the order in which they were
    read; another order gives another digest, which costs no more than a load that finds nothing to write.
    """
    digest = blake2b(program().encode(), digest_size=_DIGEST_BYTES)
    # A set has no order of its own.
    told = sorted(hosts.items()), sorted(service.incomplete), replace(service, incomplete=frozenset())
    digest.update(repr(told).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


@cache
def program() -> str:
    """A digest of this package's own code, which between two releases changes under the same version."""
    root = Path(__file__).parents[1]
    digest = blake2b(digest_size=_DIGEST_BYTES)
    for file in sorted(root.rglob("*.py")):
        digest.update(file.relative_to(root).as_posix().encode())
        digest.update(file.read_bytes())
    for package in _INTERPRETERS:
        digest.update(version(package).encode())
    return digest.hexdigest()
