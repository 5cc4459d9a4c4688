"""Statements that sqlglot does not read, or not rightly: each is read from its tokens by one function.

A further statement is one function in ``_READERS``, which gives back None for a statement that is not its own.
"""

from collections.abc import Callable
from typing import Final

from lineage_graph.sql.movement import Movement
from lineage_graph.sql.rewriting import closing, file_of, settings_of
from lineage_graph.sql.split import Piece, Tokens, depth_zero
from lineage_graph.sql.statements import DataSource, Dialect, Effect, FilePath, Part, Read, TableName, Unparsed
from lineage_graph.sql.tokens import TokenKind, is_hole, name_at

DATABASE_IS_SCHEMA: Final = frozenset({Dialect.SPARK, Dialect.DATABRICKS, Dialect.HIVE})
"""Dialects that write ``database.table``: what USE names stands where others have the schema."""

_KINDS_OF_DATABASE: Final = (["database"], ["schema"], ["namespace"])
_SILENT: Final = frozenset({
    "print", "raiserror", "throw", "use", "grant", "deny", "revoke", "commit", "rollback", "open", "close", "fetch",
    "deallocate", "waitfor", "break", "continue", "goto", "dbcc", "kill", "save",
})  # fmt: skip


_DEFINING: Final = frozenset({"create", "alter", "drop"})
_WITHOUT_DATA: Final = frozenset({
    "application", "asymmetric", "certificate", "credential", "database", "login", "master", "partition", "role",
    "schema", "security", "sequence", "server", "statistics", "symmetric", "type", "user", "workload",
})  # fmt: skip
"""What T-SQL creates, alters and drops that neither holds data nor stands for any."""


def read_by_tokens(piece: Piece, dialect: Dialect) -> Movement | Unparsed | None:
    """What a statement does that needs no parser, or None for all others."""
    for reader in _READERS:
        found = reader(piece, dialect)
        if found is not None:
            return found
    return None


def words_of(tokens: Tokens) -> frozenset[str]:
    """The unquoted words of a statement."""
    return frozenset(token.word for token in tokens if token.kind is TokenKind.WORD)


def _silent(piece: Piece, dialect: Dialect) -> Movement | None:
    words = words_of(piece.tokens)
    if piece.tokens[0].word in ("declare", "set", "return") and "select" not in words:
        return Movement()
    if piece.starts("update", "statistics"):
        return Movement()
    return Movement() if dialect is Dialect.TSQL and piece.tokens[0].word in _SILENT else None


def _administers(piece: Piece, dialect: Dialect) -> Movement | None:
    """Logins, credentials, schemas and the like; of external objects only a table is a place."""
    words = [token.word for token in piece.tokens[:3]]
    if dialect is not Dialect.TSQL or words[0] not in _DEFINING or len(words) == 1:
        return None
    if words[:2] == ["drop", "external"]:
        name = name_at(piece.tokens, 3, dialect)[0] if words[2:] == ["table"] else None
        return Movement(effects=(Effect("drop", name),) if name else ())
    return Movement() if words[1] in _WITHOUT_DATA else None


def _copy_into(piece: Piece, dialect: Dialect) -> Movement | Unparsed | None:
    """COPY INTO of Synapse: https://learn.microsoft.com/sql/t-sql/statements/copy-into-transact-sql."""
    if dialect is not Dialect.TSQL or not piece.starts("copy", "into"):
        return None
    return _load(piece.tokens, 2, dialect)


def _bulk_insert(piece: Piece, dialect: Dialect) -> Movement | Unparsed | None:
    """BULK INSERT: https://learn.microsoft.com/sql/t-sql/statements/bulk-insert-transact-sql."""
    return _load(piece.tokens, 2, dialect) if piece.starts("bulk", "insert") else None


def _load(tokens: Tokens, start: int, dialect: Dialect) -> Movement | Unparsed:
    name, _ = name_at(tokens, start, dialect)
    begin = next((position for position, token in depth_zero(tokens) if token.word == "from"), len(tokens))
    end = next((position for position, token in depth_zero(tokens) if token.word == "with"), len(tokens))
    settings = settings_of(tokens[end:])
    paths = [token.value for token in tokens[begin + 1 : end] if token.kind is TokenKind.STRING or is_hole(token)]
    if name is None or not paths:
        return Unparsed("what it loads, or where to, is not told")
    return Movement(reads=tuple(Read(file_of(path, settings)) for path in paths), writes=(name,))


def _external(piece: Piece, dialect: Dialect) -> Movement | Unparsed | None:
    """CREATE EXTERNAL …: a table over files. With AS SELECT ``external_query`` adds what fills them."""
    if dialect is not Dialect.TSQL or not piece.starts("create", "external"):
        return None
    if piece.tokens[2:3] and piece.tokens[2].word != "table":
        return Movement()
    if external_query(piece):
        return None
    name, location = _external_table(piece, dialect)
    if name is None or location is None:
        return Unparsed("the external table has no name or no LOCATION")
    return Movement(reads=(Read(location),), writes=name)


