"""The folder of a capture: whole or not at all, of nobody else, and what was not read is not known."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from lineage_graph.capture import CaptureOptions, capture, is_capture, read_captures
from lineage_graph.errors import AzureUnavailable, UsageError
from lineage_graph.sources.live import LiveOptions
from tests.azure.asking import AT_ONCE
from tests.azure.faults import forbidden, hang_up, not_there, unauthorized
from tests.azure.server import Azure, serving
from tests.capture.taking import live_of, only_service, taken
from tests.refresh.test_refresh import factory, ran, settings

Damage = Callable[[Path], object]


@pytest.fixture
def captured(tmp_path: Path) -> Path:
    service = factory()
    ran(service, 1, timedelta(hours=3))
    with serving(Azure([service])) as azure:
        taken(settings(azure, tmp_path), tmp_path / "capture")
    return tmp_path / "capture"


def answers_of(folder: Path) -> Path:
    (path,) = folder.glob("*.jsonl")
    return path


def test_the_manifest_says_what_was_read(captured: Path) -> None:
    told = json.loads((captured / "capture.json").read_text(encoding="utf-8"))
    assert (told["format"], told["formatVersion"]) == ("lineage-graph-capture", 1)
    (source,) = told["sources"]
    (service,) = source["services"]
    assert (source["name"], service["name"], service["kind"]) == ("adf-test", "adf-test", "adf")
    assert service["armId"].endswith("/factories/adf-test")
    assert service["definitions"]["objects"] == 5
    assert (service["runs"]["pipelineRuns"], service["runs"]["activityRuns"]) == (1, 1)
    lines = answers_of(captured).read_text(encoding="utf-8").splitlines()
    assert service["answers"] + service["failed"] == len(lines)
    assert service["size"] == answers_of(captured).stat().st_size


def test_what_could_not_be_read_is_not_known_by_a_load_either(tmp_path: Path) -> None:
    service = factory()
    ran(service, 1, timedelta(hours=3))
    with serving(Azure([service])) as azure:
        azure.script.add("/triggers$", forbidden(), forever=True)
        azure.script.add("/datasets$", not_there, forever=True)
        azure.script.add("/dataflows$", hang_up, forever=True)
        azure.script.add("(?i)queryactivityruns", forbidden(), forever=True)
        (done,) = taken(settings(azure, tmp_path), tmp_path / "capture")
    assert done.exit_code == 1
    reading = read_captures([tmp_path / "capture"])
    assert only_service(reading).incomplete == {"triggers", "datasets", "dataflows"}
    (batch,) = reading.batches
    assert not batch.complete
    assert not batch.pipeline_runs
    reasons = [one.reason for one in (*only_service(reading).rejected, *batch.rejected)]
    assert sum("answered 403" in reason for reason in reasons) >= 2
    assert sorted(done.rejected, key=str) == sorted((*only_service(reading).rejected, *batch.rejected), key=str)


def test_a_source_that_failed_leaves_the_others_and_is_told_by_a_load(tmp_path: Path) -> None:
    with serving(Azure([factory("adf-one")])) as azure:
        gone, one = taken(settings(azure, tmp_path, "adf-gone", "adf-one"), tmp_path / "capture")
    assert (gone.exit_code, one.exit_code) == (6, 0)
    reading = read_captures([tmp_path / "capture"])
    assert only_service(reading).name == "adf-one"
    (rejected,) = reading.rejected
    assert "adf-gone could not be read when it was captured: There is no data factory" in rejected.reason


def test_a_login_that_ends_on_the_way_keeps_what_was_read_before(tmp_path: Path) -> None:
    service = factory()
    ran(service, 1, timedelta(hours=30))
    with serving(Azure([service])) as azure:
        azure.script.add("(?i)queryactivityruns", unauthorized, forever=True)
        (done,) = taken(settings(azure, tmp_path, runs={"lookback": "3d"}), tmp_path / "capture")
    assert done.exit_code == 6
    reading = read_captures([tmp_path / "capture"])
    assert len(only_service(reading).pipelines) == 1
    assert [len(batch.pipeline_runs) for batch in reading.batches] == [0]
    assert "does not accept the token" in reading.rejected[0].reason


def test_a_new_capture_takes_the_place_of_an_older_one(captured: Path, tmp_path: Path) -> None:
    with serving(Azure([factory("adf-other")])) as azure:
        taken(settings(azure, tmp_path, "adf-other"), captured)
    assert only_service(read_captures([captured])).name == "adf-other"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_capture_that_failed_leaves_the_older_one(captured: Path, tmp_path: Path) -> None:
    with serving(Azure([])) as azure, pytest.raises(AzureUnavailable):
        taken(settings(azure, tmp_path), captured)
    assert only_service(read_captures([captured])).name == "adf-test"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_an_interrupted_capture_is_none(tmp_path: Path) -> None:
    def interrupted(name: str) -> None:
        if name == "adf-two":
            raise KeyboardInterrupt

    with serving(Azure([factory("adf-one"), factory("adf-two")])) as azure:
        sources = live_of(settings(azure, tmp_path, "adf-one", "adf-two"))
        with pytest.raises(KeyboardInterrupt):
            capture(sources, tmp_path / "capture", CaptureOptions(LiveOptions(AT_ONCE), begun=interrupted))
        assert "adf-one/pipelines" in " ".join(azure.paths())
    assert [path.name for path in tmp_path.iterdir()] == ["lineage.yml"]


@pytest.mark.parametrize("name", ["notes.txt", "capture.json", "1.jsonl"])
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_text("{}", encoding="utf-8")
    with serving(Azure([factory()])) as azure, pytest.raises(UsageError, match="something else than a capture"):
        taken(settings(azure, tmp_path), tmp_path / "mine")
    assert (tmp_path / "mine" / name).read_text(encoding="utf-8") == "{}"
    assert not is_capture(tmp_path / "mine")


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("{}", encoding="utf-8")
    with serving(Azure([factory()])) as azure, pytest.raises(UsageError, match="is no folder"):
        taken(settings(azure, tmp_path), tmp_path / "mine")


def changed(old: str, new: str) -> Damage:
    return lambda path: path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "damage", "said"),
    [
        ("capture.json", changed('"formatVersion": 1', '"formatVersion": 2'), "has format version 2"),
        ("capture.json", lambda path: path.write_bytes(path.read_bytes()[:-40]), "damaged or cut off"),
        ("capture.json", changed('"file": "1-1-', '"file": "../../'), "damaged or cut off"),
        ("*.jsonl", lambda path: path.write_bytes(path.read_bytes()[:-40]), "the capture is not whole"),
        ("*.jsonl", Path.unlink, "the capture is not whole"),
    ],
)
def test_a_damaged_capture_is_refused(captured: Path, name: str, damage: Damage, said: str) -> None:
    (path,) = captured.glob(name)
    damage(path)
    with pytest.raises(UsageError, match=said):
        read_captures([captured])


def test_a_bad_line_is_rejected_and_leaves_nothing_to_be_removed(captured: Path) -> None:
    path = answers_of(captured)
    lines = path.read_bytes().splitlines(keepends=True)
    number = next(place for place, line in enumerate(lines, start=1) if b"/datasets?" in line)
    lines[number - 1] = b"x" * (len(lines[number - 1]) - 1) + b"\n"
    path.write_bytes(b"".join(lines))
    reading = read_captures([captured])
    bad = next(one for one in reading.rejected if one.kind == "line")
    assert str(bad.origin) == f"{path.name}#line={number}"
    assert "invalid JSON" in bad.reason
    service = only_service(reading)
    assert {"datasets", "pipelines"} <= service.incomplete
    assert len(service.pipelines) == 1


def test_two_captures_of_one_service_are_one(captured: Path) -> None:
    reading = read_captures([captured, captured])
    assert only_service(reading).name == "adf-test"
    assert [len(batch.pipeline_runs) for batch in reading.batches] == [1]
