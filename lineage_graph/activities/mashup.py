"""Power Query's M text, as far as it tells which queries use which sources.

A section document holds members, ``shared Name = expression;``: what a member names, it uses. Texts and comments are
passed over. https://learn.microsoft.com/powerquery-m/m-spec-sections
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

_TOKEN: Final = re.compile(
    r"""(?P<passed>//[^\r\n]*|/\*.*?\*/|"(?:[^"]|"")*+")
    |\#"(?P<quoted>(?:[^"]|"")*+)"
    |(?P<word>[^\W\d][\w.]*)
    |(?P<sign>[;=])""",
    re.DOTALL | re.VERBOSE,
)


def sources_of(text: str, query: str | None, sources: Collection[str]) -> frozenset[str]:
    """The sources that the query uses, through any number of queries; all of them where the text does not tell."""
    members = _members(text)
    reached, waiting = set[str](), [query] if query else []
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(members.get(name, ()))
    return frozenset(reached & set(sources)) or frozenset(sources)


def _members(text: str) -> Mapping[str, frozenset[str]]:
    """What each member of the section names, by the member's own name."""
    found: dict[str, frozenset[str]] = {}
    statement: list[str] = []
    for word in (*_tokens(text), ";"):
        if word != ";":
            statement.append(word)
            continue
        if len(statement) > 2 and statement[0] == "shared" and statement[2] == "=":  # noqa: PLR2004 - shared Name =
            found[statement[1]] = frozenset(statement[3:])
        statement = []
    return found


def _tokens(text: str) -> Iterator[str]:
    for match in _TOKEN.finditer(text):
        if match["quoted"] is not None:
            yield match["quoted"].replace('""', '"')
        elif not match["passed"]:
            yield match.group()
