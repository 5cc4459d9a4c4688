"""One JSON object of a run record, read field by field: what is wrong becomes None and a warning with its pointer.

To read another kind of value: add a method to ``Fields`` that goes through ``_read``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite, nan
from sys import intern
from typing import Final, TypeVar

from lineage_graph.keys import storable
from lineage_graph.records import RunStatus
from lineage_graph.sources.intake import Intake, below
from lineage_graph.sources.raw import Json
from lineage_graph.sources.redaction import redact
from lineage_graph.sources.runs.place import Place
from lineage_graph.sources.runs.times import Unreadable, moment

LONGEST_MESSAGE: Final = 2_000
"""Characters of an error message that are kept."""

_LOOKED_AT: Final = 20_000
"""Characters of an error message that are looked at: redaction comes first, and real messages repeat themselves."""

_LARGEST: Final = 2**63 - 1
_MILLISECOND: Final = timedelta(milliseconds=1)
_STATUSES: Final = {
    "queued": RunStatus.QUEUED,
    "inprogress": RunStatus.IN_PROGRESS,
    "started": RunStatus.IN_PROGRESS,
    "running": RunStatus.IN_PROGRESS,
    "succeeded": RunStatus.SUCCEEDED,
    "failed": RunStatus.FAILED,
    "timedout": RunStatus.FAILED,
    "canceling": RunStatus.CANCELLING,
    "cancelling": RunStatus.CANCELLING,
    "canceled": RunStatus.CANCELLED,
    "cancelled": RunStatus.CANCELLED,
}
_EXACTLY: Final = {"Succeeded": RunStatus.SUCCEEDED, "Failed": RunStatus.FAILED, "InProgress": RunStatus.IN_PROGRESS}

T = TypeVar("T")


@dataclass(slots=True)
class Fields:
    """A JSON object, where it stands, and where warnings go; ``steps`` lead from the record to the object."""

    raw: dict[str, Json]
    place: Place
    intake: Intake
    steps: tuple[str | int, ...] = ()

    def inside(self, name: str) -> "Fields":
        """The object under the name, or an empty one, with a warning where something else stands there."""
        found = self.raw.get(name)
        if found and not isinstance(found, dict):
            self.warn(name, "no object")
        return Fields(found if isinstance(found, dict) else {}, self.place, self.intake, (*self.steps, name))

    def name(self, name: str) -> str | None:
        """A short text that many records share; None where it is empty or no text."""
        found = self.raw.get(name)
        if not found or not isinstance(found, str):
            return None
        return intern(found if found.isascii() else storable(found))

    def text(self, name: str) -> str | None:
        """A text that no other record shares, without secrets; what a log writes for nothing is nothing."""
        found = self.raw.get(name)
        if not found and found != 0:
            return None
        if isinstance(found, int) and not isinstance(found, bool):
            found = str(found)
        return redact(storable(found), evaluated=True) if isinstance(found, str) and found not in ("", "null") else None

    def message(self, name: str) -> str | None:
        """An error message: redacted, and at most ``LONGEST_MESSAGE`` characters of it."""
        found = self.raw.get(name)
        if not isinstance(found, str) or found in ("", "null"):
            return None
        kept = redact(storable(found[:_LOOKED_AT]), evaluated=True)
        return kept if len(kept) <= LONGEST_MESSAGE else f"{kept[: LONGEST_MESSAGE - 1]}…"

    def time(self, name: str) -> datetime | None:
        """The time under the name."""
        return self._read(name, moment) if self.raw.get(name) is not None else None

    def count(self, name: str) -> int | None:
        """The whole number under the name, also written as text."""
        found = self.raw.get(name)
        if found is None or (type(found) is int and 0 <= found <= _LARGEST):
            return found
        return self._read(name, whole)

    def duration(self, name: str, start: datetime | None, end: datetime | None) -> int | None:
        """Milliseconds: those under the name, else what lies between the two times."""
        told = self.count(name)
        if told is not None or start is None or end is None or end < start:
            return told
        return (end - start) // _MILLISECOND

    def number(self, name: str) -> float | None:
        """The number under the name, also written as text."""
        found = self.raw.get(name)
        return found if type(found) is float and isfinite(found) else self._read(name, real)

    def flag(self, name: str) -> bool | None:
        """True or false, also written as text."""
        found = self.raw.get(name)
        if isinstance(found, str):
            return {"true": True, "false": False}.get(found.lower())
        return found if isinstance(found, bool) else None

    def status(self, name: str) -> RunStatus:
        """The status under the name, in any spelling."""
        found = self.raw.get(name)
        known = _EXACTLY.get(found) if isinstance(found, str) else None
        return known or self._read(name, status) or RunStatus.UNKNOWN

    def warn(self, name: str, problem: str) -> None:
        """Say what is wrong with the value under the name; the value itself stays unsaid."""
        self.intake.notes.append(f"{below(self.place.origin, *self.steps, name)}: {problem}")

    def _read(self, name: str, reader: Callable[[Json], T | None]) -> T | None:
        found = self.raw.get(name)
        if found is None:
            return None
        try:
            return reader(found)
        except Unreadable as problem:
            self.warn(name, str(problem))
            return None


def status(raw: Json) -> RunStatus | None:
    """The status in any spelling: ``Canceled``, ``Cancelled``, ``Inprogress``."""
    if raw == "":
        return None
    plain = "".join(letter for letter in raw.lower() if letter.isalpha()) if isinstance(raw, str) else ""
    if plain not in _STATUSES:
        message = "an unknown status"
        raise Unreadable(message)
    return _STATUSES[plain]


def whole(raw: Json) -> int | None:
    """A whole number of something that is counted."""
    found = real(raw)
    if found is None:
        return None
    if not found.is_integer():
        message = "no whole number"
        raise Unreadable(message)
    written = raw.strip() if isinstance(raw, str) else ""
    exact = int(written) if written.isdecimal() else raw if isinstance(raw, int) else int(found)
    if not 0 <= exact <= _LARGEST:
        message = "no number that can be kept"
        raise Unreadable(message)
    return exact


def real(raw: Json) -> float | None:
    """A number."""
    if raw == "" or raw is None:
        return None
    try:
        found = float(raw) if isinstance(raw, int | float | str) and not isinstance(raw, bool) else nan
    except (ValueError, OverflowError):
        found = nan
    if not isfinite(found):
        message = "no number"
        raise Unreadable(message)
    return found
