"""The server speaks as Azure does: Microsoft's own operations, with their own models, understand it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import pytest
from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.core.rest import HttpRequest, HttpResponse
from azure.mgmt.datafactory import DataFactoryManagementClient
from azure.mgmt.datafactory.models import RunFilterParameters, RunQueryFilter
from azure.synapse.artifacts import ArtifactsClient
from azure.synapse.artifacts.models import RunFilterParameters as OfSynapse

from lineage_graph.errors import AzureUnavailable
from lineage_graph.sources.live import LiveOptions
from lineage_graph.sources.live.connecting import connected
from tests.azure import faults
from tests.azure.asking import AT_ONCE, Tokens, factory_at
from tests.azure.server import Azure, serving
from tests.azure.services import GROUP, MASK, SUBSCRIPTION, Json, Service

RUN: Final = "8d7a1b3c-0000-0000-0000-000000000001"
WINDOW: Final = {"lastUpdatedAfter": "2026-11-01T00:00:00Z", "lastUpdatedBefore": "2026-11-02T00:00:00Z"}


@pytest.fixture
def azure() -> Iterator[Azure]:
    """A factory with 250 runs, the first of which has 250 activity runs, and a workspace with the same."""
    with serving(Azure([held("adf-test", is_factory=True), held("syn-test", is_factory=False)])) as started:
        yield started


def held(name: str, *, is_factory: bool) -> Service:
    service = Service(name, is_factory=is_factory)
    secret = {"type": "SecureString", "value": "hunter2"}
    settings = {"url": "https://lake.dfs.core.windows.net", "accountKey": secret}
    service.add("linkedservices", {"name": "lake", "properties": {"type": "AzureBlobFS", "typeProperties": settings}})
    service.add("pipelines", *({"name": f"p{number}", "properties": {"activities": []}} for number in range(120)))
    service.runs.pipelines = [pipeline_run(number) for number in range(250)]
    service.runs.activities = [activity_run(number) for number in range(250)]
    service.runs.triggers = [
        {"triggerRunId": "t", "triggerName": "nightly", "triggerRunTimestamp": "2026-11-01T01:30:00Z"}
    ]
    return service


def pipeline_run(number: int) -> Json:
    return {
        "runId": RUN if number == 0 else f"run-{number}",
        "pipelineName": f"p{number % 2}",
        "status": "Succeeded",
        "isLatest": number != 1,
        "lastUpdated": f"2026-11-01T{number // 60:02}:{number % 60:02}:00.1234567Z",
    }


def activity_run(number: int) -> Json:
    return {
        "activityRunId": f"a{number}",
        "activityName": "copy",
        "pipelineName": "p0",
        "pipelineRunId": RUN,
        "status": "Succeeded",
        "activityRunEnd": "2026-11-01T00:05:00Z",
    }


def data_factory(azure: Azure) -> DataFactoryManagementClient:
    nobody = SansIOHTTPPolicy[HttpRequest, HttpResponse]()
    return DataFactoryManagementClient(Tokens(), SUBSCRIPTION, azure.origin, authentication_policy=nobody)


def window(**more: Json) -> RunFilterParameters:
    day = datetime(2026, 11, 1, tzinfo=UTC)
    return RunFilterParameters(last_updated_after=day, last_updated_before=day.replace(day=2), **more)


def test_the_sdk_lists_a_factory_over_all_pages(azure: Azure) -> None:
    with data_factory(azure) as client:
        names = [one.name for one in client.pipelines.list_by_factory(GROUP, "adf-test")]
        (service,) = client.linked_services.list_by_factory(GROUP, "adf-test")
        assert [one.name for one in client.factories.list()] == ["adf-test"]
        itself = client.factories.get(GROUP, "ADF-TEST")
        assert itself is not None
        assert itself.name == "adf-test"
    assert names == [f"p{number}" for number in range(120)]
    assert service.as_dict()["properties"]["typeProperties"]["accountKey"] == {"type": "SecureString", "value": MASK}


def test_the_sdk_lists_a_workspace_over_all_pages(azure: Azure) -> None:
    with ArtifactsClient(Tokens(), azure.origin, authentication_policy=SansIOHTTPPolicy()) as client:
        names = [one.name for one in client.pipeline.get_pipelines_by_workspace()]
        assert client.workspace.get().name == "syn-test"
        assert list(client.notebook.get_notebooks_by_workspace()) == []
    assert names == [f"p{number}" for number in range(120)]


def test_the_sdk_asks_for_runs_page_by_page(azure: Azure) -> None:
    with data_factory(azure) as client:
        pages: list[list[str]] = []
        token = None
        while not pages or token:
            answer = client.pipeline_runs.query_by_factory(GROUP, "adf-test", window(continuation_token=token))
            pages.append([str(run.run_id) for run in answer.value])
            token = answer.continuation_token
        activities = client.activity_runs.query_by_pipeline_run(GROUP, "adf-test", RUN, window())
        triggers = client.trigger_runs.query_by_factory(GROUP, "adf-test", window())
        assert client.pipeline_runs.get(GROUP, "adf-test", RUN).pipeline_name == "p0"
    assert [len(page) for page in pages] == [100, 100, 50]
    assert len(activities.value) == 100
    assert activities.continuation_token == "100"
    assert [run.trigger_name for run in triggers.value] == ["nightly"]


def test_runs_are_chosen_by_window_and_filters(azure: Azure) -> None:
    azure.run_page = 1000
    named = RunQueryFilter(operand="PipelineName", operator="Equals", values_property=["p1"])
    latest = RunQueryFilter(operand="LatestOnly", operator="Equals", values_property=["true"])
    with data_factory(azure) as client:
        ask = client.pipeline_runs.query_by_factory
        assert len(ask(GROUP, "adf-test", window()).value) == 250
        assert len(ask(GROUP, "adf-test", window(filters=[named])).value) == 125
        assert len(ask(GROUP, "adf-test", window(filters=[named, latest])).value) == 124
        hour = datetime(2026, 11, 1, 1, tzinfo=UTC)
        an_hour = RunFilterParameters(last_updated_after=hour, last_updated_before=hour.replace(hour=2))
        assert len(ask(GROUP, "adf-test", an_hour).value) == 60


def test_a_workspace_names_the_pipeline_of_activity_runs(azure: Azure) -> None:
    day = datetime(2026, 11, 1, tzinfo=UTC)
    a_day = OfSynapse(last_updated_after=day, last_updated_before=day.replace(day=2))
    with ArtifactsClient(Tokens(), azure.origin, authentication_policy=SansIOHTTPPolicy()) as client:
        found = client.pipeline_run.query_activity_runs("p0", RUN, a_day)
    assert len(found.value) == 100


def asked(azure: Azure, question: str = "queryPipelineRuns") -> list[str]:
    address = factory_at(azure)
    with connected(address, Tokens(), LiveOptions(AT_ONCE)) as client:
        pages = list(client.query(f"{address.path}/{question}", "2018-06-01", WINDOW))
    return [run.get("runId") or run["activityRunId"] for page in pages for run in page]


@pytest.mark.parametrize("question", ["queryPipelineRuns", f"pipelineruns/{RUN}/queryActivityruns"])
def test_our_client_follows_every_continuation(azure: Azure, question: str) -> None:
    assert len(set(asked(azure, question))) == 250
    windows = [{name: one.body[name] for name in WINDOW} for one in azure.asked]
    assert windows == [WINDOW] * 3


@pytest.mark.parametrize("fault", [faults.throttled(), faults.throttled("0"), faults.status(408), faults.status(502)])
def test_our_client_repeats_a_throttled_question(azure: Azure, fault: faults.Fault) -> None:
    azure.script.add("queryPipelineRuns$", faults.fine, fault, fault)
    assert len(set(asked(azure))) == 250


def test_our_client_refuses_a_continuation_that_comes_again(azure: Azure) -> None:
    azure.script.add("queryPipelineRuns$", faults.same_token_again, forever=True)
    with pytest.raises(AzureUnavailable, match="comes back to a page that was read before"):
        asked(azure)
    assert len(azure.asked) == 2


@pytest.mark.parametrize("fault", [faults.null_value, faults.no_value, faults.html, faults.truncated])
def test_our_client_takes_a_bad_answer_for_none(azure: Azure, fault: faults.Fault) -> None:
    azure.script.add("queryPipelineRuns$", fault, forever=True)
    with pytest.raises(AzureUnavailable):
        asked(azure)
