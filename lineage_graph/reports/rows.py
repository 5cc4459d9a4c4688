"""``query`` for people: the list of questions, and rows as a table."""

from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from lineage_graph.answers.asking import Answer
from lineage_graph.graph import Row
from lineage_graph.queries import Query
from lineage_graph.reports.records import cell
from lineage_graph.reports.screen import add, counted, plain, table

_FOLDS: Final = 1.5
"""A table this many times wider than the screen is printed row by row instead."""
_UNLIMITED: Final = 100_000


def print_rows(console: Console, answer: Answer[Row], columns: Iterable[str]) -> None:
    """Print the rows of a question."""
    names = tuple(columns)
    if answer.results:
        drawn = table(*names)
        for row in answer.results:
            add(drawn, *(row[name] for name in names))
        if _width(console, drawn) > _FOLDS * console.width:
            _print_one_by_one(console, answer.results, names)
        else:
            console.print(drawn)
    console.print(Text(counted(len(answer.results), "row"), style="dim"))


def _width(console: Console, drawn: Table) -> int:
    unlimited = console.options.update(max_width=_UNLIMITED)
    return Measurement.get(console, unlimited, drawn).maximum


def _print_one_by_one(console: Console, rows: Sequence[Row], names: Sequence[str]) -> None:
    """Rows too wide for a table: a line for each value, an empty line between rows."""
    width = max(map(len, names))
    for row in rows:
        for name in names:
            line = plain(f"{name:<{width}}  ", style="bold")
            line.append_text(plain(cell(row[name])))
            console.print(line, soft_wrap=True)
        console.print()


def print_questions(console: Console, questions: Iterable[Query]) -> None:
    """Print what can be asked."""
    drawn = table("Question", "What it answers")
    for question in questions:
        add(drawn, question.name, question.title)
    console.print(drawn)
