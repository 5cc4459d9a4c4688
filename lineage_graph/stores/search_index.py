"""Azure AI Search: https://learn.microsoft.com/azure/data-factory/connector-azure-search."""

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.address import host_of
from lineage_graph.stores.paths import name_segment
from lineage_graph.stores.place import Connection, Located, Place, known_or_unknown, located, no_name, store_at
from lineage_graph.stores.registry import connects, names


@names("AzureSearchIndex")
def search_index(place: Place) -> Located | Unknown:
    """``https://{service}.search.windows.net/indexes/{index}``."""
    index = place.text("indexName")
    if not index:
        return no_name("index")
    store = search_service(place.connection)
    return located(store, f"{store.key}/indexes/{name_segment(index)}", index, "Collection")


@connects("AzureSearch", place="AzureSearchIndex")
def search_service(connection: Connection) -> Store:
    """The search service."""
    url = connection.text("url")
    return store_at(
        "https", known_or_unknown(host_of(url) if url else None, connection, "url", host_of), "Azure AI Search"
    )
