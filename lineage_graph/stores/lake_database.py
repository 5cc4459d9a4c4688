"""Lake databases of a Synapse workspace, which data flows name without a linked service (``store: 'synapse'``).

https://learn.microsoft.com/azure/synapse-analytics/metadata/table: the serverless pool shows the same tables.
"""

from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.stores.paths import name_segment
from lineage_graph.stores.place import UNKNOWN_PART, Located, Place, located, no_name, store_at
from lineage_graph.stores.registry import names
from lineage_graph.stores.sql_server import server_of

LAKE_DATABASE: Final = "SynapseLakeDatabase"
"""The type of such a place; Azure has no dataset type for it."""


@names(LAKE_DATABASE)
def lake_table(place: Place) -> Located | Unknown:
    """``mssql://{workspace}-ondemand.sql.azuresynapse.net/{database}/dbo/{table}``, the connection being to there."""
    table = place.text("table")
    if not table:
        return no_name("table")
    store = store_at("mssql", server_of(place.connection), "SQL Server")
    database = name_segment((place.text("database") or "").lower()) or UNKNOWN_PART
    return located(store, f"{store.key}/{database}/dbo/{name_segment(table.lower())}", f"dbo.{table}", "Table")
