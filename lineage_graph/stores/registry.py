"""The functions that name assets, by Azure's dataset or location type, and stores, by the linked service's type."""

from collections.abc import Callable
from typing import Final, TypeVar

from lineage_graph.expressions import Unknown
from lineage_graph.model import Store
from lineage_graph.stores.place import Connection, Located, Place

Naming = Callable[[Place], Located | Unknown]
Connecting = Callable[[Connection], Store | None]

OneNaming = TypeVar("OneNaming", bound=Naming)
OneConnecting = TypeVar("OneConnecting", bound=Connecting)

STORES: Final[dict[str, Naming]] = {}
CONNECTIONS: Final[dict[str, Connecting]] = {}
PLACES: Final[dict[str, str]] = {}
"""The dataset or location type that stands for a place without a dataset, by the linked service's type."""


def names(*types: str) -> Callable[[OneNaming], OneNaming]:
    """Mark the function that names the assets of these dataset or location types; two claims on one are an error."""

    def register(function: OneNaming) -> OneNaming:
        for kind in types:
            if kind in STORES:
                message = f"two stores claim {kind}"
                raise ValueError(message)
            STORES[kind] = function
        return function

    return register


def connects(*types: str, place: str | None = None) -> Callable[[OneConnecting], OneConnecting]:
    """Mark the function that gives the store behind linked services of these types.

    ``place`` is the dataset or location type by which a data flow's inline dataset there is named.
    """

    def register(function: OneConnecting) -> OneConnecting:
        for kind in types:
            if kind in CONNECTIONS:
                message = f"two stores claim linked services of type {kind}"
                raise ValueError(message)
            CONNECTIONS[kind] = function
            if place:
                PLACES[kind] = place
        return function

    return register
