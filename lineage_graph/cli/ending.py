"""The end that somebody asks for (``kill``): raised wherever the program is, and remembered.

Python drops what is raised inside a finalizer or a callback; who goes on for long asks whether that has happened.
"""

import signal
from types import FrameType
from typing import Final

from lineage_graph.errors import Terminated

TERMINATED: Final = 128 + signal.SIGTERM

_requests: Final[list[int]] = []


def terminate(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what a handler is called with
    """Handle SIGTERM. Whoever asks a second time gets what the signal does by itself: the process ends at once."""
    signal.signal(number, signal.SIG_DFL)
    _requests.append(number)
    raise Terminated(TERMINATED)


def end_if_asked() -> None:
    """Raise ``Terminated`` once more where it was asked for."""
    if _requests:
        raise Terminated(TERMINATED)
