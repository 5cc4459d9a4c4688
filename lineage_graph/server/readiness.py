"""Waiting until the server answers a query, and saying why it does not: its own last words, and where they stand."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import neo4j
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from lineage_graph.errors import LocalServerError
from lineage_graph.server import credentials

_PAUSE: Final = 0.2
_TELLING: Final = re.compile(r"\b(?:ERROR|Caused by:|Exception|Error)\b")
_NOISE: Final = re.compile(r"^\s*(?:at |WARNING:|\.\.\. \d+ more|$)")
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Logs:
    """Neo4j's log, how long it was before this start, and what Java wrote itself."""

    neo4j: Path
    before: int
    console: Path


def wait_until_ready(uri: str, password_file: Path, alive: Callable[[], bool], seconds: float, logs: Logs) -> None:
    """Return once the database answers; a LocalServerError if the process ends, refuses or takes too long."""
    deadline = time.monotonic() + seconds
    auth = (credentials.USER, credentials.read(password_file))
    with neo4j.GraphDatabase.driver(uri, auth=auth, connection_timeout=5) as driver:
        while not _answers(driver, password_file):
            if not alive():
                raise LocalServerError(f"Neo4j ended while it was starting: {last_words(logs)}")
            if time.monotonic() > deadline:
                raise LocalServerError(f"Neo4j did not answer within {seconds:g} s: {last_words(logs)}")
            time.sleep(_PAUSE)


def _answers(driver: neo4j.Driver, password_file: Path) -> bool:
    try:
        with driver.session(database="neo4j") as session:
            session.run("RETURN 1").consume()
    except AuthError as problem:
        message = f"The local Neo4j refuses the password in {password_file}."
        raise LocalServerError(f"{message} If it was changed, write the new one into that file.") from problem
    except (DriverError, Neo4jError):
        return False
    return True


def last_words(logs: Logs) -> str:
    """The log line of this start that tells most, and the log's path."""
    lines = _lines(logs.neo4j, logs.before) + _lines(logs.console, 0)
    telling = [line for line in lines if _TELLING.search(line)] or lines
    said = telling[-1].strip()[:_LONGEST] if telling else "it said nothing."
    return f"{said}\nSee {logs.neo4j} and {logs.console}."


def _lines(file: Path, offset: int) -> list[str]:
    if not file.exists():
        return []
    with file.open("rb") as log:
        log.seek(offset)
        text = log.read().decode("utf-8", "replace")
    return [line for line in text.splitlines() if not _NOISE.match(line)]
