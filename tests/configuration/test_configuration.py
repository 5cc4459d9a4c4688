from pathlib import Path

import pytest

from lineage_graph.configuration import (
    ArmSettings,
    Configuration,
    DeletionSettings,
    GitSettings,
    Neo4jSettings,
    load_configuration,
)
from lineage_graph.configuration import document as yaml_document
from lineage_graph.errors import UsageError

ENVIRONMENT = {"NEO4J_PASSWORD": "s3cr3t", "HOST": "db.example", "EMPTY": "", "COLONS": "a: b # c\n- d"}


def load(folder: Path, text: str | bytes) -> Configuration:
    path = folder / "lineage.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_configuration(path, ENVIRONMENT)


def test_a_whole_configuration_is_read(tmp_path: Path) -> None:
    text = """\
version: 1
neo4j: {uri: "neo4j+s://${HOST}", database: graph, username: "${NEO4J_USERNAME:-neo4j}", password: "${NEO4J_PASSWORD}"}
sources:
  - {type: git, name: sales, path: ./factory, service: adf-sales}
  - {type: arm, name: finance, path: /exports/t.json, parameters: ../values.json}
stores:
  "kv-prod+crm": crm.database.windows.net
  sales+erp: erp\\instance/Sales
deletes: {max-percent: 10}
"""
    assert load(tmp_path, text) == Configuration(
        version=1,
        neo4j=Neo4jSettings(uri="neo4j+s://db.example", database="graph", username="neo4j", password="s3cr3t"),
        sources=(
            GitSettings(name="sales", path=tmp_path / "factory", service="adf-sales"),
            ArmSettings(name="finance", path=Path("/exports/t.json"), parameters=tmp_path / "../values.json"),
        ),
        stores={"kv-prod+crm": "crm.database.windows.net", "sales+erp": "erp\\instance/Sales"},
        deletes=DeletionSettings(max_percent=10),
    )


def test_a_mount_stands_among_the_stores(tmp_path: Path) -> None:
    mounted = "abfss://raw@account.dfs.core.windows.net/base"
    assert load(tmp_path, f"version: 1\nstores:\n  dbfs:/mnt/lake: {mounted}").stores == {"dbfs:/mnt/lake": mounted}


@pytest.mark.parametrize(
    "text", ["version: 1", "version: 1\nneo4j:\nsources:\nstores:\ndeletes:\n", "\ufeffversion: 1"]
)
def test_only_the_version_is_needed(tmp_path: Path, text: str) -> None:
    assert load(tmp_path, text) == Configuration(version=1)
    assert load(tmp_path, text).deletes.max_percent == 25


def test_a_variable_without_value_takes_its_default(tmp_path: Path) -> None:
    found = load(tmp_path, "version: 1\nneo4j: {uri: '${EMPTY:-bolt://localhost}', database: '${NOTHING:-}'}")
    assert found.neo4j == Neo4jSettings(uri="bolt://localhost")


def test_the_value_of_a_variable_cannot_write_yaml(tmp_path: Path) -> None:
    assert load(tmp_path, "version: 1\nneo4j: {uri: '${COLONS}'}").neo4j.uri == "a: b # c\n- d"


def test_two_dollars_stand_for_one(tmp_path: Path) -> None:
    assert load(tmp_path, "version: 1\nneo4j: {uri: 'x$${HOST}$'}").neo4j.uri == "x${HOST}$"


def test_numbers_that_look_like_times_or_octal_numbers_are_texts(tmp_path: Path) -> None:
    assert load(tmp_path, "version: 1\nstores: {no: 12:30, yes: 010}").stores == {"no": "12:30", "yes": "010"}


def test_the_password_is_not_shown(tmp_path: Path) -> None:
    found = load(tmp_path, "version: 1\nneo4j: {password: '${NEO4J_PASSWORD}'}")
    assert found.neo4j.password == "s3cr3t"
    assert "s3cr3t" not in repr(found)


