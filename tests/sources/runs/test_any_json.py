"""Whatever JSON stands where runs should be, reading ends without a crash, and what it gives can be kept."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage_graph.records import ActivityRun, PipelineRun
from lineage_graph.sources.intake import Intake
from lineage_graph.sources.runs import BORDER, Place, is_runs, parse_activity_run, parse_pipeline_run, read_runs
from tests.sources.runs.saved import activity_run, pipeline_run
from tests.sources.runs.test_logs import ADF_ACTIVITY, ADF_PIPELINE
from tests.sources.runs.test_outputs import COPY, FLOW
from tests.sources.writing import Json

NAMES = sorted(
    {*activity_run(), *pipeline_run(), *ADF_ACTIVITY, *ADF_PIPELINE, *COPY, *FLOW}
    | {"value", "tables", "columns", "rows", "name", "records", "continuationToken", "properties", "category"}
    | {"invokedBy", "invokedByType", "parameters", "firstRow", "childItems", "resultSets", "pipelineReturnValue"}
    | {
        "profile",
        "metrics",
        "dsl",
        "shelf",
        "lineage",
        "from",
        "source",
        "sources",
        "policy",
        "secureInput",
        "executionDetails",
        "runPageUrl",
    }
)
KINDS = ["Copy", "Lookup", "GetMetadata", "Script", "ExecutePipeline", "ExecuteDataFlow", "WebActivity"]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(), max_size=8),
    st.sampled_from([*KINDS, "Succeeded", "{}", "[{}]", '{"a": "b"}', "0001-01-01T00:00:00", "\ud800", "https://x"]),
)
ANY_JSON = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(NAMES), inner, max_size=6)),
    max_leaves=20,
)
CHANGES = st.dictionaries(st.sampled_from(NAMES), ANY_JSON, max_size=5)
RECORDS = st.one_of(
    st.builds(lambda kind, changes: {**activity_run(kind=kind), **changes}, st.sampled_from(KINDS), CHANGES),
    st.builds(lambda changes: {**pipeline_run(), **changes}, CHANGES),
    st.builds(lambda changes: {**ADF_ACTIVITY, **changes}, CHANGES),
    st.builds(lambda changes: {**ADF_PIPELINE, **changes}, CHANGES),
    ANY_JSON,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


def holds(run: PipelineRun | ActivityRun | None) -> None:
    """What is kept can be written down as UTF-8 and has its id."""
    if run is not None:
        assert run.run_id
        assert repr(run).encode()


@settings(max_examples=150, deadline=None)
@given(record=RECORDS)
def test_any_record_is_read_or_rejected(record: Json) -> None:
    intake = Intake(BORDER)
    holds(parse_pipeline_run(record, Place("x"), intake))
    holds(parse_activity_run(record, Place("x"), intake))
    assert isinstance(is_runs(record), bool)


@settings(max_examples=150, deadline=None)
@given(records=st.lists(RECORDS, max_size=4), form=st.sampled_from(["page", "list", "lines", "one", "tables"]))
def test_any_file_is_read_to_its_end(folder: Path, records: list[Json], form: str) -> None:
    documents: dict[str, Json] = {
        "page": {"value": records},
        "list": records,
        "one": records[0] if records else None,
        "tables": {"tables": [{"columns": [{"name": name} for name in ADF_ACTIVITY], "rows": records}]},
    }
    text = json.dumps(documents[form]) if form in documents else "".join(f"{json.dumps(one)}\n" for one in records)
    path = folder / "any.json"
    path.write_text(text, encoding="utf-8")
    batches = read_runs([path])
    for batch in batches:
        for run in batch.pipeline_runs:
            holds(run)
        for activity in batch.activity_runs:
            holds(activity)
    assert len(repr(batches)) > 0


@settings(max_examples=100, deadline=None)
@given(raw=st.binary(max_size=200), name=st.sampled_from(["a.json", "a.jsonl", "a.csv", "a.json.gz"]))
def test_any_bytes_are_read_to_their_end(folder: Path, raw: bytes, name: str) -> None:
    path = folder / name
    path.write_bytes(b'{"activityRunId":1}\n"pipelineName"' + raw if name != "a.csv" else b"ActivityRunId," + raw)
    assert all(not batch.activity_runs for batch in read_runs([path]))
