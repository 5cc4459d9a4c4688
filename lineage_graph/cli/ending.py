"""The end that somebody asks for (``kill``, Ctrl-C): raised wherever the program is, and remembered.

Python drops what is raised inside a finalizer or a callback; who goes on for long asks whether that has happened.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from lineage_graph.errors import Terminated

TERMINATED: Final = 128 + signal.SIGTERM

_requests: Final[list[int]] = []
_cuts: Final[list[Callable[[], None]]] = []


def terminate(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what a handler is called with
    """Handle SIGTERM. Whoever asks a second time gets what the signal does by itself: the process ends at once."""
    signal.signal(number, signal.SIG_DFL)
    _requests.append(number)
    _cut()
    raise Terminated(TERMINATED)


def interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what a handler is called with
    """Handle Ctrl-C. Whoever presses it again interrupts what is still to be done."""
    signal.signal(number, signal.default_int_handler)
    _cut()
    raise KeyboardInterrupt


@contextmanager
def cutting(cut: Callable[[], None]) -> Iterator[None]:
    """Within it, an end that is asked for calls ``cut`` first: nobody waits for answers any more."""
    _cuts.append(cut)
    try:
        yield
    finally:
        _cuts.remove(cut)


def _cut() -> None:
    for cut in _cuts:
        cut()


def end_if_asked() -> None:
    """Raise ``Terminated`` once more where it was asked for."""
    if _requests:
        raise Terminated(TERMINATED)
