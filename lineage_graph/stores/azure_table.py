"""Azure Table Storage: https://learn.microsoft.com/azure/data-factory/connector-azure-table-storage."""

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.azure_storage import account
from lineage_graph.stores.paths import name_segment
from lineage_graph.stores.place import Connection, Located, Place, located, no_name, store_at
from lineage_graph.stores.registry import connects, names


@names("AzureTable")
def azure_table(place: Place) -> Located | Unknown:
    """``https://{account}.table.core.windows.net/{table}``; names of tables have no case."""
    table = place.text("tableName")
    if not table:
        return no_name("table")
    store = table_account(place.connection)
    return located(store, f"{store.key}/{name_segment(table.lower())}", table, "Table")


@connects("AzureTableStorage", place="AzureTable")
def table_account(connection: Connection) -> Store:
    """The account's table endpoint."""
    return store_at("https", account(connection, "table"), "Azure Table Storage")
