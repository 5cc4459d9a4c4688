"""The server's process: started apart from its terminal, found again by the file of arguments it was started with.

A process id alone proves nothing, since another program may have it by now; the command line tells.
"""

import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import msgspec
import psutil

from lineage_graph.errors import LocalServerError
from lineage_graph.server.options import Settings

Child: TypeAlias = "subprocess.Popen[bytes]"
NO_PROCESS: Final = -1
_SECONDS_TO_STOP: Final = 60


@dataclass(frozen=True, slots=True)
class Record:
    """What ``server.json`` in a home remembers of the server that was started there."""

    pid: int
    release: str
    settings: Settings = field(default_factory=Settings)


def arguments_file(home: Path) -> Path:
    """The file of arguments that a home's server is started with."""
    return home / "run" / "java.arguments"


def spawn(java: Path, home: Path, console: Path) -> Child:
    """Start Java with the home's file of arguments; neither Ctrl-C nor the end of the terminal reaches it."""
    command = [str(java), f"@{arguments_file(home)}"]
    with console.open("wb") as out:
        if sys.platform == "win32":
            flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
            return subprocess.Popen(  # noqa: S603
                command, cwd=home, stdin=subprocess.DEVNULL, stdout=out, stderr=out, creationflags=flags
            )
        return subprocess.Popen(  # noqa: S603
            command, cwd=home, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True, umask=0o077
        )


def remember(record: Record | None, home: Path) -> None:
    """Write the record, whole or not at all; None leaves no record."""
    file = home / "server.json"
    if record is None:
        file.unlink(missing_ok=True)
        return
    new = file.with_suffix(".new")
    new.write_bytes(msgspec.json.format(msgspec.json.encode(record)))
    new.replace(file)


def recall(home: Path) -> Record | None:
    """The record of the server that was last started in this home, running or not."""
    try:
        return msgspec.json.decode((home / "server.json").read_bytes(), type=Record)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as problem:
        message = f"Cannot read {home / 'server.json'}, which tells which process the local Neo4j is: {problem}."
        raise LocalServerError(f"{message}\nEnd that process if it runs, then remove the file.") from problem


def find(record: Record, home: Path) -> psutil.Process | None:
    """The running process of that record, None if it has ended."""
    if record.pid == NO_PROCESS:
        return None
    try:
        process = psutil.Process(record.pid)
        ours = f"@{arguments_file(home)}" in process.cmdline()
    except psutil.Error:
        return None
    return process if ours else None


def end_of(child: Child) -> str | None:
    """How a child ended, None while it runs."""
    code = child.poll()
    if code is None:
        return None
    return f"ended with {code}" if code >= 0 else f"was ended by {signal.Signals(-code).name}"


def let_go(child: Child) -> None:
    """Leave a child running that shall outlive this program."""
    # Python would warn of a child that nobody waited for; nobody shall.
    child.returncode = 0


def end(child: Child) -> None:
    """End a child that did not become a server."""
    child.terminate()
    child.wait()


def stop(process: psutil.Process) -> None:
    """Ask it to end, and end it if it does not: what was committed is safe either way."""
    try:
        process.terminate()
        process.wait(_SECONDS_TO_STOP)
    except psutil.NoSuchProcess:
        return
    except psutil.TimeoutExpired:
        process.kill()
        process.wait()
