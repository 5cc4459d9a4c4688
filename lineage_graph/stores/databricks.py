"""Delta tables of Databricks: https://learn.microsoft.com/azure/data-factory/connector-azure-databricks-delta-lake."""

from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.connection_string import host_of
from lineage_graph.stores.place import Connection, Host, Located, Place, known_or_unknown, located, no_name
from lineage_graph.stores.registry import connects, names

_DEFAULT_CATALOG: Final = "hive_metastore"
_DEFAULT_SCHEMA: Final = "default"
_PARTS_WITH_CATALOG: Final = 3


@names("AzureDatabricksDeltaLakeDataset")
def databricks(place: Place) -> Located | Unknown:
    """``databricks://{workspace host}/{catalog}/{schema}/{table}``, lower-case."""
    table, schema = place.text("table"), place.text("database")
    if not table:
        return no_name("table")
    parts = [part.strip("` ") for part in f"{schema or _DEFAULT_SCHEMA}.{table}".split(".")]
    if len(parts) < _PARTS_WITH_CATALOG:
        parts = [_DEFAULT_CATALOG, *parts]
    store = workspace(place.connection)
    return located(store, f"{store.key}/{'/'.join(parts[-3:])}".lower(), ".".join(parts[-2:]), "Table")


@connects("AzureDatabricks", "AzureDatabricksDeltaLake")
def workspace(connection: Connection) -> Store:
    """The workspace as a store."""
    host = workspace_host(connection)
    return Store(
        key=f"databricks://{host.name}", name=host.name, type="Databricks", reason=host.reason, detail=host.detail
    )


def workspace_host(connection: Connection) -> Host:
    """The workspace's host (``adb-123.4.azuredatabricks.net``), from ``domain``."""
    domain = connection.text("domain")
    return known_or_unknown(host_of(domain) if domain else None, connection, "domain")
