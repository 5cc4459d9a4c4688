"""Files that hold runs: pages as saved, one JSON object a line, CSV exports, each also compressed with gzip.

To read another form: give its records to ``take``, and its file extension to ``EXTENSIONS``.
"""

import csv
import gzip
import stat
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from lineage_graph.records import FileOfRuns
from lineage_graph.sources.decoding import Flaw, read_document
from lineage_graph.sources.discovery import Found
from lineage_graph.sources.runs.detection import LOOKED_AT, is_header, is_runs, may_hold_runs, runs_in
from lineage_graph.sources.runs.documents import Record, is_followed, records_in
from lineage_graph.sources.runs.embedded import decoded, with_care
from lineage_graph.sources.runs.nodes import HUGE, Node, fields_of, items_of
from lineage_graph.sources.runs.place import Place
from lineage_graph.sources.runs.take import RunFile, take

if TYPE_CHECKING:
    from _csv import Reader as _Rows

LARGEST_DOCUMENT: Final = 1024**3
"""Bytes of one JSON document, which is held as a whole; a file with one object a line may be of any size."""

LARGEST_CELL: Final = 16 * 1024**2
"""Characters of one cell of a CSV file; Log Analytics cuts texts off at 64 KB."""

_COMPRESSED: Final = ".gz"
_MOST_PACKED: Final = 200
"""Bytes that come out of one compressed byte; run records give about twenty."""
_SPARED: Final = 64 * 1024**2
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_OF_UTF_16: Final = b"\x00"
"""Every second byte of an English text in UTF-16, which PowerShell writes."""
_TOO_LARGE: Final = "too large for one document; save it page by page, or one object a line"
_LINES_LOOKED_AT: Final = 20


def holds_runs(found: Found | FileOfRuns) -> bool:
    """Whether there are runs in the file, as far as its beginning tells; also where it cannot be read to its end."""
    return _read(found, None)


def read_file(found: Found | FileOfRuns, file: RunFile) -> None:
    """Give the file's runs to whoever keeps them; what is wrong with it is among what the intake rejects."""
    if not _read(found, file):
        # Found by its content, which is no plain UTF-8, or begins with very much else.
        document = read_document(found.path)
        if isinstance(document, Flaw):
            _break(file, document.reason)
        else:
            _document(document.content, file)


def _read(found: Found | FileOfRuns, file: RunFile | None) -> bool:
    """Whether the file holds runs; they go to ``file``, where there is one."""
    name = found.name.lower()
    try:
        if not stat.S_ISREG(found.path.stat().st_mode):
            return False
        if name.endswith(".csv"):
            return _table(found, file)
        head = _head(found)
        if not may_hold_runs(head.replace(_OF_UTF_16, b"")):
            return False
        with _opened(found) as stream:
            return _json(_Input(stream, _limit(found)), file)
    except (OSError, EOFError, zlib.error) as error:
        _break(file, f"cannot be read: {getattr(error, 'strerror', None) or 'damaged'}")
        return True


def _head(found: Found | FileOfRuns) -> bytes:
    """How the file begins. One that may as well be a definition and cannot be read is for its reader to reject."""
    try:
        with _opened(found) as stream:
            return stream.read(LOOKED_AT)
    except OSError:
        if found.name.lower().endswith(_COMPRESSED):
            raise
        return b""


def _document(document: Node, file: RunFile | None) -> bool:
    """The same for one document, decoded or not."""
    records = runs_in(records_in(document))
    if records is None:
        return False
    if file is not None:
        _take_all(records, file)
        _note_page(document, file)
    return True


@dataclass(slots=True)
class _Input:
    """A stream and the bytes that may still be read from it."""

    stream: BinaryIO
    left: int

    def line(self) -> bytes:
        """The next line with its end, empty after the last; raises ``_TooLarge``."""
        return self._bounded(self.stream.readline(self._most + 1))

    def rest(self) -> bytes:
        """All that follows; raises ``_TooLarge``."""
        return self._bounded(self.stream.read(self._most + 1))

    @property
    def _most(self) -> int:
        return min(self.left, LARGEST_DOCUMENT)

    def _bounded(self, found: bytes) -> bytes:
        if len(found) > self._most:
            raise _TooLarge
        self.left -= len(found)
        return found


class _TooLarge(OSError):
    """More bytes than one document may have."""

    strerror = _TOO_LARGE


