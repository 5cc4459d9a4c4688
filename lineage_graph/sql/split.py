"""A script as single statements: at semicolons, and in T-SQL also where a word starts a new one, at GO, BEGIN and ELSE.

T-SQL needs no semicolons, and a parser that is given two statements at once loses the second in silence.
The words that start statements: https://learn.microsoft.com/sql/t-sql/statements/statements
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from lineage_graph.sql.statements import Dialect
from lineage_graph.sql.tokens import Token, TokenKind, is_hole

Tokens = tuple[Token, ...]


class PieceKind(StrEnum):
    """A statement, the condition of an IF or WHILE, or the definition of a procedure with all its body."""

    STATEMENT = "statement"
    CONDITION = "condition"
    ROUTINE = "routine"


@dataclass(frozen=True, slots=True)
class Piece:
    """The tokens of one statement; never empty."""

    kind: PieceKind
    tokens: Tokens

    def starts(self, *words: str) -> bool:
        """Whether these are its first words."""
        return tuple(token.word for token in self.tokens[: len(words)]) == words


ROUTINES: Final = frozenset({"proc", "procedure", "function", "trigger", "package", "task", "event"})
_QUERIES: Final = frozenset({"select", "insert", "update", "delete", "merge"})
_ALWAYS: Final = frozenset({"declare", "print", "raiserror", "while", "truncate", "open", "close", "deallocate", "use"})
_ALONE: Final = frozenset({"return", "commit", "rollback", "waitfor", "break", "continue", "goto", "dbcc", "kill"})
_DEFINING: Final = frozenset({"create", "alter", "drop"})
_BEFORE_SELECT: Final = frozenset({"union", "all", "except", "intersect", "as", "for", "grant", "deny", "revoke", ","})
_BEFORE_CHANGE: Final = frozenset({"then", "on", "for", "after", "of", ",", "bulk", "grant", "deny", "revoke"})
_JOINS: Final = frozenset({"inner", "left", "right", "full", "outer", "cross"})
_AFTER_ALTER: Final = frozenset({"column", "constraint", "index", "period", "member", "primary"})
_TWO_WORDS: Final = frozenset({("copy", "into"), ("bulk", "insert"), ("rename", "object")})
_OBJECTS: Final = ROUTINES | {"table", "view", "index", "schema", "database", "column", "constraint", "type", "user"}
_BLOCK_WORDS: Final = frozenset({"try", "catch", "tran", "transaction", "distributed", "atomic"})


def split(tokens: Tokens, text: str, dialect: Dialect) -> tuple[Piece, ...]:
    """The statements of a script in order, without what only holds them together."""
    if dialect is not Dialect.TSQL:
        return tuple(_at_semicolons(tokens))
    return tuple(piece for batch in _batches(tokens, text) for piece in _batch_pieces(batch))


def depth_zero(tokens: Tokens) -> Iterator[tuple[int, Token]]:
    """The tokens outside parentheses, with their positions; an opening parenthesis is outside itself."""
    depth = 0
    for position, token in enumerate(tokens):
        depth -= token.word == ")"
        if depth <= 0:
            yield position, token
        depth += token.word == "("


def _at_semicolons(tokens: Tokens) -> Iterator[Piece]:
    start = 0
    while start < len(tokens):
        routine = _is_routine(tokens[start : start + 6])
        end = next((i for i in range(start, len(tokens)) if tokens[i].word == ";"), len(tokens))
        if routine and not any(token.kind is TokenKind.STRING for token in tokens[start:end]):
            end = len(tokens)
        statement = tokens[start:end]
        while statement and statement[0].word in ("begin", "end"):
            statement = statement[1:]
        if statement:
            yield Piece(PieceKind.ROUTINE if routine else PieceKind.STATEMENT, statement)
        start = end + 1


def _batches(tokens: Tokens, text: str) -> Iterator[Tokens]:
    """GO alone on its line, with a count after it at most, ends a batch: it is a word of the tools, not of T-SQL."""
    start = position = 0
    while position < len(tokens):
        end = _go_end(tokens, position, text)
        if end:
            yield tokens[start:position]
            start = position = end
        else:
            position += 1
    yield tokens[start:]


def _go_end(tokens: Tokens, position: int, text: str) -> int:
    token = tokens[position]
    if token.word != "go" or text[text.rfind("\n", 0, token.start) + 1 : token.start].strip():
        return 0
    line = text[token.end : text.find("\n", token.end) % (len(text) + 1)]
    if line.partition("--")[0].strip(" \t\r;0123456789"):
        return 0
    after = position + 1
    while after < len(tokens) and tokens[after].end <= token.end + len(line):
        after += 1
    return after


def _is_routine(tokens: Tokens) -> bool:
    words = [token.word for token in tokens]
    if not words or words[0] not in ("create", "alter"):
        return False
    before_name = [word for word in words[1:] if word not in ("or", "alter", "replace", "temp", "temporary", "secure")]
    return bool(before_name) and before_name[0] in ROUTINES


@dataclass(slots=True)
class _Reading:
    """Where the splitter stands in one batch."""

    tokens: Tokens
    pieces: list[Piece] = field(default_factory=list)
    start: int = 0
    cases: int = 0
    kind: PieceKind = PieceKind.STATEMENT
    verb: str = ""
    seen: set[str] = field(default_factory=set)

    def cut(self, position: int, following: int) -> None:
        """Ends the current piece before the position; the next starts at the following one."""
        if position > self.start:
            self.pieces.append(Piece(self.kind, self.tokens[self.start : position]))
        self.start, self.cases, self.kind, self.verb, self.seen = following, 0, PieceKind.STATEMENT, "", set()


def _batch_pieces(tokens: Tokens) -> Iterator[Piece]:
    reading = _Reading(tokens)
    for position, token in depth_zero(tokens):
        if position < reading.start:
            continue
        if position == reading.start and _is_routine(tokens[position : position + 6]):
            yield from reading.pieces
            yield Piece(PieceKind.ROUTINE, tokens[position:])
            return
        _step(reading, position, token)
    reading.cut(len(tokens), len(tokens))
    yield from reading.pieces


def _step(reading: _Reading, position: int, token: Token) -> None:
    word, following = token.word, position + 1
    if word == ";":
        reading.cut(position, following)
    elif word == "case":
        reading.cases += 1
    elif word == "end" and reading.cases:
        reading.cases -= 1
    elif word in ("begin", "end") or (word == "else" and not reading.cases):
        _block(reading, position, word)
    elif word in ("if", "while") and _starts(reading, position):
        reading.cut(position, following)
        reading.kind = PieceKind.CONDITION
    elif _starts(reading, position):
        reading.cut(position, position)
        reading.verb = word
    else:
        _within(reading, position, word)


def _block(reading: _Reading, position: int, word: str) -> None:
    following = position + 1
    if word != "else":
        while following < len(reading.tokens) and reading.tokens[following].word in _BLOCK_WORDS:
            following += 1
    reading.cut(position, following)


def _within(reading: _Reading, position: int, word: str) -> None:
    if position == reading.start or (reading.verb == "with" and word in _QUERIES):
        reading.verb = word
    reading.seen.add(word)


def _starts(reading: _Reading, position: int) -> bool:
    """Whether the word at the position starts a new statement, given what the current one is."""
    word = reading.tokens[position].word
    if not word or reading.tokens[position].kind is not TokenKind.WORD:
        return False
    before = reading.tokens[position - 1].word if position > reading.start else ""
    after = reading.tokens[position + 1].word if position + 1 < len(reading.tokens) else ""
    opens_with_hole = position == reading.start + 1 and is_hole(reading.tokens[reading.start])
    if position > reading.start and (before == "." or opens_with_hole):
        return False
    if word in _QUERIES:
        return position > reading.start and _query_starts(reading, word, before)
    if position == reading.start:
        return word in ("if", "while")
    return _other_starts(reading, word, before, after) or (word == "with" and _is_cte(reading, position))


def _query_starts(reading: _Reading, word: str, before: str) -> bool:
    verb, seen = reading.verb, reading.seen
    if reading.kind is PieceKind.CONDITION or (verb == "set" and before in ("on", "off")):
        return True
    if verb == "with" or (verb in _DEFINING and before == ")" and "with" in seen and "as" in seen):
        return False
    if word == "select":
        fills = verb == "insert" and not seen & {"select", "values", "exec", "execute"}
        return not (before in _BEFORE_SELECT or fills)
    if word == "merge" and before in _JOINS:
        return False
    return before not in _BEFORE_CHANGE


def _other_starts(reading: _Reading, word: str, before: str, after: str) -> bool:
    verb, seen = reading.verb, reading.seen
    if word in ("exec", "execute"):
        fills = verb == "insert" and not seen & {"select", "values", "exec", "execute"}
        return not (fills or before in ("with", "grant", "deny", "revoke", ","))
    if word == "set":
        return not (verb in ("merge", "alter", "create") or (verb == "update" and "set" not in seen))
    if word in _DEFINING or word == "if":
        return _definition_starts(reading, word, before, after)
    if word == "fetch":
        return before not in ("rows", "row", "offset")
    return word in _ALWAYS or word in _ALONE or (word, after) in _TWO_WORDS


def _definition_starts(reading: _Reading, word: str, before: str, after: str) -> bool:
    if word == "if":
        belongs = after in ("exists", "not") and reading.kind is PieceKind.STATEMENT
        return not (reading.verb in _DEFINING and belongs and before in _OBJECTS)
    return before != "or" and reading.verb not in ("grant", "deny", "revoke") and after not in _AFTER_ALTER


def _is_cte(reading: _Reading, position: int) -> bool:
    before = reading.tokens[position - 1].word
    following = [token.word for token in reading.tokens[position + 1 : position + 3]]
    if before == "as" or following[:1] in (["("], ["execute"], ["exec"], ["schemabinding"]):
        return False
    return following[1:] in (["as"], ["("])
