"""The files of ``deploy/``: each is what its scheduler takes, calls ``refresh`` rightly, and runs without rights."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import click
import pytest
import yaml

from lineage_graph import __version__
from lineage_graph.cli.refresh import refresh
from lineage_graph.configuration import DataFactorySettings, load_configuration
from lineage_graph.configuration.schema import FILE as SCHEMA

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / "deploy"
LINEAGE: Final = FOLDER / "lineage.yml"
NEEDED: Final = set(re.findall(r"\$\{(\w+)\}", LINEAGE.read_text(encoding="utf-8")))
SERVER: Final = {"NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD"}
OPTIONS: Final = [option for option in refresh.params if isinstance(option, click.Option)]
VALUED: Final = frozenset(name for option in OPTIONS if not option.is_flag for name in option.opts)
FLAGS: Final = frozenset(name for option in OPTIONS if option.is_flag for name in option.opts)


def text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def cron_line() -> str:
    (line,) = [line for line in text("crontab").splitlines() if line and not line.startswith("#")]
    return line


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment,method-assign] # as the documentation of the module does it
    parser.read_string(text(f"systemd/lineage-graph-refresh.{name}"))
    return parser


def kubernetes() -> dict[str, Any]:
    return {document["kind"]: document for document in yaml.safe_load_all(text("kubernetes.yaml"))}


def pod() -> dict[str, Any]:
    found: dict[str, Any] = kubernetes()["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    return found


def workflow() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text("github-actions.yml"))
    return found


def docker() -> list[tuple[str, str]]:
    lines = [line for line in text("Dockerfile").splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    refresh: dict[str, Any] = found["services"]["refresh"]
    return refresh


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = workflow()["jobs"]["refresh"]["steps"]
    return found


def commands() -> dict[str, list[str]]:
    """What each file runs, without what redirects its output."""
    entry = json.loads(dict(docker())["ENTRYPOINT"])
    cron = shlex.split(cron_line().partition(" exec ")[2].partition(" >>")[0])
    return {
        "crontab": cron,
        "systemd": shlex.split(unit("service")["Service"]["ExecStart"]),
        "kubernetes": pod()["containers"][0]["command"],
        "github": shlex.split(next(step["run"] for step in steps() if "refresh" in step.get("run", ""))),
        "docker": [*entry, *json.loads(dict(docker())["CMD"])],
        "compose": [*entry, *compose()["command"]],
    }


@pytest.mark.parametrize("name", commands())
def test_each_calls_refresh_with_a_configuration(name: str) -> None:
    program, command, *options = commands()[name]
    assert (Path(program).name, command) == ("lineage-graph", "refresh")
    given = {}
    while options:
        option = options.pop(0)
        assert option in VALUED | FLAGS
        given[option] = options.pop(0) if option in VALUED else ""
    assert Path(given["-c"]).name == "lineage.yml"
    assert re.fullmatch(r"[1-9][0-9]*[smhd]", given.get("--every", "15m"))


def test_only_the_container_beside_neo4j_speaks_unencrypted() -> None:
    assert [name for name, command in commands().items() if "--insecure" in command] == ["compose"]
    assert compose()["environment"]["NEO4J_URI"] == "bolt://neo4j:7687"


def test_the_example_can_be_read_and_follows_the_schema() -> None:
    values = {"AZURE_SUBSCRIPTION_ID": "11111111-2222-3333-4444-555555555555", "AZURE_RESOURCE_GROUP": "rg-data"}
    assert values.keys() == NEEDED
    (source,) = load_configuration(LINEAGE, values).sources
    assert source == DataFactorySettings(
        name="factories", subscription="11111111-2222-3333-4444-555555555555", resource_group="rg-data"
    )
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(SCHEMA), str(LINEAGE)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_whoever_sets_the_variables_sets_all_of_them() -> None:
    in_kubernetes = {variable["name"] for variable in pod()["containers"][0]["env"]}
    in_github = set(next(step["env"] for step in steps() if "env" in step))
    assert in_kubernetes == in_github == NEEDED | SERVER
    assert set(compose()["environment"]) >= NEEDED | SERVER


def test_cron_gets_five_fields_and_one_command() -> None:
    field = r"(\*(/[0-9]+)?|[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*)"
    assert re.fullmatch(rf"({field} ){{5}}cd \"\$HOME/lineage-graph\" && .+", cron_line())
    # cron takes a percent sign for the end of the command.
    assert "%" not in cron_line()


@pytest.mark.skipif(shutil.which("sh") is None, reason="the shell of cron")
def test_cron_hands_over_the_variables_of_the_file(tmp_path: Path) -> None:
    home = tmp_path / "lineage-graph"
    (home / ".venv/bin").mkdir(parents=True)
    (home / "environment").write_text("NEO4J_URI=bolt://h\nNEO4J_PASSWORD='a b'\n")
    program = home / ".venv/bin/lineage-graph"
    program.write_text('#!/bin/sh\necho "$NEO4J_URI $NEO4J_PASSWORD $*"\necho wrong >&2\n')
    program.chmod(0o755)
    command = cron_line().split(" ", 5)[5]
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    subprocess.run(["/bin/sh", "-c", command], env=environment, check=True, capture_output=True)
    assert (home / "refresh.log").read_text() == "bolt://h a b refresh -c lineage.yml\nwrong\n"


DIRECTIVES: Final = {
    "Unit": {"Description", "Documentation", "Wants", "After"},
    "Service": {
        *("Type", "ExecStart", "SuccessExitStatus", "TimeoutStartSec"),
        *("EnvironmentFile", "LoadCredential", "DynamicUser", "UMask", "NoNewPrivileges", "CapabilityBoundingSet"),
        *("ProtectSystem", "ProtectHome", "ProtectKernelTunables", "ProtectKernelModules", "ProtectControlGroups"),
        *("PrivateTmp", "PrivateDevices", "RestrictAddressFamilies", "RestrictSUIDSGID", "LockPersonality"),
        "MemoryMax",
    },
    "Timer": {"OnCalendar", "RandomizedDelaySec", "Persistent"},
    "Install": {"WantedBy"},
}
"""Spelled as in systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.resource-control(5), systemd.timer(5)."""


@pytest.mark.parametrize(
    ("name", "sections"), [("service", ["Unit", "Service"]), ("timer", ["Unit", "Timer", "Install"])]
)
def test_the_units_say_nothing_that_systemd_does_not_know(name: str, sections: list[str]) -> None:
    parsed = unit(name)
    assert parsed.sections() == sections
    assert {key for section in sections for key in set(parsed[section]) - DIRECTIVES[section]} == set()


def test_the_service_ends_and_has_no_rights() -> None:
    service = unit("service")["Service"]
    assert (service["Type"], service["DynamicUser"], service["ProtectSystem"]) == ("oneshot", "yes", "strict")
    assert service["LoadCredential"].startswith("neo4j-password:/")
    assert service["SuccessExitStatus"] == "7"


def test_the_timer_runs_every_quarter_of_an_hour_and_makes_up_for_what_was_missed() -> None:
    assert (unit("timer")["Timer"]["OnCalendar"], unit("timer")["Timer"]["Persistent"]) == ("*:0/15", "true")
    assert unit("timer")["Install"]["WantedBy"] == "timers.target"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    for path in (FOLDER / "systemd").iterdir():
        content = path.read_text(encoding="utf-8").replace("/opt/lineage-graph/bin/lineage-graph", sys.executable)
        (tmp_path / path.name).write_text(content, encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "lineage-graph" in line] == []


def test_the_cron_job_never_runs_twice_at_once_and_ends() -> None:
    job = kubernetes()["CronJob"]
    assert (job["apiVersion"], job["spec"]["concurrencyPolicy"]) == ("batch/v1", "Forbid")
    assert re.fullmatch(r"\*/15( \*){4}", job["spec"]["schedule"])
    spec = job["spec"]["jobTemplate"]["spec"]
    assert (spec["backoffLimit"], spec["activeDeadlineSeconds"]) == (0, 3600)
    assert pod()["restartPolicy"] == "Never"


def test_the_pod_has_no_rights() -> None:
    (container,) = pod()["containers"]
    assert pod()["securityContext"]["runAsNonRoot"] is True
    assert pod()["securityContext"]["runAsUser"] > 0
    assert pod()["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod()["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_the_pod_takes_secrets_by_reference_and_says_what_it_needs() -> None:
    (container,) = pod()["containers"]
    assert [variable for variable in container["env"] if set(variable) != {"name", "valueFrom"}] == []
    assert {variable["valueFrom"]["secretKeyRef"]["name"] for variable in container["env"]} == {"lineage-graph"}
    assert {kind: set(amounts) for kind, amounts in container["resources"].items()} == {
        "requests": {"cpu", "memory"},
        "limits": {"cpu", "memory"},
    }
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod()["volumes"]}
    assert container["image"].endswith(f":{__version__}")


def test_the_pod_signs_in_with_its_service_account() -> None:
    account = kubernetes()["ServiceAccount"]["metadata"]
    labels = kubernetes()["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]["metadata"]["labels"]
    assert pod()["serviceAccountName"] == account["name"]
    assert labels["azure.workload.identity/use"] == "true"
    assert "azure.workload.identity/client-id" in account["annotations"]


def _check(file: Path) -> "subprocess.CompletedProcess[str]":
    """Compare with the JSON schema of workflows, which check-jsonschema carries."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_workflow_follows_the_schema_of_github(tmp_path: Path) -> None:
    assert _check(FOLDER / "github-actions.yml").returncode == 0
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(text("github-actions.yml").replace("runs-on:", "run-on:"), encoding="utf-8")
    assert _check(wrong).returncode == 1


