"""The functions that understand activities, by Azure's type of the activity."""

from collections.abc import Callable
from typing import Final

from lineage_graph.records import Activity
from lineage_graph.site import Flow, Site

Understanding = Callable[[Activity, Site], Flow]

ACTIVITIES: Final[dict[str, Understanding]] = {}


def understands(*types: str) -> Callable[[Understanding], Understanding]:
    """Mark the function that tells what activities of these types do; two claims on one type are an error."""

    def register(function: Understanding) -> Understanding:
        for kind in types:
            if kind in ACTIVITIES:
                message = f"two functions claim {kind}"
                raise ValueError(message)
            ACTIVITIES[kind] = function
        return function

    return register
