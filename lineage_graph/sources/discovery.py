"""Which JSON files lie under a path, in an order that does not depend on the file system.

Links are not followed: one that stays inside leads to a file that is found anyway, one that leaves is refused.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lineage_graph.errors import UsageError
from lineage_graph.keys import storable

_SKIPPED = ("node_modules",)
"""Folders nobody keeps definitions in; those whose name begins with a dot (``.git``) are skipped too."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file: where it is, and its path relative to what was loaded, with forward slashes."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Findings:
    """The files under one loaded path. ``refused`` and ``ignored`` are pairs of name and reason."""

    root: Path
    is_folder: bool
    files: tuple[Found, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()


def find(path: Path) -> Findings:
    """The JSON files under a folder, or the file itself; raises ``UsageError`` where there is neither."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        message = f"{path}: {error.strerror or 'cannot be read'}; name a folder or a JSON file"
        raise UsageError(message) from None
    if stat.S_ISREG(mode):
        return Findings(path.parent, is_folder=False, files=(Found(path, storable(path.name)),))
    if not stat.S_ISDIR(mode):
        message = f"{path} is neither a folder nor a regular file"
        raise UsageError(message)
    return _findings(path)


def _findings(root: Path) -> Findings:
    files: list[Found] = []
    refused: list[tuple[str, str]] = []
    ignored: list[tuple[str, str]] = []
    for path, problem in _walk(root):
        name = storable(path.relative_to(root).as_posix())
        if problem is not None:
            refused.append((name, problem))
        elif not path.is_symlink():
            files.append(Found(path, name))
        elif not os.path.exists(path):  # noqa: PTH110 - pathlib's raises where a folder may not be entered
            refused.append((name, "a link that leads nowhere"))
        elif path.resolve().is_relative_to(root.resolve()):
            ignored.append((name, "a link to what is read in its own place"))
        else:
            refused.append((name, "a link that leaves the folder"))
    files.sort(key=lambda file: file.name)
    return Findings(
        root, is_folder=True, files=tuple(files), refused=tuple(sorted(refused)), ignored=tuple(sorted(ignored))
    )


def _walk(root: Path) -> Iterator[tuple[Path, str | None]]:
    """JSON files, linked folders, and what cannot be looked into with the reason."""
    problems: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=problems.append):
        here = Path(folder)
        folders[:] = [name for name in folders if not _is_skipped(name)]
        yield from ((here / name, None) for name in folders if os.path.islink(here / name))  # noqa: PTH114 - as above
        for name in names:
            if name.lower().endswith(".json") and not name.startswith("."):
                yield here / name, _problem_of(here / name)
    for error in problems:
        yield Path(error.filename), _said(error)


def _problem_of(path: Path) -> str | None:
    # In a folder that may be listed and not entered, there is a name and nothing to be known of it.
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return _said(error)
    return None if stat.S_ISLNK(mode) or stat.S_ISREG(mode) else "not a regular file"


def _said(error: OSError) -> str:
    return f"cannot be read: {error.strerror or 'input/output error'}"


def _is_skipped(name: str) -> bool:
    return name.startswith(".") or name.lower() in _SKIPPED
