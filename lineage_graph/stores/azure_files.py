"""Azure Files: https://learn.microsoft.com/azure/data-factory/connector-azure-file-storage (both generations)."""

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.address import host_of, url_of
from lineage_graph.stores.azure_storage import account
from lineage_graph.stores.connection_string import pairs
from lineage_graph.stores.paths import encoded, files, name_segment, path_name, segments
from lineage_graph.stores.place import (
    UNKNOWN_PART,
    Connection,
    Host,
    Located,
    Place,
    below_host,
    known_or_unknown,
    located,
    store_at,
)
from lineage_graph.stores.registry import connects, names


@names("AzureFileStorageLocation")
def azure_files(place: Place) -> Located | Unknown:
    """``https://{account}.file.core.windows.net/{share}/{path}``."""
    host, share = _host(place.connection), _share(place.connection)
    root = below_host(host, name_segment(share) if share else None, place.holes)
    held, path = file_account(place.connection), files(place)
    key = "/".join(part for part in (held.key, root, encoded(path)) if part)
    return located(held, key, path_name(path, share or UNKNOWN_PART), "Path")


@connects("AzureFileStorage", place="AzureFileStorageLocation")
def file_account(connection: Connection) -> Store:
    """The account's file endpoint."""
    return store_at("https", _host(connection), "Azure Files")


def _host(connection: Connection) -> Host:
    unc = connection.text("host")
    return known_or_unknown(host_of(unc.replace("\\", "/")), connection, "host") if unc else account(connection, "file")


def _share(connection: Connection) -> str | None:
    r"""The share: ``fileShare``, the path of a signature's address, or what follows the host in ``\\host\share``."""
    if named := connection.text("fileShare") or pairs(connection).get("fileshare"):
        return named
    address = connection.text("sasUri") or (connection.text("host") or "").replace("\\", "/")
    return (segments(url_of(address).path) or (None,))[0]
