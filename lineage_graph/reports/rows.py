"""``query`` for people: the list of questions, and rows as a table."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from lineage_graph.answers.asking import Answer
from lineage_graph.graph import Row
from lineage_graph.queries import Query
from lineage_graph.reports.screen import add, counted, table


def print_rows(console: Console, answer: Answer[Row], columns: Iterable[str]) -> None:
    """Print the rows of a question."""
    names = tuple(columns)
    if answer.results:
        drawn = table(*names)
        for row in answer.results:
            add(drawn, *(row[name] for name in names))
        console.print(drawn)
    console.print(Text(counted(len(answer.results), "row"), style="dim"))


def print_questions(console: Console, questions: Iterable[Query]) -> None:
    """Print what can be asked."""
    drawn = table("Question", "What it answers")
    for question in questions:
        add(drawn, question.name, question.title)
    console.print(drawn)
