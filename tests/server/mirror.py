"""A real Maven repository on the loopback interface, that can be told to misbehave."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext

from lineage_graph.server.lock import Artifact


@dataclass
class Mirror:
    """What it serves by path, what it shall do wrong, and what it was asked: (path, Range header)."""

    files: dict[str, bytes] = field(default_factory=dict)
    cut_after: int | None = None
    busy: int = 0
    knows_ranges: bool = True
    pause: threading.Event | None = None
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    url: str = ""

    def add(self, coordinate: str, content: bytes) -> Artifact:
        """Serve a jar; what comes back is its line of a lock list."""
        artifact = Artifact(coordinate, hashlib.sha256(content).hexdigest(), len(content))
        self.files[f"/{artifact.path}"] = content
        return artifact


@contextmanager
def serving(tls: SSLContext | None = None) -> Iterator[Mirror]:
    """A mirror that serves until the block ends."""
    mirror = Mirror()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"mirror": mirror}))
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = False
    mirror.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield mirror
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    mirror: Mirror

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.mirror.asked.append((self.path, wanted))
        content = self.mirror.files.get(self.path)
        if content is None:
            self._answer(404, b"")
        elif self.mirror.busy:
            self.mirror.busy -= 1
            self._answer(503, b"")
        elif wanted and self.mirror.knows_ranges:
            self._answer_range(content, int(wanted.removeprefix("bytes=").removesuffix("-")))
        else:
            self._answer(200, content)

    def _answer_range(self, content: bytes, begin: int) -> None:
        if begin >= len(content):
            self._answer(416, b"")
        else:
            self._answer(206, content[begin:], f"bytes {begin}-{len(content) - 1}/{len(content)}")

    def _answer(self, status: int, content: bytes, content_range: str | None = None) -> None:
        self.send_response(status)
        if content_range:
            self.send_header("Content-Range", content_range)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        cut, self.mirror.cut_after = self.mirror.cut_after, None
        self.wfile.write(content[:cut])
        if self.mirror.pause is not None:
            self.mirror.pause.wait(30)

    def log_message(self, format: str, *args: object) -> None:
        pass
