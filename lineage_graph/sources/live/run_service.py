"""The requests for runs, each with the right that it needs. For another kind: a method, and its right in ``rights``.

https://learn.microsoft.com/rest/api/datafactory/pipeline-runs/query-by-factory
https://learn.microsoft.com/rest/api/datafactory/activity-runs/query-by-pipeline-run
https://learn.microsoft.com/rest/api/synapse/data-plane/pipeline-run
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lineage_graph.errors import ServiceMissing
from lineage_graph.keys import storable
from lineage_graph.records import ActivityRun, PipelineRun, ServiceKind
from lineage_graph.sources.intake import Intake
from lineage_graph.sources.live import factory, workspace
from lineage_graph.sources.live.addresses import Address, FactoryAddress, segment
from lineage_graph.sources.live.client import Client
from lineage_graph.sources.live.failures import NOT_FOUND, CallFailed
from lineage_graph.sources.live.rights import RIGHTS, Right
from lineage_graph.sources.live.run_question import Window
from lineage_graph.sources.runs.activity_runs import parse_activity_run
from lineage_graph.sources.runs.pipeline_runs import parse_pipeline_run
from lineage_graph.sources.runs.place import Place


@dataclass(frozen=True, slots=True)
class RunService:
    """A service that is asked for runs: its ``path`` comes before that of each question. Safe across threads.

    What is asked raises ``CallFailed``, a list after its last good page; what is no run is rejected in the intake.
    """

    client: Client
    kind: ServiceKind
    name: str
    path: str
    version: str

    def pipeline_runs(self, window: Window, intake: Intake) -> Iterator[PipelineRun]:
        """All pipeline runs that were updated in the window."""
        path = f"{self.path}/queryPipelineRuns"
        found = self._asking(RIGHTS[self.kind].pipeline_runs).query(path, self.version, window.body)
        for index, raw in enumerate(raw for page in found for raw in page):
            run = parse_pipeline_run(raw, Place(path, f"/value/{index}"), intake)
            if run is not None:
                yield run

    def pipeline_run(self, run_id: str, intake: Intake) -> PipelineRun:
        """The pipeline run with that id."""
        path = f"{self.path}/pipelineruns/{segment(run_id)}"
        raw = self._asking(RIGHTS[self.kind].pipeline_run).get(path, self.version)
        told = raw.get("runId") if isinstance(raw, dict) else None
        run = parse_pipeline_run(raw, Place(path), intake) if isinstance(told, str) else None
        if run is None or run.run_id.lower() != run_id.lower():
            raise CallFailed(path, "the answer is not the run that was asked for")
        return run

    def activity_runs(self, run: PipelineRun, window: Window, intake: Intake) -> Iterator[ActivityRun]:
        """All activity runs of the pipeline run that were updated in the window."""
        path = self._activities_path(run)
        found = self._asking(RIGHTS[self.kind].activity_runs).query(path, self.version, window.body)
        for index, raw in enumerate(raw for page in found for raw in page):
            activity = parse_activity_run(raw, Place(path, f"/value/{index}"), intake)
            if activity is not None:
                yield replace(
                    activity,
                    pipeline=activity.pipeline or run.pipeline,
                    pipeline_run_id=activity.pipeline_run_id or run.run_id,
                )

    def _activities_path(self, run: PipelineRun) -> str:
        """Only a workspace asks with the pipeline's name, too."""
        named = f"/pipelines/{segment(run.pipeline)}" if self.kind is ServiceKind.SYNAPSE else ""
        return f"{self.path}{named}/pipelineruns/{segment(run.run_id)}/queryActivityruns"

    def _asking(self, right: Right) -> Client:
        return replace(self.client, role=right.needed)


def run_service(client: Client, address: Address) -> RunService:
    """The single service at the address, by the name it gives itself.

    Raises ``ServiceMissing`` where Azure knows none there, ``AzureUnavailable`` where the login is refused.
    """
    path, version = itself(address)
    if isinstance(address, FactoryAddress):
        name = _own_name(client, path, version) or address.factory or "unnamed-factory"
        return RunService(client, ServiceKind.DATA_FACTORY, name, path, version)
    known = address.workspace or workspace.first_label(address.origin) or "unnamed-workspace"
    return RunService(client, ServiceKind.SYNAPSE, _own_name(client, path, version) or known, "", version)


def itself(address: Address) -> tuple[str, str]:
    """The path of the service's own resource, and the version of the API."""
    if isinstance(address, FactoryAddress):
        return address.path, factory.VERSION
    return workspace.ITSELF, workspace.VERSION


def _own_name(client: Client, path: str, version: str) -> str | None:
    try:
        raw = client.get(path, version)
    except CallFailed as failure:
        if failure.status == NOT_FOUND:
            message = f"There is no service at {client.origin}{path}; what is known of its runs stays"
            raise ServiceMissing(message) from None
        # Its runs may be readable all the same, and the name is known from the address.
        return None
    name = raw.get("name") if isinstance(raw, dict) else None
    return storable(name) if isinstance(name, str) and name.strip() else None
