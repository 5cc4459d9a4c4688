"""The process of ``elsewhere``: a task on standard input, what the runs tell on standard output."""

import os
import pickle
import sys
import traceback
from contextlib import suppress
from typing import BinaryIO

from lineage_graph.loading.elsewhere import Failed, Task, send
from lineage_graph.loading.portions import portions
from lineage_graph.sources.memory import calm_the_collector
from lineage_graph.sources.runs import opened_again


def main() -> None:
    """Do the task; silently nothing more where nobody listens any more."""
    calm_the_collector()
    stream = _own_output()
    with suppress(BrokenPipeError):
        try:
            _work(stream)
        except Exception as error:
            if isinstance(error, BrokenPipeError):
                raise
            error.add_note(traceback.format_exc())
            send(stream, Failed(error))


def _work(stream: BinaryIO) -> None:
    try:
        task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own
    except EOFError:
        return  # there was none
    with opened_again(task.spool) as spool:
        for portion in portions(task.knowledge.observer(), spool.runs(task.group), task.gone):
            send(stream, portion)
    send(stream, None)


def _own_output() -> BinaryIO:
    """Standard output for the messages alone; whatever prints goes to standard error."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return own


if __name__ == "__main__":
    main()
