"""``runs`` for people: a line for each run, and below it what went wrong, each error once."""

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
_NUMBERS: Final = ("Duration", "Read", "Written", "Rows", "Attempt")
_WHOLE: Final = (_STARTED, "Role", "Status")
_ROOMY: Final = 120
_INDENT: Final = "    "
_SECOND, _MINUTE, _HOUR, _DAY = 1_000, 60, 3_600, 86_400


def print_runs(console: Console, ran: Ran) -> None:
    """Print the runs, newest first; times are in UTC."""
    answer = ran.answer
    others = [f"{number:,} {status}" for status, number in answer.counts.items() if status != "runs"]
    found = f"{counted(answer.counts['runs'], 'run')} of {called(ran.of)}{_by_all(ran)}: {', '.join(others)}."
    console.print(Text(found, style="bold"))
    console.print()
    names = _columns(ran, roomy=console.width >= _ROOMY)
    drawn = table(*names, numbers=_NUMBERS, whole=_WHOLE)
    for run in answer.results:
        cells = _cells(run, roomy=console.width >= _ROOMY)
        add(drawn, *(cells[name] for name in names), style=_STYLES.get(run.status, ""))
    console.print(drawn)
    _print_lines(console, "Where", [*_places(ran)])
    _print_lines(console, "What went wrong", [*_errors(ran)])
    if answer.cut:
        console.print(Text(f"There are older ones; --limit {len(answer.results)} leaves them out.", style="dim"))


def _by_all(ran: Ran) -> str:
    """Who started the runs, where it was the same for all."""
    who = {_by(run) for run in ran.answer.results}
    return f", {who.pop()}" if len(who) == 1 and all(who) else ""


def _by(run: Run) -> str:
    if run.caller:
        return f"called by {safe(run.caller)}"
    return f"started by {safe(run.started_by)}" if run.started_by else ""


def _columns(ran: Ran, *, roomy: bool) -> tuple[str, ...]:
    """On a narrow screen only what tells the runs apart; -o json and -o csv have it all."""
    what = {"Asset": ("Role", "Activity"), "Service": ("Pipeline",)}.get(ran.of.label, ())
    attempt = ("Attempt",) if any(run.attempt for run in ran.answer.results) else ()
    if not roomy and ran.of.label == "Asset":
        return (_STARTED, *what, "Status", "Rows", *attempt)
    if not roomy and ran.of.label == "Service":
        return (_STARTED, *what, "Status", "Duration")
    by = () if _by_all(ran) else ("By",)
    return (_STARTED, *what, "Status", "Duration", "Read", "Written", *attempt, *by)


def _cells(run: Run, *, roomy: bool) -> dict[str, object]:
    return {
        _STARTED: moment(run.started_at),
        "Role": run.role,
        "Activity": f"{run.activity} ({run.pipeline})" if run.pipeline and roomy else run.activity,
        "Pipeline": run.pipeline,
        "Status": run.status,
        "Duration": lasted(run.duration_ms),
        "Read": _rows(run.rows_read),
        "Written": _rows(run.rows_written),
        "Rows": _rows(run.rows_written if run.role == "writes" else run.rows_read),
        "Attempt": run.attempt or "",
        "By": run.caller or run.started_by,
    }


def _print_lines(console: Console, title: str, lines: Sequence[Text]) -> None:
    if lines:
        console.print()
        console.print(Text(title, style="bold"))
    for line in lines:
        first, *others = line.wrap(console, console.width - len(_INDENT))
        console.print(Text.assemble("  ", first))
        for other in others:
            console.print(Text.assemble(_INDENT, other))


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
                line = plain(f"{moment(run.started_at)}  ", style="dim")
                line.append(safe(f"{word} {key}"))
                yield line
            if len(keys) > _PLACES:
                yield plain(f"{moment(run.started_at)}  and {len(keys) - _PLACES} more: -o csv", style="dim")


def _errors(ran: Ran) -> Iterator[Text]:
    told: set[str] = set()
    for run in ran.answer.results:
        said = ": ".join(filter(None, (run.error_code, run.message)))
        if not said or said in told:
            continue
        told.add(said)
        line = plain(f"{moment(run.started_at)}  ", style="dim")
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
