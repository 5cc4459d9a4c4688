"""Many run records, as a factory saves them, and how fast they are read; ``python -m benchmarks.run_records`` alone.

Every second pipeline calls the next one. Each run has the same activities: a Lookup, an ExecutePipeline where there is
a call, and copies with a folder for each day and a table for each pipeline. To add a kind of activity: a function that
gives its input and output, in ``_KINDS``, and its definition in ``run_estate``.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

from benchmarks.figures import Measurement, plain
from lineage_graph.sources.runs import read_runs

_FACTORY: Final = "/SUBSCRIPTIONS/0/RESOURCEGROUPS/RG/PROVIDERS/MICROSOFT.DATAFACTORY/FACTORIES/BENCHMARK"
_BEGIN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_ABOUT: Final = (
    "{pipelines:,} pipeline runs with {activities:,} activity runs, {megabytes:,.0f} MB with one object a line, read "
    "into records in one process; seconds are processor time."
)

_Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Runs:
    """How many there are. ``pipelines``, an even number, are defined, each with as many activities."""

    pipeline_runs: int
    activities_each: int = 20
    pipelines: int = 500

    @property
    def activity_runs(self) -> int:
        """All of them."""
        return self.pipeline_runs * self.activities_each


def write(path: Path, runs: Runs) -> None:
    """Write that many runs into a file with one object a line."""
    with path.open("wb") as file:
        for number in range(runs.pipeline_runs):
            for record in _records(number, runs):
                file.write(msgspec.json.encode(record) + b"\n")


def measure(pipeline_runs: int = 5_000) -> Measurement:
    """How many activity runs are read in a second, and the memory that the process has taken at most."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "runs.jsonl"
        runs = Runs(pipeline_runs)
        write(path, runs)
        begin = time.process_time()
        (batch,) = read_runs([path])
        seconds = time.process_time() - begin
        activities = len(batch.activity_runs)
        assert (len(batch.pipeline_runs), activities) == (pipeline_runs, runs.activity_runs)
        about = _ABOUT.format(pipelines=pipeline_runs, activities=activities, megabytes=path.stat().st_size / 1024**2)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = (plain("activity runs a second", f"{activities / seconds:,.0f}"), plain("memory", f"{most:,.0f} MB"))
    return Measurement("Run records", about, figures)


def _records(number: int, runs: Runs) -> Iterator[_Record]:
    begin = _BEGIN + timedelta(minutes=number)
    run_id = f"00000000-0000-0000-0000-{number:012}"
    pipeline = f"Load {number % runs.pipelines}"
    trigger = {"id": "t", "name": "Daily", "invokedByType": "ScheduleTrigger"}
    yield {
        "id": f"{_FACTORY}/pipelineruns/{run_id}",
        "runId": run_id,
        "runGroupId": run_id,
        "isLatest": True,
        "pipelineName": pipeline,
        "parameters": {"day": f"{begin:%Y-%m-%d}", "table": f"table_{number % 50}"},
        "invokedBy": _caller(number, runs) if number % 2 else trigger,
        "runStart": _time(begin),
        "runEnd": _time(begin + timedelta(minutes=5)),
        "durationInMs": 300_000,
        "status": "Succeeded",
        "message": "",
        "lastUpdated": _time(begin + timedelta(minutes=5, seconds=1)),
        "annotations": [],
        "runDimension": {},
    }
    for step in range(runs.activities_each):
        yield _activity_run(pipeline, run_id, number, step)


def _caller(number: int, runs: Runs) -> _Record:
    before = number - 1
    return {
        "id": f"10000000-0000-0001-0000-{before:012}",
        "name": "ExecutePipeline 1",
        "invokedByType": "PipelineActivity",
        "pipelineName": f"Load {before % runs.pipelines}",
        "pipelineRunId": f"00000000-0000-0000-0000-{before:012}",
    }


def kind_of(number: int, step: int) -> str:
    """The type of an activity of a pipeline: what it calls is called by nobody else."""
    return ("Lookup", "Copy" if number % 2 else "ExecutePipeline")[step] if step < len(_KINDS) - 1 else "Copy"


def _activity_run(pipeline: str, run_id: str, number: int, step: int) -> _Record:
    begin = _BEGIN + timedelta(minutes=number, seconds=step)
    activity_run_id = f"10000000-0000-{step:04}-0000-{number:012}"
    kind = kind_of(number, step)
    given, output = _KINDS[kind](number, step)
    return {
        "activityRunEnd": _time(begin + timedelta(minutes=1)),
        "activityName": f"{kind} {step}",
        "activityRunStart": _time(begin),
        "activityType": kind,
        "durationInMs": 60_000,
        "retryAttempt": None,
        "error": {"errorCode": "", "message": "", "failureType": "", "target": f"{kind} {step}", "details": ""},
        "activityRunId": activity_run_id,
        "iterationHash": "",
        "input": given,
        "linkedServiceName": "",
        "output": output,
        "userProperties": {},
        "pipelineName": pipeline,
        "pipelineRunId": run_id,
        "status": "Succeeded",
        "recoveryStatus": "None",
        "integrationRuntimeNames": ["defaultintegrationruntime"],
        "executionDetails": {"integrationRuntime": [{"name": "DefaultIntegrationRuntime", "type": "Managed"}]},
        "id": f"{_FACTORY}/pipelineruns/{run_id}/activityruns/{activity_run_id}",
    }


def _lookup(number: int, step: int) -> tuple[_Record, _Record]:
    query = f"EXECUTE control.next_watermark {step}"
    return (
        {"source": {"type": "AzureSqlSource", "sqlReaderQuery": query}, "firstRowOnly": True},
        {"firstRow": {"watermark": number}, "effectiveIntegrationRuntime": "AutoResolveIntegrationRuntime"},
    )


def _called(number: int, _: int) -> tuple[_Record, _Record]:
    called = {"pipeline": {"referenceName": "the next", "type": "PipelineReference"}}
    return called, {"pipelineName": "the next", "pipelineRunId": f"00000000-0000-0000-0000-{number + 1:012}"}


def _copy(number: int, step: int) -> tuple[_Record, _Record]:
    day = _BEGIN + timedelta(minutes=number)
    store = {"type": "AzureBlobFSReadSettings", "wildcardFolderPath": f"raw/{step}/{day:%Y/%m/%d}", "recursive": True}
    return (
        {"source": {"type": "ParquetSource", "storeSettings": store}, "sink": {"type": "AzureSqlSink"}},
        {
            "dataRead": 1_000 + number,
            "dataWritten": 900,
            "filesRead": 1,
            "rowsRead": 10,
            "rowsCopied": 10,
            "copyDuration": 6,
            "throughput": 23.112,
            "errors": [],
            "effectiveIntegrationRuntime": "AutoResolveIntegrationRuntime (North Europe)",
        },
    )


_KINDS: Final[Mapping[str, Callable[[int, int], tuple[_Record, _Record]]]] = {
    "Lookup": _lookup,
    "ExecutePipeline": _called,
    "Copy": _copy,
}


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.1234567Z"


if __name__ == "__main__":
    for figure in measure(*(int(number) for number in sys.argv[1:])).figures:
        sys.stdout.write(f"{figure.what}: {figure.measured}\n")
