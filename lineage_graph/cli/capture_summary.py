"""What a capture holds, for people and as JSON: requests made = answers kept + requests that failed."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console

from lineage_graph.capture import Captured
from lineage_graph.reports.screen import safe, screen, table

_NUMBERS: Final = ("services", "definitions", "pipeline runs", "activity runs", "asked", "kept", "failed", "rejected")
_MOST_TOLD: Final = 20


def print_captured(captured: Sequence[Captured], folder: Path) -> None:
    """A line for each source on standard output; what could not be read on standard error."""
    console = screen()
    drawn = table("source", *_NUMBERS, numbers=_NUMBERS)
    for one in captured:
        drawn.add_row(safe(one.source.name), *(f"{number:,}" for number in _counts(one).values()))
    console.print(drawn)
    console.print()
    size = sum(service.size for one in captured for service in one.source.services)
    console.print(f"{safe(str(folder))} holds the capture, {size / 1024**2:,.1f} MB; `lineage-graph load` loads it.")
    troubles = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    lines = [line for one in captured for line in _troubles(one)]
    for line in lines[:_MOST_TOLD]:
        troubles.print(line)
    if len(lines) > _MOST_TOLD:
        troubles.print(f"… and {len(lines) - _MOST_TOLD:,} more; capture.json lists them all.")


def as_json(captured: Sequence[Captured], folder: Path) -> str:
    """The same as JSON text."""
    return json.dumps({"schemaVersion": 1, "folder": str(folder), "sources": list(map(_document, captured))}, indent=2)


def _document(one: Captured) -> dict[str, object]:
    counts = _counts(one)
    return {
        "source": one.source.name,
        "type": one.source.type,
        "services": [service.name for service in one.source.services],
        "definitions": counts["definitions"],
        "pipelineRuns": counts["pipeline runs"],
        "activityRuns": counts["activity runs"],
        "requests": {name: counts[name] for name in ("asked", "kept", "failed")},
        "rejected": [{"kind": item.kind, "where": str(item.origin), "reason": item.reason} for item in one.rejected],
        "error": str(one.error) if one.error else None,
        "exitCode": one.exit_code,
    }


def _counts(one: Captured) -> dict[str, int]:
    services = one.source.services
    runs = [service.runs for service in services if service.runs]
    kept, failed = sum(service.answers for service in services), sum(service.failed for service in services)
    numbers = (
        len(services),
        sum(service.definitions.objects for service in services),
        sum(run.pipeline_runs for run in runs),
        sum(run.activity_runs for run in runs),
        *(kept + failed, kept, failed),
        len(one.rejected),
    )
    return dict(zip(_NUMBERS, numbers, strict=True))


def _troubles(one: Captured) -> Iterator[str]:
    name = safe(one.source.name)
    if one.error:
        yield f"{name}: {safe(str(one.error))}"
    yield from (f"{name}: rejected {item.kind} {safe(str(item.origin))}: {safe(item.reason)}" for item in one.rejected)
