"""One load: the services under every path, each under its name, and a word for every file that gave nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from lineage_graph.errors import UsageError
from lineage_graph.records import FileOfRuns, Reading
from lineage_graph.sources import arm_template, git_folder
from lineage_graph.sources.arm_parameters import read_given
from lineage_graph.sources.assembly import Draft
from lineage_graph.sources.classification import Files, Progress, classify
from lineage_graph.sources.discovery import find
from lineage_graph.sources.duplicates import one_of_each
from lineage_graph.sources.kinds import FACTORY, kind_of_folder
from lineage_graph.sources.memory import without_garbage_collection
from lineage_graph.sources.runs.service_of import ServiceName, service_named

_LISTED = 5
"""As many services as an error lists."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read. ``service`` names the one service that is loaded; ``arm_parameters`` is a file of values.

    ``progress`` is called after each file with the number of files read and found under the path.
    """

    service: str | None = None
    keep_duplicates: bool = False
    arm_parameters: Path | None = None
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """One path of several, with the name of its service and a file of values for its ARM parameters."""

    path: Path
    service: str | None = None
    arm_parameters: Path | None = None


def read(paths: Sequence[Path], options: ReadOptions | None = None) -> Reading:
    """Everything that Git folders, ARM templates and run records under these paths say, in the order of the paths.

    Raises ``UsageError`` where a path does not exist or ``service`` cannot tell which of several services it names.
    """
    chosen = options or ReadOptions()
    taken = [_taken(Input(path, None, chosen.arm_parameters), chosen.progress) for path in paths]
    drafts = [draft for one in taken for draft in one.drafts]
    named = _with_the_name(drafts, chosen.service) if chosen.service else drafts
    of = _named_runs(named, chosen.service)
    return _reading([replace(one, runs_of=of) for one in taken], named, keep=chosen.keep_duplicates)


def read_inputs(inputs: Sequence[Input], *, keep_duplicates: bool = False, progress: Progress | None = None) -> Reading:
    """The same for inputs that each have a service and parameters of their own, as ``lineage.yml`` lists them."""
    taken = [_taken(one, progress) for one in inputs]
    named = [
        draft
        for one, found in zip(inputs, taken, strict=True)
        for draft in (_with_the_name(found.drafts, one.service) if one.service else found.drafts)
    ]
    of = [_named_runs(named, one.service) for one in inputs]
    told = [replace(found, runs_of=service) for found, service in zip(taken, of, strict=True)]
    return _reading(told, named, keep=keep_duplicates)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What one path holds; ``runs_of`` is whose runs those are that name no service, as the user says."""

    files: Files
    drafts: Sequence[Draft]
    runs_of: ServiceName | None = None


def _taken(one: Input, progress: Progress | None) -> _Taken:
    given = read_given(one.arm_parameters) if one.arm_parameters is not None else None
    with without_garbage_collection():
        files = classify(find(one.path), progress)
        return _Taken(files, [*git_folder.services(files), *arm_template.services(files, given)])


def _reading(taken: Sequence[_Taken], named: Sequence[Draft], *, keep: bool) -> Reading:
    services, rejected, ignored = one_of_each(named, keep=keep)
    return Reading(
        services=services,
        runs=tuple(FileOfRuns(found.path, found.name, one.runs_of) for one in taken for found in one.files.runs),
        rejected=(*(item for one in taken for item in git_folder.homeless(one.files)), *rejected),
        ignored=(*(line for one in taken for line in one.files.ignored), *ignored),
        warnings=(*(line for one in taken for line in one.files.warnings), *_warnings(named)),
    )


def _with_the_name(drafts: Sequence[Draft], name: str) -> list[Draft]:
    """The name goes to the only service, or to the only one that a path itself is; others keep their own."""
    everywhere = range(len(drafts))
    meant = [index for index in everywhere if len(drafts) == 1 or drafts[index].is_the_path]
    if drafts and len(meant) != 1:
        raise UsageError(_too_many(drafts))
    return [_renamed(drafts[index], name) if index in meant else drafts[index] for index in everywhere]


def _named_runs(drafts: Sequence[Draft], name: str | None) -> ServiceName | None:
    """Whose runs those are that name no service; the definitions of that name tell its kind."""
    known = {draft.service.name.lower(): draft.service.kind for draft in drafts}
    return service_named(name, known) if name else None


def _renamed(draft: Draft, name: str) -> Draft:
    return replace(draft, service=replace(draft.service, name=name.rpartition("://")[2], named=True), named=True)


def _too_many(drafts: Sequence[Draft]) -> str:
    listed = ", ".join(f"{draft.service.name} ({draft.label})" for draft in drafts[:_LISTED])
    more = f" and {len(drafts) - _LISTED} more" if len(drafts) > _LISTED else ""
    return (
        f"--service names one service, but {len(drafts)} were found: {listed}{more}\n"
        "Load the folder or the template of one of them at a time."
    )


def _warnings(drafts: Sequence[Draft]) -> Iterator[str]:
    for draft in drafts:
        yield from draft.notes
        if not draft.named:
            unread = "".join(f"; {place} could not be read" for place in _of_the_factory(draft))
            called = f"it is called {draft.service.name}, --service names it"
            yield f"{draft.label}: no file names the service; {called}{unread}"


def _of_the_factory(draft: Draft) -> Iterator[str]:
    """What may have told the name, had it been readable."""
    for one in draft.service.rejected:
        folders = PurePosixPath(one.origin.file).parts
        if any(kind_of_folder(folder) == FACTORY for folder in folders[-2:]):
            yield one.origin.file
