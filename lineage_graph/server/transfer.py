"""One file over HTTP, as a transfer that can be taken up again: what arrived stays in ``<file>.part``.

Proxies and certificates are those of the environment, as ``requests`` reads them.
"""

import os
from pathlib import Path
from threading import Event
from typing import Final
from urllib.parse import urlsplit

import requests

from lineage_graph.errors import LocalServerError
from lineage_graph.server.progress import Progress

_CHUNK: Final = 1 << 16
_SECONDS: Final = (10, 30)
_RESUMED: Final = 206
_NOTHING_LEFT: Final = 416
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_NO_ADDRESS: Final = (
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
)


class Interrupted(Exception):
    """The connection broke or the server was busy; what arrived is kept."""


def session() -> requests.Session:
    """A session that also takes ``SSL_CERT_FILE`` for its certificates, which ``requests`` does not read."""
    made = requests.Session()
    made.headers["Accept-Encoding"] = "identity"
    bundle = os.environ.get("SSL_CERT_FILE")
    if bundle and not (os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")):
        made.verify = bundle
    return made


def transfer(web: requests.Session, url: str, part: Path, progress: Progress, stop: Event) -> None:
    """Append to ``part`` what is missing; an Interrupted may be tried again, a LocalServerError may not."""
    held = part.stat().st_size if part.exists() else 0
    wanted = {"Range": f"bytes={held}-"} if held else {}
    try:
        with web.get(url, headers=wanted, stream=True, timeout=_SECONDS) as answer:
            resumed = _is_resumed(answer, held, url)
            if held and not resumed:
                progress.advance(-held)
            if answer.status_code == _NOTHING_LEFT:
                part.unlink()
                raise Interrupted("what was held is longer than the file")
            with part.open("ab" if resumed else "wb") as file:
                for chunk in answer.iter_content(_CHUNK):
                    file.write(chunk)
                    progress.advance(len(chunk))
                    if stop.is_set():
                        raise Interrupted("stopped")
    except _NO_ADDRESS as problem:
        raise LocalServerError(f"{url} is no address that a file can be fetched from.") from problem
    except requests.RequestException as problem:
        raise Interrupted(_reason(problem)) from problem


def host(url: str) -> str:
    """The host and port of an address, without a user name or password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def _is_resumed(answer: requests.Response, held: int, url: str) -> bool:
    status = answer.status_code
    if status in _PASSING:
        raise Interrupted(f"it answered {status}")
    if not answer.ok and status != _NOTHING_LEFT:
        raise LocalServerError(f"{host(url)} answered {status} for {urlsplit(url).path}")
    return status == _RESUMED and answer.headers.get("Content-Range", "").startswith(f"bytes {held}-")


def _reason(problem: requests.RequestException) -> str:
    # The text of the exception may hold a proxy's password, so only its kind is told.
    if isinstance(problem, requests.exceptions.SSLError):
        return "its certificate is not trusted (SSL_CERT_FILE names other authorities)"
    if isinstance(problem, requests.exceptions.ProxyError):
        return "the proxy could not be reached or refused"
    if isinstance(problem, requests.exceptions.Timeout):
        return "it did not answer in time"
    return "the connection failed or broke"
