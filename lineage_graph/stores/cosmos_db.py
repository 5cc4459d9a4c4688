"""Cosmos DB for NoSQL: https://learn.microsoft.com/azure/data-factory/connector-azure-cosmos-db."""

from lineage_graph.expressions import Unknown
from lineage_graph.keys import bounded
from lineage_graph.model import Asset, Reason, Store
from lineage_graph.stores.connection_string import host_of, pairs, setting
from lineage_graph.stores.paths import encoded
from lineage_graph.stores.place import UNKNOWN_PART, Connection, Host, Located, Place, known_or_unknown
from lineage_graph.stores.registry import connects, names


@names("CosmosDbSqlApiCollection", "DocumentDbCollection")
def cosmos_db(place: Place) -> Located | Unknown:
    """``cosmosdb://{account}/{database}/{container}``, the account lower-case."""
    container = place.text("collectionName")
    if not isinstance(container, str):
        return container or Unknown(Reason.PARAMETER_WITHOUT_VALUE, "the dataset names no container")
    parts, host = pairs(place.connection), _account(place.connection)
    database = setting(place.connection, "database", parts, "database") or host.database
    if isinstance(database, Unknown) and host.reason is None:
        return database
    named = database if isinstance(database, str) else UNKNOWN_PART
    store = cosmos_account(place.connection)
    key = bounded(f"{store.key}/{named if named == UNKNOWN_PART else encoded((named,))}/{encoded((container,))}")
    return Located(Asset(key=key, name=container, kind="Collection", reason=host.reason, detail=host.detail), store)


@connects("CosmosDb")
def cosmos_account(connection: Connection) -> Store:
    """The account as a store."""
    host = _account(connection)
    return Store(
        key=f"cosmosdb://{host.name}", name=host.name, type="Cosmos DB", reason=host.reason, detail=host.detail
    )


def _account(connection: Connection) -> Host:
    endpoint = setting(connection, "accountEndpoint", pairs(connection), "accountendpoint")
    account = host_of(endpoint).partition(".")[0] if isinstance(endpoint, str) else endpoint
    return known_or_unknown(account, connection)
