"""Which service a run belongs to, as far as the records tell."""

from pathlib import Path

import pytest

from lineage_graph.records import RunBatch, ServiceKind
from lineage_graph.sources.runs.service_of import service_of
from tests.sources.runs.saved import FACTORY, WORKSPACE, activity_run, pipeline_run, read_file, read_files

IDS = [
    (f"{FACTORY}/pipelineruns/r", (ServiceKind.DATA_FACTORY, "Bakery")),
    (f"{WORKSPACE}/pipelineruns/r/activityruns/a", (ServiceKind.SYNAPSE, "mill")),
    (FACTORY.upper(), (ServiceKind.DATA_FACTORY, "BAKERY")),
    ("/workspaces/mill", (ServiceKind.SYNAPSE, "mill")),
    ("factories/Bakery/pipelineruns/r", (ServiceKind.DATA_FACTORY, "Bakery")),
    ("/subscriptions/1/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/logs", None),
    ("/SUBSCRIPTIONS/1/RESOURCEGROUPS/1/PROVIDERS/MICROSOFT.TRIDENT/WORKSPACES/1/pipelineruns/r", None),
    ("/subscriptions/1", None),
    ("", None),
    (None, None),
    (7, None),
]


@pytest.mark.parametrize(("resource", "service"), IDS)
def test_a_resource_id_tells_kind_and_name(resource: object, service: tuple[ServiceKind, str] | None) -> None:
    assert service_of(resource) == service


def sizes(batches: tuple[RunBatch, ...]) -> list[tuple[ServiceKind | None, str | None, int, int]]:
    return [(one.kind, one.name, len(one.pipeline_runs), len(one.activity_runs)) for one in batches]


def test_each_service_has_its_own_batch_whatever_the_case_of_its_name(tmp_path: Path) -> None:
    found = read_files(
        tmp_path,
        {
            "a.json": [pipeline_run("r1"), pipeline_run("r2", WORKSPACE)],
            "b.json": [activity_run("a1", service=FACTORY.upper())],
        },
    )
    assert sizes(found) == [(ServiceKind.DATA_FACTORY, "Bakery", 1, 1), (ServiceKind.SYNAPSE, "mill", 1, 0)]


def test_runs_without_an_id_belong_to_the_only_service_of_their_file(tmp_path: Path) -> None:
    batch = read_file(tmp_path, [pipeline_run("r1"), pipeline_run("r2", None), activity_run("a1", service=None)])
    assert sizes((batch,)) == [(ServiceKind.DATA_FACTORY, "Bakery", 2, 1)]


def test_an_activity_without_an_id_belongs_where_its_pipeline_ran(tmp_path: Path) -> None:
    found = read_files(
        tmp_path,
        {
            "activities.json": [activity_run("a1", service=None, pipelineRunId="R1")],
            "pipelines.json": [pipeline_run("r1"), pipeline_run("r2", WORKSPACE)],
        },
    )
    assert sizes(found) == [(ServiceKind.DATA_FACTORY, "Bakery", 1, 1), (ServiceKind.SYNAPSE, "mill", 1, 0)]


def test_what_nobody_names_stays_with_its_file(tmp_path: Path) -> None:
    found = read_files(tmp_path, {"a.json": [pipeline_run(service=None)], "b.json": [pipeline_run(service=None)]})
    assert [(one.kind, one.name, one.origin.file) for one in found] == [(None, None, "a.json"), (None, None, "b.json")]


def test_what_is_wrong_with_a_file_is_told_once(tmp_path: Path) -> None:
    found = read_files(tmp_path, {"a.json": [pipeline_run("r1"), pipeline_run("r2", WORKSPACE), {"pipelineName": "x"}]})
    assert sorted(len(one.rejected) for one in found) == [0, 1]
    assert [one.complete for one in found] == [False, False]
