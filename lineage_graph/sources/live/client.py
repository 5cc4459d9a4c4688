"""One address, asked through the pipeline of Microsoft's SDK for it: decoded JSON, or why there is none.

The SDKs' models lose what they do not know and raise on what they do not expect; ``send_request`` runs the same
pipeline and hands over the answer as it came. It is decoded as files are, within the same limits.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Event
from typing import Final
from urllib.parse import parse_qs, urlsplit

from azure.core.exceptions import AzureError, ClientAuthenticationError
from azure.core.rest import HttpRequest, HttpResponse

from lineage_graph.errors import AzureUnavailable
from lineage_graph.sources.decoding import LARGEST_FILE, Flaw, decode
from lineage_graph.sources.live.failures import FORBIDDEN, CallFailed, shown
from lineage_graph.sources.live.options import Patience
from lineage_graph.sources.live.policies import refuse_to_leave, unreachable
from lineage_graph.sources.live.tape import Asked, Tape, straight
from lineage_graph.sources.raw import Json

_OK: Final = 200
_UNAUTHORIZED: Final = 401
_LOOKED_AT: Final = 4_000
"""Bytes of an answer that an error may come from."""

_LOGIN_SHOWN: Final = 300
"""Characters of why there is no token: Entra ID's reasons are sentences."""

_LOGIN: Final = "Log in again (az login), or check the credential, its secret and its tenant."


@dataclass(frozen=True, slots=True)
class Client:
    """Asks one origin. ``role`` is what a refusal names; all methods are safe across threads.

    ``tape`` stands between the questions and Azure. After ``halt`` nothing is asked any more: what is under way in
    other threads ends soon.
    """

    origin: str
    role: str
    patience: Patience
    send: Callable[[HttpRequest], HttpResponse]
    halt: Event = field(default_factory=Event)
    tape: Tape = straight

    def get(self, path: str, version: str) -> Json:
        """The JSON at the path, in that version of the API; ``CallFailed`` where there is none."""
        return self._json("GET", self._url(path, version))

    def post(self, path: str, version: str, body: Json) -> Json:
        """The JSON that answers a question asked with POST."""
        return self._json("POST", self._url(path, version), body)

    def pages(self, path: str, version: str) -> Iterator[list[Json]]:
        """The objects of a list, page by page; ``CallFailed`` after the last good page where one is not."""
        url: str | None = self._url(path, version)
        for check in self._limits(path):
            if url is None:
                return
            check(url)
            answer = self._json("GET", url)
            yield _objects(answer, path)
            url = self._next(answer, path, version)

    def query(self, path: str, version: str, body: dict[str, Json]) -> Iterator[list[Json]]:
        """The answers to a question about runs, page by page: the same question with each ``continuationToken``."""
        token: Json = ""
        for check in self._limits(path):
            if token is None:
                return
            check(token)
            answer = self.post(path, version, {**body, "continuationToken": token} if token else body)
            yield _objects(answer, path)
            token = answer.get("continuationToken") or None
            if not isinstance(token, str | None):
                raise CallFailed(path, "its continuationToken is no text")

    def date(self, path: str, version: str) -> datetime:
        """What the service's clock says, by the ``Date`` of its answer to a GET, of whatever status; in UTC."""
        response = self._answer("GET", self._url(path, version), None, path)
        try:
            told = parsedate_to_datetime(response.headers.get("Date") or "")
        except ValueError:
            raise CallFailed(path, "the answer does not tell the time (Date)") from None
        return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)

    def _url(self, path: str, version: str) -> str:
        return f"{self.origin}{path}?api-version={version}"

    def _next(self, answer: dict[str, Json], path: str, version: str) -> str | None:
        url = answer.get("nextLink") or None
        if url is None:
            return None
        if not isinstance(url, str):
            raise CallFailed(path, "its nextLink is no address")
        refuse_to_leave(self.origin, url, path)
        if "api-version" in parse_qs(urlsplit(url).query):
            return url
        return f"{url}{'&' if '?' in url else '?'}api-version={version}"

    def _limits(self, path: str) -> Iterator[Callable[[str], None]]:
        """A check for each page: raises for a place seen before, and once there are too many pages."""
        seen: set[str] = set()
        end = time.monotonic() + self.patience.list_seconds

        def check(place: str) -> None:
            if place in seen:
                raise CallFailed(path, "it comes back to a page that was read before")
            seen.add(place)

        for _ in range(self.patience.pages):
            if time.monotonic() > end:
                raise CallFailed(path, f"it does not end within {self.patience.list_seconds:.0f} seconds")
            yield check
        raise CallFailed(path, f"it does not end after {self.patience.pages} pages")

    def _json(self, method: str, url: str, body: Json = None) -> Json:
        parts = urlsplit(url)
        asked = Asked(method, f"{parts.path}?{parts.query}", body)
        return self.tape(asked, lambda: self._fetched(method, url, body))

    def _fetched(self, method: str, url: str, body: Json) -> Json:
        path = urlsplit(url).path
        response = self._answer(method, url, body, path)
        if response.status_code != _OK:
            raise CallFailed(path, self._refusal(response), response.status_code)
        content = response.content
        if len(content) > LARGEST_FILE:
            raise CallFailed(path, f"larger than {LARGEST_FILE // 1024**2} MB")
        document = decode(content)
        if isinstance(document, Flaw):
            raise CallFailed(path, f"{document.reason}: {shown(_text(content))!r}")
        return document.content

    def _answer(self, method: str, url: str, body: Json, path: str) -> HttpResponse:
        """The answer; after 401 a second one with a new token."""
        for _ in range(2):
            # The SDK takes braces for the names of its own parameters.
            request = HttpRequest(method, url.replace("{", "%7B").replace("}", "%7D"), json=body)
            try:
                response = self.send(request)
            except ClientAuthenticationError as error:
                raise AzureUnavailable(_no_token(error)) from None
            except AzureError as error:
                raise unreachable(error, path) from None
            if response.status_code != _UNAUTHORIZED:
                return response
        message = f"Azure does not accept the token for {path}.\n{_LOGIN}"
        raise AzureUnavailable(message)

    def _refusal(self, response: HttpResponse) -> str:
        told = shown(_told(response.content))
        role = f", most likely for want of {self.role}" if response.status_code == FORBIDDEN else ""
        return f"answered {response.status_code}{role}: {told}" if told else f"answered {response.status_code}{role}"


def _objects(answer: Json, path: str) -> list[Json]:
    """The list under ``value``: an answer without one says nothing, least of all that there is nothing."""
    listed = answer.get("value") if isinstance(answer, dict) else None
    if not isinstance(listed, list):
        raise CallFailed(path, "the answer has no list under 'value'")
    return listed


def _told(content: bytes) -> str:
    """What an answer that refuses says: Azure's code and message, or its text."""
    document = decode(content)
    told = document.content if not isinstance(document, Flaw) else None
    error = told.get("error", told) if isinstance(told, dict) else None
    if not isinstance(error, dict):
        return _text(content)
    return ": ".join(one for name in ("code", "message") if isinstance(one := error.get(name), str))


def _text(content: bytes) -> str:
    return content[:_LOOKED_AT].decode("utf-8", "replace")


def _no_token(error: ClientAuthenticationError) -> str:
    said = str(error).strip().partition("\n")[0]
    return f"Azure gave no token: {shown(said, _LOGIN_SHOWN)}\n{_LOGIN}"
