"""Blob Storage and Data Lake Storage Gen2: one account, whichever endpoint names it.

Forms: https://learn.microsoft.com/azure/data-factory/connector-azure-data-lake-storage and
https://learn.microsoft.com/azure/data-factory/connector-azure-blob-storage
"""

import re
from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.keys import bounded
from lineage_graph.model import Asset, Reason, Store
from lineage_graph.stores.connection_string import host_of, pairs
from lineage_graph.stores.paths import encoded, segments
from lineage_graph.stores.place import Connection, Host, Located, Place, known_or_unknown
from lineage_graph.stores.registry import connects, names

_ENDPOINT: Final = re.compile(r"(?P<account>[^.]+)\.(?:privatelink\.)?(?:blob|dfs)\.(?P<suffix>.+)")
_DEFAULT_SUFFIX: Final = "core.windows.net"
_URLS: Final = ("url", "serviceEndpoint", "sasUri", "containerUri", "accountUri")


@names("AzureBlobStorageLocation", "AzureBlobFSLocation", "AzureBlob", "AzureBlobFSFile")
def azure_storage(place: Place) -> Located | Unknown:
    """``abfss://{container}@{account}.dfs.core.windows.net/{path}``; the container alone where there is no path."""
    parts = _path(place)
    if isinstance(parts, Unknown):
        return parts
    if not parts:
        return Unknown(Reason.PARAMETER_WITHOUT_VALUE, "neither the dataset nor the activity names a container")
    held = storage_account(place.connection)
    container, path = parts[0].lower(), parts[1:]
    key = bounded("/".join(part for part in (f"abfss://{container}@{held.name}", encoded(path)) if part))
    name = "/".join(path) or parts[0]
    return Located(Asset(key=key, name=name, kind="Path", reason=held.reason, detail=held.detail), held)


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
        url = connection.text(setting)
        if isinstance(url, str) and url:
            return Host(_dfs(host_of(url)))
        if isinstance(url, Unknown):
            return known_or_unknown(url, connection, setting)
    parts = pairs(connection)
    if isinstance(parts, Unknown):
        return known_or_unknown(parts, connection)
    if endpoint := parts.get("blobendpoint"):
        return Host(_dfs(host_of(endpoint)))
    suffix = parts.get("endpointsuffix") or _DEFAULT_SUFFIX
    name = parts.get("accountname")
    return known_or_unknown(f"{name.lower()}.dfs.{suffix}" if name else None, connection)


def _dfs(host: str) -> str:
    found = _ENDPOINT.fullmatch(host)
    return f"{found['account']}.dfs.{found['suffix']}" if found else host


def _path(place: Place) -> tuple[str, ...] | Unknown:
    location = place.settings.properties("location")
    fields = Place(place.type, location or place.settings, place.connection, place.scope)
    container = fields.text("container") or fields.text("fileSystem") or _container_of_uri(place.connection)
    folder = place.wildcard_folder or fields.text("folderPath") or fields.text("tableRootLocation")
    file = place.wildcard_file or (None if place.wildcard_folder else fields.text("fileName"))
    if place.prefix:
        folder, file = place.prefix, None
    for part in (container, folder, file):
        if isinstance(part, Unknown):
            return part
    known = (part if isinstance(part, str) else None for part in (container, folder, file))
    found = segments(*known)
    return (*found[:-1], f"{found[-1]}*") if place.prefix and found else found


def _container_of_uri(connection: Connection) -> str | None:
    """Anonymous access names the container in the linked service: ``https://account.blob…/container``."""
    uri = connection.text("containerUri")
    return uri.rstrip("/").rpartition("/")[2] if isinstance(uri, str) else None
