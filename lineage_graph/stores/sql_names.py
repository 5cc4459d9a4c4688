"""Names of tables as people write them: ``[sales db].dbo.[my.table]``, ``"Order Lines"``, MySQL's back quotes."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

_PART: Final = re.compile(
    r"""\s*(?:\[(?P<bracketed>(?:[^\]]|\]\])*)\]|"(?P<quoted>(?:[^"]|"")*)"|`(?P<back>[^`]*)`|(?P<plain>[^.\[\]"`]*))
        \s*(?:\.|$)""",
    re.VERBOSE,
)
_REMEMBERED: Final = 16_384


class NamePart(NamedTuple):
    """One part of a name, without its quotes. ``quoted``: the engine takes its case as it is."""

    text: str
    quoted: bool = False


@lru_cache(maxsize=_REMEMBERED)
def split_name(name: str) -> tuple[NamePart, ...]:
    """The parts of a name; a text that is no name is one part. An ARM template's ``[[dbo].[t]`` is ``[dbo].[t]``."""
    text = name[1:] if name.startswith("[[") else name
    found: list[NamePart] = []
    position = 0
    while position < len(text):
        match = _PART.match(text, position)
        if match is None or match.end() == position:
            return (NamePart(name),)
        found.append(_part(match))
        position = match.end()
    return tuple(found) if found and found[-1].text else (NamePart(name),)


def bare(name: str) -> NamePart:
    """A name that is one part, even if it has dots: ``[my.table]`` and ``my.table``."""
    parts = split_name(name)
    return parts[0] if len(parts) == 1 else NamePart(name)


def _part(match: "re.Match[str]") -> NamePart:
    bracketed, quoted, back, plain = match.group("bracketed", "quoted", "back", "plain")
    if bracketed is not None:
        return NamePart(bracketed.replace("]]", "]"), quoted=True)
    if quoted is not None:
        return NamePart(quoted.replace('""', '"'), quoted=True)
    return NamePart(back, quoted=True) if back is not None else NamePart(plain.strip())
