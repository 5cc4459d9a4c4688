"""Data Lake Storage Gen1: https://learn.microsoft.com/azure/data-factory/connector-azure-data-lake-store."""

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.address import host_of
from lineage_graph.stores.paths import encoded, files, path_name
from lineage_graph.stores.place import Connection, Located, Place, known_or_unknown, located, store_at
from lineage_graph.stores.registry import connects, names


@names("AzureDataLakeStoreLocation", "AzureDataLakeStoreFile")
def data_lake_gen1(place: Place) -> Located | Unknown:
    """``adl://{account}.azuredatalakestore.net/{path}``."""
    held, path = gen1_account(place.connection), files(place)
    key = "/".join(part for part in (held.key, encoded(path)) if part)
    https = "/".join((f"https://{held.name}", *path))
    return located(held, key, path_name(path, held.name), "Path", (https,))


@connects("AzureDataLakeStore", place="AzureDataLakeStoreLocation")
def gen1_account(connection: Connection) -> Store:
    """The account, by its address (``adl://…`` or ``https://…/webhdfs/v1``) or its name."""
    uri, name = connection.text("dataLakeStoreUri"), connection.text("accountName")
    host = host_of(uri) if uri else f"{name.lower()}.azuredatalakestore.net" if name else None
    return store_at("adl", known_or_unknown(host, connection, "dataLakeStoreUri"), "Azure Data Lake Storage Gen1")
