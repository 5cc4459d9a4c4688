"""Blob Storage and Data Lake Storage Gen2: one account, whichever endpoint names it.

Forms: https://learn.microsoft.com/azure/data-factory/connector-azure-data-lake-storage and
https://learn.microsoft.com/azure/data-factory/connector-azure-blob-storage
"""

import re
from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.model import Reason, Store
from lineage_graph.stores.connection_string import host_of, pairs
from lineage_graph.stores.paths import encoded, segments
from lineage_graph.stores.place import Connection, Host, Located, Place, known_or_unknown, located
from lineage_graph.stores.registry import connects, names

_ENDPOINT: Final = re.compile(r"(?P<account>[^.]+)\.(?:privatelink\.)?(?:blob|dfs)\.(?P<suffix>.+)")
_DEFAULT_SUFFIX: Final = "core.windows.net"
_URLS: Final = ("url", "serviceEndpoint", "sasUri", "containerUri", "accountUri")


@names("AzureBlobStorageLocation", "AzureBlobFSLocation", "AzureBlob", "AzureBlobFSFile")
def azure_storage(place: Place) -> Located | Unknown:
    """``abfss://{container}@{account}.dfs.core.windows.net/{path}``; the container alone where there is no path."""
    parts = _path(place)
    if not parts:
        return Unknown(Reason.PARAMETER_WITHOUT_VALUE, "neither the dataset nor the activity names a container")
    held = storage_account(place.connection)
    container, path = parts[0].lower(), parts[1:]
    key = "/".join(part for part in (f"abfss://{container}@{held.name}", encoded(path)) if part)
    return located(held, key, "/".join(path) or parts[0], "Path")


@connects("AzureBlobFS", "AzureBlobStorage", "AzureStorage")
def storage_account(connection: Connection) -> Store:
    """The account, whichever of its endpoints the linked service names."""
    host = account(connection)
    return Store(
        key=f"abfss://{host.name}", name=host.name, type="Azure Storage", reason=host.reason, detail=host.detail
    )


def account(connection: Connection) -> Host:
    """The account as host of its dfs endpoint, whether a URL, a SAS address or a connection string names it."""
    for setting in _URLS:
        if url := connection.text(setting):
            return known_or_unknown(_dfs(host_of(url)), connection, setting)
    parts = pairs(connection)
    if endpoint := parts.get("blobendpoint"):
        return known_or_unknown(_dfs(host_of(endpoint)), connection)
    suffix = parts.get("endpointsuffix") or _DEFAULT_SUFFIX
    name = parts.get("accountname")
    return known_or_unknown(f"{name.lower()}.dfs.{suffix}" if name else None, connection)


def _dfs(host: str) -> str:
    found = _ENDPOINT.fullmatch(host)
    return f"{found['account']}.dfs.{found['suffix']}" if found else host


def _path(place: Place) -> tuple[str, ...]:
    fields = place.within("location")
    container = fields.text("container") or fields.text("fileSystem") or _container_of_uri(place.connection)
    folder = place.wildcard_folder or fields.text("folderPath") or fields.text("tableRootLocation")
    file = place.wildcard_file or (None if place.wildcard_folder else fields.text("fileName"))
    if place.prefix:
        folder, file = place.prefix, None
    found = segments(container, folder, file)
    return (*found[:-1], f"{found[-1]}*") if place.prefix and found else found


def _container_of_uri(connection: Connection) -> str | None:
    """Anonymous access names the container in the linked service: ``https://account.blob…/container``."""
    uri = connection.text("containerUri")
    return uri.rstrip("/").rpartition("/")[2] if uri else None
