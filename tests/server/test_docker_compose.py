import re
import shutil
import subprocess
import sys
from pathlib import Path

import neo4j
import pytest
import yaml

from lineage_graph.server import RELEASES
from tests.conftest import Server

FILE = Path(__file__).parents[2] / "docker-compose.yml"
SERVICE = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]["neo4j"]
REFRESH = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]["refresh"]


def _check(file: Path) -> "subprocess.CompletedProcess[str]":
    """Compare a file with the JSON schema of the Compose Specification, which check-jsonschema carries."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_file_follows_the_compose_specification(tmp_path: Path) -> None:
    assert _check(FILE).returncode == 0
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text(FILE.read_text(encoding="utf-8").replace("healthcheck:", "health_check:"))
    assert "health_check" in _check(wrong).stdout


def test_it_is_the_neo4j_that_up_starts() -> None:
    assert SERVICE["image"] == f"neo4j:{RELEASES['5.26'].number}-community"


def test_its_ports_are_open_on_this_machine_only() -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICE["ports"])


def test_it_has_no_password_of_its_own() -> None:
    assert re.fullmatch(r"neo4j/\$\{NEO4J_PASSWORD:\?[^}]+\}", SERVICE["environment"]["NEO4J_AUTH"])


@pytest.mark.parametrize("variable", sorted(set(SERVICE["environment"]) - {"NEO4J_AUTH"}))
def test_every_variable_is_a_setting_that_neo4j_knows(server: Server, variable: str) -> None:
    name = variable.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_")
    with neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        shown = driver.execute_query("SHOW SETTINGS $name YIELD name", name=name).records
    assert [record["name"] for record in shown] == [name]


@pytest.mark.skipif(shutil.which("sh") is None, reason="the container's shell")
def test_its_health_check_signs_in_with_the_password_of_the_container(tmp_path: Path) -> None:
    shell = tmp_path / "cypher-shell"
    shell.write_text('#!/bin/sh\necho "$NEO4J_USERNAME $NEO4J_PASSWORD $*"\n')
    shell.chmod(0o755)
    kind, script = SERVICE["healthcheck"]["test"]
    environment = {"PATH": str(tmp_path), "NEO4J_AUTH": "neo4j/pass/word $x"}
    said = subprocess.run(
        ["/bin/sh", "-c", script.replace("$$", "$")], env=environment, capture_output=True, check=True
    )
    assert (kind, said.stdout) == ("CMD-SHELL", b"neo4j pass/word $x RETURN 1\n")


def test_its_volumes_are_declared() -> None:
    declared = yaml.safe_load(FILE.read_text(encoding="utf-8"))["volumes"]
    assert {volume.partition(":")[0] for volume in SERVICE["volumes"]} == set(declared)


def test_without_the_profile_there_is_neo4j_alone() -> None:
    services = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]
    assert {name: service.get("profiles") for name, service in services.items()} == {
        "neo4j": None,
        "refresh": ["refresh"],
    }


def test_the_refresh_waits_for_neo4j_and_reads_its_configuration() -> None:
    assert REFRESH["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert REFRESH["command"][:5] == ["refresh", "--every", "15m", "-c", "/config/lineage.yml"]
    (config,) = REFRESH["volumes"]
    assert (config["target"], config["read_only"]) == ("/config", True)


def test_the_refresh_is_built_from_the_repository() -> None:
    build = REFRESH["build"]
    assert (FILE.parent / build["context"] / build["dockerfile"]).is_file()


def test_the_refresh_has_no_rights() -> None:
    assert REFRESH["user"] == "10001:10001"
    assert (REFRESH["read_only"], REFRESH["cap_drop"]) == (True, ["ALL"])
    assert REFRESH["security_opt"] == ["no-new-privileges:true"]


def test_the_refresh_has_no_secret_of_its_own() -> None:
    environment = REFRESH["environment"]
    assert re.fullmatch(r"\$\{NEO4J_PASSWORD:\?[^}]+\}", environment["NEO4J_PASSWORD"])
    assert {value for name, value in environment.items() if name.startswith("AZURE_")} == {None}
