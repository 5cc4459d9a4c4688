r"""Texts of the script language: what their quotes and escapes mean, and how a text is written again.

Single quotes hold text, double quotes also ``{expressions}`` (Microsoft: "String interpolation"). What stands in braces
without being an expression is text. An unknown escape, such as ``\d`` in a regular expression, keeps its backslash.
"""

import re
from typing import Final

ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'", '"': '"', "{": "{", "}": "}"}

_PIECE: Final = re.compile(
    r"""\\(?P<escape>.)
    | \{(?P<hole>(?:[^{}"'`\\] | '(?:[^'\\]|\\.)*+' | `[^`]*+` | \{[^{}]*+\} | "(?:[^"\\]|\\.)*+")*+)\}""",
    re.DOTALL | re.VERBOSE,
)
_WRITTEN: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t", "\\": r"\\", '"': r"\""}


def unescape(body: str) -> str:
    """What stands between the quotes of a text, with its escapes undone."""
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match[1], match[0]), body, flags=re.DOTALL)


def pieces(body: str) -> list[tuple[bool, str]]:
    """What stands between double quotes, cut at its braces: (True, inside of the braces) or (False, text)."""
    found, rest = [], 0
    for match in _PIECE.finditer(body):
        if match["hole"] is not None:
            found += [(False, unescape(body[rest : match.start()])), (True, match["hole"])]
            rest = match.end()
    return [*found, (False, unescape(body[rest:]))]


def escape(text: str, quote: str) -> str:
    """The text as it is written between these quotes, which are not part of it.

    A double quote is escaped between single ones too: the text may stand in the braces of another text.
    """
    written = _WRITTEN | ({"{": r"\{"} if quote == '"' else {"'": r"\'"})
    return "".join(written.get(character, character) for character in text)
