import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lineage_graph.errors import UsageError
from lineage_graph.records import Expression, Reading
from lineage_graph.sources import decoding, read
from tests.sources.writing import Json, activity, dataset, only_service, pipeline, reading, write

NOBODY = 65534
GOOD = {"dataset/good.json": dataset("good")}


def reasons(found: Reading) -> list[tuple[str, str]]:
    rejected = [*found.rejected, *(item for service in found.services for item in service.rejected)]
    return [(item.origin.file, item.reason) for item in rejected]


TEXT = json.dumps(pipeline(activity("Ländern"), name="Größe"), ensure_ascii=False)

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_unicode_is_read_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    found = reading(tmp_path / "f", {"pipeline/p.json": TEXT.encode(encoding)})
    assert [service.pipelines[0].name for service in found.services] == ["Größe"]
    assert len(found.warnings) == 1


def test_latin_1_is_read_with_a_warning(tmp_path: Path) -> None:
    found = reading(tmp_path, {"pipeline/p.json": TEXT.encode("latin-1")})
    assert found.services[0].pipelines[0].activities[0].name == "Ländern"
    assert found.warnings[0] == "pipeline/p.json: it is not UTF-8 and was read as Latin-1"


BROKEN = {
    "trailing comma": ('{\n "name": "x",\n}', "invalid JSON at line 3, column 1: "),
    "cut off": ('{"name": "x"', "invalid JSON at line 1, column 13: Expecting ',' delimiter"),
    "empty": ("", "invalid JSON at line 1, column 1: Expecting value"),
    "comment": ('// note\n{"name": "x"}', "invalid JSON at line 1, column 1: Expecting value"),
    "two values": ('{"name": "x"}\n{"name": "y"}', "invalid JSON at line 2, column 1: Extra data"),
    "the same key twice": (
        '{"name": "x", "name": "y"}',
        "invalid JSON: one object has 'name' twice, with different values",
    ),
    "NaN": ('{"name": NaN}', "invalid JSON: NaN is no JSON value"),
    "infinity": ('{"name": -Infinity}', "invalid JSON: -Infinity is no JSON value"),
    "deep": ("[" * 100_000, "nested deeper than 100 levels"),
    "deep and closed": ("[" * 101 + "1" + "]" * 101, "nested deeper than 100 levels"),
    "half a UTF-16 character": (b"\xff\xfe{\x00}", "is not the UTF-16 that it seems to be"),
}


