"""What a check found: how bad it is, in one line, and what to do about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lineage_graph.errors import LineageError

_WARNED: Final = LineageError.exit_code


class Verdict(StrEnum):
    """How a check ended. A warning is worth a look and stops nothing."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


class Area(StrEnum):
    """What was looked at, in this order."""

    PROGRAM = "program"
    CONFIGURATION = "configuration"
    NEO4J = "neo4j"
    IDENTITY = "identity"
    AZURE = "azure"


@dataclass(frozen=True, slots=True)
class Finding:
    """``subject`` is what of the area was looked at; ``code`` is the exit code of the commands that it stops."""

    area: Area
    subject: str
    verdict: Verdict
    said: str
    remedy: str | None = None
    code: int = 0


def good(area: Area, subject: str, said: str) -> Finding:
    """All is well."""
    return Finding(area, subject, Verdict.OK, said)


def warning(area: Area, subject: str, said: str, remedy: str) -> Finding:
    """Worth a look."""
    return Finding(area, subject, Verdict.WARNING, said, remedy, _WARNED)


def failure(area: Area, subject: str, error: LineageError) -> Finding:
    """What an error says: its first line is what, the others are what to do."""
    said, _, remedy = str(error).partition("\n")
    return Finding(area, subject, Verdict.FAILURE, said, " ".join(remedy.split()) or None, error.exit_code)


def exit_code(findings: Iterable[Finding]) -> int:
    """0 where all is well, 1 after warnings, else the first that failed: 2 configuration, 5 Neo4j, 6 Azure."""
    found = tuple(findings)
    failed = [one.code for one in found if one.verdict is Verdict.FAILURE]
    warned = any(one.verdict is Verdict.WARNING for one in found)
    return min(failed, default=_WARNED if warned else 0)


def checked(area: Area, subject: str, check: Callable[[], Finding]) -> Finding:
    """What the check found; an expected error within it is a failure, so that the next check is made all the same."""
    try:
        return check()
    except LineageError as error:
        return failure(area, subject, error)
