"""A service's answers in a file, one a line: the question, and the answer or why there is none.

The key of a question is what finds its answer again.
"""

import json
from dataclasses import dataclass

from lineage_graph.sources.decoding import Flaw, decode
from lineage_graph.sources.live.failures import CallFailed
from lineage_graph.sources.raw import Json


@dataclass(frozen=True, slots=True)
class Line:
    """A question with what came of it."""

    ask: str
    body: Json
    outcome: Json | CallFailed

    @property
    def key(self) -> bytes:
        """What the question is known by."""
        return key_of(self.ask, self.body)


def key_of(ask: str, body: Json) -> bytes:
    """The same bytes for the same question: its method and target on one line, and its body."""
    return json.dumps([ask, body], sort_keys=True).encode()


def written(line: Line) -> bytes:
    """The line as the file holds it, with its end."""
    told: dict[str, Json] = {"ask": line.ask}
    if line.body is not None:
        told["body"] = line.body
    if isinstance(line.outcome, CallFailed):
        told["failed"] = {"path": line.outcome.path, "reason": line.outcome.reason, "status": line.outcome.status}
    else:
        told["answer"] = line.outcome
    return json.dumps(told, separators=(",", ":")).encode() + b"\n"


def parsed(raw: bytes) -> Line | Flaw:
    """The line, or what is wrong with it."""
    found = decode(raw)
    if isinstance(found, Flaw):
        return found
    told = found.content
    if not isinstance(told, dict) or not isinstance(told.get("ask"), str) or ("answer" in told) == ("failed" in told):
        return Flaw("no question with its answer")
    if "answer" in told:
        return Line(told["ask"], told.get("body"), told["answer"])
    failure = _failure(told["failed"])
    return Flaw("no reason why there is no answer") if failure is None else Line(told["ask"], told.get("body"), failure)


def _failure(raw: Json) -> CallFailed | None:
    told = raw if isinstance(raw, dict) else {}
    path, reason, status = (told.get(name) for name in ("path", "reason", "status"))
    if not isinstance(path, str) or not isinstance(reason, str) or not isinstance(status, int | None):
        return None
    return CallFailed(path, reason, status)
