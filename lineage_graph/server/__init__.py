"""The local Neo4j: fetched from a Maven repository, run on a Java that pip brings, listening on this machine only.

``up`` starts it or finds it running, ``down`` stops it, ``status`` tells. A home holds its data, settings, password and
logs; the jars are in a cache that all homes share.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from lineage_graph.errors import LocalServerError
from lineage_graph.server import process
from lineage_graph.server.local import LocalServer, password, status
from lineage_graph.server.lock import RELEASES
from lineage_graph.server.options import ServerOptions, Settings, default_home, settle
from lineage_graph.server.progress import Progress, Silence
from lineage_graph.server.start import start, wait

__all__ = [
    "RELEASES",
    "LocalServer",
    "Progress",
    "ServerOptions",
    "Silence",
    "down",
    "password",
    "status",
    "up",
]


def up(options: ServerOptions | None = None, progress: Progress | None = None) -> LocalServer:
    """The running server of the home, started first if need be; a LocalServerError says why it cannot be."""
    options, progress = options or ServerOptions(), progress or Silence()
    with _alone(options.home, progress):
        found = status(options.home)
        if not found.running:
            before = process.recall(options.home)
            return start(options, settle(options, before.settings if before else Settings()), progress)
        progress.step("Waiting for Neo4j")
        wait(found, options.seconds_to_start)
        return found


def down(home: Path | None = None) -> bool:
    """Stop the server of the home; False if none was running."""
    home = home or default_home()
    if process.recall(home) is None:
        return False
    with _alone(home, Silence()):
        record = process.recall(home)
        found = process.find(record, home) if record else None
        if found is not None:
            process.stop(found)
        return found is not None


@contextmanager
def _alone(home: Path, progress: Progress) -> Iterator[None]:
    # One at a time in a home: whoever comes second waits, and then finds the work done.
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(home / "up.lock")
        try:
            lock.acquire(blocking=False)
        except Timeout:
            progress.step("Waiting for another lineage-graph that is starting or stopping Neo4j")
            lock.acquire()
        with lock:
            # `with` took it a second time, which counts.
            lock.release()
            yield
    except OSError as problem:
        place = problem.filename or home
        message = f"Cannot use {home} as the home of the local Neo4j: {problem.strerror} ({place})."
        raise LocalServerError(
            f"{message}\nFree some space there, or name another with LINEAGE_GRAPH_HOME."
        ) from problem
