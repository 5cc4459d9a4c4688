"""The process of ``elsewhere``: a task on standard input, what the runs tell on standard output."""

import os
import pickle
import sys
import traceback
from typing import TYPE_CHECKING, BinaryIO

from lineage_graph.portions.elsewhere import Failed, Task, send
from lineage_graph.portions.portion import portions
from lineage_graph.sources.memory import calm_the_collector
from lineage_graph.sources.runs import opened_again

if TYPE_CHECKING:
    from lineage_graph.portions.gone import Gone


def main() -> None:
    """Do the task; silently no more where nobody listens any more."""
    calm_the_collector()
    stream = _own_output()
    try:
        try:
            _work(stream)
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 - whoever asked raises it
            error.add_note(traceback.format_exc())
            send(stream, Failed(error))
    except BrokenPipeError:
        os._exit(1)  # at once: what is still to be written could only fail again


def _work(stream: BinaryIO) -> None:
    try:
        task: Task = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own
        observer = task.knowledge.observer()
        gone: Gone | None = pickle.load(sys.stdin.buffer)  # noqa: S301
    except EOFError:
        return  # nobody wants it any more
    with opened_again(task.spool) as spool:
        for portion in portions(observer, spool.runs(task.group), gone):
            send(stream, portion)
    send(stream, None)


def _own_output() -> BinaryIO:
    """Standard output for the messages alone; whatever prints goes to standard error."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return own


if __name__ == "__main__":
    main()
