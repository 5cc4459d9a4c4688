"""The functions that name assets, by Azure's dataset or location type, and stores, by the linked service's type."""

from collections.abc import Callable
from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.place import Connection, Located, Place

Naming = Callable[[Place], Located | Unknown]
Connecting = Callable[[Connection], Store]

STORES: Final[dict[str, Naming]] = {}
CONNECTIONS: Final[dict[str, Connecting]] = {}


def names(*types: str) -> Callable[[Naming], Naming]:
    """Mark the function that names the assets of these dataset or location types; two claims on one are an error."""

    def register(function: Naming) -> Naming:
        for kind in types:
            if kind in STORES:
                message = f"two stores claim {kind}"
                raise ValueError(message)
            STORES[kind] = function
        return function

    return register


def connects(*types: str) -> Callable[[Connecting], Connecting]:
    """Mark the function that gives the store behind linked services of these types."""

    def register(function: Connecting) -> Connecting:
        for kind in types:
            if kind in CONNECTIONS:
                message = f"two stores claim linked services of type {kind}"
                raise ValueError(message)
            CONNECTIONS[kind] = function
        return function

    return register
