"""Linked service and dataset to asset: one identity for a piece of data, whichever tool names it.

To add a store, write ``stores/<store>.py`` with one function marked ``@names("SomeTable", "SomeLocation")``: Azure's
own names of the dataset or location types that it understands. The package imports its own folder.
"""

import importlib
import pkgutil
from dataclasses import replace

from lineage_graph.expressions import Unknown
from lineage_graph.holes import Holes
from lineage_graph.keys import bounded
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
    found = store(place) if store else endpoint(place)
    return finished(found, place.holes) if isinstance(found, Located) else found


def finished(found: Located, holes: Holes) -> Located:
    """The asset with its unknown parts written as in DESIGN's keys: a pattern where there are any."""
    asset = found.asset
    key = bounded(holes.key(asset.key))
    if key == asset.key:
        return found
    open_ = holes.all_in(asset.key)
    if not open_:
        return replace(found, asset=replace(asset, key=key))
    reason, detail = (asset.reason, asset.detail) if asset.reason else (open_[0].reason, open_[0].detail)
    pattern = replace(asset, key=key, name=holes.shown(asset.name), pattern=True, reason=reason, detail=detail)
    return Located(pattern, found.store, tuple(one.detail for one in open_))


def store_behind(connection: Connection) -> Store | None:
    """The store that a linked service connects to; None for compute, vaults, and stores without a file here."""
    connects = CONNECTIONS.get(connection.type)
    return connects(connection) if connects else None