@pytest.mark.parametrize(("content", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_rejected_with_its_place_and_the_others_are_read(
    tmp_path: Path, content: str | bytes, reason: str
) -> None:
    found = reading(tmp_path, {**GOOD, "pipeline/bad.json": content})
    ((file, why),) = reasons(found)
    assert file == "pipeline/bad.json"
    assert why.startswith(reason)
    assert [item.name for item in found.services[0].datasets] == ["good"]
    assert found.services[0].incomplete == {"pipelines"}


def test_a_broken_file_beside_the_folders_makes_every_collection_incomplete(tmp_path: Path) -> None:
    (service,) = reading(tmp_path, {**GOOD, "bad.json": "{"}).services
    assert service.incomplete == {
        *("pipelines", "datasets", "linkedservices", "dataflows", "triggers"),
        *("integrationruntimes", "notebooks", "sqlscripts", "sparkjobs", "adfcdcs", "linkconnections"),
    }


def test_a_broken_file_outside_any_service_is_rejected_by_itself(tmp_path: Path) -> None:
    found = reading(tmp_path, {"adf/dataset/good.json": dataset(), "tools/tsconfig.json": "{ // x"})
    assert [item.origin.file for item in found.rejected] == ["tools/tsconfig.json"]
    assert found.services[0].incomplete == set()


def test_a_definition_whose_properties_are_no_object_is_rejected(tmp_path: Path) -> None:
    found = reading(tmp_path, {**GOOD, "pipeline/p.json": {"name": "p", "properties": None}})
    assert reasons(found) == [("pipeline/p.json", "its properties are no object")]


def test_numbers_that_no_database_keeps_become_text(tmp_path: Path) -> None:
    numbers = '{"a": 9223372036854775807, "b": 9223372036854775808, "c": -1e999, "d": 1e3, "e": ' + "9" * 5000 + "}"
    content = (
        f'{{"name": "d", "properties": {{"type": "Json", "linkedServiceName": "ls", "typeProperties": {numbers}}}}}'
    )
    settings = only_service(tmp_path, {"dataset/d.json": content}).datasets[0].settings
    assert (settings["a"], settings["b"], settings["c"], settings["d"]) == (
        9223372036854775807,
        "9223372036854775808",
        "-1e999",
        1000.0,
    )
    assert settings["e"] == "9" * 5000


def test_the_same_key_twice_with_the_same_value_does_no_harm(tmp_path: Path) -> None:
    content = '{"name": "p", "name": "p", "properties": {"activities": []}}'
    assert [item.name for item in only_service(tmp_path, {"pipeline/p.json": content}).pipelines] == ["p"]


def test_the_deepest_nesting_that_is_allowed_is_read(tmp_path: Path) -> None:
    value: Json = "@x"
    for _ in range(95):
        value = [value]
    content = dataset(typeProperties={"deep": value})
    found = only_service(tmp_path, {"dataset/d.json": content}).datasets[0].settings["deep"]
    for _ in range(95):
        assert isinstance(found, tuple)
        (found,) = found
    assert found == Expression("@x")


def test_a_file_larger_than_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "LARGEST_FILE", 1024 * 1024)
    large = json.dumps(pipeline(name="large")) + " " * 1024 * 1024
    found = reading(tmp_path, {**GOOD, "pipeline/large.json": large})
    assert reasons(found) == [("pipeline/large.json", "larger than 1 MB (1 MB)")]


def test_more_values_than_the_limit_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MOST_VALUES", 100)
    assert decoding.decode(json.dumps([0] * 99).encode()) == decoding.Document([0] * 99)
    assert decoding.decode(json.dumps([0] * 100).encode()) == decoding.Flaw("more than 100 values")


def test_a_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"secret.json": pipeline(name="outside"), "repo/dataset/good.json": dataset()})
    (tmp_path / "repo/pipeline").mkdir()
    (tmp_path / "repo/pipeline/p.json").symlink_to(tmp_path / "secret.json")
    (tmp_path / "repo/elsewhere").symlink_to(tmp_path)
    found = read([tmp_path / "repo"])
    assert reasons(found) == [
        ("elsewhere", "a link that leaves the folder"),
        ("pipeline/p.json", "a link that leaves the folder"),
    ]
    assert found.services[0].pipelines == ()


def test_a_link_inside_the_folder_is_not_read_twice(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "dataset/again.json").symlink_to(tmp_path / "dataset/good.json")
    (tmp_path / "copy").symlink_to(tmp_path / "dataset")
    (tmp_path / "loop").symlink_to(tmp_path)
    found = read([tmp_path])
    assert [item.name for item in found.services[0].datasets] == ["good"]
    assert found.ignored == (
        "copy: a link to what is read in its own place",
        "dataset/again.json: a link to what is read in its own place",
        "loop: a link to what is read in its own place",
    )


def test_links_that_lead_nowhere_are_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "dataset/gone.json").symlink_to(tmp_path / "missing.json")
    (tmp_path / "dataset/itself.json").symlink_to(tmp_path / "dataset/itself.json")
    assert [why for _, why in reasons(read([tmp_path]))] == ["a link that leads nowhere"] * 2


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    os.mkfifo(tmp_path / "dataset/pipe.json")
    assert reasons(read([tmp_path])) == [("dataset/pipe.json", "not a regular file")]


@pytest.fixture
def mine() -> Iterator[Path]:
    """A folder of somebody who is not the superuser, as whom the test goes on from its first reading."""
    folder = write(Path(tempfile.mkdtemp()) / "repo", {**GOOD, "pipeline/p.json": pipeline()})
    assert reasons(read([folder])) == []
    user = os.geteuid()
    for path in (folder.parent, *folder.parent.rglob("*")):
        os.chown(path, NOBODY if user == 0 else user, -1)
    os.seteuid(NOBODY if user == 0 else user)
    yield folder
    os.seteuid(user)
    for path in (folder, *folder.iterdir()):
        path.chmod(0o700)
    shutil.rmtree(folder.parent)


UNREADABLE = [
    ("pipeline/p.json", 0o000, ["pipeline/p.json"]),
    ("pipeline", 0o000, ["pipeline"]),
    ("pipeline", 0o444, ["pipeline/p.json"]),
]
"""Mode 444 lets a folder be listed and not entered."""


