"""How memory is kept: reading an estate makes millions of objects that live until the end."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_NEW_OBJECTS: Final = 100_000
_YOUNG_COLLECTIONS: Final = 50


def calm_the_collector() -> None:
    """Let CPython look for cycles seldom: measured, it spent a third of a load walking objects that all stay."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNG_COLLECTIONS, _YOUNG_COLLECTIONS)


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Reading makes millions of objects without a cycle; looking through them for cycles takes half of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
