"""``config`` and what ``load`` says of live sources; none of it needs a server."""

import json
from pathlib import Path

import pytest

from lineage_graph.cli import run
from lineage_graph.configuration.schema import schema_text

TEXT = """\
version: 1
neo4j: {uri: bolt://graph.example}
sources:
  - type: data-factory
    name: prod
    subscription: 11111111-2222-3333-4444-555555555555
    resource-group: rg-data
    factory: adf-prod
    credential: {type: client-secret, client-secret: "${A_SECRET}"}
  - {type: data-factory, name: group, subscription: "${SUBSCRIPTION}", resource-group: rg-data, runs: false}
  - {type: data-factory, name: every, subscription: "${SUBSCRIPTION}", cloud: china, runs: {lookback: 12h}}
  - {type: synapse, name: syn, workspace: ws1, endpoint: "http://127.0.0.1:9", credential: none}
  - {type: git, name: repo, path: ./adf}
  - {type: arm, name: template, path: t.json, parameters: p.json}
  - {type: runs, name: exported, path: ./runs, service: adf-prod}
stores: {"kv-prod+crm": crm.database.windows.net}
deletes: {max-percent: 10}
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setenv("A_SECRET", "hunter2")
    monkeypatch.setenv("SUBSCRIPTION", "11111111-2222-3333-4444-555555555555")
    path = tmp_path / "lineage.yml"
    path.write_text(TEXT, encoding="utf-8")
    for name in ("t.json", "p.json", "adf", "runs"):
        (tmp_path / name).mkdir()
    return path


def test_check_tells_every_source_and_how_it_signs_in(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "check"]) == 0
    said = capsys.readouterr()
    here = file.parent
    assert [" ".join(line.split()) for line in said.out.splitlines()] == [
        "Source Type Credential Runs Reads",
        "prod data-factory client-secret 45d, overlap 30m factory adf-prod in rg-data",
        "group data-factory default none all factories in rg-data",
        "every data-factory default 12h, overlap 30m"
        " all factories in subscription 11111111-2222-3333-4444-555555555555 in the china cloud",
        "syn synapse none 45d, overlap 30m workspace ws1 at http://127.0.0.1:9",
        f"repo git {here}/adf",
        f"template arm {here}/t.json with {here}/p.json",
        f"exported runs {here}/runs as adf-prod",
        "Neo4j: bolt://graph.example",
        "Stores: kv-prod+crm is crm.database.windows.net",
        "Deletes: at most 10 % of a kind of object",
    ]
    assert said.err == ""


def test_check_tells_programs(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "check", "-c", str(file), "-o", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["sources"][0] == {
        "source": "prod",
        "type": "data-factory",
        "reads": "factory adf-prod in rg-data",
        "runs": "45d, overlap 30m",
        "credential": "client-secret",
    }


def test_check_warns_of_paths_that_are_not_there(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (file.parent / "p.json").rmdir()
    assert run(["config", "check"]) == 1
    assert capsys.readouterr().err == f"Warning: source template: there is no {file.parent / 'p.json'}.\n"


def test_check_names_the_line_of_what_is_wrong(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(TEXT.replace("cloud: china", "cloud: moon"), encoding="utf-8")
    assert run(["config", "check"]) == 2
    said = capsys.readouterr()
    assert said.err == "Error: lineage.yml, line 11: sources[2].cloud: it must be public, china or government\n"
    assert said.out == ""


def test_check_wants_a_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.unlink()
    assert run(["config", "check"]) == 2
    assert "lineage.yml is not a file" in capsys.readouterr().err


@pytest.mark.usefixtures("file")
def test_no_secret_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    for output in ("table", "json"):
        run(["config", "check", "-o", output])
    assert "hunter2" not in "".join(capsys.readouterr())


def test_schema_prints_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["config", "schema"]) == 0
    assert capsys.readouterr().out == schema_text()


def test_load_leaves_live_sources_to_refresh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "adf").mkdir()
    path = tmp_path / "lineage.yml"
    sources = "sources: [{type: synapse, name: syn, workspace: w}, {type: git, name: repo, path: adf}]"
    path.write_text(f"version: 1\n{sources}", encoding="utf-8")
    assert run(["load", "-c", str(path)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "Note: load reads files; `lineage-graph refresh` reads the live sources too: syn.",
        f"Error: No pipelines, datasets or other definitions, and no runs, were found in {tmp_path / 'adf'}.",
    ]


def test_load_has_nothing_to_do_where_all_sources_are_live(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lineage.yml"
    path.write_text("version: 1\nsources: [{type: synapse, name: syn, workspace: w}]", encoding="utf-8")
    assert run(["load", "-c", str(path)]) == 2
    assert capsys.readouterr().err == (
        "Error: Nothing to load: `lineage-graph refresh` reads live sources (syn); load reads files.\n"
    )
