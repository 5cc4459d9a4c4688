"""``runs`` for people: a line for each run, and below it what went wrong."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from rich.console import Console
from rich.text import Text

from lineage_graph.answers.runs import Ran, Run
from lineage_graph.reports.impact import called
from lineage_graph.reports.screen import add, counted, plain, safe, table

_STARTED: Final = "Began (UTC)"
_PLACES: Final = 3
_STYLES: Final = {"Failed": "red", "Cancelled": "yellow", "Canceling": "yellow", "Unknown": "yellow"}
_NUMBERS: Final = ("Duration", "Read", "Written", "Attempt")
_WHOLE: Final = (_STARTED, "Role", "Status")
_SECOND, _MINUTE, _HOUR, _DAY = 1_000, 60, 3_600, 86_400


def print_runs(console: Console, ran: Ran) -> None:
    """Print the runs, newest first; times are in UTC."""
    answer = ran.answer
    others = [f"{number:,} {status}" for status, number in answer.counts.items() if status != "runs"]
    found = f"{counted(answer.counts['runs'], 'run')} of {called(ran.of)}: {', '.join(others)}."
    console.print(Text(found, style="bold"))
    console.print()
    names = _columns(ran)
    drawn = table(*names, numbers=_NUMBERS, whole=_WHOLE)
    for run in answer.results:
        cells = _cells(run)
        add(drawn, *(cells[name] for name in names), style=_STYLES.get(run.status, ""))
    console.print(drawn)
    _print_lines(console, "Where", [*_places(ran)])
    _print_lines(console, "What went wrong", [*_errors(ran)])
    if answer.cut:
        console.print(Text(f"There are older ones; --limit {len(answer.results)} leaves them out.", style="dim"))


def _columns(ran: Ran) -> tuple[str, ...]:
    what = {"Asset": ("Role", "Activity"), "Service": ("Pipeline",)}.get(ran.of.label, ())
    attempt = ("Attempt",) if any(run.attempt for run in ran.answer.results) else ()
    return (_STARTED, *what, "Status", "Duration", "Read", "Written", *attempt, "By")


def _cells(run: Run) -> dict[str, object]:
    return {
        _STARTED: moment(run.started_at),
        "Role": run.role,
        "Activity": f"{run.activity} ({run.pipeline})" if run.pipeline else run.activity,
        "Pipeline": run.pipeline,
        "Status": run.status,
        "Duration": lasted(run.duration_ms),
        "Read": _rows(run.rows_read),
        "Written": _rows(run.rows_written),
        "Attempt": run.attempt,
        "By": f"{run.caller} (calls)" if run.caller else run.started_by,
    }


def _print_lines(console: Console, title: str, lines: Sequence[Text]) -> None:
    if lines:
        console.print()
        console.print(Text(title, style="bold"))
    for line in lines:
        console.print(line, soft_wrap=True)


def _places(ran: Ran) -> Iterator[Text]:
    """What stood in the place of a pattern, once for each run."""
    told: set[str] = set()
    for run in ran.answer.results:
        sides = (("read", run.read), ("wrote", run.written))
        if run.key in told or not any(keys for _, keys in sides):
            continue
        told.add(run.key)
        for word, keys in sides:
            for key in keys[:_PLACES]:
                line = plain(f"  {moment(run.started_at)}  ", style="dim")
                line.append(safe(f"{word} {key}"))
                yield line
            if len(keys) > _PLACES:
                yield plain(f"  {moment(run.started_at)}  and {len(keys) - _PLACES} more: -o csv", style="dim")


def _errors(ran: Ran) -> Iterator[Text]:
    told: set[str] = set()
    for run in ran.answer.results:
        if run.key in told or not (run.error_code or run.message):
            continue
        told.add(run.key)
        said = ": ".join(filter(None, (run.error_code, run.message)))
        line = plain(f"  {moment(run.started_at)}  ", style="dim")
        line.append(safe(" ".join(said.split())))
        yield line


def moment(at: datetime | None) -> str:
    """A time in UTC, to the second."""
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else ""


def lasted(milliseconds: int | None) -> str:
    """``850 ms``, ``12 s``, ``3 min 20 s``, ``2 h 5 min``, ``1 d 2 h``."""
    if milliseconds is None:
        return ""
    seconds = milliseconds // _SECOND
    if not seconds:
        return f"{milliseconds} ms"
    for size, large, unit, small in ((_DAY, "d", _HOUR, "h"), (_HOUR, "h", _MINUTE, "min"), (_MINUTE, "min", 1, "s")):
        if seconds >= size:
            rest = seconds % size // unit
            return f"{seconds // size} {large} {rest} {small}" if rest else f"{seconds // size} {large}"
    return f"{seconds} s"


def _rows(number: int | None) -> str:
    return "" if number is None else f"{number:,}"
