"""The password of the local server: made once, kept in a file that only its owner may read, never printed.

On Windows a new file takes the access list of its folder, which in a user's profile is the user, SYSTEM and
administrators; there is no mode to set there.
"""

import os
import secrets
from pathlib import Path
from typing import Final

from lineage_graph.errors import LocalServerError

USER: Final = "neo4j"
_HINT: Final = "Write the password into it; if it is lost, remove the whole home and load the graph anew."


def password_file(home: Path) -> Path:
    """Where a home keeps its password."""
    return home / "password"


def make(home: Path) -> str:
    """A new password, already in the file; the one in the file if there is one."""
    file = password_file(home)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read(file)
    # Hexadecimal, since Neo4j's tool takes a password that begins with a hyphen for an option.
    made = secrets.token_hex(20)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(f"{made}\n")
    return made


def read(file: Path) -> str:
    """The password in the file; a LocalServerError if it is not there."""
    try:
        password = file.read_text(encoding="utf-8").strip()
    except OSError as problem:
        message = f"Cannot read the password of the local Neo4j in {file}: {problem.strerror}."
        raise LocalServerError(f"{message}\n{_HINT}") from problem
    if not password:
        raise LocalServerError(f"The password file of the local Neo4j, {file}, is empty.\n{_HINT}")
    return password