@pytest.mark.skipif(os.name != "posix", reason="Windows has access lists in place of modes")
@pytest.mark.parametrize(("what", "mode", "rejected"), UNREADABLE)
def test_what_may_not_be_read_is_rejected_and_the_rest_is_read(
    mine: Path, what: str, mode: int, rejected: list[str]
) -> None:
    (mine / what).chmod(mode)
    found = read([mine])
    assert reasons(found) == [(name, "cannot be read: Permission denied") for name in rejected]
    assert [item.name for item in found.services[0].datasets] == ["good"]
    assert "pipelines" in found.services[0].incomplete


@pytest.mark.skipif(os.name != "posix", reason="Windows has access lists in place of modes")
@pytest.mark.parametrize(("mode", "rejected"), [(0o000, ["."]), (0o444, ["dataset", "pipeline"])])
def test_a_loaded_folder_that_may_not_be_read_is_rejected(mine: Path, mode: int, rejected: list[str]) -> None:
    mine.chmod(mode)
    found = read([mine])
    assert found.services == ()
    assert reasons(found) == [(name, "cannot be read: Permission denied") for name in rejected]


def test_version_control_and_packages_are_not_searched(tmp_path: Path) -> None:
    hidden = {f"{folder}/pipeline/p.json": pipeline() for folder in (".git", "node_modules", "a/.venv")}
    assert reading(tmp_path, {**GOOD, **hidden}).ignored == ()


@pytest.mark.parametrize("name", ["missing", "missing.json"])
def test_a_path_that_does_not_exist_is_wrong_use(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=f"{name}: No such file or directory; name a folder or a JSON file"):
        read([tmp_path / name])


def test_a_path_that_is_a_device_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="neither a folder nor a regular file"):
        read([Path(os.devnull)])


def test_an_empty_folder_holds_no_service(tmp_path: Path) -> None:
    assert read([tmp_path]) == Reading()


STRANGE_NAMES = [
    *('it\'s "quoted"', "back`tick", "new\nline", "nul\x00", "right\u202eleft", "🚚", "x" * 300, "__proto__"),
    *(
        "=cmd()",
        "[red]",
        "<img src=x onerror=alert(1)>",
        "](javascript:alert(1))",
        "`) DETACH DELETE (n",
        "a/b\\c",
        "%41",
    ),
]


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_strange_names_are_kept_as_they_are(tmp_path: Path, name: str) -> None:
    found = only_service(tmp_path, {"pipeline/p.json": pipeline(activity(name), name=name)})
    assert (found.pipelines[0].name, found.pipelines[0].activities[0].name) == (name, name)


def test_a_lone_surrogate_in_a_name_is_replaced(tmp_path: Path) -> None:
    content = '{"name": "a\\ud800b", "properties": {"activities": [{"name": "c\\udfff", "type": "Wait"}]}}'
    (found,) = only_service(tmp_path, {"pipeline/p.json": content}).pipelines
    assert (found.name, found.activities[0].name) == ("a\N{REPLACEMENT CHARACTER}b", "c\N{REPLACEMENT CHARACTER}")


def test_composed_and_decomposed_names_are_one_name(tmp_path: Path) -> None:
    files = {"pipeline/a.json": pipeline(name="Caf\u00e9"), "pipeline/b.json": pipeline(name="Cafe\u0301")}
    service = only_service(tmp_path, files)
    assert [found.origin.file for found in service.pipelines] == ["pipeline/a.json"]
    assert len(service.rejected) == 1


def test_a_file_name_that_is_no_unicode_is_shown_with_a_replacement(tmp_path: Path) -> None:
    folder = write(tmp_path, GOOD) / "dataset"
    (folder / os.fsdecode(b"bad\xff.json")).write_text("{", encoding="utf-8")
    assert reasons(read([tmp_path]))[0][0] == "dataset/bad\N{REPLACEMENT CHARACTER}.json"


def test_the_order_of_the_file_system_does_not_matter(tmp_path: Path) -> None:
    files = {f"pipeline/{name}.json": pipeline(name=name.upper()) for name in ("c", "a", "b", "B")}
    first = reading(tmp_path / "first" / "x", files)
    second = reading(tmp_path / "second" / "x", dict(reversed(files.items())))
    assert first == second
    assert [item.origin.file for item in first.services[0].pipelines] == [
        "pipeline/B.json",
        "pipeline/a.json",
        "pipeline/c.json",
    ]


def test_progress_is_told_for_each_file(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    reading(tmp_path, {"a.json": 1, "b.json": 2}, progress=lambda done, found: told.append((done, found)))
    assert told == [(1, 2), (2, 2)]
