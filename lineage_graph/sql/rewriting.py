"""What sqlglot does not understand inside statements, taken out of their text before it parses them.

One rewriting is one function from tokens to edits, listed in ``_REWRITINGS``.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from lineage_graph.sql.split import Tokens, depth_zero
from lineage_graph.sql.statements import Dialect, FilePath, TableName
from lineage_graph.sql.tokens import HOLES, TokenKind, is_hole, name_at

_FILE_NAME: Final = "lineage_graph_file_"
_AFTER_OUTPUT: Final = frozenset({"values", "select", "from", "where", "when", "option", "default"})
_CHANGES: Final = frozenset({"insert", "update", "delete", "merge", "with"})
_COUNTED: Final = frozenset({"top", "limit", "offset", "percent", "next", "first"})
_BEFORE_NAMES: Final = frozenset({
    "from", "join", "into", "update", "table", "using", "by", "select", "distinct", "and", "or", "not", "where", "on",
    "having", "in", "like", "between", "is", "as", "when", "then", "else", "case", "merge", "set", "apply", "view",
    "exists", "all", "if", ",", ".", "=", "<", ">", "(", "+", "-", "*", "/", "%", "!", "|", "[",
})  # fmt: skip
_GLUED: Final = re.compile(rf"(?<=\s)(from|where|join|and|or|on|into|select|set|values|union|all)(?=[{HOLES}])", re.I)


@dataclass(slots=True)
class Rewriting:
    """The text to parse, the files that stand behind made-up names in it, and the targets of OUTPUT … INTO."""

    text: str = ""
    files: dict[str, list[FilePath | None]] = field(default_factory=dict)
    outputs: list[TableName] = field(default_factory=list)
    edits: list[tuple[int, int, str]] = field(default_factory=list)


def rewritten(tokens: Tokens, text: str, dialect: Dialect) -> Rewriting:
    """The statement as sqlglot reads it."""
    result = Rewriting()
    for rewriting in _REWRITINGS if dialect is Dialect.TSQL else (_directory, _counts):
        rewriting(tokens, dialect, result)
    result.text = _GLUED.sub(r"\1 ", _edited(text, tokens, result.edits))
    return result


def without_holes(tokens: Tokens, rewriting: Rewriting, text: str) -> str | None:
    """The statement without the holes that stand where no name can stand; None if there is none, or one opens it.

    What a hole at the start holds may change all that follows, so that it is never left out.
    """
    loose = [token for before, token in pairwise(tokens)
             if is_hole(token) and before.word not in _BEFORE_NAMES]  # fmt: skip
    if not loose or is_hole(tokens[0]):
        return None
    edits = [*rewriting.edits, *((token.start, token.end, " ") for token in loose)]
    return _GLUED.sub(r"\1 ", _edited(text, tokens, edits))


def closing(tokens: Tokens, opening: int) -> int:
    """The position of the parenthesis that closes the one at the position, or the last position."""
    depth = 0
    for position in range(opening, len(tokens)):
        depth += (tokens[position].word == "(") - (tokens[position].word == ")")
        if depth == 0:
            return position
    return len(tokens) - 1


def settings_of(tokens: Tokens) -> dict[str, str]:
    """The ``NAME = value`` pairs of an option list, names in lower case."""
    found: dict[str, str] = {}
    for position in range(len(tokens) - 2):
        name, equals, value = tokens[position : position + 3]
        if name.kind is TokenKind.WORD and equals.word == "=" and value.kind is not TokenKind.SYMBOL:
            found[name.word] = value.value
    return found


def file_of(path: str, settings: dict[str, str]) -> FilePath:
    """The file at the path, with the format and the external data source that the options name."""
    written = settings.get("format") or settings.get("file_type") or settings.get("file_format")
    return FilePath(path, written.lower() if written else None, settings.get("data_source"))


def _edited(text: str, tokens: Tokens, edits: list[tuple[int, int, str]]) -> str:
    start, end = tokens[0].start, tokens[-1].end
    parts: list[str] = []
    for first, last, replacement in sorted(edits):
        if first < start:
            continue
        parts += [text[start:first], replacement]
        start = last
    return "".join([*parts, text[start:end]])


def _open_rowsets(tokens: Tokens, _: Dialect, result: Rewriting) -> None:
    """OPENROWSET(BULK …): https://learn.microsoft.com/sql/t-sql/functions/openrowset-bulk-transact-sql."""
    for position, token in enumerate(tokens[:-1]):
        if token.word not in ("openrowset", "openquery", "opendatasource") or tokens[position + 1].word != "(":
            continue
        end = closing(tokens, position + 1)
        inside, name = tokens[position + 2 : end], f"{_FILE_NAME}{len(result.files)}"
        paths = list(_bulk_paths(inside))
        result.files[name] = [file_of(path, settings_of(inside)) for path in paths] or [None]
        following = tokens[end + 1 : end + 3]
        if [other.word for other in following] == ["with", "("]:
            end = closing(tokens, end + 2)
        result.edits.append((token.start, tokens[end].end, f" {name} "))


