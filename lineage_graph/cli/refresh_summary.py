"""What a round did, for people and as JSON."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

import click
from rich.console import Console

from lineage_graph.cli.summary import rejection
from lineage_graph.graph import Counts, total
from lineage_graph.refresh import Refreshed
from lineage_graph.reports.screen import safe, screen, table

_MOST_TOLD: Final = 20
_NUMBERS: Final = ("services", "written", "unchanged", "removed", "runs", "rejected", "seconds")


def print_refreshed(refreshed: Sequence[Refreshed]) -> None:
    """A line for each source on standard output; what went wrong on standard error."""
    console = screen()
    drawn = table("source", *_NUMBERS, numbers=_NUMBERS)
    for one in refreshed:
        told = _counts(one)
        services = sum(len(loaded.reading.services) for loaded in one.loaded)
        numbers = (services, told.written, told.unchanged, told.removed, _runs(one), _rejected(one))
        drawn.add_row(safe(one.source.name), *(f"{number:,}" for number in numbers), f"{one.seconds:.1f}")
    console.print(drawn)
    troubles = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    lines = [line for one in refreshed for line in _troubles(one)]
    for line in lines[:_MOST_TOLD]:
        troubles.print(line)
    if len(lines) > _MOST_TOLD:
        click.echo(f"… and {len(lines) - _MOST_TOLD:,} more; -o json lists them all.", err=True)


def as_json(refreshed: Sequence[Refreshed]) -> str:
    """The same as JSON text."""
    return json.dumps({"schemaVersion": 1, "sources": [_document(one) for one in refreshed]}, indent=2)


def _document(one: Refreshed) -> dict[str, object]:
    told = _counts(one)
    return {
        "source": one.source.name,
        "type": one.source.type,
        "services": [service.name for loaded in one.loaded for service in loaded.reading.services],
        "graph": {name: getattr(told, name) for name in ("created", "changed", "revived", "unchanged", "removed")},
        "runsRead": _runs(one),
        "rejected": [rejection(item) for loaded in one.loaded for item in loaded.rejected],
        "problems": list(one.problems),
        "error": str(one.error) if one.error else None,
        "exitCode": one.exit_code,
        "seconds": round(one.seconds, 3),
    }


def _counts(one: Refreshed) -> Counts:
    return total([*(loaded.services.summary.total for loaded in one.loaded), *(run.source.total for run in one.runs)])


def _runs(one: Refreshed) -> int:
    """Runs of pipelines and activities that were read."""
    counts = (counts for run in one.runs for label, counts in run.source.nodes.items() if label.endswith("Run"))
    return sum(count.written + count.unchanged for count in counts)


def _rejected(one: Refreshed) -> int:
    return sum(loaded.rejections for loaded in one.loaded)


def _troubles(one: Refreshed) -> Iterator[str]:
    name = safe(one.source.name)
    if one.error:
        yield f"{name}: {safe(str(one.error))}"
    yield from (f"{name}: {safe(problem)}" for problem in one.problems)
    for loaded in one.loaded:
        yield from (
            f"{name}: rejected {item.kind} {safe(str(item.origin))}: {safe(item.reason)}" for item in loaded.rejected
        )
        yield from (f"{name}: {safe(warning)}" for warning in loaded.reading.warnings)
