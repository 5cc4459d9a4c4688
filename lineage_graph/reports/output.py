"""The one place from which answers leave: a table for people, JSON and CSV for programs, all of one answer.

What programs read is UTF-8 with the line ends of its standard, whatever the console; see ``records`` and ``screen``.
"""

import re
import sys
import unicodedata
from collections.abc import Callable
from typing import Final, TextIO, TypeVar

from rich.console import Console

from lineage_graph.answers.asking import Answer
from lineage_graph.reports.records import columns_of, csv_text, json_text
from lineage_graph.reports.screen import screen

Result = TypeVar("Result")

FORMS: Final = ("table", "json", "csv")
"""What ``-o`` may say; the first is the default."""

_STEERING: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7e]")


def write(answer: Answer[Result], kind: type[Result], output: str, people: Callable[[Console], None]) -> None:
    """Print the answer on standard output in one of ``FORMS``.

    ``kind`` is the type of its results, whose fields are the columns; ``people`` prints the table.
    """
    if output == "json":
        write_json(answer, sys.stdout)
    elif output == "csv":
        write_csv(answer, kind, sys.stdout)
    else:
        people(screen())


def write_json(answer: Answer[Result], stream: TextIO) -> None:
    """The whole answer; characters that steer a terminal as JSON's own escapes, and ASCII only beyond UTF-8."""
    text = json_text(answer, ascii_only=not _speaks_utf8(stream))
    stream.write(_NOT_ASCII.sub(_json_escape, text) + "\n")


def write_csv(answer: Answer[Result], kind: type[Result], stream: TextIO) -> None:
    """The results, in UTF-8 whatever the console's code page; a terminal gets escapes for what would steer it."""
    text = csv_text(columns_of(kind), answer.results)
    write_utf8("".join(map(_visible, text)) if stream.isatty() else text, stream)


def write_utf8(text: str, stream: TextIO) -> None:
    """The text as it is: neither the code page nor the line ends of the stream are applied."""
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        stream.write(text)
        return
    stream.flush()
    buffer.write(text.encode("utf-8", "backslashreplace"))
    buffer.flush()


def _speaks_utf8(stream: TextIO) -> bool:
    return (stream.encoding or "utf-8").lower().replace("_", "-") in ("utf-8", "utf8")


def _json_escape(found: re.Match[str]) -> str:
    character = found[0]
    if unicodedata.category(character) not in _STEERING | {"Cs"}:
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _visible(character: str) -> str:
    if character in "\r\n" or unicodedata.category(character) not in _STEERING:
        return character
    return character.encode("unicode_escape").decode("ascii")
