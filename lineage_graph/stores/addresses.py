"""Assets named by an address in code or SQL: ``abfss://…``, ``wasbs://…``, ``https://account.dfs…``, ``s3://…``.

One address is one key, whichever way a dataset names the same place.
"""

import re
from typing import Final
from urllib.parse import unquote

from lineage_graph.model import Store
from lineage_graph.stores.paths import encoded, segments
from lineage_graph.stores.place import Located, located

_ACCOUNT: Final = re.compile(r"(?P<account>[^./]+)\.(?:privatelink\.)?(?:blob|dfs)\.(?P<suffix>[^/:]+)", re.IGNORECASE)
_CONTAINER_AT: Final = re.compile(
    r"(?:abfss?|wasbs?)://(?P<container>[^@/]+)@(?P<host>[^/]+)/*(?P<path>.*)", re.IGNORECASE
)
_HTTPS: Final = re.compile(r"https?://(?P<host>[^/?]+)/*(?P<path>[^?]*)", re.IGNORECASE)
_BUCKET: Final = re.compile(r"(?P<scheme>s3a?|s3n|gs|oci)://(?P<bucket>[^/]+)/*(?P<path>.*)", re.IGNORECASE)


def at_address(address: str) -> Located | None:
    """The file or folder at the address, its unknown parts still marked; None for what is no address of a store."""
    if found := _CONTAINER_AT.fullmatch(address.strip()):
        account = _ACCOUNT.fullmatch(found["host"])
        return _in_account(account, found["container"], found["path"]) if account else None
    if found := _BUCKET.fullmatch(address.strip()):
        scheme = "s3" if found["scheme"].lower().startswith("s3") else found["scheme"].lower()
        return _in_bucket(scheme, found["bucket"], found["path"])
    if found := _HTTPS.fullmatch(address.strip()):
        account = _ACCOUNT.fullmatch(found["host"])
        container, _, path = found["path"].partition("/")
        return _in_account(account, container, path) if account and container else None
    return None


def _in_account(account: "re.Match[str]", container: str, path: str) -> Located:
    host = f"{account['account']}.dfs.{account['suffix']}".lower()
    parts = segments(unquote(path))
    store = Store(key=f"abfss://{host}", name=host, type="Azure Storage")
    key = "/".join(part for part in (f"abfss://{container.lower()}@{host}", encoded(parts)) if part)
    return located(store, key, "/".join(parts) or container, "Path")


def _in_bucket(scheme: str, bucket: str, path: str) -> Located:
    parts = segments(path)
    store = Store(key=f"{scheme}://{bucket}", name=bucket, type="Object storage")
    return located(
        store, "/".join(part for part in (store.key, encoded(parts)) if part), "/".join(parts) or bucket, "Path"
    )
