"""Cosmos DB for NoSQL: https://learn.microsoft.com/azure/data-factory/connector-azure-cosmos-db."""

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.address import host_of
from lineage_graph.stores.connection_string import pairs, setting
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


@names("CosmosDbSqlApiCollection", "DocumentDbCollection")
def cosmos_db(place: Place) -> Located | Unknown:
    """``cosmosdb://{account}/{database}/{container}``, the account lower-case."""
    container = place.text("collectionName") or place.text("container") or place.text("collection")
    if not container:
        return no_name("container")
    host, store = _account(place.connection), cosmos_account(place.connection)
    named = setting(place.connection, "database", pairs(place.connection), "database") or host.database
    database = below_host(host, name_segment(named) if named else None, place.holes)
    key = f"{store.key}/{database}/{name_segment(container)}"
    return located(store, key, container, "Collection", _aliases(place.connection, named, container))


@connects("CosmosDb", place="CosmosDbSqlApiCollection")
def cosmos_account(connection: Connection) -> Store:
    """The account as a store."""
    return store_at("cosmosdb", _account(connection), "Cosmos DB")


def _account(connection: Connection) -> Host:
    host = _endpoint(connection)
    setting_name = "accountEndpoint" if "accountEndpoint" in connection.settings else "connectionString"
    return known_or_unknown(_name(host) if host else None, connection, setting_name, _name)


def _name(endpoint: str) -> str:
    return host_of(endpoint).partition(".")[0]


def _endpoint(connection: Connection) -> str | None:
    endpoint = setting(connection, "accountEndpoint", pairs(connection), "accountendpoint")
    return host_of(endpoint) if endpoint else None


def _aliases(connection: Connection, database: str | None, container: str) -> tuple[str, ...]:
    """The address of the container, which is Purview's name, and OpenLineage's."""
    below = f"{_endpoint(connection)}/dbs/{database}/colls/{container}"
    return f"https://{below}", f"azurecosmos://{below}"
