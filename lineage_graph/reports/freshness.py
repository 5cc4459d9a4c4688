"""How fresh an answer is, for people, such as ``Loaded 14 minutes ago; runs until 2026-11-21 08:00 UTC``."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from rich.console import Console
from rich.text import Text

from lineage_graph.answers.asking import Source
from lineage_graph.reports.screen import counted

_UNITS: Final = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def print_freshness(console: Console, sources: Sequence[Source], now: datetime) -> None:
    """Print the line below an answer; nothing where nobody ever loaded anything."""
    if line := freshness_line(sources, now):
        console.print()
        console.print(Text(line, style="dim"))


def freshness_line(sources: Sequence[Source], now: datetime) -> str | None:
    """When the graph was last loaded, and until when it knows of runs: a span where services differ."""
    loaded = max((source.read_at for source in sources if source.read_at), default=None)
    until = sorted(source.runs_until for source in sources if source.runs_until)
    said = [f"loaded {ago(now - loaded)}"] if loaded else []
    if until:
        said.append(_until(moment(until[0]), moment(until[-1])))
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}." if text else None


def _until(first: str, last: str) -> str:
    """``runs until 2026-11-21 08:00 UTC``, or ``… 08:00 to 11:00 UTC, by service`` where services differ."""
    if first == last:
        return f"runs until {last}"
    day, time, zone = last.split()
    begin = first.removesuffix(f" {zone}")
    return f"runs until {begin} to {time if begin.startswith(day) else f'{day} {time}'} {zone}, by service"


def ago(span: timedelta) -> str:
    """``just now``, ``1 minute ago``, ``14 minutes ago``, ``3 days ago``; a clock that is behind does not matter."""
    seconds = span // timedelta(seconds=1)
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{counted(seconds // size, unit)} ago"
    return "just now"


def moment(at: datetime) -> str:
    """A time in UTC, to the minute."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
