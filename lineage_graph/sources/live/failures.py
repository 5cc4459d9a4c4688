"""What may go wrong with one request. All are ``AzureUnavailable``; messages are one line without a secret."""

from typing import Final

from lineage_graph.errors import AzureUnavailable
from lineage_graph.keys import storable
from lineage_graph.sources.redaction import redact

SHOWN: Final = 80
"""Characters of an answer that an error shows."""

_LOOKED_AT: Final = 4_000
"""Characters that are redacted before they are cut, so that no secret loses the words that give it away."""

FORBIDDEN: Final = 403
NOT_FOUND: Final = 404


class CallFailed(AzureUnavailable):
    """One request failed for good: its path, why, and the status if there was an answer."""

    def __init__(self, path: str, reason: str, status: int | None = None) -> None:
        self.path, self.reason, self.status = path, reason, status
        super().__init__(f"{path}: {reason}")


def shown(text: str, most: int = SHOWN) -> str:
    """The beginning of an answer, on one line and without secrets; ``most`` characters of it."""
    words = " ".join(storable(text[:_LOOKED_AT]).split())
    redacted = redact(words)
    return redacted if len(redacted) <= most else f"{redacted[:most]}…"
