"""The folder of a capture, which is there whole or not at all: written beside its place, and moved there in the end."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from lineage_graph.capture.manifest import NAME, is_capture
from lineage_graph.errors import UsageError


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """An empty folder beside the place, which takes the place when the block ends; an error leaves the old one.

    Raises ``UsageError`` where the place holds anything else than an older capture, or cannot be written.
    """
    refuse_others(folder)
    part: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
        yield part
        refuse_others(folder)
        _put(part, folder)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror or 'input/output error'}.") from error
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)


def refuse_others(folder: Path) -> None:
    """Raise ``UsageError`` where the folder holds anything but a capture: it would be lost."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{folder} is no folder; name one that is empty, new, or holds a capture.")
    try:
        held = sorted(one.name for one in folder.iterdir()) if folder.exists() else []
    except OSError as error:
        raise UsageError(f"{folder} cannot be read: {error.strerror or 'input/output error'}.") from None
    if not held:
        return
    others = [name for name in held if name != NAME and not (folder / name).name.endswith(".jsonl")]
    if others or not is_capture(folder):
        raise UsageError(
            f"{folder} holds something else than a capture ({(others or held)[0]}).\n"
            "Name another folder, or an empty one."
        )


def _put(part: Path, folder: Path) -> None:
    if not folder.exists():
        part.rename(folder)
        return
    old = Path(mkdtemp(prefix=f".{folder.name}.", suffix=".old", dir=folder.parent))
    # An empty folder gives way to one that is moved onto it.
    folder.replace(old)
    try:
        part.rename(folder)
    finally:
        if not folder.exists():
            old.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