def test_the_workflow_signs_in_by_token_and_takes_secrets_by_reference() -> None:
    assert workflow()["permissions"] == {"contents": "read", "id-token": "write"}
    assert workflow()["concurrency"] == {"group": "lineage-graph", "cancel-in-progress": False}
    actions = [step["uses"] for step in steps() if "uses" in step]
    assert "azure/login@v2" in actions
    assert [action for action in actions if not re.fullmatch(r"[\w-]+/[\w-]+@v[0-9]+", action)] == []
    values = [value for step in steps() for value in step.get("env", {}).values()]
    assert [value for value in values if not re.fullmatch(r"\$\{\{ (secrets|vars)\.\w+ \}\}", value)] == []


def test_the_image_runs_as_a_user_without_rights() -> None:
    assert dict(docker())["USER"] == "10001:10001"
    assert {word for word, _ in docker()} <= {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "ENTRYPOINT", "CMD"}


def test_the_image_gets_what_the_package_is_built_from_and_nothing_else() -> None:
    copied = [rest.split()[:-1] for word, rest in docker() if word == "COPY" and not rest.startswith("--from")]
    names = [name for line in copied for name in line]
    assert [name for name in names if not (ROOT / name).exists()] == []
    admitted = [line[1:] for line in text("Dockerfile.dockerignore").splitlines() if line.startswith("!")]
    assert sorted(admitted) == sorted(names)
    build = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert {name for name in ("cypher", "examples") if f'{name} = "lineage_graph/{name}"' in build} <= set(names)


@pytest.mark.parametrize(
    "path", sorted(path for path in FOLDER.rglob("*") if path.is_file()), ids=lambda path: path.name
)
def test_every_file_is_told_of(path: Path) -> None:
    readme = text("README.md")
    told = path.name if path.parent == FOLDER else f"{path.parent.name}/"
    assert path.name in {"README.md", "Dockerfile.dockerignore"} or f"[{told}](" in readme
