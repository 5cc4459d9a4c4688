"""Which service a run belongs to, as far as the records tell."""

import json
from pathlib import Path

import pytest

from lineage_graph.records import RunBatch, ServiceKind
from lineage_graph.sources import Input, ReadOptions, read, read_inputs
from lineage_graph.sources.runs import in_memory
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


@pytest.mark.parametrize(
    ("name", "kind", "called"),
    [
        ("Bakery", ServiceKind.DATA_FACTORY, "Bakery"),
        ("adf://Bakery", ServiceKind.DATA_FACTORY, "Bakery"),
        ("synapse://mill", ServiceKind.SYNAPSE, "mill"),
    ],
)
def test_runs_that_name_no_service_belong_to_the_one_that_the_user_names(
    tmp_path: Path, name: str, kind: ServiceKind, called: str
) -> None:
    runs = [pipeline_run("r1", None), activity_run("a1", service=None)]
    (tmp_path / "runs.json").write_text(json.dumps({"value": runs}), encoding="utf-8")
    assert sizes(in_memory(read([tmp_path], ReadOptions(service=name)).runs)) == [(kind, called, 1, 1)]
    assert sizes(in_memory(read_inputs([Input(tmp_path, name)]).runs)) == [(kind, called, 1, 1)]


def test_a_name_that_a_run_says_itself_stands_before_the_users(tmp_path: Path) -> None:
    runs = [pipeline_run("r1", WORKSPACE), pipeline_run("r2", WORKSPACE)]
    (tmp_path / "runs.json").write_text(json.dumps({"value": runs}), encoding="utf-8")
    assert sizes(in_memory(read([tmp_path], ReadOptions(service="Bakery")).runs)) == [
        (ServiceKind.SYNAPSE, "mill", 2, 0)
    ]


def test_definitions_beside_the_runs_tell_the_kind_of_the_service_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "notebook").mkdir()
    notebook = {"name": "n", "properties": {"cells": [], "nbformat": 4}}
    (tmp_path / "notebook" / "n.json").write_text(json.dumps(notebook), encoding="utf-8")
    (tmp_path / "runs.json").write_text(json.dumps({"value": [pipeline_run("r1", None)]}), encoding="utf-8")
    assert sizes(in_memory(read([tmp_path], ReadOptions(service="Mill")).runs)) == [(ServiceKind.SYNAPSE, "Mill", 1, 0)]
