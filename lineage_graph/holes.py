"""Unknown parts of a text, each standing in it as one character, while a store takes the text apart.

A connection string or a path whose parts are not all known is split, folded and joined like any other text. What is
unknown is a single character of Unicode's private use area meanwhile, and ``{}``, ``{date}`` or ``{id}`` in the key.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from lineage_graph.expressions import Template, Unknown
from lineage_graph.identities import identity, together
from lineage_graph.model import Reason
from lineage_graph.sql import INNER_HOLE

_FIRST: Final = 0xE000
_LAST: Final = 0xF8FE
_OF_A_SCRIPT: Final = Unknown(Reason.RUNTIME_ONLY, "a variable of the script")
_CHARACTER: Final = re.compile("[\ue000-\uf8ff]")
_RUN: Final = re.compile("[\ue000-\uf8ff]+")
_HOLE: Final = re.compile("\\{\\}|[\ue000-\uf8ff]+")
_LAST_NAME: Final = re.compile(r"(?:^|[.\['])([A-Za-z_][\w -]*)(?:'?\])?$")
_FOREIGN: Final = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Holes:
    """The unknown parts met so far while one place is being named, in the order in which they were met."""

    met: list[Unknown] = field(default_factory=list)

    def write(self, value: str | Template | Unknown | None) -> str | None:
        """The value as a text in which every unknown part is one character; the same part is the same character."""
        match value:
            case Template(parts):
                return "".join(_own(part) if isinstance(part, str) else self._character(part) for part in parts)
            case Unknown():
                return self._character(value)
            case str():
                return _own(value)
            case _:
                return None

    def first_in(self, text: str) -> Unknown | None:
        """The first unknown part that stands in the text; None where all of it is known."""
        found = None if text.isascii() else _CHARACTER.search(text)
        return self._of(found.group()) if found else None

    def all_in(self, text: str) -> tuple[Unknown, ...]:
        """The unknown parts that stand in the text, from left to right."""
        return () if text.isascii() else tuple(self._of(one) for one in _CHARACTER.findall(text))

    def named(self, text: str) -> tuple[str, ...]:
        """What each hole of ``key(text)`` stands for, from left to right, as ``identity`` has it."""
        if "{}" not in text and text.isascii():
            return ()
        found: list[str] = []
        for hole in _HOLE.findall(text):
            if hole == "{}":
                found.append("")
            else:
                runs = groupby(map(self._of, hole), key=lambda unknown: unknown.mark)
                found.extend(together(map(identity, run)) for _, run in runs)
        return tuple(found)

    def key(self, text: str) -> str:
        """The text as a key has it: ``{}``, ``{date}``, ``{id}``; unknown neighbours of one kind are one."""
        return text if text.isascii() else _RUN.sub(lambda run: self._marks(run.group()), text)

    def shown(self, text: str) -> str:
        """The text for the eye: an unknown part by the name of what would supply it, as in ``raw/{table}``."""
        return text if text.isascii() else _CHARACTER.sub(lambda one: _shown(self._of(one.group())), text)

    def around(self, text: str, function: Callable[[str], str]) -> str:
        """The text with the function applied to what is known of it."""
        known, unknown = _CHARACTER.split(text), _CHARACTER.findall(text)
        return "".join(function(part) + mark for part, mark in zip(known, [*unknown, ""], strict=True))

    def _character(self, unknown: Unknown) -> str:
        if unknown not in self.met:
            self.met.append(unknown)
        index = self.met.index(unknown)
        return chr(min(_FIRST + index, _LAST))

    def _of(self, character: str) -> Unknown:
        return _OF_A_SCRIPT if character == INNER_HOLE else self.met[ord(character) - _FIRST]

    def _marks(self, run: str) -> str:
        marks = [self._of(character).mark for character in run]
        return "".join(f"{{{mark}}}" for place, mark in enumerate(marks) if place == 0 or mark != marks[place - 1])


def _own(text: str) -> str:
    """A text of somebody else must not hold what stands for an unknown part here."""
    return text if text.isascii() else _CHARACTER.sub(_FOREIGN, text)


def _shown(unknown: Unknown) -> str:
    if unknown.mark:
        return f"{{{unknown.mark}}}"
    found = _LAST_NAME.search(unknown.detail)
    return f"{{{found[1]}}}" if found else "{}"
