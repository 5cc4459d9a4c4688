"""The command ``doctor``, as a process of its own, on a real Neo4j and our own Azure, each of them well and badly."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lineage_graph.diagnosis import Verdict
from lineage_graph.diagnosis.neo4j import clock_skew
from lineage_graph.graph import Graph
from lineage_graph.server import ServerOptions, configuration, down, password, up
from tests.azure import faults
from tests.azure.server import Azure, serving
from tests.azure.services import GROUP, SUBSCRIPTION, Service
from tests.conftest import Server, a_free_port, strip, wipe
from tests.diagnosis.tokens import giving_tokens
from tests.laws.loading import graph_of
from tests.questions.writing import driver_of

SECRET = "c4n4ryBIRDc4n4ryBIRD"
LISTS = ["pipelines", "datasets", "linkedservices", "dataflows", "triggers", "integrationRuntimes"]
RUNS = ["pipeline runs", "a pipeline run", "activity runs"]


@dataclass
class Doctor:
    """Runs the command in a folder of its own, with a Neo4j named by the environment and nothing of Azure in it."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("NEO4J_", "AZURE_", "IDENTITY_", "MSI_"))
        }
        return subprocess.run(
            [sys.executable, "-m", "lineage_graph", "doctor", *arguments],
            cwd=self.folder,
            env={**kept, "LINEAGE_GRAPH_HOME": str(self.folder / "home"), **self.environment, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    def told(self, *arguments: str, **environment: str) -> tuple[int, dict[str, dict[str, Any]]]:
        """The exit code, and the checks by area and subject."""
        done = self(*arguments, "-o", "json", **environment)
        assert done.stderr == "", done.stderr
        document = json.loads(done.stdout)
        assert document["exitCode"] == done.returncode
        return done.returncode, {f"{one['area']}: {one['subject']}": one for one in document["checks"]}

    def configure(self, *sources: dict[str, Any], **more: object) -> None:
        content = {"version": 1, "sources": sources, **more}
        (self.folder / "lineage.yml").write_text(json.dumps(content), encoding="utf-8")


def a_factory(azure: Azure, **more: object) -> dict[str, Any]:
    place = {"subscription": SUBSCRIPTION, "resource-group": GROUP, "endpoint": azure.origin}
    return {"type": "data-factory", "name": "prod", "factory": "adf-prod", "credential": "none", **place, **more}


def a_workspace(azure: Azure, **more: object) -> dict[str, Any]:
    return {"type": "synapse", "name": "syn", "endpoint": azure.origin, "credential": "none", **more}


def not_ok(checks: dict[str, dict[str, Any]]) -> list[str]:
    return [name for name, one in checks.items() if one["verdict"] != "ok"]


@pytest.fixture
def azure() -> Iterator[Azure]:
    with serving(Azure([Service("adf-prod"), Service("syn-prod", is_factory=False)])) as started:
        yield started


@pytest.fixture
def graph(server: Server) -> Iterator[Graph]:
    with driver_of(server) as driver:
        wipe(driver)
    with graph_of(server) as opened:
        opened.prepare()
        yield opened


@pytest.fixture
def doctor(server: Server, tmp_path: Path) -> Doctor:
    return Doctor(tmp_path, server.environment)


def test_all_is_well(doctor: Doctor, graph: Graph, azure: Azure) -> None:
    doctor.configure(a_factory(azure), a_workspace(azure))
    before = graph.ask("CALL db.labels() YIELD label RETURN collect(label) AS labels")
    code, checks = doctor.told()
    assert (code, not_ok(checks)) == (0, [])
    prod = ["the factory", *LISTS, "adfcdcs", "globalParameters", *RUNS]
    syn = ["the workspace", *LISTS, "notebooks", "sqlScripts", "sparkJobDefinitions", "linkconnections", *RUNS]
    assert [name for name in checks if name.startswith("azure: ")] == [
        *(f"azure: prod: {asked}" for asked in prod),
        *(f"azure: syn: {asked}" for asked in syn),
    ]
    assert {"neo4j: connection", "neo4j: version", "neo4j: writing", "neo4j: graph", "neo4j: schema"} <= checks.keys()
    assert "community edition" in checks["neo4j: version"]["said"]
    assert [one.path for one in azure.asked if one.method not in ("GET", "POST")] == []
    assert graph.ask("MATCH (n) WHERE NOT n:Graph RETURN count(n) AS nodes") == [{"nodes": 0}]
    assert graph.ask("CALL db.labels() YIELD label RETURN collect(label) AS labels") == before


def test_people_get_a_line_for_each_check(doctor: Doctor, graph: Graph, azure: Azure) -> None:
    assert graph
    azure.script.add("^GET .*/datasets$", faults.forbidden(), forever=True)
    doctor.configure(a_factory(azure))
    done = doctor()
    assert done.returncode == 6
    *lines, summary = done.stdout.splitlines()
    assert all(line.startswith(("ok       ", "warning  ", "failure  ")) for line in lines)
    (failed,) = [line for line in lines if not line.startswith("ok")]
    assert failed.startswith("failure  azure: prod: datasets: answered 403, most likely for want of the role Reader")
    assert failed.endswith(" -> give the identity the role Reader on the data factory")
    assert (summary, done.stderr) == (f"{len(lines)} checks: 1 failure.", "")


def test_a_terminal_gets_lines_that_fit(doctor: Doctor, graph: Graph, azure: Azure) -> None:
    assert graph
    doctor.configure(a_factory(azure))
    done = doctor(FORCE_COLOR="1", NO_COLOR="1", COLUMNS="60")
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 60
    assert "\n         " in done.stdout


def test_nothing_is_started_where_nothing_is_named(tmp_path: Path) -> None:
    code, checks = Doctor(tmp_path).told()
    assert code == 1
    assert not_ok(checks) == ["neo4j: connection"]
    assert checks["neo4j: connection"]["remedy"] == "set NEO4J_URI, or start it: lineage-graph up"
    assert checks["configuration: lineage.yml"]["verdict"] == "ok"
    assert list(tmp_path.iterdir()) == []


def test_a_neo4j_that_is_stopped_ends_with_5_and_azure_is_looked_at_all_the_same(doctor: Doctor, azure: Azure) -> None:
    doctor.configure(a_factory(azure))
    code, checks = doctor.told(NEO4J_URI=f"bolt://127.0.0.1:{a_free_port()}")
    assert code == 5
    assert not_ok(checks) == ["neo4j: connection"]
    assert "cannot be reached" in checks["neo4j: connection"]["said"]
    assert checks["azure: prod: activity runs"]["verdict"] == "ok"


def test_a_wrong_password_ends_with_5_and_is_not_repeated(doctor: Doctor) -> None:
    done = doctor(NEO4J_PASSWORD=SECRET)
    assert done.returncode == 5
    assert "refused the user name or the password" in done.stdout
    assert SECRET not in done.stdout + done.stderr


def test_a_password_that_nobody_gave_is_wrong_configuration(doctor: Doctor) -> None:
    code, checks = doctor.told(NEO4J_PASSWORD="")
    assert (code, not_ok(checks)) == (2, ["neo4j: connection"])
    assert "set NEO4J_PASSWORD or give --password-file" in checks["neo4j: connection"]["said"]


def test_a_missing_constraint_and_index_are_warnings(doctor: Doctor, graph: Graph) -> None:
    graph.once("DROP CONSTRAINT assetKey")
    graph.once("DROP INDEX lineageNames")
    code, checks = doctor.told()
    assert (code, not_ok(checks)) == (1, ["neo4j: schema"])
    assert checks["neo4j: schema"]["said"] == "missing: assetKey and lineageNames"
    assert "lineage-graph schema apply" in checks["neo4j: schema"]["remedy"]


def test_a_newer_graph_is_told(doctor: Doctor, graph: Graph) -> None:
    graph.change("MATCH (g:Graph) SET g.schemaVersion = 1000")
    code, checks = doctor.told()
    assert (code, not_ok(checks)) == (5, ["neo4j: graph"])
    assert "Update it" in checks["neo4j: graph"]["remedy"]


def test_an_empty_database_is_no_trouble(doctor: Doctor, server: Server) -> None:
    with driver_of(server) as driver:
        strip(driver)
    code, checks = doctor.told()
    assert (code, not_ok(checks)) == (0, [])
    assert "first load makes them" in checks["neo4j: schema"]["said"]


def test_a_neo4j_that_may_only_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, folder = tmp_path / "neo4j", tmp_path / "here"
    folder.mkdir()
    version = os.environ.get("LINEAGE_GRAPH_TEST_NEO4J", "5.26")
    bolt, http = a_free_port(), a_free_port()
    options = ServerOptions(home, version=version, bolt_port=bolt, http_port=http, heap=512, page_cache=64)
    try:
        up(options)  # what is read only cannot be made, so it is made before
        down(home)
        read_only = configuration._SETTINGS + "server.databases.read_only=neo4j\n"
        monkeypatch.setattr(configuration, "_SETTINGS", read_only)
        started = up(options)
        known = {"NEO4J_URI": started.uri, "NEO4J_USERNAME": started.user, "NEO4J_PASSWORD": password(started)}
        code, checks = Doctor(folder, known).told()
    finally:
        down(home)
    assert (code, not_ok(checks)) == (5, ["neo4j: writing"])
    assert "has this database read only" in checks["neo4j: writing"]["said"]


def test_every_variable_that_is_not_set_is_named_at_once(doctor: Doctor, graph: Graph, azure: Azure) -> None:
    assert graph
    doctor.configure(a_factory(azure, subscription="${MY_SUBSCRIPTION}", factory="${MY_FACTORY}"))
    done = doctor()
    assert done.returncode == 2
    failed = [line for line in done.stdout.splitlines() if line.startswith("failure")]
    assert len(failed) == 2
    assert "sources[0].factory: the environment variable MY_FACTORY is not set" in failed[0]
    assert "sources[0].subscription: the environment variable MY_SUBSCRIPTION is not set" in failed[1]
    assert "ok       neo4j: writing" in done.stdout


def test_the_configuration_comes_first_whatever_else_fails(doctor: Doctor) -> None:
    (doctor.folder / "lineage.yml").write_text("version: 1\nsuorces: []\n", encoding="utf-8")
    code, checks = doctor.told(NEO4J_URI=f"bolt://127.0.0.1:{a_free_port()}")
    assert (code, not_ok(checks)) == (2, ["configuration: lineage.yml", "neo4j: connection"])
    assert "line 2: suorces: this key is not known" in checks["configuration: lineage.yml"]["said"]
    assert checks["configuration: lineage.yml"]["remedy"] == "until then, Azure is not asked"


def test_a_configuration_that_is_not_there_is_told_and_the_rest_is_checked(doctor: Doctor, graph: Graph) -> None:
    assert graph
    code, checks = doctor.told("-c", "nowhere.yml")
    assert (code, not_ok(checks)) == (2, ["configuration: lineage.yml"])
    assert checks["neo4j: writing"]["verdict"] == "ok"


def test_a_path_that_is_not_there_is_a_warning(doctor: Doctor, graph: Graph) -> None:
    assert graph
    doctor.configure({"type": "git", "name": "sales", "path": "./gone"})
    code, checks = doctor.told()
    assert (code, not_ok(checks)) == (1, ["configuration: sales"])


@pytest.mark.parametrize(
    ("question", "asked", "words"),
    [
        ("/queryPipelineRuns", "pipeline runs", ("factories/querypipelineruns/action", "Data Factory Contributor")),
        ("/pipelineruns/[^/]*$", "a pipeline run", ("factories/pipelineruns/read", "Data Factory Contributor")),
        ("/queryActivityruns", "activity runs", ("queryactivityruns/action", "Data Factory Contributor")),
        ("/integrationRuntimes$", "integrationRuntimes", ("the role Reader on the data factory", "the role Reader")),
    ],
)
def test_the_right_that_a_factory_refuses_is_named_with_its_role(
    doctor: Doctor, graph: Graph, azure: Azure, question: str, asked: str, words: tuple[str, str]
) -> None:
    assert graph
    azure.script.add(question, faults.forbidden(), forever=True)
    doctor.configure(a_factory(azure))
    code, checks = doctor.told()
    assert (code, not_ok(checks)) == (6, [f"azure: prod: {asked}"])
    failed = checks[f"azure: prod: {asked}"]
    right, remedy = words
    assert right in failed["said"]
    assert remedy in failed["remedy"]


def test_the_role_that_a_workspace_refuses_is_named(doctor: Doctor, graph: Graph, azure: Azure) -> None:
    assert graph
    azure.script.add("^GET /(workspace|notebooks)$", faults.forbidden(), forever=True)
    azure.script.add("/queryPipelineRuns", faults.forbidden(), forever=True)
    doctor.configure(a_workspace(azure))
    code, checks = doctor.told()
    assert code == 6
    assert {name: checks[name]["remedy"] for name in not_ok(checks)} == {
        "azure: syn: the workspace": "give the identity the role Synapse Artifact User in the workspace",
        "azure: syn: notebooks": "give the identity the role Synapse Artifact User in the workspace",
        "azure: syn: pipeline runs": "give the identity the role Synapse Monitoring Operator in the workspace",
    }


def test_runs_that_are_not_wanted_are_not_asked_for(doctor: Doctor, graph: Graph, azure: Azure) -> None:
    assert graph
    doctor.configure(a_factory(azure, runs=False))
    code, checks = doctor.told()
    assert (code, not_ok(checks)) == (0, [])
    assert azure.paths("POST") == []


def test_a_token_that_is_refused_is_told_once(doctor: Doctor, graph: Graph, azure: Azure) -> None:
    assert graph
    azure.script.add(".*", faults.unauthorized, forever=True)
    doctor.configure(a_factory(azure))
    code, checks = doctor.told()
    assert (code, not_ok(checks)) == (6, ["azure: prod: the factory"])
    assert "does not accept the token" in checks["azure: prod: the factory"]["said"]


def test_a_factory_that_is_not_there_is_told_and_the_next_source_is_looked_at(
    doctor: Doctor, graph: Graph, azure: Azure
) -> None:
    assert graph
    doctor.configure(a_factory(azure, factory="adf-gone"), a_workspace(azure))
    code, checks = doctor.told()
    assert (code, not_ok(checks)) == (6, ["azure: prod: the factory"])
    assert "answered 404" in checks["azure: prod: the factory"]["said"]
    assert checks["azure: syn: pipelines"]["verdict"] == "ok"


@pytest.mark.parametrize(
    ("scheme", "said"), [("http", "nobody listens there"), ("https", "nobody speaks TLS there")], ids=["dead", "no TLS"]
)
def test_a_host_that_does_not_answer_says_how(
    doctor: Doctor, graph: Graph, azure: Azure, scheme: str, said: str
) -> None:
    assert graph
    port = a_free_port() if scheme == "http" else azure.origin.rpartition(":")[2]
    doctor.configure(a_workspace(azure, endpoint=f"{scheme}://127.0.0.1:{port}"))
    code, checks = doctor.told()
    assert (code, not_ok(checks)) == (6, ["azure: syn: the workspace"])
    assert checks["azure: syn: the workspace"]["said"].endswith(said)
    assert "a proxy, a firewall" in checks["azure: syn: the workspace"]["remedy"]


def test_all_factories_of_a_group_are_asked_by_name(doctor: Doctor, graph: Graph, azure: Azure) -> None:
    assert graph
    azure.services.append(Service("adf-other"))
    azure.script.add("adf-other/pipelines$", faults.forbidden(), forever=True)
    group = {name: value for name, value in a_factory(azure).items() if name != "factory"}
    doctor.configure(group)
    code, checks = doctor.told()
    assert (code, not_ok(checks)) == (6, ["azure: prod: adf-other: pipelines"])
    assert checks["azure: prod: adf-prod: pipelines"]["verdict"] == "ok"


@pytest.mark.parametrize("kind", ["default", "managed-identity"])
def test_the_credential_that_gave_the_token_is_named_and_the_token_is_not(
    doctor: Doctor, graph: Graph, azure: Azure, kind: str
) -> None:
    assert graph
    azure.accepted = {SECRET}
    doctor.configure(a_factory(azure, credential=kind))
    with giving_tokens(SECRET) as endpoint:
        done = doctor("-o", "json", IDENTITY_ENDPOINT=endpoint, IDENTITY_HEADER="header")
    assert done.returncode == 0, done.stdout
    assert "ManagedIdentityCredential gave a token for https://management.azure.com" in done.stdout
    assert SECRET not in done.stdout + done.stderr


def test_who_cannot_sign_in_is_told_what_was_tried_and_the_next_source_is_looked_at(
    doctor: Doctor, graph: Graph, azure: Azure
) -> None:
    assert graph
    doctor.configure(
        a_factory(azure, credential="default"),
        a_factory(azure, name="app", credential="client-secret"),
        a_workspace(azure),
    )
    code, checks = doctor.told(AZURE_TOKEN_CREDENTIALS="EnvironmentCredential", AZURE_CLIENT_SECRET=SECRET)
    assert (code, not_ok(checks)) == (6, ["identity: prod", "identity: app"])
    assert "no token for https://management.azure.com" in checks["identity: prod"]["said"]
    assert "It tried EnvironmentCredential." in checks["identity: prod"]["said"]
    assert "az login" in checks["identity: prod"]["remedy"]
    assert "the environment variable AZURE_TENANT_ID is not set" in checks["identity: app"]["said"]
    assert checks["azure: syn: pipelines"]["verdict"] == "ok"
    assert SECRET not in str(checks)


@pytest.mark.parametrize(
    ("ahead", "verdict", "said"),
    [
        (timedelta(seconds=60), Verdict.OK, "the server's and this machine's agree"),
        (timedelta(seconds=61), Verdict.WARNING, "the server's is 61 seconds ahead of ours"),
        (timedelta(hours=-1), Verdict.WARNING, "the server's is 3,600 seconds behind ours"),
    ],
)
def test_clocks_that_differ_are_a_warning(ahead: timedelta, verdict: Verdict, said: str) -> None:
    ours = datetime(2026, 11, 21, 8, tzinfo=UTC)
    found = clock_skew(ours + ahead, ours)
    assert (found.verdict, found.said) == (verdict, said)
