"""A proxy that ends TLS in front of Neo4j, on the loopback interface, and what it was sent."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import trustme

from tests.conftest import Server

HANDSHAKE: Final = b"\x16"
"""The first byte of a TLS connection, RFC 8446 section 5.1; Bolt begins with 0x60."""


@dataclass
class Proxy:
    """Where it listens, the first byte of every connection, and how many of them came through to Neo4j."""

    port: int
    first: set[bytes] = field(default_factory=set)
    through: int = 0


def certificate_for(authority: trustme.CA, name: str) -> ssl.SSLContext:
    """A server that shows a certificate for that host, signed by the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def self_signed(authority: trustme.CA, folder: Path) -> ssl.SSLContext:
    """A server that shows the authority's own certificate, which nobody but itself has signed."""
    file = folder / "self-signed.pem"
    authority.private_key_pem.write_to_path(file)
    authority.cert_pem.write_to_path(file, append=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@contextmanager
def encrypted(server: Server, context: ssl.SSLContext) -> Iterator[Proxy]:
    """The server behind TLS until the block ends."""
    target = urlsplit(server.uri)
    address = (target.hostname or "", target.port or 0)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = Proxy(listener.getsockname()[1])
        accepting = threading.Thread(target=_accept, args=(listener, address, context, proxy))
        accepting.start()
        try:
            yield proxy
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()


def _accept(listener: socket.socket, address: tuple[str, int], context: ssl.SSLContext, proxy: Proxy) -> None:
    open_ones: list[threading.Thread] = []
    with suppress(OSError):
        while True:
            raw, _ = listener.accept()
            open_ones.append(threading.Thread(target=_serve, args=(raw, address, context, proxy)))
            open_ones[-1].start()
    for thread in open_ones:
        thread.join()


def _serve(raw: socket.socket, address: tuple[str, int], context: ssl.SSLContext, proxy: Proxy) -> None:
    with raw, suppress(OSError):
        proxy.first.add(raw.recv(1, socket.MSG_PEEK))
        with context.wrap_socket(raw, server_side=True) as client, socket.create_connection(address) as behind:
            proxy.through += 1
            back = threading.Thread(target=_copy, args=(behind, client))
            back.start()
            _copy(client, behind)
            back.join()


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