WRONG = {
    "empty": ("", 1, "the file must hold keys and values; begin with 'version: 1'"),
    "a list": ("- 1", 1, "the file must hold keys and values"),
    "no version": ("sources: []", 1, "'version' is missing; write 'version: 1'"),
    "another version": ("version: 2", 1, "version: only version 1 is known"),
    "a version in words": ("version: one", 1, "version: expected a number, got a text"),
    "unknown block": ("version: 1\nsuorces: []", 2, "suorces: this key is not known; did you mean sources?"),
    "unknown key": ("version: 1\nneo4j:\n  urii: x", 3, "neo4j.urii: this key is not known; did you mean uri?"),
    "underscore": (
        "version: 1\ndeletes: {max_percent: 3}",
        2,
        "deletes.max_percent: this key is not known; did you mean max-percent?",
    ),
    "strange key": (
        "version: 1\nzzz: 1",
        2,
        "zzz: this key is not known; known are version, neo4j, sources, stores, deletes",
    ),
    "source without path": ("version: 1\nsources:\n- {type: git, name: a}", 3, "sources[0]: 'path' is missing"),
    "unknown source": (
        "version: 1\nsources:\n- {type: svn, name: a, path: x}",
        3,
        "sources[0].type: it must be one of data-factory, synapse, git, arm, runs",
    ),
    "number as name": (
        "version: 1\nsources:\n- type: git\n  name: 5\n  path: x",
        4,
        "sources[0].name: expected a text, got a number; put the value in quotes",
    ),
    "number as path": ("version: 1\nsources:\n- {type: git, name: a, path: 5}", 3, "sources[0].path: expected a path"),
    "same name twice": (
        "version: 1\nsources:\n- {type: git, name: a, path: x}\n- {type: git, name: a, path: y}",
        4,
        "sources[1].name: sources[0] has the name 'a' too",
    ),
    "parameters of a folder": (
        "version: 1\nsources:\n- {type: git, name: a, path: x, parameters: y}",
        3,
        "sources[0].parameters: only a source of type arm takes parameters",
    ),
    "sources as one": ("version: 1\nsources: {type: git}", 2, "sources: expected a list, got keys and values"),
    "number as host": (
        "version: 1\nstores:\n  a: h\n  b: 5",
        4,
        "stores.b: expected a text, got a number; put the value in quotes",
    ),
    "no host": (
        "version: 1\nstores:\n  a: 'Server=h;x'",
        3,
        "stores.a: this is no host; write HOST, HOST:PORT or HOST/DATABASE",
    ),
    "no mount": (
        "version: 1\nstores:\n  dbfs:/mnt/lake: lake",
        3,
        "stores.dbfs:/mnt/lake: this is no address of a store; write what is mounted: "
        "abfss://raw@account.dfs.core.windows.net/base",
    ),
    "too much": ("version: 1\ndeletes: {max-percent: 101}", 2, "deletes.max-percent: expected a number <= 100"),
    "missing variable": (
        "version: 1\nneo4j:\n  uri: ${NOPE}",
        3,
        "neo4j.uri: the environment variable NOPE is not set; set it or write a default",
    ),
    "half a variable": (
        "version: 1\nneo4j:\n  uri: ${HOST",
        3,
        "neo4j.uri: this is no variable; write ${NAME} or ${NAME:-default}",
    ),
    "bad variable": ("version: 1\nneo4j:\n  uri: ${1A}", 3, "neo4j.uri: this is no variable"),
    "password": (
        "version: 1\nneo4j:\n  password: hunter2",
        3,
        "neo4j.password: a password may not stand in the file; write ${NEO4J_PASSWORD}",
    ),
    "password as a number": (
        "version: 1\nneo4j: {password: 271828}",
        2,
        "neo4j.password: a password may not stand in the file",
    ),
    "password as a default": (
        "version: 1\nneo4j: {password: '${X:-hunter2}'}",
        2,
        "neo4j.password: a password may not stand in the file",
    ),
    "password in an address": (
        "version: 1\nneo4j: {uri: 'bolt://u:hunter2@h'}",
        2,
        "neo4j.uri: an address may not hold a user and password",
    ),
    "password in a wrong place": ("version: 1\npassword: hunter2", 2, "password: this key is not known"),
    "the same key twice": (
        "version: 1\nneo4j:\n  uri: a\n  uri: b",
        4,
        "neo4j.uri: the key is given twice, first on line 3; keep one",
    ),
    "tab": ("version: 1\nneo4j:\n\turi: x", 3, "not valid YAML: found character '\\t' that cannot start any token"),
    "two colons": ("version: 1\na: b: hunter2", 2, "not valid YAML: mapping values are not allowed here"),
    "open quote": ("version: 1\na: 'hunter2", 2, "not valid YAML: found unexpected end of stream"),
    "open bracket": ("version: 1\na: [hunter2", 2, "not valid YAML: "),
    "anchor": ("version: 1\na: &x 1", 2, "anchors (&) and aliases (*) are not allowed"),
    "alias": ("version: 1\na: *x", 2, "anchors (&) and aliases (*) are not allowed"),
    "alias bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", 1, "anchors (&) and aliases (*) are not allowed"),
    "python": (
        "version: 1\na: !!python/object/apply:os.system [hunter2]",
        2,
        "tags such as tag:yaml.org,2002:python/object/apply:os.system are not allowed; remove it",
    ),
    "own tag": ("version: 1\na: !secret hunter2", 2, "tags such as !secret are not allowed"),
    "deep": ("[" * 100_000, 1, "nested deeper than 20 levels"),
    "two documents": ("version: 1\n---\nversion: 1", 2, "a second document begins here; one is allowed"),
    "a list as key": ("version: 1\n? [a]\n: b", 2, "a key must be a text"),
    "control character": ("version: 1\na: \x07", 1, "not valid YAML: it holds characters that no text has"),
}


@pytest.mark.parametrize(("text", "line", "problem"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_names_file_line_key_and_remedy(tmp_path: Path, text: str, line: int, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path, text)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'lineage.yml'}, line {line}: {problem}")
    assert "\n" not in message
    assert "hunter2" not in message
    assert "271828" not in message


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(UsageError, match=r"lineage\.yml is not UTF-8; save it as UTF-8"):
        load(tmp_path, "version: 1 # ä".encode(encoding))


def test_a_giant_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_document, "LARGEST_FILE", 1024 * 1024)
    with pytest.raises(UsageError, match="larger than 1 MB; that is no configuration"):
        load(tmp_path, "version: 1\n" + "#" * 1024 * 1024)


@pytest.mark.parametrize("name", ["missing.yml", "."])
def test_a_path_that_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is not a file; name a configuration such as"):
        load_configuration(tmp_path / name, {})


def test_the_process_environment_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lineage.yml").write_text("version: 1\nneo4j: {uri: '${A_TEST_VARIABLE}'}", encoding="utf-8")
    monkeypatch.setenv("A_TEST_VARIABLE", "bolt://h")
    assert load_configuration(tmp_path / "lineage.yml").neo4j.uri == "bolt://h"


def test_a_configuration_cannot_be_changed(tmp_path: Path) -> None:
    found = load(tmp_path, "version: 1")
    with pytest.raises(AttributeError):
        found.version = 2  # type: ignore[assignment,misc] # the test is that this fails
