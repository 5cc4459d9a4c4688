"""No secret leaves the files: not into the graph, its books, an output or an error of any command."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from tests.conftest import Server, wipe
from tests.laws.loading import everything
from tests.laws.planted import STEM, arm_files, canary, git_folder
from tests.questions.writing import driver_of
from tests.sources.writing import write

PLANTED = re.compile(rf"\w*{STEM}\d*")


@pytest.fixture(scope="module")
def lineage_graph(server: Server) -> CommandLine:
    with driver_of(server) as driver:
        wipe(driver)
    return CommandLine(server.environment)


@pytest.fixture(scope="module")
def loaded(lineage_graph: CommandLine, folder: Path) -> CommandLine:
    lineage_graph("load", str(folder.parent / "git"))
    return lineage_graph


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("planted")
    write(root / "git", git_folder())
    return write(root / "arm", arm_files())


def found_in(*texts: str) -> set[str]:
    return {word for text in texts for word in PLANTED.findall(text)}


@pytest.mark.parametrize("output", ["table", "json"])
@pytest.mark.parametrize(
    "arguments", [["git"], ["arm/template.json", "--parameters", "arm/values.json"]], ids=["git", "arm"]
)
def test_no_secret_is_told_or_written_by_a_load(
    lineage_graph: CommandLine, server: Server, folder: Path, arguments: list[str], output: str
) -> None:
    places = [str(folder.parent / word) if "/" in word or word == "git" else word for word in arguments]
    done = lineage_graph("load", *places, "--keep-duplicates", "-o", output)
    assert done.returncode == 1, done.stderr
    graph = everything(server)
    assert "shop.database.windows.net" in graph
    assert "shoplake.dfs.core.windows.net" in graph
    assert found_in(done.stdout, done.stderr, graph) == set()


QUESTIONS = [
    ("search", "main"),
    ("search", "fetch"),
    ("search", "shop"),
    ("show", "adf://shop/pipelines/main"),
    ("show", "adf://shop/pipelines/main/activities/web"),
    ("show", "adf://shop/pipelines/main/activities/dynamic"),
    ("show", "adf://shop/linkedservices/ls_rest", "--label", "LinkedService"),
    ("coverage",),
    ("coverage", "--reason", "dynamic-expression"),
    ("query", "MATCH (n)-[r]->(m) RETURN n, r, m"),
]


@pytest.mark.parametrize("output", ["table", "json"])
@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_no_answer_holds_a_secret(loaded: CommandLine, question: tuple[str, ...], output: str) -> None:
    done = loaded(*question, "-o", output)
    assert done.returncode == 0, done.stderr
    assert found_in(done.stdout, done.stderr) == set()


def test_no_secret_of_the_configuration_is_told_or_written(
    lineage_graph: CommandLine, server: Server, tmp_path: Path
) -> None:
    write(tmp_path / "git", {"factory/f.json": {"name": "f", "properties": {}}})
    lines = [
        "version: 1",
        f"neo4j: {{uri: '{server.uri}', password: '${{NEO4J_PASSWORD}}'}}",
        "sources: [{type: git, name: a, path: git, service: '${NAME}'}]",
    ]
    wrong = {
        "password in the file": [*lines[:1], f"neo4j: {{password: {canary()}}}"],
        "password in the address": [*lines[:1], f"neo4j: {{uri: 'bolt://u:{canary()}@127.0.0.1:1'}}"],
        "client secret": [*lines[:1], f"sources: [{{type: synapse, credential: {{client-secret: {canary()}}}}}]"],
        "credential": [*lines[:1], f"sources: [{{type: synapse, name: a, workspace: w, credential: {canary()}}}]"],
        "unknown key": [*lines, f"passwort: {canary()}"],
        "wrong YAML": [*lines, f"a: b: {canary()}"],
    }
    for text in wrong.values():
        (tmp_path / "lineage.yml").write_text("\n".join(text), encoding="utf-8")
        done = lineage_graph("load", "-c", str(tmp_path / "lineage.yml"))
        assert done.returncode == 2, done.stderr
        assert found_in(done.stdout, done.stderr) == set()
    secret = canary()
    (tmp_path / "lineage.yml").write_text("\n".join(lines), encoding="utf-8")
    done = lineage_graph("load", "-c", str(tmp_path / "lineage.yml"), NEO4J_PASSWORD=secret, NAME="f")
    assert done.returncode == 5
    assert found_in(done.stdout, done.stderr, everything(server)) == set()


def test_every_planted_place_is_one_that_the_files_really_hold(folder: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.parent.rglob("*.json"))]
    assert len(found_in(*texts)) > 120
    assert json.loads((folder / "template.json").read_text(encoding="utf-8"))["resources"]
