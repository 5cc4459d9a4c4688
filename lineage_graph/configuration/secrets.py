"""A secret stands in the environment, never in a file that is kept in Git.

To add a key that holds a secret: its name and the variable to advise, in ``_SECRETS``.
"""

import re
from collections.abc import Iterator
from typing import Final

from lineage_graph.configuration.document import Document, Place, Plain
from lineage_graph.configuration.environment import VARIABLE

_SECRETS: Final = {
    "password": ("a password", "${NEO4J_PASSWORD}"),
    "client-secret": ("a secret", "${AZURE_CLIENT_SECRET}"),
}
_FREE_NAMES: Final = "stores"
"""The block whose keys are names of the user's own."""
_USER_INFO: Final = re.compile(r"://[^/@\s]*:[^/@\s]*@")


def refuse_secrets(document: Document) -> None:
    """Raise ``UsageError`` for the first secret in the file, without showing it."""
    for place, value in _values(document.content, ()):
        key = place[-1] if place and place[0] != _FREE_NAMES else None
        if isinstance(key, str) and key in _SECRETS and len(place) > 1 and value is not None:
            what, variable = _SECRETS[key]
            if not (isinstance(value, str) and VARIABLE.fullmatch(value)):
                document.refuse(place, f"{what} may not stand in the file; write {variable}")
        if isinstance(value, str) and _USER_INFO.search(value):
            document.refuse(place, "an address may not hold a user and password; take them out")


def _values(value: Plain, place: Place) -> Iterator[tuple[Place, Plain]]:
    """Every value of the file, blocks before what they hold."""
    yield place, value
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _values(child, (*place, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _values(child, (*place, index))
