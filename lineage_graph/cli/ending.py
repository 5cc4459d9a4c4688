"""The end that somebody asks for (``kill``, Ctrl-C): raised wherever the program is, and remembered.

What is raised is a ``CancelledError`` as well: then Neo4j's driver gives up the connection in whose middle it comes.
Else it would take leave of the server and wait for its answers, for minutes, or for as long as a query takes.

Python drops what is raised inside a finalizer or a callback; who goes on for long asks whether that has happened.
"""

import signal
from asyncio import CancelledError
from types import FrameType
from typing import Final

from lineage_graph.errors import Terminated

TERMINATED: Final = 128 + signal.SIGTERM

_requests: Final[list[int]] = []


class Ended(Terminated, CancelledError):
    """SIGTERM came."""


class Interrupted(KeyboardInterrupt, CancelledError):
    """Somebody pressed Ctrl-C."""


def terminate(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what a handler is called with
    """Handle SIGTERM. Whoever asks a second time gets what the signal does by itself: the process ends at once."""
    signal.signal(number, signal.SIG_DFL)
    _requests.append(number)
    raise Ended(TERMINATED)


def interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what a handler is called with
    """Handle Ctrl-C. Whoever presses it again interrupts what is still to be done."""
    signal.signal(number, signal.default_int_handler)
    raise Interrupted


def end_if_asked() -> None:
    """Raise ``Ended`` once more where it was asked for."""
    if _requests:
        raise Ended(TERMINATED)
