"""Folders and files as keys: no empty and no ``.`` segment, never a trailing ``/``, no wildcard that means all."""

import re
from typing import Final

from lineage_graph.stores.place import Place

_ENCODED: Final = {"{": "%7B", "}": "%7D", "%": "%25", "#": "%23", "/": "%2F"}
_SPECIAL: Final = re.compile(r"[{}%#]")
_SPECIAL_IN_NAME: Final = re.compile(r"[{}%#/]")
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
    return "/".join(_SPECIAL.sub(_code, part) for part in parts)


def name_segment(name: str) -> str:
    """A name as one segment of a key: a ``/`` in it is encoded too."""
    return _SPECIAL_IN_NAME.sub(_code, name)


def files(place: Place, *roots: str | None) -> tuple[str, ...]:
    """What a dataset of files names below its roots (a container, a share).

    The wildcards and the prefix of who reads replace the dataset's folder and file:
    https://learn.microsoft.com/azure/data-factory/connector-azure-data-lake-storage#azure-data-lake-storage-gen2-as-a-source-type
    """
    if place.prefix:
        found = segments(*roots, place.prefix)
        return found if place.prefix.endswith("/") or not found else (*found[:-1], f"{found[-1]}*")
    fields = place.within("location")
    folder = place.wildcard_folder or fields.text("folderPath")
    file = place.wildcard_file or (None if place.wildcard_folder else fields.text("fileName"))
    return segments(*roots, folder, file)


def path_name(parts: tuple[str, ...], otherwise: str) -> str:
    """The path for the eye; the container, share or host where there is none."""
    return "/".join(parts) or otherwise


def _code(found: "re.Match[str]") -> str:
    return _ENCODED[found.group()]
