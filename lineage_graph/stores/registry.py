"""The functions that name assets, by Azure's dataset or location type."""

from collections.abc import Callable
from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.stores.place import Located, Place

Naming = Callable[[Place], Located | Unknown]

STORES: Final[dict[str, Naming]] = {}


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
