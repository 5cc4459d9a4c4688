"""When two unknown values of one performer are surely the same: each has an identity, and equal ones are the same.

An unknown value is known by the expression that would give it. What tells a value of one end only (a parameter of its
dataset), another value each time it is asked for, or nothing but why it is unknown, has no identity: an empty text.
"""

import re
from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.model import Reason

LONGEST: Final = 500
"""Characters of an identity; a longer one ends in a digest of the whole."""

_EXPRESSION: Final = re.compile(r"[$@]?[A-Za-z_][\w-]*(?:$|[(.\[?])")
_OF_ONE_END: Final = re.compile(r"\b(?:dataset|linkedService|guid|newGuid|rand)\(", re.IGNORECASE)
_SECRET: Final = frozenset({Reason.MASKED_CONNECTION, Reason.SECRET_IN_KEY_VAULT})
_DIGEST_BYTES: Final = 8


def identity(unknown: Unknown) -> str:
    """The expression that stands for the value; empty where two of the same text need not be the same value."""
    text = unknown.detail.removeprefix("@")
    if unknown.reason is Reason.TOO_MANY_ALTERNATIVES:
        return _bounded(text)
    if unknown.reason in _SECRET or not _EXPRESSION.match(text) or _OF_ONE_END.search(text):
        return ""
    return _bounded(text)


def together(identities: Iterable[str]) -> str:
    """The identity of several unknown values that stand side by side; empty where one of them has none."""
    found = tuple(identities)
    return _bounded("}{".join(found)) if all(found) else ""


def _bounded(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=_DIGEST_BYTES).hexdigest()
    return f"{text[: LONGEST - len(digest) - 1]}~{digest}"
