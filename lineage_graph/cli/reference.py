"""The command reference of the README, made from the commands' own help.

``python -m lineage_graph.cli.reference`` writes it between the two marks in README.md; a test keeps it fresh.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import click

from lineage_graph.cli import cli
from lineage_graph.cli.connection import Choice, connection_options

_BEGIN: Final = "<!-- commands:"
_END: Final = "<!-- end of commands -->"


@click.command()
@connection_options
def _any(choice: Choice) -> None:
    """Stand for every command that speaks to Neo4j."""


_SHARED: Final = tuple(option for option in _any.params if isinstance(option, click.Option))


def document(readme: str) -> str:
    """The README with the reference between its marks."""
    begin = readme.index("\n", readme.index(_BEGIN)) + 1
    end = readme.index(_END)
    return "\n".join((readme[:begin], *_reference(), readme[end:]))


def _reference() -> Iterator[str]:
    context = click.Context(cli, info_name="lineage-graph")
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if isinstance(command, click.Group):
            for inner in command.commands.values():
                yield from _command(f"{name} {inner.name}", inner)
        elif command:
            yield from _command(name, command)
    yield "Every command that speaks to Neo4j also takes:"
    yield ""
    yield from _options(_SHARED)
    yield ""


def _command(name: str, command: click.Command) -> Iterator[str]:
    arguments = " ".join(
        p.make_metavar(click.Context(command)) for p in command.params if isinstance(p, click.Argument)
    )
    yield f"### `lineage-graph {name}{' ' + arguments if arguments else ''}`"
    yield ""
    yield from _paragraphs(command.help or "")
    options = [p for p in command.params if isinstance(p, click.Option)]
    shared = {tuple(option.opts) for option in _SHARED}
    own = [option for option in options if tuple(option.opts) not in shared and not option.hidden]
    if own:
        yield from _options(own)
        yield ""


def _paragraphs(text: str) -> Iterator[str]:
    """Prose as it is, examples as code."""
    for paragraph in text.replace("\r", "").split("\n\n"):
        lines = [line.strip() for line in paragraph.strip().split("\n")]
        if lines[0] == "\b":
            examples = [line for line in lines[1:] if not line.endswith(":")]
            yield from ("```sh", *examples, "```", "")
        else:
            yield from (" ".join(lines), "")


def _options(options: Iterable[click.Option]) -> Iterator[str]:
    yield "| option | |"
    yield "|---|---|"
    for option in options:
        metavar = "" if option.is_flag else f" {option.make_metavar(click.Context(click.Command('x')))}"
        shown = f"`{', '.join(option.opts)}{metavar}`".replace("|", "\\|")
        yield f"| {shown} | {option.help or ''} |"


if __name__ == "__main__":
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "README.md")
    path.write_text(document(path.read_text(encoding="utf-8")), encoding="utf-8")
