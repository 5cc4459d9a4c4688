"""Text for people: a console that suits the terminal, and names from outside shown so that they do no harm."""

import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lineage_graph.reports.records import cell

_HARMFUL: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_LONGEST: Final = 400
_GAP: Final = 3
_BESIDE: Final = 2
_CLOUD: Final = re.compile(
    r"(?<=.)\.(?:[a-z0-9-]+\.)*"
    r"(?:windows\.net|azuresynapse\.net|azuredatabricks\.net|azure\.com|microsoft\.com|azuredatalakestore\.net)$"
)


def screen() -> Console:
    """A console on standard output: as wide as the terminal, without colour where nobody would see it."""
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False, soft_wrap=False)


def safe(text: str) -> str:
    """The text with everything that steers a terminal or turns the reading direction written as an escape."""
    if text.isascii() and text.isprintable():
        return shortened(text)
    return shortened("".join(map(_visible, text)))


def shortened(text: str) -> str:
    """At most 400 characters."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _HARMFUL:
        return character
    return character.encode("unicode_escape").decode("ascii")


def plain(text: str | None, style: str = "") -> Text:
    """A name from outside as text that rich does not interpret."""
    return Text(safe(text or ""), style=style)


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """``1 asset``, ``2 assets``, ``1,200 processes``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def table(*columns: str, numbers: Iterable[str] = (), whole: Iterable[str] = ()) -> Table:
    """An empty table with these columns; those in ``numbers`` stand to the right.

    Long cells are wrapped, never cut; numbers and what is in ``whole`` stay on one line.
    """
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", title_justify="left")
    right, unbroken = frozenset(numbers), frozenset((*numbers, *whole))
    for column in columns:
        drawn.add_column(
            column,
            justify="right" if column in right else "left",
            overflow="fold",
            no_wrap=column in unbroken,
        )
    return drawn


def add(drawn: Table, *cells: object, style: str = "") -> None:
    """A row of values from outside."""
    drawn.add_row(*(item if isinstance(item, Text) else plain(cell(item)) for item in cells), style=style)


def short_host(host: str | None) -> str | None:
    """A host without what all of its kind end in: ``lake.dfs.core.windows.net`` is ``lake``."""
    return _CLOUD.sub("", host) if host else None


def print_aligned(console: Console, header: Sequence[str], rows: Iterable[tuple[Sequence[object], str]]) -> None:
    """Columns under a header, each row with its style; the last holds keys, which are never broken.

    Where the screen is too narrow, each key has a line of its own below its row.
    """
    lines = [([*header], "bold"), *(([safe(cell(item)) for item in row], style) for row, style in rows)]
    widths = [max(cell_len(line[at]) for line, _ in lines) for at in range(len(header))]
    beside = sum(widths) + _GAP * (len(widths) - 1) <= console.width
    for line, style in lines:
        padded = [f"{item}{' ' * (width - cell_len(item))}" for item, width in zip(line, widths, strict=True)]
        if beside:
            console.print(Text((" " * _GAP).join(padded).rstrip(), style=style), soft_wrap=True)
        else:
            console.print(Text((" " * _GAP).join(padded[:-1]).rstrip(), style=style), soft_wrap=True)
            console.print(Text(f"    {line[-1]}", style=style or "dim"), soft_wrap=True)


def print_with_keys(console: Console, lines: Sequence[tuple[Text, str]]) -> None:
    """Lines, each with its key or the like, if it has one: beside it where all fit the screen, else below it."""
    beside = fits_beside(console, lines)
    for line, key in lines:
        print_with_key(console, line, key, beside=beside)


def fits_beside(console: Console, lines: Iterable[tuple[Text, str]]) -> bool:
    """Whether the screen is wide enough for each of these lines with its key behind it."""
    return all(line.cell_len + _BESIDE + cell_len(safe(key)) <= console.width for line, key in lines)


def print_with_key(console: Console, line: Text, key: str, *, beside: bool) -> None:
    """A line and its key, which is never broken."""
    if beside and key:
        console.print(Text.assemble(line, " " * _BESIDE, (safe(key), "dim")), soft_wrap=True)
        return
    console.print(line, soft_wrap=True)
    if key:
        console.print(Text(f"    {safe(key)}", style="dim"), soft_wrap=True)


def bullets(lines: Iterable[str]) -> Table:
    """Lines with a dash before each; they are taken to be safe."""
    drawn = Table.grid(padding=(0, 1))
    for line in lines:
        drawn.add_row("-", Text(line))
    return drawn


def heading(console: Console, text: str) -> None:
    """A line that begins a section."""
    console.print()
    console.print(Text(text, style="bold"))
