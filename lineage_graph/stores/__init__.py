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
from lineage_graph.stores.endpoint import FORMATS, endpoint
from lineage_graph.stores.place import Connection, Located, Place
from lineage_graph.stores.registry import CONNECTIONS, PLACES, STORES

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")


def locate(place: Place) -> Located | Unknown:
    """The asset that the place names, or why it cannot be named.

    A dataset with a ``location`` is found by the location's type (``AzureBlobFSLocation``), any other by its own, and
    one that has neither by its linked service.
    """
    kind = place.settings.properties("location").text("type")
    store = STORES.get(kind if isinstance(kind, str) else place.type) or STORES.get(place.type)
    if store is None and place.type in FORMATS:
        store = STORES.get(PLACES.get(place.connection.type, ""))
    found = store(place) if store else endpoint(place)
    return finished(found, place.holes) if isinstance(found, Located) else found


def finished(found: Located, holes: Holes) -> Located:
    """The asset with its unknown parts written as in DESIGN's keys: a pattern where there are any."""
    asset = found.asset
    whole = holes.key(asset.key)
    key = bounded(whole)
    named = holes.named(asset.key) if key == whole else ()
    if key == asset.key:
        return replace(found, open=named) if named else found
    open_ = holes.all_in(asset.key)
    if not open_:
        return replace(found, asset=replace(asset, key=key), store=_finished(found.store, holes), open=named)
    reason, detail = (asset.reason, asset.detail) if asset.reason else (open_[0].reason, open_[0].detail)
    pattern = replace(
        asset, key=key, name=holes.shown(asset.name), pattern=True, aliases=(), reason=reason, detail=detail
    )
    return Located(pattern, _finished(found.store, holes), named)


def store_behind(connection: Connection) -> Store | None:
    """The store that a linked service connects to; None for compute, vaults, and where the dataset names the store."""
    connects = CONNECTIONS.get(connection.type)
    store = connects(connection) if connects else None
    return _finished(store, connection.holes) if store else None


def _finished(store: Store, holes: Holes) -> Store:
    unknown = holes.first_in(store.key)
    if unknown is None:
        return replace(store, key=bounded(store.key))
    reason, detail = (store.reason, store.detail) if store.reason else (unknown.reason, unknown.detail)
    return replace(store, key=bounded(holes.key(store.key)), name=holes.shown(store.name), reason=reason, detail=detail)
