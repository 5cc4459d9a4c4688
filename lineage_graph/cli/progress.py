"""Progress bars on standard error, only where a person watches: not without a terminal, in CI or on a dumb one."""

import os
import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text


def watched() -> bool:
    """Whether a person sees standard error."""
    return sys.stderr.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"


class _Bars:
    """A rich progress that opens and closes with a ``with`` statement; one bar at a time."""

    def __init__(self, *columns: BarColumn | DownloadColumn | MofNCompleteColumn | TimeElapsedColumn) -> None:
        self._drawn = Progress(
            TextColumn("{task.description}"),
            *columns,
            console=Console(stderr=True),
            transient=True,
            disable=not watched(),
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._drawn.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drawn.stop()

    def _begin(self, what: str, total: float | None) -> None:
        if self._task is not None:
            self._drawn.remove_task(self._task)
        self._task = self._drawn.add_task(what, total=total)


class _Transferred(DownloadColumn):
    """Bytes that have arrived, of a step that transfers any."""

    def render(self, task: Task) -> Text:
        return super().render(task) if task.total else Text("")


class ServerProgress(_Bars):
    """The steps of getting and starting the local Neo4j; satisfies ``server.Progress``."""

    def __init__(self) -> None:
        super().__init__(BarColumn(), _Transferred(), TimeElapsedColumn())

    def step(self, what: str, size: int = 0) -> None:
        """A step begins; ``size`` is the number of bytes to transfer, 0 if it is no transfer."""
        self._begin(what, size or None)

    def advance(self, size: int) -> None:
        """So many more bytes have arrived."""
        if self._task is not None:
            self._drawn.advance(self._task, size)


class CountProgress(_Bars):
    """Things that are counted: files that are read, rows that are written."""

    def __init__(self) -> None:
        super().__init__(BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._what = ""

    def show(self, what: str, done: int, total: int) -> None:
        """So many of so many are done."""
        if what != self._what or self._task is None:
            self._what = what
            self._begin(what, total)
        if self._task is not None:
            self._drawn.update(self._task, completed=done, total=total)
