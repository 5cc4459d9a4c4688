"""The runs of many files, put together by the service they belong to.

A run belongs to the service that its resource id names; without one to the only service of its file; else to the
service whose pipeline run it is part of; else to the one that the user names. What is left stays in a batch of its
file, without a service.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeAlias

from lineage_graph.keys import service_key
from lineage_graph.records import ActivityRun, Origin, PipelineRun, RunBatch
from lineage_graph.sources.intake import Intake
from lineage_graph.sources.runs.newest import newest_activity_runs, newest_pipeline_runs
from lineage_graph.sources.runs.service_of import ServiceName
from lineage_graph.sources.runs.take import RunFile

MOST_WARNINGS: Final = 100
"""Warnings of one file that are listed; the others are counted."""

_Key: TypeAlias = tuple[str, str]
"""A service's key and nothing, or nothing and a file's name."""

_Homes: TypeAlias = Mapping[str, ServiceName | None]


@dataclass(slots=True)
class _Group:
    """``files`` are all that it came from; ``told`` those whose problems it lists, so that each is told once."""

    names: set[ServiceName] = field(default_factory=set)
    files: list[RunFile] = field(default_factory=list)
    told: list[RunFile] = field(default_factory=list)
    pipeline_runs: list[PipelineRun] = field(default_factory=list)
    activity_runs: list[ActivityRun] = field(default_factory=list)


def batches(files: Sequence[RunFile]) -> tuple[RunBatch, ...]:
    """One batch for each service, in the order of their keys, then one for each file that names none."""
    groups: dict[_Key, _Group] = {}
    homes = _homes(files)
    for file in files:
        own = _groups_of(file, homes, groups)
        own[min(own)].told.append(file)
        for group in own.values():
            group.files.append(file)
    return tuple(_batch(group) for _, group in sorted(groups.items(), key=lambda item: (not item[0][0], item[0])))


def _groups_of(
    file: RunFile, homes: Mapping[str, ServiceName | None], groups: dict[_Key, _Group]
) -> dict[_Key, _Group]:
    """Put the file's runs where they belong; gives back those groups."""
    only = _only_service(file)
    own: dict[_Key, _Group] = {}

    def group(service: ServiceName | None) -> _Group:
        key = _key(service, file.name)
        if key not in own:
            own[key] = groups.setdefault(key, _Group())
        if service is not None:
            own[key].names.add(service)
        return own[key]

    for service, run in file.pipeline_runs:
        group(service or only or homes.get(run.run_id.lower()) or file.named).pipeline_runs.append(run)
    for service, activity in file.activity_runs:
        group(service or only or homes.get(activity.pipeline_run_id.lower()) or file.named).activity_runs.append(
            activity
        )
    if not own:
        group(only)
    return own


@lru_cache(maxsize=1024)
def _key(service: ServiceName | None, file: str) -> _Key:
    return ("", file) if service is None else (service_key(*service), "")


def _homes(files: Iterable[RunFile]) -> _Homes:
    """The service of each pipeline run that says so; None where two say different things."""
    homes: dict[str, ServiceName | None] = {}
    for file in files:
        for run_id, service in _links(file):
            first = homes.setdefault(run_id, service)
            if first is not None and first != service and _key(first, "") != _key(service, ""):
                homes[run_id] = None
    return homes


def _links(file: RunFile) -> Iterator[tuple[str, ServiceName]]:
    only = _only_service(file)
    for service, run in file.pipeline_runs:
        if (known := service or only) is not None:
            yield run.run_id.lower(), known
    for service, activity in file.activity_runs:
        if (known := service or only) is not None:
            yield activity.pipeline_run_id.lower(), known


def _only_service(file: RunFile) -> ServiceName | None:
    named = {service for service, _ in file.pipeline_runs if service}
    named |= {service for service, _ in file.activity_runs if service}
    return min(named) if len({_key(service, "") for service in named}) == 1 else None


def _batch(group: _Group) -> RunBatch:
    service = min(group.names, key=lambda name: (name[1].isupper(), name[1]), default=None)
    missing = tuple(_missing_pages(group))
    return RunBatch(
        origin=Origin(group.files[0].name),
        kind=service[0] if service else None,
        name=service[1] if service else None,
        pipeline_runs=newest_pipeline_runs(group.pipeline_runs),
        activity_runs=newest_activity_runs(group.activity_runs),
        rejected=tuple(item for file in group.told for item in file.intake.rejected),
        warnings=(*(line for file in group.told for line in _warnings(file)), *missing),
        complete=not missing and not any(file.cut or file.intake.rejected for file in group.files),
    )


def _missing_pages(group: _Group) -> Iterator[str]:
    """The last page of a query has no continuation token; where every page has one, the last was not saved."""
    pages = [page for file in group.files for page in file.pages]
    for kind in sorted({kind for kind, _ in pages}):
        if all(followed for other, followed in pages if other == kind):
            yield f"{group.files[0].name}: another page of {kind} follows, and no file holds it"


def noted(intake: Intake, name: str) -> tuple[str, ...]:
    """The first notes of an intake, and how many more there are."""
    more = len(intake.notes) - MOST_WARNINGS
    rest = (f"{name}: and {more:,} more values that cannot be read",) if more > 0 else ()
    return (*intake.notes[:MOST_WARNINGS], *rest)


def _warnings(file: RunFile) -> Iterator[str]:
    yield from noted(file.intake, file.name)
    if file.trigger_runs:
        yield f"{file.name}: trigger runs are not read ({file.trigger_runs:,})"