def _bulk_paths(inside: Tokens) -> Iterator[str]:
    if not inside or inside[0].word != "bulk":
        return
    for token in inside[1:]:
        if token.kind is TokenKind.STRING or is_hole(token):
            yield token.value
        elif token.word != "(" and (token.word != "," or inside[1].word != "("):
            return


def _table_options(tokens: Tokens, _: Dialect, result: Rewriting) -> None:
    """WITH (DISTRIBUTION = …) of CREATE TABLE … AS SELECT in dedicated SQL pools."""
    if tokens[0].word != "create":
        return
    for position, token in depth_zero(tokens[:-1]):
        if token.word in ("as", "select"):
            return
        if token.word == "with" and tokens[position + 1].word == "(":
            result.edits.append((token.start, tokens[closing(tokens, position + 1)].end, " "))
            return


def _outputs(tokens: Tokens, dialect: Dialect, result: Rewriting) -> None:
    """OUTPUT … [INTO t]: https://learn.microsoft.com/sql/t-sql/queries/output-clause-transact-sql."""
    zero = list(depth_zero(tokens))
    start = next((position for position, token in zero if token.word == "output"), 0)
    if tokens[0].word not in _CHANGES or not start:
        return
    end = next((position for position, token in zero if position > start and token.word in _AFTER_OUTPUT), len(tokens))
    into = next((position for position, token in zero if start < position < end and token.word == "into"), 0)
    if into:
        name, after = name_at(tokens, into + 1, dialect)
        if name:
            result.outputs.append(name)
        end = closing(tokens, after) + 1 if after < len(tokens) and tokens[after].word == "(" else after
    result.edits.append((tokens[start].start, tokens[end - 1].end, " "))


def _counts(tokens: Tokens, _: Dialect, result: Rewriting) -> None:
    """A hole where only a number can stand."""
    for before, token in pairwise(tokens):
        if is_hole(token) and before.word in _COUNTED:
            result.edits.append((token.start, token.end, "1"))


def _directory(tokens: Tokens, _: Dialect, result: Rewriting) -> None:
    """The format in Spark's INSERT OVERWRITE DIRECTORY 'path' USING format [OPTIONS (…)]."""
    words = [token.word for token in tokens[:7]]
    start = 5 if words[2:3] == ["local"] else 4
    if words[:2] != ["insert", "overwrite"] or "directory" not in words or words[start : start + 1] != ["using"]:
        return
    end = start + 1
    if tokens[end + 1 : end + 2] and tokens[end + 1].word == "options":
        end = closing(tokens, end + 2)
    result.edits.append((tokens[start].start, tokens[end].end, " "))


def _functions(tokens: Tokens, _: Dialect, result: Rewriting) -> None:
    """``dbo.split(x)`` is a function of the database, but would be taken for the built-in one of other dialects."""
    for dot, name, opening in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if dot.word == "." and name.value.lower() == "split" and opening.word == "(":
            result.edits.append((name.start, name.end, "split_"))


_Rewrite = Callable[[Tokens, Dialect, Rewriting], None]
_REWRITINGS: Final[tuple[_Rewrite, ...]] = (_open_rowsets, _table_options, _outputs, _counts, _functions)
