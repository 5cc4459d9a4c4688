"""The forms in which run records are saved, and what becomes of a file that is broken."""

import gzip
import json
from pathlib import Path

import pytest

from lineage_graph.errors import UsageError
from lineage_graph.records import RunBatch, RunStatus
from lineage_graph.sources.runs import files, is_runs, read_runs
from tests.sources.runs.saved import FACTORY, activity_run, lines, pipeline_run, read_file, read_files
from tests.sources.writing import Json, pipeline, template, write

BOTH = [pipeline_run(), activity_run()]
PAGE = {"value": BOTH, "continuationToken": None}
INDENTED = json.dumps(PAGE, indent=2)

FORMS = {
    "page.json": PAGE,
    "indented.json": INDENTED,
    "page without token.json": {"value": BOTH},
    "list.json": BOTH,
    "indented list.json": json.dumps(BOTH, indent=1),
    "records.json": {"records": BOTH},
    "lines.json": lines(*BOTH),
    "lines.jsonl": lines(*BOTH),
    "lines.ndjson": lines(*BOTH),
    "line breaks of windows.jsonl": lines(*BOTH).replace("\n", "\r\n"),
    "no line break at the end.jsonl": lines(*BOTH).rstrip("\n"),
    "blank lines.jsonl": "\n\n" + lines(*BOTH).replace("\n", "\n\n"),
    "pages.jsonl": lines({"value": [BOTH[0]]}, {"value": [BOTH[1]]}),
    "mark.json": b"\xef\xbb\xbf" + json.dumps(PAGE).encode(),
    "mark.jsonl": b"\xef\xbb\xbf" + lines(*BOTH).encode(),
    "powershell.json": INDENTED.encode("utf-16"),
    "packed.json.gz": gzip.compress(json.dumps(PAGE).encode()),
    "packed.jsonl.gz": gzip.compress(lines(*BOTH).encode()),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_gives_the_same_runs(tmp_path: Path, name: str) -> None:
    batch = read_file(tmp_path, FORMS[name], name)
    assert ([run.run_id for run in batch.pipeline_runs], [run.run_id for run in batch.activity_runs]) == (
        ["run-1"],
        ["act-1"],
    )
    assert (batch.source, batch.origin.file, batch.warnings, batch.complete) == ("runs", name, (), True)


@pytest.mark.parametrize("record", BOTH)
def test_a_single_run_is_a_file_too(tmp_path: Path, record: Json) -> None:
    for name, content in {"one.json": json.dumps(record), "indented.json": json.dumps(record, indent=2)}.items():
        batch = read_file(tmp_path / name, content, name)
        assert len(batch.pipeline_runs) + len(batch.activity_runs) == 1


NO_RUNS = {
    "pipeline.json": pipeline(name="p"),
    "template.json": template(),
    "triggers.json": {"value": [{"triggerRunId": "t", "triggerName": "x", "status": "Succeeded"}]},
    "empty page.json": {"value": []},
    "empty.json": "",
    "empty.jsonl": "",
    "number.json": 7,
    "settings.json": {"runId": "x", "pipelineName": "y"},
    "other.csv": 'name,"quoted\n',
    "empty.csv": "",
    "header.csv": "RunId,Name\n1,2\n",
    "picture.csv": b"\x00\xff\xfe\x89PNG",
    "other.jsonl": lines({"activityRunId_": 1}),
    "talk.json": {"text": 'about "activityRunId" and "pipelineName"'},
    "broken.json.gz": b"\x1f\x8bno gzip",
}


@pytest.mark.parametrize("name", [name for name in NO_RUNS if name != "broken.json.gz"])
def test_a_file_without_runs_is_passed_over(tmp_path: Path, name: str) -> None:
    assert read_files(tmp_path, {name: NO_RUNS[name]}) == ()


@pytest.mark.parametrize(
    ("document", "answer"),
    [(PAGE, True), (BOTH, True), (BOTH[0], True), ({"value": []}, False), ([], False), (None, False), ("x", False)],
)
def test_a_document_is_told_by_what_is_in_it(document: Json, answer: bool) -> None:
    assert is_runs(document) is answer


def rejections(batch: RunBatch) -> list[tuple[str, str]]:
    return [(str(one.origin), one.reason) for one in batch.rejected]


def test_a_cut_last_line_makes_the_file_incomplete(tmp_path: Path) -> None:
    batch = read_file(tmp_path, lines(*BOTH) + '{"activityRunId": "act-2", "activ', "cut.jsonl")
    assert (len(batch.pipeline_runs), len(batch.activity_runs), batch.rejected) == (1, 1, ())
    assert batch.warnings == ("cut.jsonl#line=3: the last line is cut off; the file is not whole",)
    assert not batch.complete


def test_a_broken_line_is_rejected_and_the_others_are_read(tmp_path: Path) -> None:
    batch = read_file(tmp_path, lines(BOTH[0]) + '{"activityRunId": NaN}\n' + lines(BOTH[1]), "broken.jsonl")
    assert (len(batch.pipeline_runs), len(batch.activity_runs)) == (1, 1)
    assert rejections(batch) == [("broken.jsonl#line=2", "invalid JSON: NaN is no JSON value")]
    assert not batch.complete


def test_a_broken_document_is_rejected_as_a_whole(tmp_path: Path) -> None:
    batch = read_file(tmp_path, INDENTED[:-20])
    assert (batch.kind, batch.name, batch.complete) == (None, None, False)
    ((origin, reason),) = rejections(batch)
    assert origin == "saved.json"
    assert reason.startswith("invalid JSON at line ")


def test_records_without_an_id_are_rejected_and_the_others_are_read(tmp_path: Path) -> None:
    nameless = [{**pipeline_run(), "runId": None}, {**activity_run(), "activityRunId": ""}, "odd"]
    batch = read_file(tmp_path, {"value": [*BOTH, *nameless]})
    assert (len(batch.pipeline_runs), len(batch.activity_runs)) == (1, 1)
    assert rejections(batch) == [
        ("saved.json#/value/2", "it has no id (runId)"),
        ("saved.json#/value/3", "it has no id (activityRunId)"),
        ("saved.json#/value/4", "no object"),
    ]
    assert not batch.complete


def test_a_record_that_is_nested_too_deep_is_rejected_alone(tmp_path: Path) -> None:
    deep = '{"x":' * 150 + "1" + "}" * 150
    odd = json.dumps(activity_run("act-2", input="DEEP")).replace('"DEEP"', deep)
    batch = read_file(tmp_path, f"[{json.dumps(BOTH[1])}, {odd}]")
    assert [run.run_id for run in batch.activity_runs] == ["act-1"]
    assert rejections(batch) == [("saved.json#/1", "nested deeper than 100 levels")]


def test_a_hundred_thousand_brackets_end_the_file_and_not_the_program(tmp_path: Path) -> None:
    batch = read_file(tmp_path, '{"activityRunId": ' + "[" * 100_000)
    assert rejections(batch) == [("saved.json", "nested deeper than 100 levels")]


def test_huge_numbers_and_lone_surrogates_are_no_reason_to_reject(tmp_path: Path) -> None:
    raw = json.dumps(activity_run(input={"n": 1, "s": "S"})).replace('"n": 1', '"n": 1e999').replace('"S"', r'"\ud800"')
    (run,) = read_file(tmp_path, raw).activity_runs
    assert dict(run.input) == {"n": "1e999", "s": "\ufffd"}


def test_a_page_that_says_another_follows_is_not_all(tmp_path: Path) -> None:
    batch = read_file(tmp_path, {"value": [BOTH[1]], "continuationToken": "more"})
    assert batch.warnings == ("saved.json: another page of activity runs follows, and no file holds it",)
    assert not batch.complete


def test_pages_with_their_last_one_are_all(tmp_path: Path) -> None:
    first = {"value": [activity_run("act-1")], "continuationToken": "more"}
    (batch,) = read_files(tmp_path, {"1.json": first, "2.json": {"value": [activity_run("act-2")]}})
    assert (len(batch.activity_runs), batch.warnings, batch.complete) == (2, (), True)


def test_damaged_gzip_is_rejected(tmp_path: Path) -> None:
    packed = gzip.compress(lines(*[activity_run(f"act-{number}") for number in range(2_000)]).encode())
    for name, content in {"head": b"\x1f\x8bno gzip", "cut": packed[: len(packed) // 2]}.items():
        batch = read_file(tmp_path / name, content, f"{name}.jsonl.gz")
        assert (len(batch.rejected), batch.complete) == (1, False)
        assert batch.rejected[0].reason.startswith("cannot be read: ")


def test_gzip_that_unpacks_to_far_more_than_runs_do_is_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_SPARED", 1024)
    bomb = gzip.compress(lines(activity_run()).encode() + b" " * 5_000_000)
    batch = read_file(tmp_path, bomb, "bomb.jsonl.gz")
    assert rejections(batch) == [
        ("bomb.jsonl.gz", "cannot be read: too large for one document; save it page by page, or one object a line")
    ]


def test_links_and_hidden_files_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "away", {"runs.jsonl": lines(*BOTH), "runs.csv": "x"})
    inside = write(tmp_path / "in", {".hidden.jsonl": lines(*BOTH)})
    (inside / "link.jsonl").symlink_to(tmp_path / "away" / "runs.jsonl")
    assert read_runs([inside]) == ()


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_runs([tmp_path / "nowhere"])


def test_lines_that_are_no_objects_are_rejected(tmp_path: Path) -> None:
    batch = read_file(tmp_path, lines(BOTH[0], 5, "x", None, BOTH[1]) + "7", "odd.jsonl")
    assert rejections(batch) == [(f"odd.jsonl#line={number}", "no object") for number in (2, 3, 4, 6)]
    assert (len(batch.pipeline_runs), len(batch.activity_runs)) == (1, 1)


def test_names_that_are_no_unicode_are_no_reason_to_reject(tmp_path: Path) -> None:
    text = json.dumps({"\ud800": 1, "tables": [{"\ud800": 1, "columns": [], "rows": []}, 7]})
    odd = json.dumps(BOTH[1] | {"\ud800": 1})
    assert read_files(tmp_path / "none", {"none.json": text}) == ()
    assert len(read_file(tmp_path / "one", odd).activity_runs) == 1
    assert len(read_file(tmp_path / "lines", f"{odd}\n{odd}\n").activity_runs) == 1


def test_text_that_is_not_utf_8_is_read_as_latin_1(tmp_path: Path) -> None:
    raw = json.dumps([activity_run(activityName="Größe")], ensure_ascii=False).encode("latin-1")
    assert read_file(tmp_path, raw).activity_runs[0].name == "Größe"


def test_what_a_client_did_not_know_is_read_from_where_it_put_it(tmp_path: Path) -> None:
    known = activity_run(service=None)
    unknown = {"id": f"{FACTORY}/pipelineruns/run-1/activityruns/act-1", "retryAttempt": 2, "status": "Failed"}
    batch = read_file(tmp_path, [known | {"additionalProperties": unknown}])
    assert (batch.name, batch.activity_runs[0].attempt) == ("Bakery", 2)
    assert batch.activity_runs[0].status is RunStatus.SUCCEEDED
