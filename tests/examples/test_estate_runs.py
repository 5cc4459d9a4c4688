"""The run records of the example estate: they fit the definitions, and tell of the lineage that was written by hand."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lineage_graph.keys import activity_key, object_key, service_key
from lineage_graph.loading.runs import grouped
from lineage_graph.model import ActivityRun, Declaration, Executed, Feeds, Performs, PipelineRun, Produces, RunOf
from lineage_graph.observed import Observer
from lineage_graph.records import RunBatch, RunStatus, nested
from lineage_graph.sources import read
from lineage_graph.sources.runs import read_runs

EXAMPLES = Path(__file__).parents[2] / "examples"
EXPECTED = json.loads((EXAMPLES / "expected-runs.json").read_text(encoding="utf-8"))
DELETED = "adf://adf-northbay-ingest/pipelines/pl_curate_sales/activities/try%20returns%20prototype"


@cache
def batches() -> tuple[RunBatch, ...]:
    return read_runs([EXAMPLES / "runs"])


@cache
def observations() -> tuple[Declaration, ...]:
    services = {service_key(one.kind, one.name): one for one in read([EXAMPLES / "estate"]).services}
    return tuple(Observer.of(services[key_of(batch)]).observe(grouped(batch)) for batch in batches())


def key_of(batch: RunBatch) -> str:
    assert batch.kind
    assert batch.name
    return service_key(batch.kind, batch.name)


def test_the_records_are_whole_and_as_many_as_the_tour_tells() -> None:
    assert [(batch.rejected, batch.warnings, batch.complete) for batch in batches()] == [((), (), True)] * 3
    assert sum(len(batch.pipeline_runs) for batch in batches()) == 67
    assert sum(len(batch.activity_runs) for batch in batches()) == 327


def test_all_but_one_deleted_activity_is_defined() -> None:
    defined = {
        activity_key(object_key(service_key(service.kind, service.name), "pipelines", pipeline.name), activity.name)
        for service in read([EXAMPLES / "estate"]).services
        for pipeline in service.pipelines
        for activity in nested(pipeline.activities)
    }
    ran = {
        activity_key(object_key(key_of(batch), "pipelines", run.pipeline), run.name)
        for batch in batches()
        for run in batch.activity_runs
    }
    assert ran - defined == {DELETED}


def test_every_run_belongs_to_one_that_is_there_and_lies_within_it() -> None:
    for batch in batches():
        runs = {run.run_id: run for run in batch.pipeline_runs}
        for activity in batch.activity_runs:
            whole = runs[activity.pipeline_run_id]
            assert activity.pipeline == whole.pipeline
            within = (whole.start, activity.start, activity.end, whole.end)
            assert list(within) == sorted(moment for moment in within if moment)
        callers = {run.run_id: run for run in batch.activity_runs}
        for run in batch.pipeline_runs:
            assert (run.trigger is None) == (run.parent_run_id is not None)
            if run.parent_activity:
                assert callers[run.parent_activity].pipeline_run_id == run.parent_run_id


def test_the_answers_tell_how_long_everything_took() -> None:
    records = [
        record
        for path in sorted((EXAMPLES / "runs").rglob("*.json*"))
        for page in ([path.read_text(encoding="utf-8")] if path.suffix == ".json" else open_lines(path))
        for record in json.loads(page)["value"]
    ]
    assert len(records) == 55 + 279
    for record in records:
        start, end = (datetime.fromisoformat(took(record, name)) for name in ("Start", "End"))
        assert abs((end - start).total_seconds() * 1000 - record["durationInMs"]) < 2


def open_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def took(record: dict[str, Any], name: str) -> str:
    found = record.get(f"activityRun{name}") or record[f"run{name}"]
    assert isinstance(found, str)
    return found


def test_what_went_wrong_is_what_the_tour_tells() -> None:
    failed = {
        (run.pipeline, run.name, run.attempt, run.start.day)
        for batch in batches()
        for run in batch.activity_runs
        if run.status is RunStatus.FAILED and run.start
    }
    assert failed == {
        ("pl_ingest_pos", "Copy transactions", 0, 18),
        ("pl_publish_sales", "Orders to Snowflake", 0, 19),
        ("pl_publish_sales", "Orders to Snowflake", 1, 19),
        ("pl_nightly_main", "Publish sales", 0, 19),
    }
    whole = [run.pipeline for batch in batches() for run in batch.pipeline_runs if run.status is RunStatus.FAILED]
    assert whole == ["pl_publish_sales"]


@pytest.mark.parametrize("record", EXPECTED, ids=lambda record: record["activity"])
def test_the_observed_links_are_those_written_by_hand(record: dict[str, Any]) -> None:
    found: set[tuple[str, str | None, str]] = set()
    runs = 0
    for observation in observations():
        edges = observation.edges
        runs += sum(isinstance(edge, RunOf) and edge.end.key == record["activity"] for edge in edges)
        mine = {edge.end for edge in edges if isinstance(edge, Performs) and edge.start.key == record["activity"]}
        moved = {edge.end for edge in edges if isinstance(edge, Executed) and edge.moved} & mine
        outputs = {edge.start: edge.end.key for edge in edges if isinstance(edge, Produces)}
        found |= {
            (edge.start.key, outputs.get(edge.end), edge.kind.value)
            for edge in edges
            if isinstance(edge, Feeds) and edge.end in moved
        }
    assert runs == record["runs"]
    assert found == {(link["input"], link["output"], link["kind"]) for link in record["links"]}


def test_purview_was_told_of_some_and_not_of_others() -> None:
    told = {node.purview_status for one in observations() for node in one.nodes if isinstance(node, ActivityRun)}
    assert told == {None, "NotReported", "Succeeded"}
    assert any(isinstance(node, PipelineRun) for one in observations() for node in one.nodes)
