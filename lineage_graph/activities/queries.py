"""SQL in an activity: the tables and files that its statements read and write, in the database it is sent to.

What cannot be read is a placeholder with the text, never a guess.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import dropwhile
from typing import Final

from lineage_graph.expressions import Unknown
from lineage_graph.holes import Holes
from lineage_graph.model import FeedKind, Reason
from lineage_graph.records import NOTHING
from lineage_graph.site import End, Movement, Site, located_end, placeholder
from lineage_graph.sql import (
    Dialect,
    Effect,
    FilePath,
    Kind,
    Part,
    Statement,
    Statements,
    TableName,
    Unparsed,
    entities_of,
    is_fetch_xml,
    tables_of,
)
from lineage_graph.sql import Place as Named
from lineage_graph.stores import finished, locate
from lineage_graph.stores.addresses import at_address
from lineage_graph.stores.databricks import workspace_files
from lineage_graph.stores.mounts import Mounts
from lineage_graph.stores.place import Located, Place

_DIALECTS: Final = (
    ("azuresql", Dialect.TSQL),
    ("sqlserver", Dialect.TSQL),
    ("sqlpool", Dialect.TSQL),
    ("warehouse", Dialect.TSQL),
    ("lakehouse", Dialect.TSQL),
    ("snowflake", Dialect.SNOWFLAKE),
    ("databricks", Dialect.DATABRICKS),
    ("spark", Dialect.SPARK),
    ("oracle", Dialect.ORACLE),
    ("postgre", Dialect.POSTGRES),
    ("greenplum", Dialect.POSTGRES),
    ("mysql", Dialect.MYSQL),
    ("mariadb", Dialect.MYSQL),
    ("redshift", Dialect.REDSHIFT),
    ("bigquery", Dialect.BIGQUERY),
    ("teradata", Dialect.TERADATA),
    ("hive", Dialect.HIVE),
    ("impala", Dialect.HIVE),
    ("presto", Dialect.PRESTO),
)
_ENTITY_FIELDS: Final = ("objectApiName", "entityName")
"""What the datasets of applications call the thing that a query selects from."""


@dataclass(frozen=True, slots=True)
class Asked:
    """SQL that is sent to where ``place`` is; its unknown parts are marked as in the place's own texts.

    ``data_sources`` are the addresses of the database's external data sources, by lower-case name.
    """

    site: Site
    place: Place
    text: str
    data_sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def holes(self) -> Holes:
        """What is unknown in the text."""
        return self.place.holes

    @property
    def dialect(self) -> Dialect:
        """The SQL of the store."""
        kind = (self.place.connection.type or self.place.type).lower()
        return next((dialect for part, dialect in _DIALECTS if part in kind), Dialect.GENERIC)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the statements do: what only is read, what is moved, which routines run, and what is done without moving.

    ``definitions`` are the routines that they make. ``unread`` tells of the first statement that cannot be read.
    """

    reads: tuple[tuple[End, FeedKind], ...] = ()
    movements: tuple[Movement, ...] = ()
    routines: tuple[TableName, ...] = ()
    effects: tuple[Effect, ...] = ()
    definitions: tuple[TableName, ...] = ()
    unread: str | None = None


def understood(asked: Asked) -> Answer | Unknown:
    """What the SQL does, or why that cannot be told."""
    if why := _wholly_open(asked):
        return why
    found = entities_of(asked.text) if is_fetch_xml(asked.text) else tables_of(asked.text, asked.dialect)
    if isinstance(found, Unparsed):
        return Unknown(Reason.QUERY_NOT_PARSED, _shown(asked))
    return answered(asked, found)


