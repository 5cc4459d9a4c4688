"""One service to one file: its definitions, then its runs; and what the manifest says of both."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from lineage_graph.capture.manifest import (
    CapturedRuns,
    CapturedService,
    Definitions,
    Factory,
    Problem,
    Workspace,
    problem_of,
)
from lineage_graph.capture.recording import Recording
from lineage_graph.configuration import RunWindow
from lineage_graph.errors import AzureUnavailable, LineageError
from lineage_graph.records import Reading, Service, nested
from lineage_graph.refresh.slices import Slice, read_slices
from lineage_graph.refresh.windows import asked
from lineage_graph.sources.live import (
    Address,
    FactoryAddress,
    LiveOptions,
    Login,
    RunQuestion,
    WorkspaceAddress,
    read_live,
    server_time,
)

_LONGEST_NAME: Final = 60
_NO_LETTER: Final = re.compile(r"[^a-z0-9]+")


def file_name(address: Address, source: int, service: int) -> str:
    """The name of the file for the service: the numbers tell it apart, the name is for people."""
    named = (address.factory if isinstance(address, FactoryAddress) else address.workspace) or ""
    plain = _NO_LETTER.sub("-", named.lower())[:_LONGEST_NAME].strip("-")
    return f"{source}-{service}-{plain or 'service'}.jsonl"


@dataclass(frozen=True, slots=True)
class ServiceCapture:
    """How one service is captured; without ``window`` none of its runs is."""

    address: Address
    credential: Login
    options: LiveOptions
    window: RunWindow | None
    since: datetime | None

    def written_to(self, path: Path) -> tuple[CapturedService | None, LineageError | None]:
        """What was captured, None where not even the definitions were; and the error that ended it.

        Raises ``LineageError`` if the books do not add up, which would be a fault of ours.
        """
        with path.open("xb") as file:
            recording = Recording(self.address.origin, file)
            options = replace(self.options, tape=recording)
            try:
                reading = read_live([self.address], self.credential, options)
            except AzureUnavailable as failure:
                return None, failure
            service = reading.services[0]
            recording.definitions_read(service)
            runs, error = self._runs(options)
        if recording.asked != recording.answers + recording.failed + recording.refused:
            raise LineageError(f"The books do not add up: {path.name} lacks answers. Please report it.")
        return self._told(reading, service, runs, recording, path.name), error

    def _runs(self, options: LiveOptions) -> tuple[CapturedRuns | None, LineageError | None]:
        """The runs up to the first that could not be asked for, and why."""
        if self.window is None:
            return None, None
        count: _Count | None = None
        try:
            now = server_time(self.address, self.credential, self.options)
            span = asked(now, None, self.window, [self.since] if self.since else []).span
            count = _Count(span.after)
            for one in read_slices(self.address, self.credential, RunQuestion(span.after, span.before), options):
                count.add(one)
        except AzureUnavailable as error:
            return (count.told() if count and count.before else None), error
        return count.told(), None

    def _told(
        self, reading: Reading, service: Service, runs: CapturedRuns | None, recording: Recording, name: str
    ) -> CapturedService:
        rejected = (*reading.rejected, *service.rejected)
        return CapturedService(
            kind=service.kind,
            name=service.name,
            arm_id=service.arm_id,
            address=_address(self.address),
            read_at=datetime.now(UTC),
            file=name,
            size=recording.size,
            answers=recording.answers,
            failed=recording.failed,
            definitions=Definitions(
                objects=_objects(service),
                incomplete=tuple(sorted(service.incomplete)),
                rejected=tuple(map(problem_of, rejected)),
            ),
            runs=runs,
        )


@dataclass(slots=True)
class _Count:
    """What was read of the runs so far; ``before`` is the end of the last day that was asked for."""

    after: datetime
    before: datetime | None = None
    pipeline_runs: int = 0
    activity_runs: int = 0
    complete: bool = True
    rejected: tuple[Problem, ...] = ()

    def add(self, one: Slice) -> None:
        """Count a day."""
        batch = one.found.batch
        self.before = one.span.before
        self.pipeline_runs += len(batch.pipeline_runs)
        self.activity_runs += len(batch.activity_runs)
        self.complete = self.complete and one.whole and batch.complete
        self.rejected += tuple(map(problem_of, batch.rejected))

    def told(self) -> CapturedRuns:
        """The same for the manifest; without a day it is an empty time."""
        return CapturedRuns(
            after=self.after,
            before=self.before or self.after,
            pipeline_runs=self.pipeline_runs,
            activity_runs=self.activity_runs,
            complete=self.complete,
            rejected=self.rejected,
        )


def _address(address: Address) -> Factory | Workspace:
    cloud = address.cloud
    if isinstance(address, WorkspaceAddress):
        return Workspace(workspace=address.workspace, cloud=cloud, endpoint=address.endpoint)
    return Factory(
        subscription=address.subscription,
        resource_group=address.resource_group or "",
        factory=address.factory or "",
        cloud=cloud,
        endpoint=address.endpoint,
    )


def _objects(service: Service) -> int:
    """Definitions that were taken: pipelines and the activities in them, datasets, and so on."""
    held = (
        *(service.pipelines, service.datasets, service.linked_services, service.data_flows, service.triggers),
        *(service.integration_runtimes, service.notebooks, service.sql_scripts, service.spark_jobs),
        *(service.change_data_captures, service.link_connections),
    )
    return sum(map(len, held)) + sum(1 for pipeline in service.pipelines for _ in nested(pipeline.activities))
