"""The effects of a refresh, numbered as they happen: every request to Azure, every commit to Neo4j, before and after.

A process that runs ``refresh_process`` talks to both through us: to the server of the tests, and to Neo4j through a
proxy that knows a commit when it sees one.
"""

import re
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lineage_graph.cli.ending import terminate
from lineage_graph.configuration import load_configuration
from lineage_graph.graph import Connection, connect
from lineage_graph.refresh import exit_code
from tests.refresh.days import SECOND, refreshed_at

_MESSAGES: Final = re.compile(rb"\xb1\x11(?=[\xa0-\xaf])|\x84mode\x81r|\x00\x02\xb0\x12\x00\x00")
"""BEGIN, the access mode of one that reads, and COMMIT with its frame, as the protocol Bolt writes them.

https://neo4j.com/docs/bolt/current/bolt/message
"""
_BEGIN: Final = b"\xb1\x11"
_READ: Final = b"\x84mode\x81r"


def refresh_process(connection: Connection, folder: Path) -> None:
    """Refresh what the folder's lineage.yml names; ends with the exit code of the command."""
    with connect(connection) as graph:
        raise SystemExit(exit_code(refreshed_at(graph, load_configuration(folder / "lineage.yml").sources, SECOND)))


def ending_process(connection: Connection, folder: Path) -> None:
    """The same, which ends as the command does when somebody asks it to."""
    signal.signal(signal.SIGTERM, terminate)
    refresh_process(connection, folder)


@dataclass(slots=True)
class Effects:
    """Counts effects, ``requests`` to Azure too; when the one with the number ``last`` happens, ``end`` is called.

    If it ``cuts``, nothing comes through from then on: an effect before a commit keeps the commit from the server, one
    after it keeps the answer from the process. ``look`` is called at each.
    """

    last: int = 0
    cuts: bool = True
    requests: bool = True
    end: Callable[[], None] = lambda: None
    look: Callable[[], None] = lambda: None
    names: list[str] = field(default_factory=list)
    over: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def happens(self, name: str) -> bool:
        """Whether the process lives to see it."""
        with self._lock:
            if not self.over:
                self.names.append(name)
                self.look()
                if len(self.names) == self.last:
                    self.over = self.cuts
                    self.end()
            return not self.over


@contextmanager
def between(uri: str, effects: Effects) -> Iterator[str]:
    """The URI of a proxy before the server."""
    host, port = uri.partition("://")[2].split(":")
    sockets: list[socket.socket] = []

    def accept(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                sockets.append(client)
                server = socket.create_connection((host, int(port)))
                sockets.append(server)
                for each in (client, server):  # a short message does not wait for the one before to be acknowledged
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                talk = _Talk(client, server, effects)
                threading.Thread(target=talk.ask, daemon=True).start()
                threading.Thread(target=talk.answer, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepting = threading.Thread(target=accept, args=(listener,), daemon=True)
        accepting.start()
        try:
            yield f"bolt://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for each in sockets:
                each.close()


@dataclass(slots=True)
class _Talk:
    """One connection between the process and the server."""

    client: socket.socket
    server: socket.socket
    effects: Effects
    reads: bool = False
    commits: bool = False

    def ask(self) -> None:
        """Hand over what the process says, but for a commit that it does not live to see."""
        with suppress(OSError):
            while data := self.client.recv(65536):
                if self._is_commit(data):
                    if not self.effects.happens("before a commit"):
                        break
                    self.commits = True
                self.server.sendall(data)
        self._close()

    def answer(self) -> None:
        """Hand over what the server says, but for the success of a commit after which the process dies."""
        with suppress(OSError):
            while data := self.server.recv(65536):
                if self.commits:
                    self.commits = False
                    if not self.effects.happens("after a commit"):
                        break
                self.client.sendall(data)
        self._close()

    def _is_commit(self, data: bytes) -> bool:
        """Whether it ends a transaction that writes."""
        found = False
        for message in _MESSAGES.findall(data):
            if message == _BEGIN:
                self.reads = False
            elif message == _READ:
                self.reads = True
            else:
                found = not self.reads
        return found

    def _close(self) -> None:
        for each in (self.client, self.server):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
