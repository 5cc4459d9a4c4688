"""How the process keeps memory: reading an estate makes millions of objects that live until the end."""

import gc
from typing import Final

_NEW_OBJECTS: Final = 100_000
_YOUNG_COLLECTIONS: Final = 50


def calm_the_collector() -> None:
    """Let CPython look for cycles seldom: measured, it spent a third of a load walking objects that all stay."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNG_COLLECTIONS, _YOUNG_COLLECTIONS)
