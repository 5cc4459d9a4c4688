"""Folders that stand beside the package in a checkout and inside it when it is installed: ``cypher``, ``examples``."""

from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent


def packaged(name: str) -> Path:
    """The folder of that name. Inside first: the other way round could find another project's folder."""
    inside = _HERE / name
    return inside if inside.is_dir() else _HERE.parent / name