def external_data_source(piece: Piece, dialect: Dialect) -> DataSource | None:
    """What CREATE EXTERNAL DATA SOURCE names; None for all other statements, and without a literal LOCATION.

    https://learn.microsoft.com/sql/t-sql/statements/create-external-data-source-transact-sql
    """
    if dialect is not Dialect.TSQL or not piece.starts("create", "external", "data", "source"):
        return None
    name, _ = name_at(piece.tokens, 4, dialect)
    location = settings_of(piece.tokens).get("location")
    return DataSource(name.table.text, location) if name and location else None


def database_used(piece: Piece, dialect: Dialect) -> Part | None:
    """The database that USE makes the current one for what follows; None for all other statements.

    https://learn.microsoft.com/sql/t-sql/language-elements/use-transact-sql and, for Spark, where a database is also
    called a schema, https://spark.apache.org/docs/latest/sql-ref-syntax-ddl-usedb.html
    """
    if dialect not in (Dialect.TSQL, *DATABASE_IS_SCHEMA) or not piece.starts("use"):
        return None
    words = [token.word for token in piece.tokens]
    start = 2 if words[1:2] in _KINDS_OF_DATABASE and dialect in DATABASE_IS_SCHEMA else 1
    if dialect in DATABASE_IS_SCHEMA and words[1:2] == ["catalog"]:
        return None
    name, _ = name_at(piece.tokens, start, dialect)
    return name.table if name else None


def external_query(piece: Piece) -> Tokens:
    """The query of CREATE EXTERNAL TABLE … AS SELECT; empty for all other statements."""
    if not piece.starts("create", "external", "table"):
        return ()
    start = next((position for position, token in depth_zero(piece.tokens) if token.word == "as"), len(piece.tokens))
    return piece.tokens[start + 1 :]


def external_target(piece: Piece, dialect: Dialect) -> Movement:
    """The table and the files that CREATE EXTERNAL TABLE … AS SELECT writes."""
    name, location = _external_table(piece, dialect)
    return Movement(writes=(*(name or ()), *((location,) if location else ())))


def _external_table(piece: Piece, dialect: Dialect) -> tuple[tuple[TableName, ...] | None, FilePath | None]:
    tokens = piece.tokens
    name, _ = name_at(tokens, 3, dialect)
    zero = list(depth_zero(tokens))
    start = next((position for position, token in zero if token.word == "with"), len(tokens) - 1)
    settings = settings_of(tokens[start : closing(tokens, min(start + 1, len(tokens) - 1)) + 1])
    location = file_of(settings["location"], settings) if "location" in settings else None
    return (name,) if name else None, location


def _switch(piece: Piece, dialect: Dialect) -> Movement | None:
    """ALTER TABLE a SWITCH [PARTITION n] TO b moves all rows."""
    zero = list(depth_zero(piece.tokens))
    words = [token.word for _, token in zero]
    if not piece.starts("alter", "table") or "switch" not in words or "to" not in words:
        return None
    source, _ = name_at(piece.tokens, 2, dialect)
    target, _ = name_at(piece.tokens, zero[words.index("to")][0] + 1, dialect)
    return Movement(reads=(Read(source),), writes=(target,)) if source and target else None


def _created(piece: Piece, dialect: Dialect) -> Movement | None:
    """CREATE TABLE without a query, whose storage options no parser knows all."""
    if dialect is not Dialect.TSQL or not piece.starts("create", "table") or "select" in words_of(piece.tokens):
        return None
    name, _ = name_at(piece.tokens, 2, dialect)
    return Movement(effects=(Effect("create", name),)) if name else None


def _values(piece: Piece, dialect: Dialect) -> Movement | None:
    """INSERT … VALUES, often too long for a parser."""
    words = words_of(piece.tokens)
    if piece.tokens[0].word != "insert" or "values" not in words or words & {"select", "output", "exec", "execute"}:
        return None
    start = next((position for position, token in enumerate(piece.tokens[:4])
                  if token.word not in ("insert", "into", "overwrite", "table")), 1)  # fmt: skip
    name, after = name_at(piece.tokens, start, dialect)
    following = piece.tokens[after : after + 1]
    return Movement(writes=(name,)) if name and following and following[0].word in ("(", "values") else None


def _called(piece: Piece, dialect: Dialect) -> Movement | Unparsed | None:
    """CALL p(…) of every dialect, also as the escape ``{call p(…)}`` of ODBC and JDBC."""
    start = 1 if piece.tokens[0].word == "{" else 0
    start += 2 if [token.word for token in piece.tokens[start : start + 2]] == ["?", "="] else 0
    if piece.tokens[start : start + 1] and piece.tokens[start].word == "call":
        name, _ = name_at(piece.tokens, start + 1, dialect)
        return Movement(executes=(name,)) if name else Unparsed("what it calls is not told")
    return None


def _converted(piece: Piece, dialect: Dialect) -> Movement | None:
    """CONVERT TO DELTA rewrites a table or folder in place; it moves nothing."""
    del dialect
    return Movement() if piece.starts("convert", "to", "delta") else None


_Reader = Callable[[Piece, Dialect], Movement | Unparsed | None]
_READERS: Final[tuple[_Reader, ...]] = (
    _silent, _administers, _copy_into, _bulk_insert, _external, _switch, _created, _values, _called, _converted,
)  # fmt: skip
