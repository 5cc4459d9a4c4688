"""One statement through sqlglot: the only file that knows its trees. Gives back what the statement reads and writes.

A statement that sqlglot gains a class for is one function marked ``@reads_as`` with that class.
sqlglot: https://sqlglot.com/sqlglot/expressions.html
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from lineage_graph.sql.movement import Movement
from lineage_graph.sql.statements import (
    Dialect,
    Effect,
    FilePath,
    Kind,
    Part,
    Place,
    Read,
    TableName,
    Unparsed,
)
from lineage_graph.sql.tokens import only_holes, part

logging.getLogger("sqlglot").setLevel(logging.CRITICAL + 1)

_FAILURES: Final = (SqlglotError, RecursionError, ValueError, TypeError, AttributeError, LookupError, AssertionError)
"""What sqlglot raises for texts that are not SQL; besides its own errors it stumbles over its own None."""

_INFLUENCING: Final = (exp.Where, exp.Having, exp.Qualify, exp.Exists, exp.In, exp.Delete)
_FILE_FORMATS: Final = frozenset({"delta", "parquet", "csv", "json", "orc", "text", "avro", "binaryfile", "iceberg"})
_MOST_OUTER: Final = 3
_FILE_DIALECTS: Final = frozenset({Dialect.SPARK, Dialect.DATABRICKS, Dialect.HIVE})
_RECURSIVE_UNSAID: Final = frozenset({Dialect.TSQL, Dialect.ORACLE, Dialect.TERADATA})
_NO_TABLES: Final = {
    Dialect.TSQL: frozenset({"inserted", "deleted"}),
    Dialect.ORACLE: frozenset({"dual"}),
    Dialect.MYSQL: frozenset({"dual"}),
    Dialect.SNOWFLAKE: frozenset({"dual"}),
}
_SILENT: Final = (
    exp.Alter, exp.Analyze, exp.Comment, exp.Commit, exp.Declare, exp.Describe, exp.Grant, exp.Kill, exp.Pragma,
    exp.Refresh, exp.Rollback, exp.Set, exp.Show, exp.Transaction, exp.Uncache, exp.Use,
)  # fmt: skip
_SILENT_COMMANDS: Final = frozenset({
    "alter", "analyze", "begin", "comment", "deny", "describe", "desc", "explain", "fetch", "grant", "list", "ls",
    "optimize", "print", "put", "refresh", "remove", "reset", "revoke", "rm", "set", "show", "undrop", "use", "vacuum",
})  # fmt: skip


_Reader = Callable[[exp.Expr, Dialect], Movement | Unparsed]
_READERS: Final[dict[type[exp.Expr], _Reader]] = {}


def reads_as(*classes: type[exp.Expr]) -> Callable[[_Reader], _Reader]:
    """Registers the function that reads trees of these classes."""

    def register(reader: _Reader) -> _Reader:
        for name in classes:
            if name in _READERS:
                message = f"{name.__name__} is read twice"
                raise ValueError(message)
            _READERS[name] = reader
        return reader

    return register


def movement_of(text: str, dialect: Dialect) -> Movement | Unparsed:
    """What the one statement in the text does, or why it cannot be told. Never raises."""
    try:
        tree = sqlglot.parse_one(text, read=dialect.value or None, error_level=sqlglot.ErrorLevel.RAISE)
        return _movement(tree, dialect)
    except _FAILURES:
        return Unparsed(f"it is not understood as {dialect.value or 'SQL'}")


def _movement(tree: exp.Expr, dialect: Dialect) -> Movement | Unparsed:
    for kind in type(tree).__mro__:
        if kind in _READERS:
            found = _READERS[kind](tree, dialect)
            if isinstance(found, Movement):
                return replace(found, partial=any(_is_open(alias) for alias in tree.find_all(exp.TableAlias)))
            return found
    if isinstance(tree, _SILENT):
        return Movement(reads=_sources(tree, dialect) if isinstance(tree, exp.Declare | exp.Set) else ())
    return Unparsed("it is no statement that reads or writes")


@reads_as(exp.Query)
def _query(tree: exp.Expr, dialect: Dialect) -> Movement:
    into = [node.this for node in tree.find_all(exp.Into) if isinstance(node.this, exp.Table)]
    writes = _places(into, dialect)
    return Movement(reads=_sources(tree, dialect, into), writes=writes)


@reads_as(exp.Insert)
def _insert(tree: exp.Expr, dialect: Dialect) -> Movement | Unparsed:
    target = _table_in(tree.this)
    if isinstance(tree.this, exp.Directory):
        place: Place | None = FilePath(tree.this.this.name)
    else:
        place = place_of(target, dialect) if target else None
    if place is None:
        return Unparsed("what it inserts into is no table")
    return Movement(reads=_sources(tree, dialect, [target] if target else []), writes=(place,))


@reads_as(exp.Update)
def _update(tree: exp.Expr, dialect: Dialect) -> Movement | Unparsed:
    target = _table_in(tree.this)
    return _changed(tree, target, dialect) if target else Unparsed("what it updates is no table")


@reads_as(exp.Merge)
def _merge(tree: exp.Expr, dialect: Dialect) -> Movement | Unparsed:
    return _update(tree, dialect)


@reads_as(exp.Delete)
def _delete(tree: exp.Expr, dialect: Dialect) -> Movement | Unparsed:
    named = tree.args.get("tables") or []
    target = _table_in(named[0] if named else tree.this)
    changed = _changed(tree, target, dialect) if target else Unparsed("what it deletes from is no table")
    if isinstance(changed, Movement):
        return replace(changed, effects=tuple(Effect("delete", place) for place in changed.writes), writes=())
    return changed


def _changed(tree: exp.Expr, target: exp.Table, dialect: Dialect) -> Movement | Unparsed:
    """The target may be the alias of a table in FROM, or a CTE over one table."""
    base = _aliased(tree, target) or target
    through = _cte_of(base, dialect)
    inner = list(through.this.find_all(exp.Table)) if through else [base]
    if len(inner) != 1:
        return Unparsed("what it changes is a query over several tables")
    place = place_of(inner[0], dialect)
    if place is None:
        return Unparsed("what it changes is no table")
    return Movement(reads=_sources(tree, dialect, [target, base, inner[0]]), writes=(place,))


@reads_as(exp.TruncateTable)
def _truncate(tree: exp.Expr, dialect: Dialect) -> Movement:
    return Movement(effects=tuple(Effect("truncate", place) for place in _places(tree.expressions, dialect)))


@reads_as(exp.Drop)
def _drop(tree: exp.Expr, dialect: Dialect) -> Movement:
    if tree.args.get("kind") not in ("TABLE", "VIEW"):
        return Movement()
    return Movement(effects=tuple(Effect("drop", place) for place in _places(tree.find_all(exp.Table), dialect)))


@reads_as(exp.Create)
def _create(tree: exp.Expr, dialect: Dialect) -> Movement | Unparsed:
    target = _table_in(tree.this)
    place = place_of(target, dialect) if target else None
    if tree.args.get("kind") not in ("TABLE", "VIEW") or not isinstance(place, TableName):
        return Movement()
    local = (place,) if tree.find(exp.TemporaryProperty) else ()
    files = _files(tree)
    skipped = [target] if target else []
    if isinstance(tree.expression, exp.Query):
        return Movement(reads=_sources(tree, dialect, skipped), writes=(place, *files), local=local)
    clone = tree.args.get("clone")
    reads = _sources(clone, dialect) if clone else tuple(map(Read, files))
    if reads:
        return Movement(reads=reads, writes=(place,), local=local)
    return Movement(effects=() if local else (Effect("create", place),), local=local)


@reads_as(exp.Cache)
def _cached(tree: exp.Expr, dialect: Dialect) -> Movement:
    target = _table_in(tree.this)
    place = place_of(target, dialect) if target else None
    if not isinstance(place, TableName) or not tree.expression:
        return Movement()
    return Movement(reads=_sources(tree, dialect, [target] if target else []), writes=(place,), local=(place,))


@reads_as(exp.Copy)
def _copied(tree: exp.Expr, dialect: Dialect) -> Movement | Unparsed:
    """COPY INTO loads a table from files, or unloads a table or query into files; the first place tells which."""
    params = {node.name.lower(): node for node in tree.find_all(exp.CopyParameter)}
    written = params.get("fileformat") or params.get("file_format")
    names = [node.name for node in written.find_all(exp.Var) if node is not written.this] if written else []
    files = tree.args.get("files") or []
    file_format = names[-1].lower() if names else None
    first = tree.this.this if isinstance(tree.this, exp.Subquery) else tree.this
    target = _file_or_table(first, file_format, dialect)
    sources = tuple(place for node in files if (place := _file_or_table(node, file_format, dialect)))
    queries = [node for node in (first, *files) if isinstance(node, exp.Subquery | exp.Query)]
    read = tuple(read for query in queries for read in _sources(query, dialect))
    if tree.args.get("kind") is False and dialect is not Dialect.SNOWFLAKE:
        return Movement(reads=(Read(target),) if target else read, writes=sources)
    return (
        Movement(reads=(*map(Read, sources), *read), writes=(target,))
        if target
        else Unparsed("where it copies to is not told")
    )


@reads_as(exp.LoadData)
def _loaded(tree: exp.Expr, dialect: Dialect) -> Movement | Unparsed:
    target, path = _table_in(tree.this), tree.args.get("inpath")
    place = place_of(target, dialect) if target else None
    if place is None or path is None:
        return Unparsed("what it loads is not told")
    return Movement(reads=(Read(FilePath(path.name)),), writes=(place,))


@reads_as(exp.Command)
def _command(tree: exp.Expr, dialect: Dialect) -> Movement | Unparsed:
    verb = tree.name.lower()
    if verb in _SILENT_COMMANDS:
        return Movement()
    return Unparsed(f"{verb or 'it'} is not understood as {dialect.value or 'SQL'}")


def place_of(table: exp.Table, dialect: Dialect) -> Place | None:
    """The table or file that a node names, or None for functions, rows and what else stands where tables stand."""
    node = table.this
    if isinstance(node, exp.Parameter):
        return TableName(Part(f"@{node.name}"))
    if isinstance(node, exp.Literal) or (isinstance(node, exp.Var) and node.name.startswith("@")):
        return FilePath(node.name)
    identifiers = [node for node in table.parts if node]
    if not all(isinstance(node, exp.Identifier) and node.name for node in identifiers):
        return None
    return _place([_part(node, dialect) for node in identifiers], _leaves_schema_out(table), dialect)


def _leaves_schema_out(table: exp.Table) -> bool:
    """Whether it is written ``database..table``."""
    return bool(table.catalog) and (not table.db or (isinstance(table.this, exp.Dot) and not table.this.this))


def _place(parts: list[Part], without_schema: bool, dialect: Dialect) -> Place | None:
    match parts:
        case [schema, path] if dialect in _FILE_DIALECTS and schema.folded in _FILE_FORMATS:
            return FilePath(path.text, schema.folded)
        case [*outer, table] if without_schema and len(outer) <= _MOST_OUTER:
            return TableName(table, None, *reversed(outer))
        case [*outer, table] if len(outer) <= _MOST_OUTER:
            return TableName(table, *reversed(outer))
        case _:
            return None


def _part(node: exp.Expr, dialect: Dialect) -> Part:
    text = node.name
    if node.args.get("global_") or node.args.get("temporary"):
        text = f"{'##' if node.args.get('global_') else '#'}{text}"
    return part(text, bool(node.args.get("quoted")), dialect)


def _places(tables: Iterable[exp.Expr], dialect: Dialect) -> tuple[Place, ...]:
    return tuple(
        place for node in tables if isinstance(node, exp.Table) and (place := place_of(node, dialect)) is not None
    )


def _file_or_table(node: exp.Expr, file_format: str | None, dialect: Dialect) -> Place | None:
    if isinstance(node, exp.Literal):
        return FilePath(node.name, file_format)
    table = _table_in(node)
    place = place_of(table, dialect) if table else None
    return FilePath(place.path, file_format) if isinstance(place, FilePath) and not place.format else place


def _files(tree: exp.Expr) -> tuple[FilePath, ...]:
    """The files under a table that is created: LOCATION, or the option ``path`` of Spark."""
    format_node = tree.find(exp.FileFormatProperty)
    written = format_node.this.name.lower() if format_node and format_node.this else None
    paths = [node.this.name for node in tree.find_all(exp.LocationProperty) if node.this]
    paths += [node.args["value"].name for node in tree.find_all(exp.Property)
              if node.this and isinstance(node.this, exp.Expr) and node.this.name.lower() == "path"
              and node.args.get("value")]  # fmt: skip
    return tuple(FilePath(path, written) for path in paths)


def _table_in(node: exp.Expr | None) -> exp.Table | None:
    inner = node.this if isinstance(node, exp.Schema) else node
    return inner if isinstance(inner, exp.Table) else None


def _sources(tree: exp.Expr, dialect: Dialect, targets: Iterable[exp.Expr | None] = ()) -> tuple[Read, ...]:
    """Every place the tree reads, in the order of the text; of two kinds for one place, data wins."""
    skipped = {id(node) for node in targets}
    scopes = _scopes(tree, dialect)
    kinds: dict[Place, Kind] = {}
    for node in scopes.tables:
        place = place_of(node, dialect) if id(node) not in skipped else None
        if place is None or scopes.cte_of[id(node)] or _is_pseudo(place, dialect):
            continue
        kind = _kind(node, scopes)
        kinds[place] = Kind.DATA if Kind.DATA in (kind, kinds.get(place)) else kind
    return tuple(Read(place, kind) for place, kind in kinds.items())


@dataclass(frozen=True, slots=True)
class _Scopes:
    """The tables of a tree, the CTE that each one means if any, and where each CTE is used; kinds fill as asked."""

    tables: list[exp.Table]
    cte_of: dict[int, exp.CTE | None]
    uses: dict[int, list[exp.Table]] = field(default_factory=dict)
    kinds: dict[int, Kind] = field(default_factory=dict)


def _scopes(tree: exp.Expr, dialect: Dialect) -> _Scopes:
    tables = list(tree.find_all(exp.Table, bfs=False))
    scopes = _Scopes(tables, {id(node): _cte_of(node, dialect) for node in tables})
    for node in tables:
        if cte := scopes.cte_of[id(node)]:
            scopes.uses.setdefault(id(cte), []).append(node)
    return scopes


def _is_pseudo(place: Place, dialect: Dialect) -> bool:
    names = _NO_TABLES.get(dialect, frozenset())
    return isinstance(place, TableName) and len(place.parts) == 1 and place.table.text.lower() in names


def _kind(node: exp.Expr, scopes: _Scopes) -> Kind:
    """Data if a way leads from the node to the result that passes no condition; a CTE leads on to where it is used."""
    child, parent = node, node.parent
    while parent is not None:
        if isinstance(parent, _INFLUENCING) or _is_condition(parent, child):
            return Kind.INFLUENCE
        if isinstance(parent, exp.CTE):
            return _kind_of_cte(parent, scopes)
        child, parent = parent, parent.parent
    return Kind.DATA


def _kind_of_cte(cte: exp.CTE, scopes: _Scopes) -> Kind:
    if id(cte) not in scopes.kinds:
        # A recursive CTE uses itself; that use alone reaches nothing.
        scopes.kinds[id(cte)] = Kind.INFLUENCE
        kinds = {_kind(use, scopes) for use in scopes.uses.get(id(cte), ())}
        scopes.kinds[id(cte)] = Kind.DATA if Kind.DATA in kinds else Kind.INFLUENCE
    return scopes.kinds[id(cte)]


def _is_condition(parent: exp.Expr, child: exp.Expr) -> bool:
    if isinstance(parent, exp.Join | exp.Merge) and child is parent.args.get("on"):
        return True
    return isinstance(parent, exp.Join) and parent.kind in ("SEMI", "ANTI")


def _cte_of(node: exp.Table, dialect: Dialect) -> exp.CTE | None:
    """The CTE that a plain name means: the nearest WITH around it that has the name, and had it already."""
    if node.db or node.catalog or not isinstance(node.this, exp.Identifier):
        return None
    name, inside, parent = node.name.lower(), None, node.parent
    while parent is not None:
        inside = parent if isinstance(parent, exp.CTE) else inside
        for cte in _visible(parent.args.get("with_"), inside, dialect):
            if cte.alias.lower() == name:
                return cte
        parent = parent.parent
    return None


def _visible(clause: exp.Expr | None, inside: exp.CTE | None, dialect: Dialect) -> list[exp.CTE]:
    """The CTEs of a WITH that a node sees: all of them, or those before the one it stands in.

    Its own name it sees only where that is recursion; else it means the table of that name.
    """
    ctes = [cte for cte in clause.expressions if isinstance(cte, exp.CTE)] if clause else []
    own = next((position for position, cte in enumerate(ctes) if cte is inside), len(ctes))
    recursive = clause is not None and (clause.args.get("recursive") or dialect in _RECURSIVE_UNSAID)
    if own < len(ctes) and recursive and isinstance(ctes[own].this, exp.SetOperation):
        own += 1
    return ctes[:own]


def _aliased(tree: exp.Expr, target: exp.Table) -> exp.Table | None:
    """The table in FROM that the target of an UPDATE or DELETE means: by its alias, or by its name without one."""
    tables = [node for node in tree.find_all(exp.Table) if node is not target]
    if not target.db:
        named = (node for node in tables if node.alias and node.alias.lower() == target.name.lower())
        return next(named, None) or next((node for node in tables if _is_same(node, target)), None)
    return next((node for node in tables if _is_same(node, target)), None)


def _is_same(node: exp.Table, target: exp.Table) -> bool:
    written = [[part.name.lower() for part in table.parts] for table in (node, target)]
    return not node.alias and written[0] == written[1] and isinstance(node.parent, exp.From | exp.Join)


def _is_open(alias: exp.TableAlias) -> bool:
    return bool(alias.name) and only_holes(alias.name)
