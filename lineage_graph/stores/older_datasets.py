"""Dataset types from before each store had its own: the linked service tells which store it is.

https://learn.microsoft.com/azure/data-factory/connector-file-system#legacy-models
"""

from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.stores.endpoint import endpoint
from lineage_graph.stores.place import Located, Place
from lineage_graph.stores.registry import PLACES, STORES, names

_COMMONEST: Final = {"FileShare": "FileServerLocation"}


@names("FileShare", "RelationalTable")
def older(place: Place) -> Located | Unknown:
    """Files or tables behind the linked service, whatever its kind; files of a missing one are a file server's."""
    naming = STORES.get(PLACES.get(place.connection.type) or _COMMONEST.get(place.type, ""))
    return naming(place) if naming else endpoint(place)