def _opened(found: Found | FileOfRuns) -> BinaryIO:
    if found.name.lower().endswith(_COMPRESSED):
        return cast("BinaryIO", gzip.open(found.path, "rb"))
    return found.path.open("rb")


def _limit(found: Found | FileOfRuns) -> int:
    if not found.name.lower().endswith(_COMPRESSED):
        return sys.maxsize - 1
    return _SPARED + _MOST_PACKED * found.path.stat().st_size


def _json(source: _Input, file: RunFile | None) -> bool:
    """One document, or one on each line: then the first line is one."""
    lines = _numbered(source)
    number, first = next(lines, (1, b""))
    if not _is_document(first):
        return _whole(first + source.rest(), file)
    ahead = [(number, first), *islice(lines, _LINES_LOOKED_AT)]
    if len(ahead) == 1:
        return _document(first, file)
    if not any(is_runs(line) for _, line in ahead):
        return False
    if file is not None:
        for number, line in chain(ahead, lines):
            _take_line(line, number, file)
    return True


def _whole(raw: bytes, file: RunFile | None) -> bool:
    """A document over several lines, or one that only the slower decoder understands."""
    if _is_document(raw):
        return _document(raw, file)
    document = with_care(raw)
    if isinstance(document, Flaw):
        _break(file, document.reason)
        return True
    return _document(document, file)


def _numbered(source: _Input) -> Iterator[tuple[int, bytes]]:
    """The lines that are not empty; the first without the mark that some editors begin a file with."""
    for number in count(1):
        line = source.line()
        if not line:
            return
        if number == 1:
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if line.strip():
            yield number, line


def _is_document(node: Node) -> bool:
    return items_of(node) is not None or fields_of(node) is not None


def _take_line(line: bytes, number: int, file: RunFile) -> None:
    """Most lines are one small record, which is fastest decoded at once; the others are taken apart."""
    found = decoded(line) if len(line) <= HUGE else None
    node: Node = found if isinstance(found, dict | list) else line
    if _is_document(node):
        _take_all(records_in(node), file, number)
        _note_page(node, file)
    else:
        _reject_line(line, Place(file.name, line=number), file)


def _reject_line(line: bytes, place: Place, file: RunFile) -> None:
    """Only the last line of a file has no end; what is no JSON there was cut off."""
    problem = with_care(line)
    if not isinstance(problem, Flaw):
        file.intake.reject("run", place.origin, "no object")
    elif line.endswith(b"\n"):
        file.intake.reject("run", place.origin, problem.reason)
    else:
        file.cut = True
        file.intake.notes.append(f"{place.origin}: the last line is cut off; the file is not whole")


def _take_all(records: Iterator[Record], file: RunFile, line: int | None = None) -> None:
    for pointer, record in records:
        take(record, Place(file.name, pointer, line), file)


def _note_page(node: Node, file: RunFile) -> None:
    followed = is_followed(node)
    if followed is not None:
        kind = "activity runs" if file.activity_runs else "pipeline runs"
        file.pages[kind] = followed and file.pages.get(kind, True)


def _table(found: Found | FileOfRuns, file: RunFile | None) -> bool:
    """A CSV export of one of the four tables; any other CSV file is left alone after a look at its first line."""
    with found.path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        header = _header(text.readline(LOOKED_AT))
        if not is_header(header):
            return False
        if file is None:
            return True
        csv.field_size_limit(LARGEST_CELL)
        rows = csv.reader(text)
        try:
            _take_rows(header, rows, file)
        except csv.Error as error:
            file.cut = True
            file.intake.reject("run", Place(found.name, line=rows.line_num + 1).origin, f"invalid CSV: {error}")
        return True


def _header(line: str) -> list[str]:
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []


def _take_rows(header: list[str], rows: "_Rows", file: RunFile) -> None:
    """A row begins on the line after the one before it; the header is line 1."""
    line = rows.line_num + 2
    for row in rows:
        place = Place(file.name, line=line)
        if len(row) == len(header):
            take(dict(zip(header, row, strict=True)), place, file)
        elif row:
            file.intake.reject("run", place.origin, f"{len(row)} cells instead of {len(header)}")
        line = rows.line_num + 2


def _break(file: RunFile | None, reason: str) -> None:
    if file is not None:
        file.cut = True
        file.intake.reject("file", Place(file.name).origin, reason)
