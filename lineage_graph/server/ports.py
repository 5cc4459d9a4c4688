"""Whether a port of this machine is free."""

import socket
import sys

from lineage_graph.errors import LocalServerError

_LOOPBACK = "127.0.0.1"


def require_free(port: int, option: str) -> None:
    """A LocalServerError that names the port and the option to choose another with, if something listens on it."""
    if answers(port) or not _can_be_bound(port):
        raise LocalServerError(f"Port {port} of this machine is in use. Choose another with {option}.")


def answers(port: int) -> bool:
    """Whether something on this machine takes connections at the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((_LOOPBACK, port)) == 0


def _can_be_bound(port: int) -> bool:
    with socket.socket() as probe:
        if sys.platform != "win32":
            # As Java does: a port whose last connections are still closing is free. On Windows it means stealing.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
        except OSError:
            return False
    return True
