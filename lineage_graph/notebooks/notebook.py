"""The way through a notebook: each cell in its language, names and temporary views from cell to cell.

A cell's magic (``%%sql``, ``%%pyspark``, ``%sql``, …) goes before the notebook's language:
https://learn.microsoft.com/azure/synapse-analytics/spark/apache-spark-development-using-notebooks
"""

import ast
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from lineage_graph.notebooks import python_code, scala_code
from lineage_graph.notebooks.access import Accesses, Session, Unread
from lineage_graph.notebooks.chains import accesses_of, sql_accesses
from lineage_graph.records import Cell

LONGEST_CELL: Final = 200_000
"""Characters; a longer cell holds data, not code."""

_MAGIC: Final = re.compile(r"\s*%%?(\w+)[^\n]*(?:\n|$)")
_LANGUAGES: Final = {
    "python": "python", "pyspark": "python", "python3": "python", "ipython": "python", "synapse_pyspark": "python",
    "sql": "sql", "sparksql": "sql", "scala": "scala", "spark": "scala", "csharp": "scala", "sparkdotnet": "scala",
    "r": "", "sparkr": "", "md": "", "markdown": "", "sh": "", "html": "", "bash": "",
}  # fmt: skip
_WIDGET: Final = re.compile(r"\$\{\s*([\w.]+)\s*\}|\{\{\s*(\w+)\s*\}\}")


def reads_and_writes(cells: Sequence[Cell], language: str | None) -> Accesses:
    """The accesses of all code cells, the unknown names in them, and what is not understood; never raises.

    ``language`` is that of the notebook's kernel; None counts as Python. Order and case of names are the code's.
    """
    session = Session()
    kernel = _LANGUAGES.get((language or "python").lower(), "")
    sources = [_in_language(cell, kernel) for cell in cells]
    trees = [python_code.parsed(text) if spoken == "python" else None for spoken, text in sources]
    counts = python_code.assignment_counts([tree for tree in trees if tree])
    session.assigned = frozenset(counts)
    for number, (cell, (spoken, text), tree) in enumerate(zip(cells, sources, trees, strict=True)):
        if len(text) > LONGEST_CELL:
            session.unread.append(Unread(number, f"the cell has more than {LONGEST_CELL} characters"))
        elif spoken == "python":
            _python(number, "parameters" in cell.tags, tree, counts, session)
        elif spoken == "sql":
            _sql(number, text, session)
        elif spoken == "scala":
            _scala(number, "parameters" in cell.tags, text, session)
        elif cell.kind == "code" and text.strip() and not spoken:
            session.unread.append(Unread(number, "the language of the cell is not read"))
    return session.result()


def _in_language(cell: Cell, kernel: str) -> tuple[str, str]:
    """The language a cell is in, and its text without the magic that says so."""
    if cell.kind != "code" or len(cell.source) > LONGEST_CELL:
        return "none" if cell.kind != "code" else kernel, cell.source
    magic = _MAGIC.match(cell.source)
    if magic and magic[1].lower() in _LANGUAGES:
        spoken = _LANGUAGES[magic[1].lower()]
        return spoken or "none", cell.source[magic.end() :] if spoken else ""
    return kernel, cell.source


def _python(number: int, parameters: bool, tree: ast.Module | None, counts: Counter[str], session: Session) -> None:
    if tree is None:
        session.unread.append(Unread(number, "the cell is not understood as Python"))
        return
    try:
        python_code.learn(tree, counts, parameters, session)
        for chain in python_code.chains(tree, session):
            accesses_of(chain, number, session)
    except RecursionError:
        session.unread.append(Unread(number, "the cell's expressions are too deep"))


def _sql(number: int, text: str, session: Session) -> None:
    bound = _WIDGET.sub(lambda match: session.hole(match[1] or match[2], parameter=True), text)
    for access in sql_accesses(bound, number, session):
        session.add(access)


def _scala(number: int, parameters: bool, text: str, session: Session) -> None:
    if scala_code.is_too_deep(text):
        session.unread.append(Unread(number, "the cell's expressions are too deep"))
        return
    try:
        for chain in scala_code.chains(text, parameters, session):
            accesses_of(chain, number, session)
    except RecursionError:
        session.unread.append(Unread(number, "the cell's expressions are too deep"))
