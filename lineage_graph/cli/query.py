"""``query``: the questions of ``cypher/``, each with the options of its header, a file, or Cypher as it is typed."""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from lineage_graph.answers.query import run
from lineage_graph.cli.connection import Choice, connected, connection_options
from lineage_graph.cli.output import output_option
from lineage_graph.errors import UsageError
from lineage_graph.graph import Parameter
from lineage_graph.queries import Example, Query, queries, read_query, used_parameters
from lineage_graph.queries import query as question_named
from lineage_graph.reports.freshness import print_freshness
from lineage_graph.reports.output import write_json, write_utf8
from lineage_graph.reports.records import csv_text
from lineage_graph.reports.rows import print_questions, print_rows
from lineage_graph.reports.screen import screen

_TYPED: Final = "(typed)"
_WORDS: Final = "lineage_graph.cli.query.words"


class Asking(click.Command):
    """The command whose help after a question's name is that question's."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Remember the words: click shows the help before it knows the name."""
        ctx.meta[_WORDS] = tuple(args)
        return super().parse_args(ctx, args)

    def get_help(self, ctx: click.Context) -> str:
        """The help, as text."""
        named = next((queries()[word] for word in ctx.meta.get(_WORDS, ()) if word in queries()), None)
        return _told(named, ctx) if named else super().get_help(ctx)


@click.command(
    cls=Asking,
    context_settings={"ignore_unknown_options": True},
    short_help="Ask a question of the library by NAME, or in Cypher.",
)
@click.argument("name", required=False)
@click.argument("given", nargs=-1, type=click.UNPROCESSED, metavar="[--PARAMETER VALUE]...")
@click.option(
    "-f", "--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Ask the query in this file."
)
@click.option("--explain", is_flag=True, help="Print the question itself, with its parameters, and ask nothing.")
@output_option
@connection_options
def query(
    choice: Choice, output: str, name: str | None, given: tuple[str, ...], file: Path | None, explain: bool
) -> None:
    """Ask a question of the library by NAME, or in Cypher; without a name, list the library.

    A question's parameters are options: --key VALUE; NAME --help tells them. Only reading is allowed: the
    server refuses to write.

    \b
    Examples:
      lineage-graph query
      lineage-graph query starts/stored --key mssql://erp-sql01.northbay.example
      lineage-graph query -f mine.cypher --name orders -o csv
      lineage-graph query "MATCH (s:Store) RETURN s.name AS name ORDER BY name"
    """  # noqa: D301 - click reads the backspace
    words = (name, *given) if file and name else given
    question = read_query(file) if file else _question(name)
    if question is None:
        print_questions(screen(), queries().values())
        return
    if explain:
        click.echo(_explained(question))
        return
    parameters = parameters_of(question, tuple(word for word in words if word is not None))
    with connected(choice) as graph:
        answer = run(graph, question, parameters)
    columns = question.columns or tuple(answer.results[0] if answer.results else ())
    if output == "json":
        write_json(answer, sys.stdout)
    elif output == "csv":
        write_utf8(csv_text(columns, answer.results), sys.stdout)
    else:
        print_rows(screen(), answer, columns)
        print_freshness(screen(), answer.freshness, datetime.now(UTC))


def _question(name: str | None) -> Query | None:
    """The question of that name; a name with a blank in it is Cypher, whose columns the answer tells."""
    if name is None or len(name.split()) == 1:
        return question_named(name) if name else None
    return Query(_TYPED, "", "", (), (), name)


def _told(question: Query, ctx: click.Context) -> str:
    """What a question is for, and its parameters as options."""
    options = [f"  --{one.name.ljust(12)} such as {json.dumps(one.example)}" for one in question.parameters]
    width = ctx.make_formatter().width
    about = click.wrap_text(question.about, width, preserve_paragraphs=True)
    columns = click.wrap_text(f"Columns: {', '.join(question.columns)}", width, subsequent_indent="  ")
    title = click.wrap_text(f"{question.title}.", width)
    return "\n".join([title, "", about, "", "Options:", *(options or ["  none"]), "", columns])


def _explained(question: Query) -> str:
    given = [f":param {parameter.name} => {json.dumps(parameter.example)}" for parameter in question.parameters]
    return "\n".join(
        [f"// {question.title}", "//", f"// {question.about}".replace("\n", "\n// "), *given, question.text]
    )


def parameters_of(question: Query, words: tuple[str, ...]) -> dict[str, Parameter]:
    """The values of ``--name value`` or ``--name=value``, each read as its example's type."""
    pairs = _pairs(words)
    examples = question.examples if question.name != _TYPED else dict.fromkeys(used_parameters(question.text), "")
    for name in pairs:
        if name not in examples:
            known = ", ".join(f"--{known}" for known in sorted(examples)) or "none"
            raise UsageError(f"The question {question.name} has no parameter --{name}; it has: {known}")
    values: dict[str, Parameter] = {}
    for name, example in sorted(examples.items()):
        values[name] = _value(question, name, pairs.get(name), example)
    return values


def _pairs(words: tuple[str, ...]) -> Mapping[str, str]:
    pairs: dict[str, str] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, is_joined, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise UsageError(f"{word!r} is out of place; a parameter is written --name value")
        if not is_joined and not rest:
            raise UsageError(f"--{name} has no value")
        pairs[name.replace("-", "_")] = value if is_joined else rest.pop(0)
    return pairs


def _value(question: Query, name: str, text: str | None, example: Example) -> Parameter:
    if text is None:
        if example is None or isinstance(example, bool | int | list):
            return example
        raise UsageError(f"The question {question.name} needs --{name}, such as {json.dumps(example)}")
    if example is None or isinstance(example, str):
        return text
    if isinstance(example, list) and not text.lstrip().startswith("["):
        return [part.strip() for part in text.split(",")]
    try:
        value = json.loads(text)
    except ValueError as error:
        raise UsageError(f"--{name} {text}: this is not a value such as {json.dumps(example)}") from error
    if type(value) is not type(example):
        raise UsageError(f"--{name} {text}: this is not a value such as {json.dumps(example)}")
    return value
