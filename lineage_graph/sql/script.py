"""The way through a script: split, read each statement, then follow temporary tables. No text makes it raise."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from lineage_graph.sql.dynamic import Executed, Variables, executed, variables_of
from lineage_graph.sql.movement import Movement
from lineage_graph.sql.readers import (
    DATABASE_IS_SCHEMA,
    database_used,
    external_data_source,
    external_query,
    external_target,
    read_by_tokens,
)
from lineage_graph.sql.rewriting import Rewriting, rewritten, without_holes
from lineage_graph.sql.split import ROUTINES, Piece, PieceKind, Tokens, depth_zero, split
from lineage_graph.sql.statements import (
    INNER_HOLE,
    DataSource,
    Definition,
    Dialect,
    Kind,
    Part,
    Read,
    Statements,
    TableName,
    Unparsed,
)
from lineage_graph.sql.stitching import Step, stitched
from lineage_graph.sql.tokens import TokenKind, name_at, only_holes, tokens_of
from lineage_graph.sql.tree import movement_of

LONGEST_TEXT: Final = 200_000
"""Characters of one script; longer ones are dumps, not queries."""

MOST_STATEMENTS: Final = 1_000
"""Statements of one script; each costs a parse."""

LONGEST_STATEMENT: Final = 8_000
"""Tokens of one statement, so that reading a script stays within seconds."""

DEEPEST: Final = 60
"""Parentheses inside each other; a parser goes about ten calls deeper with each."""

_DEEPEST_DYNAMIC: Final = 3

MOST_DYNAMIC: Final = 100_000
"""Characters of dynamic SQL and bodies that one script may make, however often it executes them."""

_Found = Step | Unparsed | Definition | DataSource


@dataclass(slots=True)
class _Budget:
    """The characters of inner SQL that may still be read, over all depths."""

    characters: int = MOST_DYNAMIC


@dataclass(frozen=True, slots=True)
class _Script:
    text: str
    dialect: Dialect
    variables: Variables
    depth: int
    budget: _Budget
    database: Part | None = None


def tables_of(
    text: str, dialect: Dialect, local_names: frozenset[str] = frozenset(), database: str | None = None
) -> Statements | Unparsed:
    """What the statements of a query or script read, write and execute, or why none of it can be told.

    Private-use characters (U+E000 to U+F8FF) in the text stand for unknown parts; they stay in the names they are
    part of. U+F8FF in a result is a value that the script itself makes. ``local_names`` are temporary tables and views
    that the session already has, in lower case; ``database`` is the one that an earlier USE made the current one.
    """
    found = _found(text, dialect, 0, _Budget(), Part(database) if database else None)
    return found if isinstance(found, Unparsed) else _gathered(found, local_names)


def _found(text: str, dialect: Dialect, depth: int, budget: _Budget, database: Part | None) -> list[_Found] | Unparsed:
    if len(text) > LONGEST_TEXT:
        return Unparsed(f"it has more than {LONGEST_TEXT} characters")
    tokens = tokens_of(text, dialect)
    if isinstance(tokens, Unparsed):
        return tokens
    pieces = split(tokens, text, dialect)
    if len(pieces) > MOST_STATEMENTS:
        return Unparsed(f"it has more than {MOST_STATEMENTS} statements")
    variables = variables_of(pieces) if dialect is Dialect.TSQL else {}
    return list(_in_order(pieces, _Script(text, dialect, variables, depth, budget, database)))


def _in_order(pieces: Iterable[Piece], script: _Script) -> Iterator[_Found]:
    """What each piece does, in the database that the last USE before it names."""
    for piece in pieces:
        script = replace(script, database=database_used(piece, script.dialect) or script.database)
        yield from _read(piece, script)


def _gathered(found: list[_Found], local_names: frozenset[str]) -> Statements | Unparsed:
    unread = tuple(result for result in found if isinstance(result, Unparsed))
    steps = [result for result in found if isinstance(result, Step)]
    statements, names = stitched(steps, local_names)
    definitions = tuple(result for result in found if isinstance(result, Definition))
    if not found or (unread and not statements and not definitions):
        return unread[0] if unread else Unparsed("it holds no statement")
    sources = tuple(result for result in found if isinstance(result, DataSource))
    used = next((step.database.text for step in reversed(steps) if step.database), None)
    return Statements(statements, unread, definitions, names, sources, used)


def _read(piece: Piece, script: _Script) -> Iterator[_Found]:
    line = script.text.count("\n", 0, piece.tokens[0].start) + 1
    for result in _results(piece, script):
        if isinstance(result, Movement):
            yield Step(result, _verb(piece), line, script.database, script.dialect in DATABASE_IS_SCHEMA)
        elif isinstance(result, Unparsed | Step):
            yield replace(result, line=line)
        else:
            yield result


def _results(piece: Piece, script: _Script) -> Iterator[Movement | _Found]:
    if problem := _too_much(piece.tokens):
        yield problem
    elif piece.kind is PieceKind.ROUTINE:
        yield _definition(piece, script)
    elif piece.kind is PieceKind.CONDITION:
        yield _condition(piece, script)
    elif piece.tokens[0].word in ("exec", "execute") and script.dialect is Dialect.TSQL:
        yield from _executed(piece.tokens, script)
    elif start := _insert_exec(piece, script.dialect):
        yield from _filled_by_procedure(piece, start, script)
    elif unloaded := _unloaded(piece):
        yield from _dynamic(unloaded, script)
    elif source := external_data_source(piece, script.dialect):
        yield source
    else:
        yield from _statement(piece, script)


def _statement(piece: Piece, script: _Script) -> Iterator[Movement | Unparsed]:
    found = read_by_tokens(piece, script.dialect)
    if found is not None:
        yield found
    elif query := external_query(piece):
        selected = _parsed(rewritten(query, script.text, script.dialect), query, script)
        target = external_target(piece, script.dialect)
        yield replace(target, reads=selected.reads) if isinstance(selected, Movement) else selected
    else:
        tokens = _cursor_query(piece.tokens)
        rewriting = rewritten(tokens, script.text, script.dialect)
        movement = _parsed(rewriting, tokens, script)
        yield movement
        if isinstance(movement, Movement) and rewriting.outputs:
            changed = (*movement.writes, *(effect.place for effect in movement.effects))
            yield Movement(reads=tuple(map(Read, changed)), writes=tuple(rewriting.outputs))


def _parsed(rewriting: Rewriting, tokens: Tokens, script: _Script) -> Movement | Unparsed:
    if all(only_holes(token.value) for token in tokens):
        return Unparsed("the whole statement is only known at run time")
    movement = movement_of(rewriting.text, script.dialect)
    if isinstance(movement, Unparsed) and (text := without_holes(tokens, rewriting, script.text)):
        again = movement_of(text, script.dialect)
        movement = replace(again, partial=True) if isinstance(again, Movement) else movement
    return _with_files(movement, rewriting) if isinstance(movement, Movement) else movement


def _with_files(movement: Movement, rewriting: Rewriting) -> Movement:
    """The movement with the files in the place of the names that stood for them in the parsed text."""
    reads = tuple(_file_reads(movement.reads, rewriting))
    return replace(movement, reads=reads, partial=movement.partial or [None] in rewriting.files.values())


def _file_reads(reads: tuple[Read, ...], rewriting: Rewriting) -> Iterator[Read]:
    for read in reads:
        name = read.place.table.text if isinstance(read.place, TableName) else ""
        for file in rewriting.files.get(name, [read.place]):
            if file:
                yield Read(file, read.kind)


def _condition(piece: Piece, script: _Script) -> Movement | Unparsed:
    """The tables in the condition of an IF or WHILE: they decide, nothing of them moves."""
    if not any(token.word == "select" for token in piece.tokens):
        return Movement()
    inner = rewritten(piece.tokens, script.text, script.dialect)
    inner.text = f"SELECT 1 WHERE {inner.text}"
    movement = _parsed(inner, piece.tokens, script)
    if isinstance(movement, Unparsed):
        return movement
    return replace(movement, reads=tuple(replace(read, kind=Kind.INFLUENCE) for read in movement.reads))


def _executed(tokens: Tokens, script: _Script) -> Iterator[Movement | _Found]:
    run: Executed | Unparsed = executed(tokens, script.variables, script.dialect)
    if isinstance(run, Unparsed):
        yield run
    elif run.procedure:
        yield Movement(executes=(run.procedure,))
    else:
        yield from _dynamic(run.text or "", script)


def _dynamic(text: str, script: _Script) -> Iterator[_Found]:
    if script.depth >= _DEEPEST_DYNAMIC or not text.strip(f"{INNER_HOLE} \n"):
        yield Unparsed("it executes SQL that is only known at run time")
        return
    inner = _inner(text, script)
    yield from [inner] if isinstance(inner, Unparsed) else inner


def _inner(text: str, script: _Script) -> list[_Found] | Unparsed:
    script.budget.characters -= len(text)
    if script.budget.characters < 0:
        return Unparsed(f"it executes more than {MOST_DYNAMIC} characters of SQL that it makes")
    return _found(text, script.dialect, script.depth + 1, script.budget, script.database)


def _insert_exec(piece: Piece, dialect: Dialect) -> int:
    """The position of EXEC in INSERT … EXEC, else 0."""
    if piece.tokens[0].word != "insert" or dialect is not Dialect.TSQL:
        return 0
    zero = depth_zero(piece.tokens)
    return next((position for position, token in zero if token.word in ("exec", "execute")), 0)


def _filled_by_procedure(piece: Piece, start: int, script: _Script) -> Iterator[Movement | _Found]:
    after_verb = 2 if piece.tokens[1].word == "into" else 1
    name, _ = name_at(piece.tokens, after_verb, script.dialect)
    for result in _executed(piece.tokens[start:], script):
        movement = result.movement if isinstance(result, Step) else result
        if isinstance(movement, Movement) and name:
            yield replace(movement, writes=(*movement.writes, name))
        else:
            yield result


def _unloaded(piece: Piece) -> str:
    """The query of Redshift's UNLOAD ('query') TO 'path'."""
    tokens = piece.tokens
    texts = [token.value for token in tokens[2:3] if token.kind is TokenKind.STRING]
    return texts[0] if texts and piece.starts("unload", "(") else ""


