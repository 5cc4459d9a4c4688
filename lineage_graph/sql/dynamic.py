"""SQL that T-SQL makes and executes: the texts of EXEC ('…') and sp_executesql, as far as the script holds them.

Known are literals, variables that are set once, and both joined with ``+``. Anything else is a hole, U+F8FF.
https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-executesql-transact-sql
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lineage_graph.sql.rewriting import closing
from lineage_graph.sql.split import Piece, Tokens
from lineage_graph.sql.statements import INNER_HOLE, Dialect, TableName, Unparsed
from lineage_graph.sql.tokens import Token, TokenKind, name_at

LONGEST_VALUE: Final = 200_000
"""Characters; a variable that grows beyond is unknown."""

Variables = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Executed:
    """What an EXEC runs: a procedure, or a text of SQL."""

    procedure: TableName | None = None
    text: str | None = None


def executed(tokens: Tokens, variables: Variables, dialect: Dialect) -> Executed | Unparsed:
    """What the statement runs that starts with EXEC, or why it cannot be told."""
    start = 1
    if tokens[1:2] and tokens[1].word.startswith("@") and [token.word for token in tokens[2:3]] == ["="]:
        start = 3
    if tokens[start : start + 1] and tokens[start].word == "(":
        return Executed(text=value_of(tokens[start + 1 : closing(tokens, start)], variables))
    name, after = name_at(tokens, start, dialect)
    if name is None or name.table.text.startswith("@"):
        return Unparsed("which procedure it executes is only known at run time")
    if name.table.text.lower() == "sp_executesql":
        return Executed(text=value_of(_first_argument(tokens[after:]), variables))
    return Executed(procedure=name)


def variables_of(pieces: Iterable[Piece]) -> Variables:
    """The variables whose one value the script holds; those set in several ways are left out."""
    assignments = [found for piece in pieces for found in _assignments(piece.tokens)]
    counts = Counter(name for name, value in assignments if not _grows(name, value))
    known: dict[str, str] = {}
    for name, value in assignments:
        text = value_of(value, known)
        if counts[name] > 1 or len(text) > LONGEST_VALUE:
            text = INNER_HOLE
        known[name] = text
    return known


def value_of(tokens: Tokens, variables: Variables) -> str:
    """The text of a T-SQL expression, unknown terms as holes."""
    terms: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.word == "(") - (token.word == ")")
        if token.word == "+" and depth == 0:
            terms.append([])
        else:
            terms[-1].append(token)
    return "".join(_term(term, variables) for term in terms)


def _term(tokens: list[Token], variables: Variables) -> str:
    if len(tokens) == 1 and tokens[0].kind is TokenKind.STRING:
        return tokens[0].value
    if len(tokens) == 1:
        return variables.get(tokens[0].word, INNER_HOLE)
    return INNER_HOLE


def _grows(name: str, value: Tokens) -> bool:
    return bool(value) and value[0].word == name


def _first_argument(tokens: Tokens) -> Tokens:
    start = 2 if len(tokens) > 1 and tokens[1].word == "=" else 0
    return tokens[start : _comma(tokens, start)]


def _assignments(tokens: Tokens) -> Iterable[tuple[str, Tokens]]:
    """``DECLARE @a type = value, …``, ``SET @a = value``, ``SET @a += value``, and ``SELECT @a = …`` as unknown."""
    verb = tokens[0].word
    position = 1
    while position < len(tokens) and verb in ("declare", "set", "select"):
        end = _comma(tokens, position)
        item = tokens[position:end]
        equals = next((index for index, token in enumerate(item) if token.word == "="), 0)
        if equals and item[0].word.startswith("@"):
            joined = item[equals - 1].word == "+"
            value = (item[0], item[equals - 1], *item[equals + 1 :]) if joined else item[equals + 1 :]
            yield item[0].word, (item[0],) * 2 if verb == "select" else value
        position = end + 1


def _comma(tokens: Tokens, start: int) -> int:
    depth = 0
    for position in range(start, len(tokens)):
        depth += (tokens[position].word == "(") - (tokens[position].word == ")")
        if tokens[position].word == "," and depth == 0:
            return position
    return len(tokens)
