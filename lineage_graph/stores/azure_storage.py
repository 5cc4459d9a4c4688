"""Blob Storage and Data Lake Storage Gen2: one account, whichever endpoint names it; OneLake by the same address.

Forms: https://learn.microsoft.com/azure/data-factory/connector-azure-data-lake-storage and
https://learn.microsoft.com/azure/data-factory/connector-azure-blob-storage
"""

import re
from functools import lru_cache
from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.model import Reason, Store
from lineage_graph.stores.address import host_of, url_of
from lineage_graph.stores.connection_string import first, pairs
from lineage_graph.stores.paths import encoded, files, path_name, segments
from lineage_graph.stores.place import Connection, Host, Located, Place, known_or_unknown, located, store_at
from lineage_graph.stores.registry import connects, names

ONELAKE: Final = "onelake.dfs.fabric.microsoft.com"
_ENDPOINT: Final = re.compile(
    r"(?P<account>[^.]+?)(?:-secondary)?(?P<zone>\.z\d+)?\.(?:blob|dfs|file|queue|table|web)\.(?P<suffix>.+)"
)
"""Also the second region's endpoint and those with a DNS zone:
https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-endpoints"""
_DEFAULT_SUFFIX: Final = "core.windows.net"
_URLS: Final = ("url", "serviceEndpoint", "sasUri", "containerUri", "accountUri")
_ENDPOINTS: Final = ("blobendpoint", "dfsendpoint", "tableendpoint", "fileendpoint")


@names("AzureBlobStorageLocation", "AzureBlobFSLocation", "AzureBlob", "AzureBlobFSFile")
def azure_storage(place: Place) -> Located | Unknown:
    """``abfss://{container}@{account}.dfs.core.windows.net/{path}``; the container alone where there is no path."""
    parts = _path(place)
    if not parts:
        return Unknown(Reason.PARAMETER_WITHOUT_VALUE, "neither the dataset nor the activity names a container")
    return in_account(storage_account(place.connection), parts[0], parts[1:])


def in_account(held: Store, named: str, path: tuple[str, ...]) -> Located:
    """The path in the container of that name, in the spelling of whoever names it."""
    container = named if held.name == ONELAKE else named.lower()
    key = "/".join(part for part in (f"abfss://{container}@{held.name}", encoded(path)) if part)
    return located(held, key, path_name(path, named), "Path", _aliases(held.name, container, path))


def account_at(host: str) -> Store | None:
    """The account that one of its endpoints belongs to; None for the host of anything else."""
    known = _ENDPOINT.fullmatch(host) is not None
    return store_at("abfss", Host(_endpoint(host, "dfs")), "Azure Storage") if known else None


@connects("AzureBlobFS", "AzureBlobStorage", "AzureStorage", place="AzureBlobFSLocation")
def storage_account(connection: Connection) -> Store:
    """The account, whichever of its endpoints the linked service names."""
    return store_at("abfss", account(connection), "Azure Storage")


def account(connection: Connection, service: str = "dfs") -> Host:
    """The account as host of one of its services, whether a URL, a SAS address or a connection string names it."""

    def spelled(address: str) -> str:
        return _endpoint(host_of(address), service)

    for setting in _URLS:
        if url := connection.text(setting):
            return known_or_unknown(spelled(url), connection, setting, spelled)
    parts = pairs(connection)
    if endpoint := first(parts, *_ENDPOINTS):
        return known_or_unknown(spelled(endpoint), connection, spelled=spelled)
    suffix = parts.get("endpointsuffix") or _DEFAULT_SUFFIX
    name = parts.get("accountname")
    return known_or_unknown(f"{name.lower()}.{service}.{suffix}" if name else None, connection, spelled=spelled)


@lru_cache(maxsize=1024)
def _endpoint(host: str, service: str) -> str:
    found = _ENDPOINT.fullmatch(host)
    return f"{found['account']}{found['zone'] or ''}.{service}.{found['suffix']}" if found else host


def _path(place: Place) -> tuple[str, ...]:
    """Container and path; where no container is named, the first segment of the folder is it."""
    fields = place.within("location")
    container = fields.text("container") or fields.text("fileSystem") or _container_of_uri(place.connection)
    if container:
        root = segments(container)
        return files(fields, container, fields.text("tableRootLocation")) if root else ()
    named = place.prefix or place.wildcard_folder or fields.text("folderPath") or fields.text("tableRootLocation")
    return files(fields, None if fields.text("folderPath") else fields.text("tableRootLocation")) if named else ()


def _container_of_uri(connection: Connection) -> str | None:
    """The container's own address: ``https://account.blob…/container``, for anonymous access or with a signature."""
    uri = connection.text("containerUri") or connection.text("sasUri")
    return (segments(url_of(uri).path) or (None,))[0] if uri else None


def _aliases(host: str, container: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """Purview's names by both endpoints, and OpenLineage's by the older driver."""
    below = "".join(f"/{part}" for part in path)
    blob = host.replace(".dfs.", ".blob.", 1)
    https = f"https://{host}/{container}{below}"
    return (
        (https,)
        if blob == host
        else (https, f"https://{blob}/{container}{below}", f"wasbs://{container}@{blob}{below}")
    )
