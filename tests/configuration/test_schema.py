"""The schema that editors get says what the reader of the file says, as far as a schema can."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import jsonschema
import pytest
import yaml

from lineage_graph.configuration import load_configuration
from lineage_graph.configuration.schema import FILE, schema_text
from lineage_graph.errors import UsageError
from tests.configuration.test_live_sources import GUID

README: Final = Path(__file__).parents[2] / "README.md"
EXAMPLE: Final = re.findall(r"```yaml\n(# yaml-language-server.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
VALIDATOR: Final = jsonschema.Draft202012Validator(json.loads(FILE.read_text(encoding="utf-8")))


def problems(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(text))]


def test_the_file_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == schema_text(), "run: python -m lineage_graph.configuration.schema"


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(VALIDATOR.schema)


def test_the_example_of_the_readme_follows_it(tmp_path: Path) -> None:
    (text,) = EXAMPLE
    path = tmp_path / "lineage.yml"
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(FILE), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_example_of_the_readme_can_be_read_and_shows_every_type_of_source(tmp_path: Path) -> None:
    (text,) = EXAMPLE
    (tmp_path / "lineage.yml").write_text(text, encoding="utf-8")
    variables = dict.fromkeys(re.findall(r"\$\{(\w+)\}", text), GUID)
    found = load_configuration(tmp_path / "lineage.yml", variables)
    assert {source.type for source in found.sources} == {"data-factory", "synapse", "git", "arm", "runs"}


FACTORY: Final = f"version: 1\nsources: [{{type: data-factory, name: a, subscription: {GUID}"
SYNAPSE: Final = "version: 1\nsources: [{type: synapse, name: a, workspace: w, "
RIGHT = {
    "nothing": "version: 1",
    "variables": "version: 1\nsources: [{type: data-factory, name: a, subscription: '${S}', factory: '${F}',"
    " resource-group: '${G}', cloud: '${C:-public}', endpoint: '${E}', runs: {lookback: '${L}'}}]",
    "a German group": f"{FACTORY}, resource-group: Übung}}]",
    "endpoint alone": "version: 1\nsources: [{type: synapse, name: a, endpoint: 'http://[::1]', credential: none}]",
    "no runs": "version: 1\nsources: [{type: synapse, name: a, workspace: w, runs: false}]",
    "secret": "version: 1\nsources: [{type: synapse, name: a, workspace: w,"
    " credential: {type: client-secret, tenant-id: t, client-id: c, client-secret: '${S}'}}]",
    "certificate": "version: 1\nsources: [{type: synapse, name: a, workspace: w,"
    " credential: {type: certificate, path: a.pem}}]",
    "runs": "version: 1\nsources: [{type: runs, name: a, path: x, service: s}]",
    "limits": "version: 1\nneo4j: {password: '${P}'}\nstores: {a+b: 'h:1/d'}\ndeletes: {max-percent: 0}",
}
VALUES: Final = {
    "S": GUID,
    "F": "f",
    "G": "g",
    "E": "https://h",
    "L": "1d",
    "P": "p",
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT.keys())
def test_what_can_be_read_follows_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "lineage.yml").write_text(text, encoding="utf-8")
    load_configuration(tmp_path / "lineage.yml", VALUES)
    assert problems(text) == []


WRONG = {
    "no version": "sources: []",
    "another version": "version: 2",
    "unknown block": "version: 1\nsuorces: []",
    "unknown type": "version: 1\nsources: [{type: svn, name: a, path: x}]",
    "no path": "version: 1\nsources: [{type: git, name: a}]",
    "key of another type": "version: 1\nsources: [{type: git, name: a, path: x, parameters: y}]",
    "name of a subscription": "version: 1\nsources: [{type: data-factory, name: a, subscription: Data Platform}]",
    "factory without group": f"{FACTORY}, factory: f}}]",
    "no workspace": "version: 1\nsources: [{type: synapse, name: a}]",
    "unknown cloud": f"{SYNAPSE}cloud: moon}}]",
    "no address": f"{SYNAPSE}endpoint: w.example}}]",
    "address with a path": f"{SYNAPSE}endpoint: 'https://h/x'}}]",
    "unknown credential": f"{SYNAPSE}credential: key}}]",
    "key of another credential": f"{SYNAPSE}credential: {{type: cli, client-id: c}}}}]",
    "secret": f"{SYNAPSE}credential: {{type: client-secret, client-secret: hunter2}}}}]",
    "secret as a default": f"{SYNAPSE}credential: {{type: client-secret, client-secret: '${{X:-hunter2}}'}}}}]",
    "password": "version: 1\nneo4j: {password: hunter2}",
    "no duration": f"{SYNAPSE}runs: {{lookback: 1 day}}}}]",
    "runs as a word": f"{SYNAPSE}runs: never}}]",
    "too much": "version: 1\ndeletes: {max-percent: 101}",
    "underscore": "version: 1\ndeletes: {max_percent: 3}",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_read_does_not_follow_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "lineage.yml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        load_configuration(tmp_path / "lineage.yml", VALUES)
    assert problems(text) != []
