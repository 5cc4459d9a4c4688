"""The runs of many files, put together by the service they belong to.

A run belongs to the service that its resource id names; without one to the only service of its file; else to the
service whose pipeline run it is part of; else to the one that the user names. What is left stays in a batch of its
file, without a service.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from lineage_graph.records import FileOfRuns, Origin, PipelineRuns, Rejected, ServiceKind
from lineage_graph.sources.discovery import Found
from lineage_graph.sources.intake import Intake
from lineage_graph.sources.memory import without_garbage_collection
from lineage_graph.sources.runs.files import read_file
from lineage_graph.sources.runs.spool import Group, Spool
from lineage_graph.sources.runs.take import RunFile

MOST_WARNINGS: Final = 100
"""Warnings of one file that are listed; the others are counted."""


@dataclass(frozen=True, slots=True)
class FileBatch:
    """The runs of one service, each once, as it was last seen; they are read from the spool as they are asked for.

    ``kind`` and ``name`` are None where no record says which service it belongs to. Not ``complete``: something was
    rejected, cut off or left behind, so that a run that is missing may exist. ``files`` are the places of its files
    among those that were read, ``sound`` those that gave nothing to complain about. ``needs_others``: with other files
    it may be whole. ``by_name``: some runs are here because the user says so, and other files may say otherwise.
    """

    origin: Origin
    files: frozenset[int]
    spool: Spool
    group: Group
    kind: ServiceKind | None = None
    name: str | None = None
    rejected: tuple[Rejected, ...] = ()
    warnings: tuple[str, ...] = ()
    complete: bool = True
    sound: frozenset[int] = frozenset()
    needs_others: bool = False
    by_name: bool = False

    def runs(self) -> Iterator[PipelineRuns]:
        """The pipeline runs in the order of their names and beginnings, with all their activities."""
        return (one for one, _ in self.spool.runs(self.group))


def read_files(files: Sequence[Found | FileOfRuns], spool: Spool) -> tuple[FileBatch, ...]:
    """One batch for each service, in the order of their keys, then one for each file that names none."""
    with without_garbage_collection():
        read = [_read(number, file, spool) for number, file in enumerate(files)]
        spool.settle([file.named if isinstance(file, FileOfRuns) else None for file in files])
    groups = {(spool.key(group), group): spool.files(group) for group in spool.groups()}
    with_runs = {number for numbers in groups.values() for number in numbers}
    groups |= {("", (0, number)): [number] for number in range(len(read)) if number not in with_runs}
    # What is wrong with a file is told once, with the first batch that has runs of it.
    teller: dict[int, tuple[str, Group]] = {}
    for identity in sorted(groups):
        for number in groups[identity]:
            teller.setdefault(number, identity)
    ordered = sorted(groups, key=lambda identity: (not identity[0], identity))
    return tuple(
        _batch(spool, identity[1], groups[identity], read, {file for file in teller if teller[file] == identity})
        for identity in ordered
    )


def _read(number: int, found: Found | FileOfRuns, spool: Spool) -> RunFile:
    file = RunFile(found.name, partial(spool.add, number))
    read_file(found, file)
    return file


def _batch(spool: Spool, group: Group, numbers: Sequence[int], read: Sequence[RunFile], told: set[int]) -> FileBatch:
    files = [read[number] for number in numbers]
    telling = [read[number] for number in numbers if number in told]
    service = spool.service(group)
    missing = tuple(_missing_pages(files))
    unsound = {number for number in numbers if not _is_sound(read[number])}
    return FileBatch(
        origin=Origin(files[0].name),
        files=frozenset(numbers),
        spool=spool,
        group=group,
        kind=service[0] if service else None,
        name=service[1] if service else None,
        rejected=tuple(item for file in telling for item in file.intake.rejected),
        warnings=(*(line for file in telling for line in _warnings(file)), *missing),
        complete=not missing and not any(file.cut or file.intake.rejected for file in files),
        sound=frozenset() if missing or service is None else frozenset(numbers) - unsound,
        needs_others=bool(missing) or (service is None and bool(spool.files(group))),
        by_name=spool.by_name(group),
    )


def _is_sound(file: RunFile) -> bool:
    return not (file.cut or file.trigger_runs or file.intake.rejected or file.intake.notes)


def _missing_pages(files: Sequence[RunFile]) -> Iterator[str]:
    """The last page of a query has no continuation token; where every page has one, the last was not saved."""
    for kind in sorted({kind for file in files for kind in file.pages}):
        if all(file.pages.get(kind, True) for file in files):
            yield f"{files[0].name}: another page of {kind} follows, and no file holds it"


def noted(intake: Intake, name: str) -> tuple[str, ...]:
    """The first notes of an intake, and how many more there are."""
    more = len(intake.notes) - MOST_WARNINGS
    rest = (f"{name}: and {more:,} more values that cannot be read",) if more > 0 else ()
    return (*intake.notes[:MOST_WARNINGS], *rest)


def _warnings(file: RunFile) -> Iterable[str]:
    yield from noted(file.intake, file.name)
    if file.trigger_runs:
        yield f"{file.name}: trigger runs are not read ({file.trigger_runs:,})"
