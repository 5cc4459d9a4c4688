"""Linked service and dataset to asset: one identity for a piece of data, whichever tool names it.

To add a store, write ``stores/<store>.py`` with one function marked ``@names("SomeTable", "SomeLocation")``: Azure's
own names of the dataset or location types that it understands. The package imports its own folder.
"""

import importlib
import pkgutil

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.endpoint import endpoint
from lineage_graph.stores.place import Connection, Located, Place
from lineage_graph.stores.registry import CONNECTIONS, STORES

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")


def locate(place: Place) -> Located | Unknown:
    """The asset that the place names, or why it cannot be named.

    A dataset with a ``location`` is found by the location's type (``AzureBlobFSLocation``), any other by its own.
    """
    kind = place.settings.properties("location").text("type")
    store = STORES.get(kind if isinstance(kind, str) else place.type) or STORES.get(place.type)
    return store(place) if store else endpoint(place)


def store_behind(connection: Connection) -> Store | None:
    """The store that a linked service connects to; None for compute, vaults, and stores without a file here."""
    connects = CONNECTIONS.get(connection.type)
    return connects(connection) if connects else None
