"""What goes wrong between us and Azure, one function each; a ``Script`` says which requests meet what, in order."""

import gzip
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tests.azure.services import Json

_JSON: Final = "application/json; charset=utf-8"
LOGIN_PAGE: Final = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Proxy</body></html>"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer on the wire. ``length`` is what Content-Length claims where that is a lie; ``hang_up``: no answer."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = _JSON
    length: int | None = None
    hang_up: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: the address it was sent to, as the server knows itself, and its path with the query."""

    origin: str
    path: str
    target: str


Fault = Callable[[Asked, Callable[[], Reply]], Reply]
"""Makes an answer, of the true one if it wants to."""


def told(status: int, content: Json, *headers: tuple[str, str]) -> Reply:
    """An answer in JSON."""
    return Reply(status, json.dumps(content).encode(), headers)


def refusal(status: int, code: str, message: str, *headers: tuple[str, str]) -> Fault:
    """An error in Azure Resource Manager's shape."""
    return lambda _, __: told(status, {"error": {"code": code, "message": message}}, *headers)


def throttled(retry_after: str | None = None) -> Fault:
    """429, with or without ``Retry-After``."""
    headers = [("Retry-After", retry_after)] if retry_after is not None else []
    return refusal(429, "TooManyRequests", "The request was throttled.", *headers)


def status(code: int) -> Fault:
    """An error of that status."""
    return refusal(code, f"Status{code}", "It did not work.")


def forbidden(message: str = "The client does not have authorization to perform this action.") -> Fault:
    """403."""
    return refusal(403, "AuthorizationFailed", message)


def not_there(asked: Asked, _: Callable[[], Reply]) -> Reply:
    """404."""
    return told(404, {"error": {"code": "ResourceNotFound", "message": f"{asked.path} was not found."}})


def unauthorized(_: Asked, __: Callable[[], Reply]) -> Reply:
    """401, as for a token that has expired."""
    headers = (("WWW-Authenticate", 'Bearer authorization_uri="https://login.example", error="invalid_token"'),)
    return told(401, {"error": {"code": "ExpiredAuthenticationToken", "message": "It has expired."}}, *headers)


def html(_: Asked, __: Callable[[], Reply]) -> Reply:
    """The login page of a proxy, as if all were well."""
    return Reply(200, LOGIN_PAGE, content_type="text/html")


def html_as_json(_: Asked, __: Callable[[], Reply]) -> Reply:
    """The same under the name of JSON."""
    return Reply(200, LOGIN_PAGE)


def truncated(_: Asked, true: Callable[[], Reply]) -> Reply:
    """JSON that ends in the middle."""
    whole = true().body
    return Reply(200, whole[: len(whole) // 2])


def cut_off(_: Asked, true: Callable[[], Reply]) -> Reply:
    """A connection that ends before all was sent."""
    whole = true().body
    return Reply(200, whole[: len(whole) // 2], length=len(whole))


def hang_up(_: Asked, __: Callable[[], Reply]) -> Reply:
    """A connection that ends without an answer."""
    return Reply(hang_up=True)


def bad_gzip(_: Asked, true: Callable[[], Reply]) -> Reply:
    """Compressed, and damaged on the way."""
    whole = bytearray(gzip.compress(true().body))
    whole[12:20] = b"\xff" * 8
    return Reply(200, bytes(whole), (("Content-Encoding", "gzip"),))


def instead(content: Json) -> Fault:
    """Another JSON than the true one."""
    return lambda _, __: told(200, content)


null_value: Final = instead({"value": None})
no_value: Final = instead({})


def same_page_again(asked: Asked, true: Callable[[], Reply]) -> Reply:
    """The page with a link to itself."""
    return _linked(true(), asked.origin + asked.target)


def endless(asked: Asked, true: Callable[[], Reply]) -> Reply:
    """The page with a link to another that will be the same."""
    more = f"{asked.target}0" if "skiptoken" in asked.target else f"{asked.target}&%24skiptoken=1000"
    return _linked(true(), asked.origin + more)


def linked_to(url: str) -> Fault:
    """The page with a link to that address."""
    return lambda _, true: _linked(true(), url)


def redirect(url: str) -> Fault:
    """302 to that address."""
    return lambda _, __: Reply(302, headers=(("Location", url),))


def same_token_again(_: Asked, true: Callable[[], Reply]) -> Reply:
    """The page of runs with a continuation token that never changes."""
    return _with(true(), continuationToken="00")


def after(wait: Callable[[], object]) -> Fault:
    """The true answer, once the waiting is over."""

    def answer(_: Asked, true: Callable[[], Reply]) -> Reply:
        wait()
        return true()

    return answer


def fine(_: Asked, true: Callable[[], Reply]) -> Reply:
    """The true answer."""
    return true()


@dataclass(slots=True)
class Script:
    """Which requests meet which faults: a pattern for ``METHOD path``, and the faults of its first, second, … match."""

    scenes: list[tuple[re.Pattern[str], list[Fault], bool]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, pattern: str, *faults: Fault, forever: bool = False) -> None:
        """From now on; ``forever`` keeps the last fault, else all is well after it."""
        self.scenes.append((re.compile(pattern), list(faults), forever))

    def fault(self, line: str) -> Fault:
        """What the request meets."""
        with self._lock:
            for pattern, faults, forever in self.scenes:
                if faults and pattern.search(line):
                    return faults[0] if forever and len(faults) == 1 else faults.pop(0)
        return fine


def _linked(reply: Reply, url: str) -> Reply:
    return _with(reply, nextLink=url)


def _with(reply: Reply, **more: Json) -> Reply:
    return told(reply.status, {**json.loads(reply.body), **more})
