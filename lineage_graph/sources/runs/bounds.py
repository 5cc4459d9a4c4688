"""Values of an output that later activities work with, as many as the service itself allows and no more.

A Lookup gives 5,000 rows and 4 MB at most: https://learn.microsoft.com/azure/data-factory/control-flow-lookup-activity
"""

from typing import Final

from lineage_graph.records import NOTHING, Properties, Value
from lineage_graph.sources.raw import Json
from lineage_graph.sources.values import Border

MOST_ROWS: Final = 5_000
MOST_CHARACTERS: Final = 4 * 1024 * 1024


def bounded_list(raw: Json, border: Border) -> tuple[tuple[Value, ...], bool]:
    """The objects of the list, the first of them if they are too many or too large, and whether any is missing."""
    if not isinstance(raw, list):
        return (), False
    kept: list[Value] = []
    left = MOST_CHARACTERS
    for item in raw[:MOST_ROWS]:
        left -= size(item, left)
        if left < 0:
            break
        if isinstance(item, dict):
            kept.append(border.value(item))
    return tuple(kept), len(kept) < len(raw)


def bounded_object(raw: Json, border: Border) -> tuple[Properties, bool]:
    """The object, or an empty one and True where it is too large."""
    if not isinstance(raw, dict) or not raw:
        return NOTHING, False
    if size(raw, MOST_CHARACTERS) > MOST_CHARACTERS:
        return NOTHING, True
    return border.properties(raw), False


def size(raw: Json, limit: int) -> int:
    """About how many characters the JSON has; counting ends where it is more than the limit."""
    total = 0
    waiting = [raw]
    while waiting and total <= limit:
        one = waiting.pop()
        if isinstance(one, str):
            total += len(one) + 2
        elif isinstance(one, dict):
            total += sum(len(name) for name in one) + 2
            waiting.extend(one.values())
        elif isinstance(one, list):
            total += 2
            waiting.extend(one)
        else:
            total += 4
    return total
