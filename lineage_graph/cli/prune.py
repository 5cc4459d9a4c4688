"""``prune``."""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Final

import click

from lineage_graph.cli.connection import Choice, connected, connection_options
from lineage_graph.configuration.durations import Duration, duration
from lineage_graph.graph import Pruned, prune_runs
from lineage_graph.reports.screen import counted, safe
from lineage_graph.schema import camel


class _Age(click.ParamType[Duration]):
    name = "age"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Duration:
        try:
            return value if isinstance(value, Duration) else duration(value)
        except (ValueError, OverflowError) as error:
            self.fail(f"{value!r}: {error}", param, ctx)


_AGE: Final = _Age()


@click.command()
@click.option("--runs-older-than", "age", type=_AGE, required=True, metavar="AGE", help="How old, such as 90d.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@click.option(
    "-o",
    "--output",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="A table for people, JSON for programs.",
)
@connection_options
def prune(choice: Choice, output: str, age: Duration, dry_run: bool) -> None:
    """Delete the runs that ended longer ago than AGE.

    The lineage keeps what they came to: how often it ran, how many rows it moved, when first and last. Records of
    such runs that are loaded later are refused.

    \b
    Examples:
      lineage-graph prune --runs-older-than 90d --dry-run
      lineage-graph prune --runs-older-than 90d
    """  # noqa: D301 - click reads the backspace
    before = _before(age)
    with connected(choice) as graph:
        pruned = prune_runs(graph, before, dry_run=dry_run)
    click.echo(_json(pruned, before, dry_run) if output == "json" else "\n".join(_lines(pruned, before, dry_run)))


def _before(age: Duration) -> datetime:
    try:
        return datetime.now(UTC).replace(microsecond=0) - age
    except OverflowError as error:
        raise click.UsageError(f"--runs-older-than {age}: nothing is that old.") from error


def _json(pruned: Sequence[Pruned], before: datetime, dry_run: bool) -> str:
    rows = [{camel(field.name): getattr(one, field.name) for field in fields(one)} for one in pruned]
    return json.dumps({"schemaVersion": 1, "dryRun": dry_run, "before": before.isoformat(), "sources": rows}, indent=2)


def _lines(pruned: Sequence[Pruned], before: datetime, dry_run: bool) -> list[str]:
    if not pruned:
        return ["The graph holds no runs."]
    verb = "Would delete" if dry_run else "Deleted"
    return [f"{verb} what ended before {before:%Y-%m-%d %H:%M %Z}:", *map(_line, pruned)]


def _line(one: Pruned) -> str:
    pipelines, activities = counted(one.pipeline_runs, "run"), counted(one.activity_runs, "run")
    return f"  {safe(one.service)}: {pipelines} of pipelines, {activities} of activities"
