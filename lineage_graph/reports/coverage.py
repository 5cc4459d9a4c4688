"""``coverage`` for people: how much could be named, by service, by type of activity, by store, and why not the rest."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

from rich.console import Console
from rich.text import Text

from lineage_graph.answers.asking import Answer
from lineage_graph.answers.coverage import Behind, Covered, by_state
from lineage_graph.reports.screen import add, counted, heading, print_with_keys, safe, table

_WORDS: Final = (
    "An end is one input or output of one process. Named: its full name is known. Partly: a part of it is known only "
    "at run time (a pattern). Not: only the reason is known (a placeholder). An opaque activity may move data, and "
    "nobody can see which."
)
_NUMBERS: Final = ("Ends", "Named", "Partly", "Not", "Named %", "Opaque")


def print_coverage(console: Console, answer: Answer[Covered]) -> None:
    """Print the numbers."""
    rows = answer.results
    console.print(Text(_sentence(answer.counts), style="bold"))
    if not rows:
        return
    console.print(Text(_WORDS, style="dim"))
    _print_by(console, "Service", rows, lambda row: row.service or "(none)")
    _print_by(console, "Type of activity", rows, lambda row: row.type or "(none)")
    _print_by(console, "Store", [row for row in rows if row.role], lambda row: row.store or "(not known)")
    _print_reasons(console, rows)


def _sentence(numbers: Mapping[str, int]) -> str:
    ends = sum(numbers.get(state, 0) for state in ("named", "pattern", "placeholder"))
    if not ends:
        return "No process is known yet. Load some pipelines first: lineage-graph load PATH"
    named, patterns, placeholders = (numbers[state] for state in ("named", "pattern", "placeholder"))
    opaque = counted(numbers["opaque"], "activity is opaque", "activities are opaque")
    return (
        f"{counted(ends, 'end')} of processes: {named:,} named ({_percent(named, ends)}), {patterns:,} partly named, "
        f"{placeholders:,} not. {opaque}."
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


def _print_by(console: Console, title: str, rows: Sequence[Covered], group: Callable[[Covered], str]) -> None:
    heading(console, f"By {title.lower()}")
    columns = _NUMBERS if any(row.role is None for row in rows) else _NUMBERS[:-1]
    drawn = table(title, *columns, numbers=columns)
    for name in sorted({group(row) for row in rows}):
        counts = by_state(row for row in rows if group(row) == name)
        ends = counts["named"] + counts["pattern"] + counts["placeholder"]
        numbers = (ends, counts["named"], counts["pattern"], counts["placeholder"])
        if not ends and not counts["opaque"]:
            continue
        cells = (*(f"{number:,}" for number in numbers), _percent(counts["named"], ends), str(counts["opaque"] or ""))
        add(drawn, name, *cells[: len(columns)], style="yellow" if counts["placeholder"] or counts["opaque"] else "")
    console.print(drawn)


def _print_reasons(console: Console, rows: Iterable[Covered]) -> None:
    reasons: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row.reason:
            reasons[row.reason, row.state if row.role else "activity"] += row.count
    if not reasons:
        return
    heading(console, "Why the rest could not be named")
    drawn = table("Reason", "What", "Count", numbers=["Count"])
    for (reason, what), count in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        add(drawn, reason, what, f"{count:,}")
    console.print(drawn)
    console.print("--reason R or --type T lists the activities behind a number.", style="dim")


def print_behind(console: Console, answer: Answer[Behind]) -> None:
    """Print the activities behind the numbers."""
    activities = counted(answer.counts["activities"], "activity", "activities")
    console.print(Text(f"{activities} with {counted(answer.counts['ends'], 'gap')}", style="bold"))
    console.print()
    for (service, pipeline), rows in groupby(answer.results, lambda row: (row.service, row.pipeline)):
        console.print(Text(f"{safe(pipeline or 'Outside pipelines')} ({safe(service)})", style="bold"), soft_wrap=True)
        print_with_keys(console, [(_gap(row), row.detail or "") for row in rows])


def _gap(row: Behind) -> Text:
    end = f"{row.role} {safe(row.asset or '')}" if row.role else "opaque"
    return Text(f"  {safe(row.name)} ({safe(row.type)}): {end}: {row.reason}")
