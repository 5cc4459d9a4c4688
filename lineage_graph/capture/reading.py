"""A capture to a ``Reading``: the live readers ask the files what they asked Azure.

What could not be read then is not known now, and so is what a damaged line held: nothing of it counts as removed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from lineage_graph.capture.manifest import (
    CapturedRuns,
    CapturedService,
    Factory,
    Manifest,
    Problem,
    Workspace,
    read_manifest,
)
from lineage_graph.capture.replay import Replay
from lineage_graph.errors import AzureUnavailable, UsageError
from lineage_graph.records import Origin, Reading, Rejected, RunBatch, Service
from lineage_graph.refresh.slices import read_slices
from lineage_graph.sources.assembly import ALL_COLLECTIONS, Draft
from lineage_graph.sources.duplicates import one_of_each
from lineage_graph.sources.live import Address, FactoryAddress, LiveOptions, RunQuestion, WorkspaceAddress, read_live
from lineage_graph.sources.runs.newest import newest_activity_runs, newest_pipeline_runs

_OLD: Final = timedelta(days=45)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Taken:
    """What one service's file gave."""

    service: Service | None
    batch: RunBatch | None
    rejected: tuple[Rejected, ...]
    label: str


def read_captures(folders: Sequence[Path], progress: Progress | None = None) -> Reading:
    """What a refresh would have read when the captures were taken. ``progress`` counts services.

    Raises ``UsageError`` where a capture is damaged, cut off, or of a version that is not known here.
    """
    manifests = [(folder, read_manifest(folder)) for folder in folders]
    services = [(folder, service) for folder, manifest in manifests for service in manifest.services]
    for folder, service in services:
        _check(folder, service)
    taken: list[_Taken] = []
    for folder, service in services:
        taken.append(_taken(folder, service))
        if progress:
            progress(len(taken), len(services))
    errors = tuple(one for folder, manifest in manifests for one in _errors(folder, manifest))
    return _reading(taken, errors, tuple(note for folder, one in manifests for note in _notes(folder, one.read_at)))


def _errors(folder: Path, manifest: Manifest) -> Iterator[Rejected]:
    for source in manifest.sources:
        if source.error:
            reason = f"{source.name} could not be read when it was captured: {source.error}"
            yield Rejected("source", Origin(folder.name), reason)


def _check(folder: Path, service: CapturedService) -> None:
    path = folder / service.file
    try:
        size = path.stat().st_size if not path.is_symlink() else -1
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}; the capture is not whole. Take it again.") from None
    if size != service.size:
        raise UsageError(f"{path} has {size:,} of {service.size:,} bytes; the capture is not whole. Take it again.")


def _taken(folder: Path, told: CapturedService) -> _Taken:
    with (folder / told.file).open("rb") as file:
        replay = Replay(file)
        replay.index(told.file)
        options = LiveOptions(tape=replay, is_replay=True, concurrency=1)
        rejected: list[Rejected] = []
        service: Service | None = None
        batch: RunBatch | None = None
        address = _address(told)
        try:
            reading = read_live([address], None, options)
            rejected.extend(reading.rejected)
            service = _with_gaps(reading.services[0], told, damaged=bool(replay.rejected))
            batch = _runs(address, told, told.runs, options) if told.runs else None
        except AzureUnavailable as error:
            rejected.append(Rejected("service", Origin(told.file), f"{told.name}: {error}"))
    return _Taken(service, batch, (*replay.rejected, *rejected), f"{folder.name}/{told.file}")


def _with_gaps(service: Service, told: CapturedService, *, damaged: bool) -> Service:
    """The service with what was not known when it was captured, and is not said by its answers themselves.

    A damaged line may have held a page of any list.
    """
    missing = ALL_COLLECTIONS if damaged else frozenset(told.definitions.incomplete) & ALL_COLLECTIONS
    return replace(
        service,
        incomplete=service.incomplete | missing,
        rejected=(*service.rejected, *_others(told.definitions.rejected, service.rejected)),
    )


def _runs(address: Address, told: CapturedService, runs: CapturedRuns, options: LiveOptions) -> RunBatch:
    """All days in one batch, each run as it was last seen."""
    question = RunQuestion(runs.after, runs.before)
    days = [one.found.batch for one in read_slices(address, None, question, options)]
    rejected = tuple(dict.fromkeys(one for day in days for one in day.rejected))
    return RunBatch(
        origin=days[0].origin if days else Origin(told.file),
        kind=told.kind,
        name=told.name,
        pipeline_runs=newest_pipeline_runs(run for day in days for run in day.pipeline_runs),
        activity_runs=newest_activity_runs(run for day in days for run in day.activity_runs),
        rejected=(*rejected, *_others(runs.rejected, rejected)),
        warnings=tuple(warning for day in days for warning in day.warnings),
        complete=runs.complete and all(day.complete for day in days),
    )


def _others(told: Sequence[Problem], known: Sequence[Rejected]) -> Iterator[Rejected]:
    places = {(one.kind, str(one.origin)) for one in known}
    for problem in told:
        one = problem.rejected
        if (one.kind, str(one.origin)) not in places:
            yield one


def _address(told: CapturedService) -> Address:
    match told.address:
        case Factory(subscription=subscription, resource_group=group, factory=name, cloud=cloud, endpoint=endpoint):
            return FactoryAddress(subscription, group, name, cloud, endpoint)
        case Workspace(workspace=workspace, cloud=cloud, endpoint=endpoint):
            return WorkspaceAddress(workspace, cloud, endpoint)


def _reading(taken: Sequence[_Taken], errors: tuple[Rejected, ...], notes: tuple[str, ...]) -> Reading:
    drafts = [Draft(one.service, one.label, named=True) for one in taken if one.service]
    services, rejected, ignored = one_of_each(drafts, keep=False)
    return Reading(
        services=services,
        batches=tuple(_together([one.batch for one in taken if one.batch])),
        rejected=(*errors, *(one for part in taken for one in part.rejected), *rejected),
        ignored=ignored,
        warnings=notes,
    )


def _together(batches: Sequence[RunBatch]) -> Iterator[RunBatch]:
    """One batch for each service, which two sources may have asked for."""
    groups: dict[tuple[object, object], list[RunBatch]] = {}
    for batch in batches:
        groups.setdefault((batch.kind, batch.name), []).append(batch)
    for first, *others in groups.values():
        if not others:
            yield first
            continue
        held = (first, *others)
        yield replace(
            first,
            pipeline_runs=newest_pipeline_runs(run for batch in held for run in batch.pipeline_runs),
            activity_runs=newest_activity_runs(run for batch in held for run in batch.activity_runs),
            rejected=tuple(one for batch in held for one in batch.rejected),
            warnings=tuple(one for batch in held for one in batch.warnings),
            complete=all(batch.complete for batch in held),
        )


def _notes(folder: Path, read_at: datetime) -> Iterator[str]:
    age = datetime.now(UTC) - read_at
    if age > _OLD:
        yield f"{folder.name}: the capture is {age.days} days old; what it says of today is what held then"
