"""``capture``: what a refresh would read of the live sources, into a folder, without secrets."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from lineage_graph.capture import CaptureOptions
from lineage_graph.capture import capture as capture_sources
from lineage_graph.cli.capture_summary import as_json, print_captured
from lineage_graph.cli.progress import CountProgress
from lineage_graph.configuration import LiveSettings, load_configuration
from lineage_graph.errors import UsageError
from lineage_graph.sources.live import LiveOptions


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "-c",
    "--config",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="lineage.yml: the live sources.",
)
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source; repeatable.")
@click.option("--since", metavar="TIME", help="Read runs from this time on.")
@click.option(
    "-o",
    "--output",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="A table for people, JSON for programs.",
)
def capture(folder: Path, config: Path, names: tuple[str, ...], since: str | None, output: str) -> int:
    """Write what a refresh would read into a folder, without secrets.

    `lineage-graph load DIR` loads it, on another machine too. DIR is new, empty, or holds an older capture, which is
    replaced when the new one is whole. Neo4j is not needed.

    \b
    Examples:
      lineage-graph capture -c lineage.yml ./capture
      lineage-graph capture -c lineage.yml ./prod --source prod --since 2026-11-01
      lineage-graph load ./capture
    """  # noqa: D301 - click reads the backspace
    sources = _sources(config, names)
    with CountProgress() as progress:
        begun = ""

        def begin(name: str) -> None:
            nonlocal begun
            begun = name

        def told(done: int, total: int) -> None:
            progress.show(f"Reading {begun}", done, total)

        options = CaptureOptions(LiveOptions(progress=told), _time(since), begin)
        captured = capture_sources(sources, folder, options)
    click.echo(as_json(captured, folder)) if output == "json" else print_captured(captured, folder)
    codes = [one.exit_code for one in captured]
    return 1 if any(codes) else 0


def _sources(config: Path, names: Sequence[str]) -> tuple[LiveSettings, ...]:
    """The live sources that are meant; a note says which others a capture leaves out."""
    known = load_configuration(config).sources
    if unknown := sorted({*names} - {source.name for source in known}):
        listed = ", ".join(source.name for source in known)
        raise UsageError(f"lineage.yml has no source {unknown[0]}; it has {listed}.")
    meant = [source for source in known if not names or source.name in names]
    live = tuple(source for source in meant if isinstance(source, LiveSettings))
    files = ", ".join(source.name for source in meant if not isinstance(source, LiveSettings))
    if not live:
        raise UsageError("Nothing to capture: name a live source (data-factory or synapse) in lineage.yml.")
    if files:
        click.echo(f"Note: a capture holds live sources; take the files of the others along: {files}.", err=True)
    return live


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--since {text} is no time; write it like 2026-11-21T08:00:00Z.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
