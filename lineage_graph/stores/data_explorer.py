"""Azure Data Explorer: https://learn.microsoft.com/azure/data-factory/connector-azure-data-explorer."""

from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.address import host_of
from lineage_graph.stores.paths import name_segment
from lineage_graph.stores.place import (
    Connection,
    Host,
    Located,
    Place,
    below_host,
    known_or_unknown,
    located,
    no_name,
    store_at,
)
from lineage_graph.stores.registry import connects, names

_PUBLIC: Final = ".kusto.windows.net"


@names("AzureDataExplorerTable")
def data_explorer(place: Place) -> Located | Unknown:
    """``kusto://{cluster}/{database}/{table}``; the cluster with its region, without the public suffix."""
    table = place.text("table")
    if not table:
        return no_name("table")
    host, store = _cluster(place.connection), cluster(place.connection)
    named = place.text("database") or place.connection.text("database") or host.database
    database = below_host(host, name_segment(named) if named else None, place.holes)
    aliases = (
        f"https://{_full(host.name)}/{named}/{table}",
        f"azurekusto://{_full(host.name)}/{named}/{table}",
    )
    return located(store, f"{store.key}/{database}/{name_segment(table)}", table, "Table", aliases)


@connects("AzureDataExplorer", place="AzureDataExplorerTable")
def cluster(connection: Connection) -> Store:
    """The cluster."""
    return store_at("kusto", _cluster(connection), "Azure Data Explorer")


def _cluster(connection: Connection) -> Host:
    endpoint = connection.text("endpoint")
    return known_or_unknown(_spelled(endpoint) if endpoint else None, connection, "endpoint", _spelled)


def _spelled(endpoint: str) -> str:
    return host_of(endpoint).removeprefix("ingest-").removesuffix(_PUBLIC)


def _full(cluster_name: str) -> str:
    known = cluster_name.count(".") > 1
    return cluster_name if known else f"{cluster_name}{_PUBLIC}"
