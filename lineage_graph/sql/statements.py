"""What a query or script says: its statements, and the tables and files each of them reads and writes.

Names are kept as written, without quotes; a caller folds case and adds what the connection knows.
A new kind of fact is a field of ``Statement``, filled in ``tree`` or by a reader named in ``readers``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

INNER_HOLE: Final = "\uf8ff"
"""Stands for a value that only the script itself makes: a variable inside dynamic SQL."""


class Dialect(StrEnum):
    """The SQL of one family of stores; the value is sqlglot's word for it."""

    TSQL = "tsql"
    SNOWFLAKE = "snowflake"
    DATABRICKS = "databricks"
    SPARK = "spark"
    ORACLE = "oracle"
    POSTGRES = "postgres"
    MYSQL = "mysql"
    REDSHIFT = "redshift"
    BIGQUERY = "bigquery"
    TERADATA = "teradata"
    HIVE = "hive"
    PRESTO = "presto"
    GENERIC = ""


class Kind(StrEnum):
    """How what is read counts: its values reach the result, or it only decides which rows do."""

    DATA = "data"
    INFLUENCE = "influence"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a name. ``quoted`` only where quotes keep the case from being folded (Snowflake, Oracle, …)."""

    text: str
    quoted: bool = False

    @property
    def folded(self) -> str:
        """The part for comparisons inside one script."""
        return self.text if self.quoted else self.text.lower()


@dataclass(frozen=True, slots=True)
class TableName:
    """A table, view or procedure as written; parts that are not written are None."""

    table: Part
    schema: Part | None = None
    database: Part | None = None
    server: Part | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The written parts, outermost first."""
        return tuple(part for part in (self.server, self.database, self.schema, self.table) if part)

    def __str__(self) -> str:
        written = (self.server, self.database, self.schema, self.table)
        return ".".join(part.text if part else "" for part in written).lstrip(".")


@dataclass(frozen=True, slots=True)
class FilePath:
    """A file, folder or stage: its URL, or its path below the external data source named."""

    path: str
    format: str | None = None
    data_source: str | None = None

    def __str__(self) -> str:
        return self.path


Place: TypeAlias = TableName | FilePath


@dataclass(frozen=True, slots=True)
class Read:
    """A place that a statement reads, and how it counts."""

    place: Place
    kind: Kind = Kind.DATA


@dataclass(frozen=True, slots=True)
class Effect:
    """What a statement does to a place without moving data: ``create``, ``delete``, ``drop``, ``truncate``."""

    action: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement. ``partial``: a hole stands where more than a name may stand, so there may be more.

    ``verb`` is its first word in lower case (``select``, ``insert``, ``create view``, …), ``line`` counts from 1.
    """

    verb: str
    reads: tuple[Read, ...] = ()
    writes: tuple[Place, ...] = ()
    executes: tuple[TableName, ...] = ()
    effects: tuple[Effect, ...] = ()
    partial: bool = False
    line: int = 1


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A text or statement that cannot be read, and why in one line."""

    reason: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Definition:
    """A procedure, function or trigger that a script creates; its body does not run with the script."""

    name: TableName
    body: "Statements | Unparsed"


@dataclass(frozen=True, slots=True)
class DataSource:
    """An external data source that a script creates: the address below which files are named."""

    name: str
    location: str


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements that touch places or procedures, in order; ``unread`` are those that cannot be read.

    ``local_names`` are temporary tables and views that live on in the session, in lower case; ``database`` is the
    current one after the last USE.
    """

    statements: tuple[Statement, ...] = ()
    unread: tuple[Unparsed, ...] = ()
    definitions: tuple[Definition, ...] = ()
    local_names: frozenset[str] = frozenset()
    data_sources: tuple[DataSource, ...] = ()
    database: str | None = None

    def __iter__(self) -> Iterator[Statement]:
        return iter(self.statements)
