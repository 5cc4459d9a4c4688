"""Files of runs: what was loaded is passed over, what is new is counted once, and what is known moves forward only."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from lineage_graph.cli.summary import balance
from lineage_graph.graph import Graph, dump
from lineage_graph.loading import Loaded, load_reading, load_services, run_files
from lineage_graph.loading.passed import Beside, digests, passed
from lineage_graph.records import FileOfRuns, Reading, RunBatch, Service, ServiceKind
from lineage_graph.sources.runs import FileBatch, read_files
from lineage_graph.sources.runs.spool import Spool
from tests.loading.saved_runs import lines
from tests.loading.test_runs import FACTORY, MARCH, batch, seen


class Folder:
    """Files of runs, and loads of all of them."""

    def __init__(self, graph: Graph, path: Path) -> None:
        self.graph = graph
        self.path = path
        self.named: tuple[ServiceKind, str] | None = None

    def write(self, name: str, *texts: str) -> None:
        (self.path / name).write_text("".join(texts), encoding="utf-8")

    @property
    def files(self) -> tuple[FileOfRuns, ...]:
        return tuple(FileOfRuns(path, path.name, self.named) for path in sorted(self.path.iterdir()))

    def load(self, *services: Service, beside: tuple[Service, ...] = (), batches: tuple[RunBatch, ...] = ()) -> Loaded:
        reading = Reading(services=services, runs=self.files, batches=batches)
        loaded = load_reading(self.graph, reading, MARCH, beside)
        balance(loaded)
        return loaded

    def passed(self, *services: Service) -> list[str]:
        known = {f"adf://{service.name}": service for service in services}
        found = passed(self.graph, digests(self.files), Beside(self.graph, known, MARCH))
        return [self.files[place].name for place in sorted(found.places)]


@pytest.fixture
def folder(graph: Graph, tmp_path: Path) -> Folder:
    return Folder(graph, tmp_path)


def of_runs(loaded: Loaded) -> list[tuple[str, int, int, int, int]]:
    return [
        (row.kind, row.read, row.written, row.unchanged, row.rejected)
        for row in balance(loaded)
        if row.kind.endswith("Run")
    ]


def rows_of(kind_counts: tuple[int, int, int, int]) -> list[tuple[str, int, int, int, int]]:
    return [("PipelineRun", *kind_counts), ("ActivityRun", *kind_counts)]


def test_what_was_loaded_is_passed_over_and_counted_as_unchanged(folder: Folder, graph: Graph) -> None:
    folder.write("1.jsonl", lines(3), lines(4))
    assert of_runs(folder.load(FACTORY)) == rows_of((2, 2, 0, 0))
    expected = dump(graph)
    assert folder.passed(FACTORY) == ["1.jsonl"]
    again = folder.load(FACTORY)
    assert of_runs(again) == rows_of((2, 0, 2, 0))
    assert again.total.written == 0
    assert dump(graph) == expected


def test_only_the_new_file_is_read(folder: Folder, graph: Graph) -> None:
    folder.write("1.jsonl", lines(3), lines(4))
    folder.load(FACTORY)
    folder.write("2.jsonl", lines(5))
    assert folder.passed(FACTORY) == ["1.jsonl"]
    assert of_runs(folder.load(FACTORY)) == rows_of((3, 1, 2, 0))
    assert seen(graph) == [True, True, 3, 3, 5, "Succeeded", 50]
    assert folder.passed(FACTORY) == ["1.jsonl", "2.jsonl"]


def test_other_definitions_or_hosts_let_all_be_read_again(folder: Folder) -> None:
    folder.write("1.jsonl", lines(3))
    folder.load(FACTORY)
    assert folder.passed(replace(FACTORY, pipelines=FACTORY.pipelines[:1])) == []
    assert folder.passed() == []


def test_runs_alone_are_passed_over_too_until_definitions_come(folder: Folder, graph: Graph) -> None:
    folder.write("1.jsonl", lines(3))
    folder.load()
    assert folder.passed() == ["1.jsonl"]
    assert folder.load().total.written == 0
    folder.load(FACTORY)
    rows = graph.ask("MATCH ()-[o:PRODUCES {declared: true}]->() RETURN o.runCount AS count, o.rows AS rows")
    assert rows == [{"count": 1, "rows": 30}]


@pytest.mark.parametrize(
    "loss", ["(r:PipelineRun) DETACH DELETE r", "(r:ActivityRun) DETACH DELETE r", "()-[r:EXECUTED]->() DELETE r"]
)
def test_what_somebody_took_away_is_loaded_again(folder: Folder, graph: Graph, loss: str) -> None:
    folder.write("1.jsonl", lines(3), lines(4))
    folder.load(FACTORY)
    expected = dump(graph)
    graph.change(f"MATCH {loss}")
    assert folder.passed(FACTORY) == []
    folder.load(FACTORY)
    assert dump(graph) == expected


def test_a_file_with_something_wrong_is_told_of_each_time(folder: Folder) -> None:
    folder.write("1.jsonl", lines(3), '{"activityRunId": "", "pipelineName": "load"}\n')
    first, second = folder.load(FACTORY), folder.load(FACTORY)
    assert [one.reason for one in first.rejected] == [one.reason for one in second.rejected] != []
    assert of_runs(second) == [("PipelineRun", 1, 0, 1, 0), ("ActivityRun", 2, 0, 1, 1)]


def test_a_file_without_runs_keeps_no_other_from_being_passed_over(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("1.jsonl", lines(3))
    folder.load(FACTORY)
    folder.write("2.json", '{"value": []}')
    looked_at: list[str] = []

    def noted(files: Sequence[FileOfRuns], spool: Spool) -> tuple[FileBatch, ...]:
        looked_at.extend(file.name for file in files)
        return read_files(files, spool)

    monkeypatch.setattr(run_files, "read_files", noted)
    assert of_runs(folder.load(FACTORY)) == rows_of((1, 0, 1, 0))
    assert looked_at == ["2.json"]


def test_a_file_whose_service_another_file_tells_is_read_with_it(folder: Folder, graph: Graph) -> None:
    folder.write("1.jsonl", lines(3))
    folder.load(FACTORY)
    activity = lines(3, service=None, rows=77, seconds=9).splitlines(keepends=True)[1]
    folder.write("2.jsonl", activity)
    loaded = folder.load(FACTORY)
    assert loaded.rejected == ()
    assert seen(graph)[-1] == 77


@pytest.mark.parametrize("order", [("early", "late"), ("late", "early")])
@pytest.mark.parametrize("at_once", [True, False])
def test_of_two_records_of_one_run_the_later_one_counts_once(
    folder: Folder, graph: Graph, order: tuple[str, str], *, at_once: bool
) -> None:
    texts = {"early": lines(3, rows=11, seconds=1), "late": lines(3, rows=22, seconds=2)}
    load_services(graph, [FACTORY], MARCH)
    for place, name in enumerate(order):
        folder.write(f"{place}.jsonl", texts[name])
        if not at_once:
            folder.load(FACTORY)
    folder.load(FACTORY)
    assert seen(graph) == [True, True, 1, 3, 3, "Succeeded", 22]
    assert folder.load(FACTORY).total.written == 0


def test_the_runs_of_a_capture_are_loaded_beside_files_that_are_passed_over(folder: Folder, graph: Graph) -> None:
    folder.write("1.jsonl", lines(3))
    folder.load(FACTORY)
    assert folder.passed(FACTORY) == ["1.jsonl"]
    loaded = folder.load(FACTORY, batches=(batch(5),))
    assert of_runs(loaded) == rows_of((2, 1, 1, 0))
    assert [*loaded.of_runs.services] == ["adf://sales"]
    assert seen(graph) == [True, True, 2, 3, 5, "Succeeded", 50]
    assert folder.passed(FACTORY) == ["1.jsonl"]


def test_what_definitions_of_before_stand_beside_is_passed_over_too(folder: Folder, graph: Graph) -> None:
    folder.write("1.jsonl", lines(3))
    load_services(graph, [FACTORY], MARCH)
    folder.load(beside=(FACTORY,))
    assert folder.passed(FACTORY) == ["1.jsonl"]
    assert of_runs(folder.load(beside=(FACTORY,))) == rows_of((1, 0, 1, 0))
    assert seen(graph) == [True, True, 1, 3, 3, "Succeeded", 30]


def test_a_file_that_names_no_service_is_read_again_when_the_user_names_another_one(folder: Folder) -> None:
    folder.write("1.jsonl", lines(3, service=None))
    folder.named = (ServiceKind.DATA_FACTORY, "sales")
    assert [*folder.load(FACTORY).of_runs.services] == ["adf://sales"]
    assert folder.passed(FACTORY) == ["1.jsonl"]
    folder.named = (ServiceKind.SYNAPSE, "mill")
    assert folder.passed(FACTORY) == []
    assert [*folder.load(FACTORY).of_runs.services] == ["synapse://mill"]


def test_another_file_tells_the_service_before_the_user_does(folder: Folder, graph: Graph) -> None:
    folder.named = (ServiceKind.DATA_FACTORY, "bakery")
    folder.write("1.jsonl", lines(3))
    folder.load(FACTORY)
    assert folder.passed(FACTORY) == ["1.jsonl"]
    folder.write("2.jsonl", lines(3, service=None, rows=77, seconds=9).splitlines(keepends=True)[1])
    assert [*folder.load(FACTORY).of_runs.services] == ["adf://sales"]
    assert seen(graph)[-1] == 77
