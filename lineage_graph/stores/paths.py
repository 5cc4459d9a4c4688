"""Folders and files as keys: no empty and no ``.`` segment, never a trailing ``/``, no wildcard that means all."""

import re
from typing import Final

_ENCODED: Final = {"{": "%7B", "}": "%7D", "%": "%25", "#": "%23"}
_SPECIAL: Final = re.compile(r"[{}%#]")
_EVERYTHING: Final = ("*", "**")


def segments(*parts: str | None) -> tuple[str, ...]:
    r"""The segments of a path given in parts (folder, file): ``a\b/``, ``c.csv`` becomes ``a``, ``b``, ``c.csv``."""
    joined = "/".join(part for part in parts if part).replace("\\", "/")
    found = [part for part in joined.split("/") if part not in ("", ".")]
    while found and found[-1] in _EVERYTHING:
        found.pop()
    return tuple(found)


def encoded(parts: tuple[str, ...]) -> str:
    """The segments as the path of a key: literal ``{``, ``}``, ``%`` and ``#`` are percent-encoded."""
    return "/".join(_SPECIAL.sub(lambda found: _ENCODED[found.group()], part) for part in parts)
