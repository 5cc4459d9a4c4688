"""What the SDKs' pipeline does differently here: it repeats reads that are POST, and never leaves the host it asks.

azure-core repeats a throttled POST only where the answer has ``Retry-After``, and follows redirects to any host:
https://learn.microsoft.com/python/api/azure-core/azure.core.pipeline.policies
"""

import threading
from collections.abc import Iterator
from socket import gaierror
from ssl import SSLCertVerificationError, SSLError
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from azure.core.credentials import AccessToken, AccessTokenInfo, TokenCredential
from azure.core.exceptions import AzureError
from azure.core.pipeline import PipelineRequest, PipelineResponse
from azure.core.pipeline.policies import (
    BearerTokenCredentialPolicy,
    RedirectPolicy,
    RetryPolicy,
    SansIOHTTPPolicy,
)
from azure.core.rest import HttpRequest, HttpResponse

from lineage_graph.sources.live.addresses import is_below
from lineage_graph.sources.live.failures import CallFailed
from lineage_graph.sources.live.options import Patience, Tally

REPEATED: Final = frozenset({408, 429, 500, 502, 503, 504})
"""Answers that may be others a moment later."""

_CONNECTION_ATTEMPTS: Final = 3

_IN_WORDS: Final = (
    (SSLCertVerificationError, "the certificate is not trusted"),
    (SSLError, "nobody speaks TLS there"),
    (gaierror, "the host's name is not known"),
    (ConnectionRefusedError, "nobody listens there"),
    (TimeoutError, "it took too long"),
)
"""What led to an error, as far as it says something to a person."""

Request = PipelineRequest[HttpRequest]


class PatientRetry(RetryPolicy[HttpRequest, HttpResponse]):
    """Repeats whatever is worth it, for everything that is asked only reads; counts, and gives up in the end.

    ``halt`` ends pauses and repeats at once.
    """

    def __init__(self, patience: Patience, tally: Tally, halt: threading.Event) -> None:
        repeats = max(0, patience.attempts - 1)
        super().__init__(
            retry_total=repeats,
            retry_status=repeats,
            retry_read=repeats,
            retry_connect=min(repeats, _CONNECTION_ATTEMPTS),
            retry_backoff_factor=patience.pause,
            retry_backoff_max=patience.longest_pause,
            timeout=patience.seconds,
        )
        self._patience = patience
        self._tally = tally
        self._halt = halt
        self._repeats = 0
        self._lock = threading.Lock()

    def is_retry(self, settings: dict[str, Any], response: PipelineResponse[Any, Any]) -> bool:
        """Whether the answer is one that may change, and attempts are left."""
        return settings["total"] > 0 and response.http_response.status_code in REPEATED

    def get_retry_after(self, response: PipelineResponse[Any, Any]) -> float | None:
        """Seconds that the answer asks to wait, no more than the longest pause."""
        asked = super().get_retry_after(response)
        return None if asked is None else min(asked, self._patience.longest_pause)

    def increment(self, settings: dict[str, Any], response: Any = None, error: Exception | None = None) -> bool:  # noqa: ANN401 - a request or a response, as in the SDK
        """Whether another attempt is made; counts it."""
        if self._halt.is_set() or not super().increment(settings, response=response, error=error):
            return False
        with self._lock:
            self._repeats += 1
            allowed = self._repeats <= self._patience.repeats
        if allowed:
            self._tally.again(response.http_response.status_code if error is None else None)
        return allowed

    def sleep(self, settings: dict[str, Any], _: object, response: PipelineResponse[Any, Any] | None = None) -> None:
        """Wait as long as the answer asks, or longer each time."""
        asked = self.get_retry_after(response) if response else None
        self._halt.wait(asked or self.get_backoff_time(settings))

    def _is_method_retryable(self, *_: object, **__: object) -> bool:
        return True


class RedirectAtHome(RedirectPolicy[HttpRequest, HttpResponse]):
    """Follows redirects to the same origin; refuses others, such as a login page's or a plain http address."""

    def increment(self, settings: dict[str, Any], response: PipelineResponse[Any, Any], redirect_location: str) -> bool:
        """Whether the redirect is followed; raises ``CallFailed`` where it leads away."""
        here = response.http_request.url
        there = urljoin(here, redirect_location)
        refuse_to_leave(here, there, urlsplit(here).path)
        return bool(super().increment(settings, response, there))


class AtHome(SansIOHTTPPolicy[HttpRequest, HttpResponse]):
    """The last guard before a token is attached: no request to another origin than the one that is read."""

    def __init__(self, origin: str, tally: Tally, halt: threading.Event) -> None:
        super().__init__()
        self._origin = origin
        self._tally = tally
        self._halt = halt

    def on_request(self, request: Request) -> None:
        """Count the request, or refuse it."""
        url = request.http_request.url
        refuse_to_leave(self._origin, url, urlsplit(url).path)
        if self._halt.is_set():
            raise CallFailed(urlsplit(url).path, "the reading was given up")
        self._tally.sent()


class Bearer(BearerTokenCredentialPolicy[HttpRequest, HttpResponse]):
    """The SDK's own policy for tokens, made safe for several threads; ``AtHome`` has looked at the address before."""

    def __init__(self, credential: TokenCredential, scope: str) -> None:
        super().__init__(credential, scope)
        self._lock = threading.Lock()

    def on_request(self, request: Request) -> None:
        """Attach a token that has not expired."""
        self._update_headers(request.http_request.headers, self._current().token)

    def _current(self) -> AccessToken | AccessTokenInfo:
        # Another thread takes the token away as soon as it is answered with 401: it is read once and kept.
        with self._lock:
            held = self._token
            if held is None or self._need_new_token:
                held = self._get_token(*self._scopes)
                self._token = held
            return held


def refuse_to_leave(origin: str, url: str, path: str) -> None:
    """Raise ``CallFailed`` where the address has another origin."""
    if not is_below(origin, url):
        parts = urlsplit(url)
        where = f"{parts.scheme}://{parts.hostname or ''}"
        reason = f"Azure's answer leads to another address, {where}, where no token is sent"
        raise CallFailed(path, reason)


def unreachable(error: AzureError, path: str) -> CallFailed:
    """What the SDK raised where no answer came; its own text may hold a whole answer and is not shown."""
    cause = next((words for one in _causes(error) for kind, words in _IN_WORDS if isinstance(one, kind)), None)
    told = f"no usable answer ({type(error).__name__})"
    return CallFailed(path, f"{told}: {cause}" if cause else told)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it; urllib3 hides the cause among the arguments."""
    seen: list[BaseException] = [error]
    for one in seen:
        yield one
        inside = (*one.args, getattr(one, "reason", None), getattr(one, "inner_exception", None), one.__cause__)
        seen += [other for other in inside if isinstance(other, BaseException) and other not in seen]
