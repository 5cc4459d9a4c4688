"""What SQL says that it reads and writes, without a database: ``tables_of`` gives the tables of a query or script.

A new dialect is a member of ``Dialect``, and its quotes in ``tokens``; a statement that sqlglot cannot read is a
function in ``readers``.
"""

from lineage_graph.sql.fetch_xml import entities_of, is_fetch_xml
from lineage_graph.sql.script import tables_of
from lineage_graph.sql.statements import (
    INNER_HOLE,
    DataSource,
    Definition,
    Dialect,
    Effect,
    FilePath,
    Kind,
    Part,
    Place,
    Read,
    Statement,
    Statements,
    TableName,
    Unparsed,
)

__all__ = [
    "INNER_HOLE",
    "DataSource",
    "Definition",
    "Dialect",
    "Effect",
    "FilePath",
    "Kind",
    "Part",
    "Place",
    "Read",
    "Statement",
    "Statements",
    "TableName",
    "Unparsed",
    "entities_of",
    "is_fetch_xml",
    "tables_of",
]
