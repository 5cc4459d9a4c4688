"""``show`` for people: the node's properties, then its neighbours under words that say how they are tied."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from rich.console import Console
from rich.text import Text

from lineage_graph.answers.show import ITSELF, LAST_RUN, Mover, Shown, Tie
from lineage_graph.reports.freshness import moment
from lineage_graph.reports.impact import called
from lineage_graph.reports.records import cell
from lineage_graph.reports.runs import lasted
from lineage_graph.reports.screen import (
    add,
    counted,
    fits_beside,
    heading,
    plain,
    print_with_key,
    print_with_keys,
    table,
)

_SHOWN: Final = 25
_MOVEMENTS: Final = ("FEEDS", "PRODUCES")
_BOOKS: Final = ("sources", "declaredSince", "absences", "removedAt")
_WORDS: Final[Mapping[tuple[str, str], str]] = {
    ("FEEDS", "out"): "Read by",
    ("FEEDS", "in"): "Reads",
    ("PRODUCES", "in"): "Written by",
    ("PRODUCES", "out"): "Writes",
    ("PERFORMS", "out"): "Performs",
    ("PERFORMS", "in"): "Performed by",
    ("INSTANCE_OF", "out"): "Is one of",
    ("INSTANCE_OF", "in"): "Stands for",
    ("CONTAINS", "out"): "Contains",
    ("CONTAINS", "in"): "Belongs to",
    ("AFTER", "out"): "Waits for",
    ("AFTER", "in"): "Awaited by",
    ("CALLS", "out"): "Calls",
    ("CALLS", "in"): "Called by",
    ("EXECUTES", "out"): "Executes",
    ("EXECUTES", "in"): "Executed by",
    ("USES", "out"): "Uses",
    ("USES", "in"): "Used by",
    ("CONNECTS_TO", "out"): "Connects to",
    ("CONNECTS_TO", "in"): "Connected to by",
    ("STARTS", "out"): "Starts",
    ("STARTS", "in"): "Started by",
    ("STORED_IN", "out"): "Stored in",
    ("STORED_IN", "in"): "Holds",
    ("HAS_COLUMN", "out"): "Columns",
    ("HAS_COLUMN", "in"): "Column of",
    ("DERIVES", "out"): "Goes into",
    ("DERIVES", "in"): "Comes from",
    ("RENAMED_TO", "out"): "Renamed to",
    ("RENAMED_TO", "in"): "Was once",
}


def print_show(console: Console, shown: Shown) -> None:
    """Print the node and its neighbours."""
    itself, *ties = shown.answer.results
    console.print(Text(called(shown.node).removeprefix("the "), style="bold"))
    console.print()
    drawn = table("Property", "Value")
    add(drawn, "key", itself.key)
    add(drawn, "labels", ", ".join(itself.labels))
    for name in sorted(itself.properties, key=lambda name: (name in _BOOKS, name)):
        add(drawn, name, _value(itself.properties[name]))
    console.print(drawn)
    last = [tie for tie in ties if tie.relation == LAST_RUN]
    ties = [tie for tie in ties if tie.relation != LAST_RUN]
    _print_last_run(console, last)
    _print_movers(console, "Written by", [mover for mover in shown.movers if mover.role == "writes"])
    _print_movers(console, "Read by", [mover for mover in shown.movers if mover.role == "reads"])
    rest = [tie for tie in ties if not (shown.movers and tie.relation in _MOVEMENTS)]
    for words, group in groupby(sorted(rest, key=_words), _words):
        _print_group(console, words, list(group))


def _print_last_run(console: Console, last: Sequence[Tie]) -> None:
    for run in last:
        heading(console, "Last run")
        told = run.properties
        status, began, took = told.get("status"), told.get("startedAt"), told.get("durationMs")
        parts = [cell(status), moment(began) if isinstance(began, datetime) else "at a time that is not known"]
        parts += [f"for {lasted(took)}"] if isinstance(took, int) else []
        line = plain(f"  {', '.join(parts)}", style="red" if status == "Failed" else "")
        console.print(line, soft_wrap=True)
        wrong = ": ".join(str(told[name]) for name in ("errorCode", "message") if told.get(name))
        if wrong:
            console.print(plain(f"  {' '.join(wrong.split())}", style="red"), soft_wrap=True)


def _value(value: object) -> object:
    """A list as one line for each of its items."""
    return Text("\n").join(plain(cell(item)) for item in value) if isinstance(value, list | tuple) else value


def _print_movers(console: Console, title: str, movers: Sequence[Mover]) -> None:
    if not movers:
        return
    heading(console, f"{title} ({len(movers):,})")
    shown = tuple(dict.fromkeys(movers))[:_SHOWN]
    lines = [(_remarked(mover.performer, _unusual(mover)), [_place(mover), *_ran(mover)]) for mover in shown]
    beside = fits_beside(console, [(line, ", ".join(told)) for line, told in lines])
    for line, told in lines:
        place, *ran = [", ".join(told)] if beside else told
        print_with_key(console, line, place, beside=beside)
        for more in ran:
            console.print(plain(f"    {more}", style="dim"), soft_wrap=True)
    _print_rest(console, len(movers))


def _place(mover: Mover) -> str:
    return ", ".join(filter(None, (mover.type, mover.pipeline, mover.service)))


def _ran(mover: Mover) -> list[str]:
    """What is known of its runs as one text, or nothing."""
    return [", ".join(runs)] if (runs := _runs(mover)) else []


def _runs(mover: Mover) -> list[str]:
    ended = [f"the latest {mover.last_status}"] if mover.last_status not in (None, "Succeeded") else []
    if mover.last_run is None:
        return ended
    rows = [counted(mover.rows, "row")] if mover.rows is not None else []
    runs = [counted(mover.run_count, "run")] if mover.run_count else []
    return [" ".join(["last ran", moment(mover.last_run)]), *rows, *runs, *ended]


def _unusual(mover: Mover) -> list[str]:
    words = ((mover.kind, "data"), (mover.match, "exact"), (mover.reason, None))
    return [str(word) for word, ordinary in words if word not in (None, ordinary)]


def _remarked(name: str, remarks: Sequence[str]) -> Text:
    line = plain(f"  {name}")
    if remarks:
        line.append_text(plain(f"  ({', '.join(remarks)})", style="yellow"))
    return line


def _print_rest(console: Console, total: int) -> None:
    if total > _SHOWN:
        console.print(f"  ... {total - _SHOWN:,} more: -o csv gives all.", style="dim")


def _words(tie: Tie) -> str:
    if tie.relation == ITSELF or tie.direction is None:
        return tie.relation
    return _WORDS.get((tie.relation, tie.direction), f"{tie.relation} ({tie.direction})")


def _print_group(console: Console, words: str, ties: Sequence[Tie]) -> None:
    heading(console, f"{words} ({len(ties):,})")
    print_with_keys(console, [(_tied(tie), tie.key) for tie in ties[:_SHOWN]])
    _print_rest(console, len(ties))


def _tied(tie: Tie) -> Text:
    return _remarked(f"{tie.name}  {tie.labels[-1]}", [f"{name} {cell(value)}" for name, value in _telling(tie)])


def _telling(tie: Tie) -> list[tuple[str, object]]:
    """What is out of the ordinary about a relationship."""
    told: list[tuple[str, object]] = [(name, tie.properties[name]) for name in ("branch",) if name in tie.properties]
    told += [("kind", kind) for kind in [tie.properties.get("kind")] if kind not in (None, "data")]
    told += [("match", match) for match in [tie.properties.get("match")] if match not in (None, "exact")]
    told += [("on", conditions) for conditions in [tie.properties.get("conditions")] if conditions]
    return told + ([("reason", tie.reason)] if tie.reason else [])
