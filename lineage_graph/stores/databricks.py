"""Delta tables of Databricks: https://learn.microsoft.com/azure/data-factory/connector-azure-databricks-delta-lake."""

from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.address import host_of
from lineage_graph.stores.addresses import at_address
from lineage_graph.stores.mounts import Mounts
from lineage_graph.stores.paths import name_segment
from lineage_graph.stores.place import Connection, Host, Located, Place, known_or_unknown, located, no_name, store_at
from lineage_graph.stores.registry import connects, names
from lineage_graph.stores.sql_names import bare, split_name

_DEFAULT_CATALOG: Final = "hive_metastore"
_DEFAULT_SCHEMA: Final = "default"
_PARTS: Final = 3


@names("AzureDatabricksDeltaLakeDataset")
def databricks(place: Place) -> Located | Unknown:
    """``databricks://{workspace host}/{catalog}/{schema}/{table}``, lower-case."""
    table = place.text("table") or place.text("tableName")
    if not table:
        return no_name("table")
    schema, catalog = place.text("database") or place.text("schema"), place.text("catalog")
    if found := _by_path(place.connection, table if not schema else f"{schema}.{table}"):
        return found
    own = (bare(table).text,) if schema else tuple(part.text for part in split_name(table))
    above = tuple(part.text for part in split_name(schema)) if schema else ()
    parts = (*above, *own)
    if len(parts) == 1:
        parts = (_DEFAULT_SCHEMA, *parts)
    parts = (catalog or _DEFAULT_CATALOG, *parts)[-_PARTS:]
    store = workspace(place.connection)
    folded = tuple(name_segment(part.lower()) for part in parts)
    return located(store, "/".join((store.key, *folded)), ".".join(parts[-2:]), "Table", _aliases(store.name, folded))


def _aliases(host: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """OpenLineage's name, and Purview's of a table of the workspace's own Hive metastore.

    The latter: https://github.com/microsoft/Purview-ADB-Lineage-Solution-Accelerator, the tests of its qualified names.
    """
    catalog, schema, table = parts
    known = f"unitycatalog://{host}/{'.'.join(parts)}"
    return (known, f"{schema}.{table}@{host}") if catalog == _DEFAULT_CATALOG else (known,)


def _by_path(connection: Connection, name: str) -> Located | None:
    """The folder that ``delta.`/mnt/lake/orders``` names: https://docs.delta.io/latest/delta-batch.html#read-a-table."""
    form, _, path = name.partition(".")
    path = path.strip("`")
    if form.lower() != "delta" or "/" not in path:
        return None
    return at_address(path) or workspace_files(connection).located(path)


def workspace_files(connection: Connection) -> Mounts:
    """The paths of the workspace's file system."""
    return Mounts(connection.hosts, workspace_host(connection))


@connects("AzureDatabricks", "AzureDatabricksDeltaLake", place="AzureDatabricksDeltaLakeDataset")
def workspace(connection: Connection) -> Store:
    """The workspace as a store."""
    return store_at("databricks", workspace_host(connection), "Databricks")


def workspace_host(connection: Connection) -> Host:
    """The workspace's host (``adb-123.4.azuredatabricks.net``), from ``domain``."""
    domain = connection.text("domain")
    return known_or_unknown(host_of(domain) if domain else None, connection, "domain", host_of)