def _cursor_query(tokens: Tokens) -> Tokens:
    """The query of DECLARE c CURSOR … FOR query, and of RETURN (query); all other statements as they are."""
    words = [token.word for token in tokens]
    if words[0] == "declare" and "cursor" in words and "for" in words:
        return tokens[words.index("for") + 1 :] or tokens
    return tokens[1:] if words[0] == "return" and len(tokens) > 1 else tokens


def _definition(piece: Piece, script: _Script) -> Definition | Unparsed:
    words = [token.word for token in piece.tokens]
    kind = next(position for position, word in enumerate(words) if word in ROUTINES)
    name, after = name_at(piece.tokens, kind + 1, script.dialect)
    if name is None:
        name = TableName(Part(INNER_HOLE))
    name = replace(name, database=name.database or script.database)
    body = _body(piece.tokens[after:]) if script.dialect is Dialect.TSQL else ()
    if not body or script.depth >= _DEEPEST_DYNAMIC:
        return Definition(name, Unparsed("the body is not read"))
    text = script.text[body[0].start : body[-1].end]
    inner = _inner(text, script)
    return Definition(name, inner if isinstance(inner, Unparsed) else _gathered(inner, frozenset()))


def _body(tokens: Tokens) -> Tokens:
    """What follows the AS that is neither that of a parameter (``@a AS int``) nor that of EXECUTE AS."""
    for position, token in depth_zero(tokens):
        before = tokens[position - 1] if position else None
        if token.word == "as" and not (before and (before.word.startswith("@") or before.word in ("exec", "execute"))):
            return tokens[position + 1 :]
    return ()


def _too_much(tokens: Tokens) -> Unparsed | None:
    if len(tokens) > LONGEST_STATEMENT and tokens[0].word != "insert":
        return Unparsed(f"a statement has more than {LONGEST_STATEMENT} words")
    depth = deepest = 0
    for token in tokens:
        depth += (token.word in ("(", "case")) - (token.word in (")", "end"))
        deepest = max(depth, deepest)
    return Unparsed(f"parentheses stand more than {DEEPEST} deep") if deepest > DEEPEST else None


def _verb(piece: Piece) -> str:
    words = [token.word for token in piece.tokens]
    if piece.kind is PieceKind.CONDITION or words[0] == "{":
        return "if" if words[0] != "{" else "call"
    if words[0] == "with":
        zero = [token.word for _, token in depth_zero(piece.tokens)]
        return next((word for word in zero if word in _VERBS), "select")
    if words[0] not in ("create", "alter", "drop", "truncate"):
        return words[0] if words[0] != "(" else "select"
    kinds = [word for word in words[1:8] if word in ("table", "view", "external", "schema", "index")]
    return " ".join([words[0], *kinds[:2]])


_VERBS: Final = frozenset({"select", "insert", "update", "delete", "merge"})
