"""Very many runs, worked out by a process of their own while this one writes: Python uses one core in each.

It is started as a module (``there``), and is told its task on standard input: that works whatever program this is. It
prepares itself while this one takes the lease, and begins when it is told which runs are gone. What it gives back is
pickled by our own code on this machine, over a pipe that nobody else holds.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, cast

from lineage_graph.errors import LineageError
from lineage_graph.portions.gone import Gone
from lineage_graph.portions.knowledge import Knowledge
from lineage_graph.portions.portion import Portion
from lineage_graph.sources.runs import Group

MANY: Final = 20_000
"""Runs from which on it pays: starting takes about a second."""

_MODULE: Final = f"{__package__}.there"
_SIZE: Final = 8
"""Bytes that say how long a message is."""

_ENDED: Final = object()
_PIPE: Final = 1024**2
_APART: Final = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
"""On Windows what a session of its own is elsewhere: Ctrl-C is for us, and we end the other."""


class Task(NamedTuple):
    """Runs in a spool, and what they are seen beside."""

    knowledge: Knowledge
    spool: Path
    group: Group


class Failed(NamedTuple):
    """What went wrong there."""

    error: Exception


def pays(runs: int) -> bool:
    """Whether that many runs are worth a process of their own, and there is a core for it."""
    return runs >= MANY and bool(sys.executable) and _cores() > 1


@contextmanager
def process(task: Task) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that has the task, and is gone at the end."""
    paths = os.pathsep.join(path for path in sys.path if path)
    with subprocess.Popen(  # noqa: S603 - this very Python
        [sys.executable, "-P", "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
        start_new_session=True,
        creationflags=_APART,
        pipesize=_PIPE,
    ) as started:
        try:
            _tell(started, task)
            yield started
        finally:
            started.kill()


def portions_from(there: "subprocess.Popen[bytes]", gone: Gone | None) -> Iterator[Portion]:
    """What the process makes of its task without those that are gone; once.

    ``LineageError`` where it ended before it was done.
    """
    _tell(there, gone)
    while True:
        message = receive(cast("BinaryIO", there.stdout))
        if message is None:
            return
        if message is _ENDED:
            raise LineageError(
                f"The process that reads the runs ended before it was done (exit code {there.wait()}).\n"
                "It may have been short of memory. Load again: what is in the graph already is passed over."
            )
        if isinstance(message, Failed):
            raise message.error
        yield cast("Portion", message)


def _tell(there: "subprocess.Popen[bytes]", message: Task | Gone | None) -> None:
    stream = cast("BinaryIO", there.stdin)
    try:
        pickle.dump(message, stream, pickle.HIGHEST_PROTOCOL)
        stream.flush()
    except BrokenPipeError:  # it has ended; whoever waits for an answer hears of it
        with suppress(BrokenPipeError):
            stream.close()


def send(stream: BinaryIO, message: Portion | Failed | None) -> None:
    """Write a message; None is the last."""
    raw = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(len(raw).to_bytes(_SIZE))
    stream.write(raw)
    stream.flush()


def receive(stream: BinaryIO) -> object:
    """The next message, or ``_ENDED`` where the stream ends before it does."""
    head = stream.read(_SIZE)
    size = int.from_bytes(head)
    raw = stream.read(size) if len(head) == _SIZE else b""
    return pickle.loads(raw) if raw and len(raw) == size else _ENDED  # noqa: S301 - our own


def _cores() -> int:
    """Those that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS or Windows
    return len(affinity(0)) if affinity else os.cpu_count() or 1
