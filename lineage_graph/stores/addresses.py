"""Assets named by an address in code or SQL: ``abfss://…``, ``wasbs://…``, ``https://account.dfs…``, ``s3://…``.

One address is one key, whichever way a dataset names the same place.
"""

import re
from typing import Final
from urllib.parse import unquote

from lineage_graph.stores.azure_storage import account_at, in_account
from lineage_graph.stores.object_storage import public_bucket, public_kind
from lineage_graph.stores.paths import segments
from lineage_graph.stores.place import Located

_CONTAINER_AT: Final = re.compile(
    r"(?:abfss?|wasbs?)://(?P<container>[^@/]+)@(?P<host>[^/]+)/*(?P<path>.*)", re.IGNORECASE
)
_HTTPS: Final = re.compile(r"https?://(?P<host>[^/?]+)/+(?P<container>[^/?]+)/*(?P<path>[^?]*)(?:\?.*)?", re.IGNORECASE)
_BUCKET: Final = re.compile(r"(?P<scheme>[A-Za-z0-9]+)://(?P<bucket>[^/]+)/*(?P<path>.*)")


def at_address(address: str) -> Located | None:
    """The file or folder at the address, its unknown parts still marked; None for what is no address of a store."""
    text = address.strip()
    if found := _CONTAINER_AT.fullmatch(text) or _HTTPS.fullmatch(text):
        store = account_at(found["host"].lower())
        return in_account(store, found["container"], segments(unquote(found["path"]))) if store else None
    found = _BUCKET.fullmatch(text)
    kind = public_kind(found["scheme"]) if found else None
    return public_bucket(kind, found["bucket"], segments(found["path"])) if found and kind else None
