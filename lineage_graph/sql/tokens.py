"""The words of an SQL text, with the quotes of each dialect, so that scripts can be split and rewritten.

sqlglot's own tokens swallow what follows an unknown command, hence these. A dialect's quotes are listed in ``_quotes``.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from lineage_graph.sql.statements import Dialect, Part, TableName, Unparsed

HOLES: Final = "\ue000-\uf8ff"
"""The private-use characters, each of which stands for an unknown part of the text."""

_ONLY_HOLES: Final = re.compile(f"[{HOLES}]+")
_DOLLAR_QUOTE: Final = re.compile(r"\$\w*\$")
_MOST_PARTS: Final = 4
_BACKSLASH: Final = frozenset({Dialect.MYSQL, Dialect.SPARK, Dialect.DATABRICKS, Dialect.HIVE, Dialect.BIGQUERY})
_BACKTICKS: Final = _BACKSLASH
_DOLLARS: Final = frozenset({Dialect.SNOWFLAKE, Dialect.POSTGRES, Dialect.REDSHIFT})
_FOLDING: Final = _DOLLARS | {Dialect.ORACLE, Dialect.TERADATA, Dialect.GENERIC}


class TokenKind(StrEnum):
    """What a token is; comments and blanks are no tokens."""

    WORD = "word"
    NAME = "name"
    STRING = "string"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Token:
    """A token and where it stands; ``word`` is an unquoted word in lower case, a symbol itself, else empty."""

    kind: TokenKind
    start: int
    end: int
    word: str
    value: str


def tokens_of(text: str, dialect: Dialect) -> tuple[Token, ...] | Unparsed:
    """All tokens of the text, or why it has none: a string, name or comment without end."""
    found: list[Token] = []
    position, pattern = 0, _pattern(dialect)
    while position < len(text):
        if text.startswith("/*", position):
            position = _after_comment(text, position, dialect)
            if position < 0:
                return Unparsed("a comment has no end")
            continue
        match = pattern.match(text, position)
        if not match or _is_unended(match, text, dialect):
            return Unparsed("a string or quoted name has no end", text.count("\n", 0, position) + 1)
        if match.lastgroup != "blank":
            found.append(_token(match))
        position = match.end()
    return tuple(found)


def is_hole(token: Token) -> bool:
    """Whether an unquoted word is made of holes alone."""
    return token.kind is TokenKind.WORD and bool(_ONLY_HOLES.fullmatch(token.value))


def only_holes(text: str) -> bool:
    """Whether nothing of the text is known."""
    return bool(_ONLY_HOLES.fullmatch(text))


def part(text: str, quoted: bool, dialect: Dialect) -> Part:
    """A part of a name; quotes count only where they change how the store reads it."""
    return Part(text, quoted and dialect in _FOLDING)


def name_at(tokens: tuple[Token, ...], position: int, dialect: Dialect) -> tuple[TableName | None, int]:
    """The dotted name that starts at the position, and the position after it; ``a..b`` leaves the schema out."""
    parts: list[Part | None] = []
    while position < len(tokens) and len(parts) <= _MOST_PARTS:
        token = tokens[position]
        if token.kind in (TokenKind.WORD, TokenKind.NAME) and token.value:
            parts.append(part(token.value, token.kind is TokenKind.NAME, dialect))
            position += 1
        elif token.word == "." and parts:
            parts.append(None)
        else:
            break
        if position >= len(tokens) or tokens[position].word != ".":
            break
        position += 1
    if not parts or len(parts) > _MOST_PARTS or parts[-1] is None:
        return None, position
    table, schema, database, server = [*reversed(parts), None, None, None][:4]
    return (TableName(table, schema, database, server) if table else None), position


def _token(match: "re.Match[str]") -> Token:
    text, group = match.group(), match.lastgroup or "symbol"
    kind = TokenKind(group)
    if kind is TokenKind.WORD:
        return Token(kind, *match.span(), text.lower(), text)
    if kind is TokenKind.SYMBOL:
        return Token(kind, *match.span(), text, text)
    return Token(kind, *match.span(), "", _unquoted(text))


def _unquoted(text: str) -> str:
    if text[0] == "$":
        return text[text.index("$", 1) + 1 : text.rindex("$", 0, -1)]
    body = text.removeprefix("N").removeprefix("n")
    closing = body[-1]
    return body[1:-1].replace(closing * 2, closing)


def _after_comment(text: str, position: int, dialect: Dialect) -> int:
    """Where a block comment ends, or -1. Those of SQL Server and PostgreSQL nest."""
    nests = dialect in (Dialect.TSQL, Dialect.POSTGRES)
    depth = 0
    for mark in re.compile(r"/\*|\*/").finditer(text, position):
        if mark.group() == "/*":
            depth = depth + 1 if nests or not depth else depth
        else:
            depth -= 1
        if depth == 0:
            return mark.end()
    return -1


def _is_unended(match: "re.Match[str]", text: str, dialect: Dialect) -> bool:
    """Whether a quote opens here that nothing closes; else it would be part of a longer match."""
    if match.lastgroup == "symbol":
        return match.group() in _openers(dialect)
    dollar = dialect in _DOLLARS and match.lastgroup == "word"
    return dollar and _DOLLAR_QUOTE.match(text, match.start()) is not None


@cache
def _openers(dialect: Dialect) -> frozenset[str]:
    return frozenset({"'", '"', *("`" if dialect in _BACKTICKS else ""), *("[" if dialect is Dialect.TSQL else "")})


@cache
def _pattern(dialect: Dialect) -> "re.Pattern[str]":
    strings, names = _quotes(dialect)
    comments = {Dialect.MYSQL: "|#[^\n]*", Dialect.SNOWFLAKE: "|//[^\n]*"}.get(dialect, "")
    return re.compile(
        rf"(?P<blank>\s+|--[^\n]*{comments})|(?P<string>{'|'.join(strings)})|(?P<name>{'|'.join(names)})"
        rf"|(?P<word>[\w@#${HOLES}]+)|(?P<symbol>.)",
        re.DOTALL,
    )


def _quotes(dialect: Dialect) -> tuple[list[str], list[str]]:
    single, double = r"[nN]?'[^']*(?:''[^']*)*'", r'"[^"]*(?:""[^"]*)*"'
    if dialect in _BACKSLASH:
        single, double = r"'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'", r'"[^"\\]*(?:(?:\\.|"")[^"\\]*)*"'
    dollar = [r"\$(?P<tag>\w*)\$.*?\$(?P=tag)\$"] if dialect in _DOLLARS else []
    if dialect in _BACKTICKS:
        return [single, double, *dollar], [r"`[^`]*(?:``[^`]*)*`"]
    bracket = [r"\[[^\]]*(?:\]\][^\]]*)*\]"] if dialect is Dialect.TSQL else []
    return [single, *dollar], [double, *bracket]
