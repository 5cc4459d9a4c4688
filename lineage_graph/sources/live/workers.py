"""Requests to one service at the same time, a few of them; where one ends the reading, the others end soon."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from lineage_graph.sources.live.client import Client


@contextmanager
def workers(client: Client, at_once: int) -> Iterator[ThreadPoolExecutor]:
    """A pool of that many threads; whatever is raised inside halts the client and drops what has not begun."""
    with ThreadPoolExecutor(at_once) as pool, ExitStack() as undoing:
        undoing.callback(pool.shutdown, wait=False, cancel_futures=True)
        undoing.callback(client.halt.set)
        yield pool
        undoing.pop_all()
