"""A tape that keeps what Azure answers: each answer on a line of the service's file, with no secret in it.

Definitions wait until all of them are there, for they say of one another what is a secret; runs are written at once.
The addresses of further pages, which only Azure understands, are replaced by numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import BinaryIO, TypeAlias
from urllib.parse import urlsplit

from lineage_graph.capture.lines import Line, written
from lineage_graph.errors import AzureUnavailable
from lineage_graph.records import Service
from lineage_graph.sources.live.addresses import is_below
from lineage_graph.sources.live.failures import CallFailed
from lineage_graph.sources.live.kept import Keeper, keeper_of, with_policies
from lineage_graph.sources.live.tape import Asked
from lineage_graph.sources.raw import Json
from lineage_graph.sources.redaction import redact

_Outcome: TypeAlias = Json | CallFailed
_TOKEN = "continuationToken"  # noqa: S105 - the name of a property


@dataclass(slots=True)
class Recording:
    """The tape of one service. Safe across threads."""

    origin: str
    file: BinaryIO
    keeper: Keeper | None = None
    asked: int = 0
    answers: int = 0
    failed: int = 0
    refused: int = 0
    size: int = 0
    _waiting: list[tuple[Asked, _Outcome]] = field(default_factory=list)
    _pages: dict[tuple[str, str], str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __call__(self, asked: Asked, fetch: Callable[[], Json]) -> Json:
        """The answer of Azure, which is kept; so is a failure."""
        with self._lock:
            self.asked += 1
        try:
            answer = fetch()
        except CallFailed as failure:
            self._take(asked, failure)
            raise
        except AzureUnavailable:
            # The login is refused: that ends the reading, and is no answer to this question.
            with self._lock:
                self.refused += 1
            raise
        self._take(asked, answer)
        return answer

    def definitions_read(self, service: Service | None) -> None:
        """All definitions are there: write what waited, and take runs from now on."""
        with self._lock:
            keeper = keeper_of((asked, told) for asked, told in self._waiting if not isinstance(told, CallFailed))
            self.keeper = with_policies(keeper, service) if service else keeper
            waiting, self._waiting = self._waiting, []
            for asked, outcome in waiting:
                self._write(self.keeper, asked, outcome)

    def _take(self, asked: Asked, outcome: _Outcome) -> None:
        with self._lock:
            if self.keeper is None:
                self._waiting.append((asked, outcome))
            else:
                self._write(self.keeper, asked, outcome)

    def _write(self, keeper: Keeper, asked: Asked, outcome: _Outcome) -> None:
        told = self._numbered(asked, keeper)
        if isinstance(outcome, CallFailed):
            self.failed += 1
            kept: _Outcome = CallFailed(redact(outcome.path), redact(outcome.reason), outcome.status)
        else:
            self.answers += 1
            kept = self._followed(asked, told, keeper.answer(asked, outcome))
        line = written(Line(f"{told.method} {told.target}", told.body, kept))
        self.size += len(line)
        self.file.write(line)

    def _numbered(self, asked: Asked, keeper: Keeper) -> Asked:
        """The question with the number of the page in the place of what Azure calls it."""
        target = self._pages.get((asked.path, asked.target)) or keeper.target(asked)
        body = asked.body
        if isinstance(body, dict) and isinstance(body.get(_TOKEN), str):
            body = {**body, _TOKEN: self._page(asked.path, body[_TOKEN])}
        return Asked(asked.method, target, body)

    def _followed(self, asked: Asked, told: Asked, answer: Json) -> Json:
        if not isinstance(answer, dict):
            return answer
        if isinstance(token := answer.get(_TOKEN), str) and token:
            answer = {**answer, _TOKEN: self._page(asked.path, token)}
        if isinstance(link := answer.get("nextLink"), str) and link:
            answer = {**answer, "nextLink": self._link(asked, told, link)}
        return answer

    def _page(self, path: str, token: str) -> str:
        return self._pages.setdefault((path, f"token {token}"), f"page-{len(self._pages) + 2}")

    def _link(self, asked: Asked, told: Asked, link: str) -> str:
        """The address of the next page; one that leads elsewhere is not followed and stays, without its query."""
        if not is_below(self.origin, link):
            return redact(link.partition("?")[0])
        parts = urlsplit(link)
        version = asked.target.partition("?")[2].partition("api-version=")[2].partition("&")[0]
        target = f"{parts.path}?{parts.query}"
        if target == asked.target:
            return f"{self.origin}{told.target}"
        numbered = f"{told.path}?api-version={version}&page={len(self._pages) + 2}"
        numbered = self._pages.setdefault((parts.path, target), numbered)
        self._pages.setdefault((parts.path, f"{target}{'&' if parts.query else ''}api-version={version}"), numbered)
        return f"{self.origin}{numbered}"