def answered(asked: Asked, found: Statements) -> Answer:
    """What the statements do where the SQL is sent to."""
    statements = tuple(found)
    only_reads = [statement for statement in statements if not statement.writes]
    return Answer(
        reads=tuple(pair for statement in only_reads for pair in _inputs(asked, statement)),
        movements=tuple(move for statement in statements for move in _movements(asked, statement)),
        routines=tuple(name for statement in statements for name in statement.executes),
        effects=tuple(effect for statement in statements for effect in statement.effects),
        definitions=tuple(definition.name for definition in found.definitions),
        unread=next((f"line {one.line}: {one.reason}" for one in found.unread), None),
    )


def query_inputs(asked: Asked, role: str) -> tuple[tuple[End, FeedKind], ...]:
    """What a query reads; a placeholder where that cannot be told, or where a routine gives the rows."""
    answer = understood(asked)
    if isinstance(answer, Unknown):
        return ((placeholder(asked.site, role, answer), FeedKind.DATA),)
    if answer.reads:
        return answer.reads
    if answer.routines:
        why = Unknown(Reason.OPAQUE_CODE, f"the rows come from {answer.routines[0]}")
        return ((placeholder(asked.site, role, why), FeedKind.DATA),)
    return ()


def _wholly_open(asked: Asked) -> Unknown | None:
    """The unknown that is all there is of the text."""
    return asked.holes.first_in(asked.text) if len(asked.text.strip()) == 1 else None


def _inputs(asked: Asked, statement: Statement) -> Iterator[tuple[End, FeedKind]]:
    for read in statement.reads:
        yield _end(asked, read.place), FeedKind.DATA if read.kind is Kind.DATA else FeedKind.INFLUENCE


def _movements(asked: Asked, statement: Statement) -> Iterator[Movement]:
    inputs = tuple(_inputs(asked, statement))
    for written in statement.writes:
        end = _end(asked, written)
        yield Movement(inputs, _view(end) if statement.verb.endswith("view") else end)


def _view(end: End) -> End:
    return replace(end, asset=replace(end.asset, kind="View")) if end.store else end


def _end(asked: Asked, named: Named) -> End:
    found = _file(asked, named) if isinstance(named, FilePath) else locate(_table(asked, named))
    if isinstance(found, Located):
        return located_end(found)
    return placeholder(asked.site, str(named), found)


def _file(asked: Asked, named: FilePath) -> Located | Unknown:
    base = asked.data_sources.get(named.data_source.lower()) if named.data_source else ""
    address = f"{base.rstrip('/')}/{named.path.lstrip('/')}" if base else named.path
    found = None if base is None else at_address(address) or _files(asked).located(address)
    if found:
        return finished(found, asked.holes)
    whose = f" of the data source {named.data_source}" if named.data_source else ""
    return Unknown(Reason.QUERY_NOT_PARSED, f"the file {named}{whose}")


def _files(asked: Asked) -> Mounts:
    """The file system that a path without an address belongs to."""
    if asked.dialect is Dialect.DATABRICKS:
        return workspace_files(asked.place.connection)
    return Mounts(asked.site.catalog.hosts if asked.dialect is Dialect.SPARK else {})


def _table(asked: Asked, name: TableName) -> Place:
    """The table as a dataset would name it: with its whole name, the parts of which win over the connection's."""
    above = dropwhile(lambda part: part is None, (name.server, name.database, name.schema))
    whole = ".".join(_spelled(asked.dialect, part) if part else "" for part in (*above, name.table))
    written = {"tableName": whole, **dict.fromkeys(_ENTITY_FIELDS, name.table.text)}
    return Place(asked.place.type, NOTHING, asked.place.connection, asked.place.scope, written=written)


def _spelled(dialect: Dialect, part: Part) -> str:
    """In quotes where they keep the case, or hold a dot; the store folds names as its engine does."""
    if not part.quoted and "." not in part.text:
        return part.text
    return f"[{part.text.replace(']', ']]')}]" if dialect is Dialect.TSQL else f'"{part.text}"'


def _shown(asked: Asked) -> str:
    return asked.holes.shown(asked.text)


def effect_of(answer: Answer) -> str | None:
    """The first thing that is done to data without moving it."""
    return answer.effects[0].action if answer.effects else None
