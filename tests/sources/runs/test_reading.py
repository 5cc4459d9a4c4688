"""Runs lie among definitions: one reading gives both, and neither takes the other's files."""

import json
from pathlib import Path

import pytest

from lineage_graph.records import Reading, ServiceKind
from lineage_graph.sources import read
from lineage_graph.sources.runs import FileBatch, read_files, spool
from tests.sources.runs.saved import activity_run, lines, pipeline_run
from tests.sources.runs.test_logs import ADF_ACTIVITY, portal_csv
from tests.sources.writing import Json, pipeline, reading, write

DEFINITION = {"pipeline/Bake bread.json": pipeline(name="Bake bread")}
RUNS = {
    "page.json": {"value": [pipeline_run()]},
    "lines.jsonl": lines(pipeline_run()),
    "export.csv": portal_csv(ADF_ACTIVITY),
    "windows.json": json.dumps({"value": [pipeline_run()]}, indent=1).encode("utf-16"),
}


def batches(found: Reading) -> list[FileBatch]:
    with spool() as spooled:
        return list(read_files(found.runs, spooled))


def told(found: Reading) -> list[tuple[ServiceKind | None, str | None, int]]:
    with spool() as spooled:
        return [
            (one.kind, one.name, sum((run.run is not None) + len(run.activities) for run in one.runs()))
            for one in read_files(found.runs, spooled)
        ]


@pytest.mark.parametrize("name", RUNS)
def test_runs_beside_definitions_are_read_with_them(tmp_path: Path, name: str) -> None:
    found = reading(tmp_path, DEFINITION | {f"runs/{name}": RUNS[name]})
    assert [one.pipelines[0].name for one in found.services] == ["Bake bread"]
    assert [(kind, size) for kind, _, size in told(found)] == [(ServiceKind.DATA_FACTORY, 1)]
    assert (found.rejected, found.ignored, found.services[0].rejected) == ((), (), ())


@pytest.mark.parametrize("name", RUNS)
def test_a_file_of_runs_may_be_given_alone(tmp_path: Path, name: str) -> None:
    found = read([write(tmp_path, {name: RUNS[name]}) / name])
    assert (len(found.runs), found.services, found.rejected, found.ignored) == (1, (), (), ())


def test_several_paths_give_one_batch_for_a_service(tmp_path: Path) -> None:
    one = write(tmp_path / "one", {"a.json": [pipeline_run()]})
    other = write(tmp_path / "other", {"a.json": [activity_run()]})
    assert told(read([one, other])) == [(ServiceKind.DATA_FACTORY, "Bakery", 2)]


def test_other_tables_and_lines_are_nobodys_business(tmp_path: Path) -> None:
    files: dict[str, Json] = {"data/orders.csv": "id,name\n1,x\n", "data/events.jsonl": '{"x": 1}\n', "bad.csv": b"\0"}
    assert reading(tmp_path, files) == Reading()


def test_a_broken_file_of_runs_takes_nothing_from_the_definitions_beside_it(tmp_path: Path) -> None:
    found = reading(tmp_path, DEFINITION | {"runs.json": '{"value": [{"activityRunId": "a", '})
    assert [(one.incomplete, one.rejected) for one in found.services] == [(frozenset(), ())]
    assert [(one.complete, len(one.rejected)) for one in batches(found)] == [(False, 1)]


def test_a_definition_that_speaks_of_runs_is_a_definition(tmp_path: Path) -> None:
    speaking = pipeline(name="p", parameters={"runId": {"type": "string"}, "pipelineName": {"type": "string"}})
    found = reading(tmp_path, {"pipeline/p.json": speaking})
    assert (len(found.services), found.runs) == (1, ())
