"""Waiting until the server answers a query, and saying why it does not: its own last words, and where they stand."""

import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import neo4j
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from lineage_graph.errors import LocalServerError
from lineage_graph.server import credentials, ports
from lineage_graph.server.local import LocalServer

_PAUSE: Final = 0.2
_TELLING: Final = re.compile(r"\bERROR\b|\bCaused by: |\w(?:Exception|Error): ")
_NOISE: Final = re.compile(r"^\s*(?:(?:\S+ \S+ WARN )?\s*at |WARNING:|\.\.\. \d+ more|$)")
_LONGEST: Final = 300
_LITTLE_DISK: Final = 512
"""Mebibytes; a new database takes that much for its transaction logs."""


@dataclass(frozen=True, slots=True)
class Logs:
    """Neo4j's log, how long it was before this start, and what Java wrote itself."""

    neo4j: Path
    before: int
    console: Path


def wait_until_ready(server: LocalServer, ended: Callable[[], str | None], seconds: float, logs: Logs) -> None:
    """Return once a query is answered and the Browser can be opened; ``ended`` tells how the process ended, if it did.

    A LocalServerError if it ended, refuses the password or takes longer.
    """
    deadline = time.monotonic() + seconds
    auth = (server.user, credentials.read(server.password_file))
    with neo4j.GraphDatabase.driver(server.uri, auth=auth, connection_timeout=5) as driver:
        while not (_query_is_answered(driver, server) and ports.answers(urlsplit(server.browser).port or 0)):
            end = ended()
            if end is not None:
                raise LocalServerError(f"Neo4j {end} while it was starting: {last_words(logs)}")
            if time.monotonic() > deadline:
                raise LocalServerError(f"Neo4j did not answer within {seconds:g} s: {last_words(logs)}")
            time.sleep(_PAUSE)


def last_words(logs: Logs) -> str:
    """The log line of this start that tells most, and the log's path."""
    logged = _lines(logs.neo4j, logs.before)
    errors = [line for line in logged if _TELLING.search(line)]
    # Java tells what failed in one line and why in the next.
    said = errors[-1:] or _lines(logs.console, 0)[-2:] or logged[-1:] or ["it said nothing."]
    words = " ".join(line.strip() for line in said)[:_LONGEST]
    free = shutil.disk_usage(logs.neo4j.parent).free >> 20
    # Neo4j seldom says so itself: it tries to go on without writing, and fails at that.
    full = f" Only {free} MiB of disk are free there." if free < _LITTLE_DISK else ""
    return f"{words}\nSee {logs.neo4j} and {logs.console}.{full}"


def _query_is_answered(driver: neo4j.Driver, server: LocalServer) -> bool:
    try:
        with driver.session(database="neo4j") as session:
            session.run("RETURN 1").consume()
    except AuthError as problem:
        message = f"The local Neo4j refuses the password in {server.password_file}."
        raise LocalServerError(f"{message} If it was changed, write the new one into that file.") from problem
    except Neo4jError:
        _require_not_failed(driver, server)
        return False
    except DriverError:
        return False
    return True


def _require_not_failed(driver: neo4j.Driver, server: LocalServer) -> None:
    # The server runs without a database that it could not start, a damaged one for instance.
    try:
        with driver.session(database="system") as session:
            shown = session.run("SHOW DATABASE neo4j YIELD currentStatus, statusMessage").single(strict=True)
    except (DriverError, Neo4jError):
        return
    if shown["currentStatus"] == "offline" and shown["statusMessage"]:
        log = server.log.with_name("debug.log")
        raise LocalServerError(f"Neo4j cannot open its database: {shown['statusMessage']}\nSee {log}.")


def _lines(file: Path, offset: int) -> list[str]:
    if not file.exists():
        return []
    with file.open("rb") as log:
        log.seek(offset)
        text = log.read().decode("utf-8", "replace")
    return [line for line in text.splitlines() if not _NOISE.match(line)]
