"""``refresh``: every source of lineage.yml read again, once or again and again."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import click

from lineage_graph.cli.connection import Choice, connected, connection_options
from lineage_graph.cli.durations import DurationType
from lineage_graph.cli.ending import end_if_asked
from lineage_graph.cli.progress import CountProgress
from lineage_graph.cli.refresh_summary import as_json, print_refreshed
from lineage_graph.cli.since import SINCE
from lineage_graph.configuration import Duration, SourceSettings
from lineage_graph.errors import LineageError, UsageError
from lineage_graph.graph import LoadOptions
from lineage_graph.refresh import RefreshOptions, exit_code, metrics
from lineage_graph.refresh import refresh as refresh_sources

_KEPT_PAUSES: Final = timedelta(seconds=1)


@click.command()
@click.option("--every", type=DurationType(), help="Stay, and refresh again after this time: 15m.")
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source; repeatable.")
@click.option(
    "--since",
    type=SINCE,
    metavar="WHEN",
    help="Read runs from then on, whatever was read before: 7d, 12h, or 2026-11-01 (UTC).",
)
@click.option("--full", is_flag=True, help="Read runs as far back as at first.")
@click.option("--dry-run", is_flag=True, help="Say what the definitions would change, and change nothing.")
@click.option("--allow-removals", is_flag=True, help="Let a refresh remove more than the guard allows.")
@click.option(
    "--metrics-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write figures for Prometheus into this file.",
)
@click.option(
    "-o",
    "--output",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="A table for people, JSON for programs.",
)
@connection_options
def refresh(choice: Choice, output: str, **given: Any) -> int:  # noqa: ANN401 - click's options
    """Read every source of lineage.yml again and load what changed.

    Of a live source that is the definitions and the runs since the last time; of files what is in them. A source that
    cannot be read leaves the others whole, and what is known of it stays.

    \b
    Examples:
      lineage-graph refresh -c lineage.yml
      lineage-graph refresh -c lineage.yml --every 15m --metrics-file lineage.prom
      lineage-graph refresh -c lineage.yml --source prod --since 7d
    """  # noqa: D301 - click reads the backspace
    sources = _sources(choice, given["names"])
    every: Duration | None = given["every"]
    while True:
        begun = time.monotonic()
        try:
            code = _round(choice, sources, given, output)
        except LineageError as error:
            if every is None:
                raise
            click.echo(f"Error: {error}", err=True)
            code = error.exit_code
        if every is None:
            return code
        end_if_asked()
        time.sleep(max(every.total_seconds() - (time.monotonic() - begun), _KEPT_PAUSES.total_seconds()))


def _round(choice: Choice, sources: Sequence[SourceSettings], given: Mapping[str, Any], output: str) -> int:
    with connected(choice) as graph, CountProgress() as progress:
        refreshed = tuple(refresh_sources(graph, sources, _options(choice, given, progress)))
    click.echo(as_json(refreshed)) if output == "json" else print_refreshed(refreshed)
    if given["metrics_file"]:
        _replace(given["metrics_file"], metrics(refreshed, time.time()))
    return exit_code(refreshed)


def _sources(choice: Choice, names: Sequence[str]) -> tuple[SourceSettings, ...]:
    sources = choice.configuration.sources if choice.configuration else ()
    if not sources:
        raise UsageError("Nothing to refresh: name a lineage.yml with sources (-c lineage.yml).")
    if unknown := sorted({*names} - {source.name for source in sources}):
        known = ", ".join(source.name for source in sources)
        raise UsageError(f"lineage.yml has no source {unknown[0]}; it has {known}.")
    return tuple(source for source in sources if not names or source.name in names)


def _options(choice: Choice, given: Mapping[str, Any], progress: CountProgress) -> RefreshOptions:
    configuration = choice.configuration

    def told(done: int, total: int, label: str) -> None:
        progress.show(f"Writing {label}", done, total)

    load = LoadOptions(
        allow_removals=given["allow_removals"],
        max_removed_percent=configuration.deletes.max_percent if configuration else 25,
        dry_run=given["dry_run"],
        hosts=dict(configuration.stores) if configuration else {},
        progress=told,
    )
    return replace(RefreshOptions(load), full=given["full"], since=given["since"])


def _replace(path: Path, text: str) -> None:
    """Whoever reads the file meanwhile sees the old one or the new one, never a part."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
