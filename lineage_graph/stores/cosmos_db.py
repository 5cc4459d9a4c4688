"""Cosmos DB for NoSQL: https://learn.microsoft.com/azure/data-factory/connector-azure-cosmos-db."""

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.connection_string import host_of, pairs, setting
from lineage_graph.stores.paths import encoded
from lineage_graph.stores.place import Connection, Host, Located, Place, below_host, known_or_unknown, located, no_name
from lineage_graph.stores.registry import connects, names


@names("CosmosDbSqlApiCollection", "DocumentDbCollection")
def cosmos_db(place: Place) -> Located | Unknown:
    """``cosmosdb://{account}/{database}/{container}``, the account lower-case."""
    container = place.text("collectionName")
    if not container:
        return no_name("container")
    host, store = _account(place.connection), cosmos_account(place.connection)
    named = setting(place.connection, "database", pairs(place.connection), "database") or host.database
    database = below_host(host, encoded((named,)) if named else None, place.holes)
    return located(store, f"{store.key}/{database}/{encoded((container,))}", container, "Collection")


@connects("CosmosDb")
def cosmos_account(connection: Connection) -> Store:
    """The account as a store."""
    host = _account(connection)
    return Store(
        key=f"cosmosdb://{host.name}", name=host.name, type="Cosmos DB", reason=host.reason, detail=host.detail
    )


def _account(connection: Connection) -> Host:
    endpoint = setting(connection, "accountEndpoint", pairs(connection), "accountendpoint")
    return known_or_unknown(host_of(endpoint).partition(".")[0] if endpoint else None, connection)
