"""The values of ARM expressions: JSON, and what stays open because a template does not hold it."""

import json
from dataclasses import dataclass
from typing import Final

from lineage_graph.records import Masked
from lineage_graph.sources.raw import Json
from lineage_graph.sources.redaction import MASK

LONGEST_TEXT: Final = 4 * 1024 * 1024
"""Characters; a whole template may have 4 MB."""

MOST_PARTS: Final = 1000


@dataclass(frozen=True, slots=True)
class Open:
    """What has no value yet: the expression as written, and the parameter's name where it is one."""

    text: str
    parameter: str | None = None


@dataclass(frozen=True, slots=True)
class Mixed:
    """A text of which parts are open."""

    parts: tuple[str | Open, ...]


def spelled(value: Json) -> str:
    """A name with what is open in braces: ``load_{region}``."""
    if isinstance(value, Open):
        return f"{{{value.parameter or value.text}}}"
    if isinstance(value, Mixed):
        return "".join(part if isinstance(part, str) else spelled(part) for part in value.parts)
    return value if isinstance(value, str) else json.dumps(value, default=str)


def parts_of(value: Json) -> tuple[str | Open, ...]:
    """The value as text in parts."""
    if isinstance(value, Mixed):
        return value.parts
    if isinstance(value, str | Open):
        return (value,)
    if isinstance(value, Masked):
        return (MASK,)
    return ("True" if value is True else "False" if value is False else json.dumps(value, default=str),)


def joined(parts: tuple[str | Open, ...]) -> Json:
    """The parts as one text where none is open; variables that multiply one another stay open."""
    if len(parts) > MOST_PARTS or sum(len(part) for part in parts if isinstance(part, str)) > LONGEST_TEXT:
        return Open("a text that is too long")
    if all(isinstance(part, str) for part in parts):
        return "".join(part for part in parts if isinstance(part, str))
    return parts[0] if len(parts) == 1 else Mixed(parts)
