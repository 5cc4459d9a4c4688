"""Services with runs, and questions about them: a run is an hour of 20 November 2026 and its number."""

from datetime import UTC, datetime, timedelta
from typing import Final

from lineage_graph.sources.live import Address, LiveOptions, LiveRuns, Patience, RunQuestion, read_live_runs
from tests.azure.asking import AT_ONCE, Tokens, factory_at, workspace_at
from tests.azure.server import Azure
from tests.azure.services import Json, Service

MIDNIGHT: Final = datetime(2026, 11, 20, tzinfo=UTC)
DAY: Final = RunQuestion(MIDNIGHT, MIDNIGHT + timedelta(days=1))


def at(minutes: float) -> str:
    """That many minutes after midnight, as Azure writes it."""
    return f"{(MIDNIGHT + timedelta(minutes=minutes)).replace(tzinfo=None).isoformat(timespec='microseconds')}7Z"


def a_run(run_id: str, updated: float, **fields: Json) -> Json:
    """A run that took five minutes, up to the minute of its last update."""
    return {
        "runId": run_id,
        "pipelineName": "Bake bread",
        "runStart": at(updated - 5),
        "runEnd": at(updated),
        "status": "Succeeded",
        "lastUpdated": at(updated),
        **fields,
    }


def a_copy(run_id: str, pipeline_run: str, updated: float, **fields: Json) -> Json:
    """An activity run in it."""
    return {
        "activityRunId": run_id,
        "activityName": "Copy flour",
        "activityType": "Copy",
        "pipelineName": "Bake bread",
        "pipelineRunId": pipeline_run,
        "activityRunStart": at(updated - 3),
        "activityRunEnd": at(updated - 1),
        "status": "Succeeded",
        "input": {},
        "output": {"rowsRead": 7},
        **fields,
    }


def hold(service: Service, run_id: str, updated: float, activities: int = 1, **fields: Json) -> None:
    """One more run, with its activity runs."""
    service.runs.pipelines.append(a_run(run_id, updated, **fields))
    copies = [a_copy(f"{run_id}-a{number}", run_id, updated) for number in range(activities)]
    service.runs.activities.extend(copies)


def address_of(azure: Azure) -> Address:
    """The address of the first service that is served."""
    service = azure.services[0]
    return factory_at(azure, service.name, service.group) if service.is_factory else workspace_at(azure)


def runs_of(azure: Azure, question: RunQuestion = DAY, patience: Patience = AT_ONCE) -> LiveRuns:
    """What is read of the first service."""
    return read_live_runs(address_of(azure), Tokens(), question, LiveOptions(patience))


def ids(runs: LiveRuns) -> list[str]:
    """The ids of the pipeline runs."""
    return [run.run_id for run in runs.batch.pipeline_runs]


def activity_ids(runs: LiveRuns) -> list[str]:
    """The ids of the activity runs."""
    return [run.run_id for run in runs.batch.activity_runs]


def asked_with(azure: Azure, question: str) -> list[Json]:
    """The bodies of the requests whose path ends so."""
    return [one.body for one in azure.asked if one.path.endswith(question)]
