"""``config check``: what ``lineage.yml`` says; ``config schema``: the JSON Schema of it, for editors."""

from pathlib import Path
from typing import Final

import click
import msgspec

from lineage_graph.configuration import FILE_NAME, load_configuration
from lineage_graph.configuration.schema import FILE
from lineage_graph.reports.configuration import missing_paths, print_limits, print_told, told
from lineage_graph.reports.screen import safe, screen

_PATH_MISSING: Final = 1


@click.group()
def config() -> None:
    """Check lineage.yml, and print its schema for editors.

    \b
    Examples:
      lineage-graph config check
      lineage-graph config schema > lineage.schema.json
    """  # noqa: D301 - click reads the backspace


@config.command(short_help="Tell what lineage.yml says; nothing is asked of anyone.")
@click.option(
    "-c",
    "--config",
    "file",
    type=click.Path(path_type=Path),
    default=FILE_NAME,
    show_default=True,
    help="The configuration to check.",
)
@click.option(
    "-o",
    "--output",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="A table for people, JSON for programs.",
)
def check(file: Path, output: str) -> int:
    """Tell what lineage.yml says: sources, what they read and how they sign in. Nothing is asked of anyone.

    What is wrong is told with its line and ends with 2; a path that is not there ends with 1.

    \b
    Examples:
      lineage-graph config check
      lineage-graph config check -c deploy/lineage.yml -o json
    """  # noqa: D301 - click reads the backspace
    configuration = load_configuration(file)
    sources = told(configuration)
    if output == "json":
        click.echo(msgspec.json.format(msgspec.json.encode({"sources": sources})).decode())
    else:
        console = screen()
        if sources:
            print_told(console, sources)
        print_limits(console, configuration)
    missing = tuple(missing_paths(configuration))
    for name, path in missing:
        click.echo(f"Warning: source {safe(name)}: there is no {safe(str(path))}.", err=True)
    return _PATH_MISSING if missing else 0


@config.command(short_help="Print the JSON Schema of lineage.yml.")
def schema() -> None:
    """Print the JSON Schema of lineage.yml, with which editors complete and check it.

    \b
    Example:
      lineage-graph config schema > lineage.schema.json
    """  # noqa: D301 - click reads the backspace
    click.echo(FILE.read_text(encoding="utf-8"), nl=False)
