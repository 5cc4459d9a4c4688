"""What is known of a home's server, running or not."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lineage_graph.server import credentials, process
from lineage_graph.server.lock import RELEASES
from lineage_graph.server.options import Settings, default_home

NEVER_RUN: Final = process.Record(process.NO_PROCESS, RELEASES[Settings().version].number, Settings())
"""What a home remembers in which no server was ever started."""


@dataclass(frozen=True, slots=True)
class LocalServer:
    """The server of a home; where none ever ran, the addresses and the version are those it would have."""

    running: bool
    uri: str
    user: str
    password_file: Path
    browser: str
    home: Path
    log: Path
    version: str
    pid: int | None


def status(home: Path | None = None) -> LocalServer:
    """The server of the home; nothing is changed. ``running`` says that its process lives, not that it answers."""
    home = home or default_home()
    record = process.recall(home) or NEVER_RUN
    found = process.find(record, home)
    return LocalServer(
        running=found is not None,
        uri=f"bolt://127.0.0.1:{record.settings.bolt_port}",
        user=credentials.USER,
        password_file=credentials.password_file(home),
        browser=f"http://127.0.0.1:{record.settings.http_port}/browser/",
        home=home,
        log=home / "logs" / "neo4j.log",
        version=record.release,
        pid=found.pid if found else None,
    )


def password(server: LocalServer) -> str:
    """The password of the server's only user, from its file."""
    return credentials.read(server.password_file)
