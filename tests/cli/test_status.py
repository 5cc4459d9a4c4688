"""``status --max-age``: the probe of a monitor."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lineage_graph.graph import Graph
from tests.azure.services import GROUP, SUBSCRIPTION
from tests.cli.conftest import CommandLine
from tests.conftest import Server, a_free_port, wipe
from tests.laws.loading import graph_of
from tests.questions.writing import driver_of

SOURCE = "CREATE (:Source {key: $kind + '+' + $service, kind: $kind, service: $service, lastReadWhole: $at})"


@pytest.fixture
def graph(server: Server) -> Iterator[Graph]:
    with driver_of(server) as driver:
        wipe(driver)
    with graph_of(server) as opened:
        opened.prepare()
        yield opened


@pytest.fixture
def lineage_graph(server: Server, tmp_path: Path) -> CommandLine:
    return CommandLine({**server.environment, "LINEAGE_GRAPH_HOME": str(tmp_path / "home")})


def read(graph: Graph, kind: str, service: str, ago: str | None) -> None:
    """Note that a source was read whole so long ago by the server's clock, or that it never was."""
    text = SOURCE.replace("$at", "datetime() - duration($ago)" if ago else "null")
    graph.change(text, {"kind": kind, "service": service, "ago": ago or ""})


def test_a_source_that_is_too_old_ends_with_3_and_one_line(graph: Graph, lineage_graph: CommandLine) -> None:
    read(graph, "live", "adf://prod", "PT7H10M")
    read(graph, "runs", "adf://prod", "PT5H")
    read(graph, "git", "synapse://syn", None)
    done = lineage_graph("status", "--max-age", "6h")
    assert done.returncode == 3
    assert done.stderr == (
        "Error: Stale, last read whole: git+synapse://syn never and live+adf://prod 7 hours ago; the limit is 6h.\n"
    )


def test_fresh_sources_end_with_0(graph: Graph, lineage_graph: CommandLine) -> None:
    read(graph, "live", "adf://prod", "PT5H")
    read(graph, "join", "", None)
    done = lineage_graph("status", "--max-age", "6h")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["Prod", "adf://prod", "live+adf://prod"])
def test_only_the_named_source_counts(graph: Graph, lineage_graph: CommandLine, name: str) -> None:
    read(graph, "live", "adf://prod", "PT5H")
    read(graph, "live", "adf://other", "P9D")
    assert lineage_graph("status", "--max-age", "6h", "--source", name).returncode == 0
    done = lineage_graph("status", "--max-age", "4h", "--source", name)
    assert done.returncode == 3
    assert "live+adf://prod 5 hours ago; the limit is 4h." in done.stderr
    assert "other" not in done.stderr


def test_a_source_that_nobody_knows_was_never_read(graph: Graph, lineage_graph: CommandLine) -> None:
    read(graph, "live", "adf://prod", "PT1M")
    done = lineage_graph("status", "--max-age", "6h", "--source", "nobody", "--source", "prod")
    assert (done.returncode, done.stderr) == (3, "Error: Stale, last read whole: nobody never; the limit is 6h.\n")


@pytest.mark.usefixtures("graph")
def test_a_graph_that_nobody_ever_loaded_is_stale(lineage_graph: CommandLine) -> None:
    done = lineage_graph("status", "--max-age", "6h")
    assert (done.returncode, done.stderr) == (3, "Error: Stale, last read whole: the graph never; the limit is 6h.\n")


def test_what_the_configuration_promises_and_nobody_read_is_stale(
    graph: Graph, lineage_graph: CommandLine, tmp_path: Path
) -> None:
    read(graph, "live", "adf://adf-prod", "PT1M")
    place = {"type": "data-factory", "subscription": SUBSCRIPTION, "resource-group": GROUP}
    sources = [{"name": "prod", "factory": "adf-prod", **place}, {"name": "group", **place}]
    file = tmp_path / "lineage.yml"
    file.write_text(json.dumps({"version": 1, "sources": sources}), encoding="utf-8")
    for named in ((), ("--source", "prod")):
        done = lineage_graph("status", "-c", str(file), "--max-age", "6h", *named)
        assert done.returncode == 3
        assert "never; the limit is 6h." in done.stderr
    read(graph, "runs", "adf://adf-prod", "PT1M")
    assert lineage_graph("status", "-c", str(file), "--max-age", "6h", "--source", "prod").returncode == 0
    done = lineage_graph("status", "-c", str(file), "--max-age", "6h", "--source", "group")
    assert done.returncode == 2
    assert "name a service of it" in done.stderr


def test_programs_get_ages_and_what_is_stale(graph: Graph, server: Server, lineage_graph: CommandLine) -> None:
    read(graph, "live", "adf://prod", "PT7H")
    done = lineage_graph("status", "--max-age", "6h", "-o", "json")
    told = json.loads(done.stdout)
    assert done.returncode == 3
    assert (told["maxAge"], told["graphUri"]) == ("6h", server.uri)
    (old,) = told["stale"]
    assert old["source"] == "live+adf://prod"
    assert old["readAt"] == told["freshness"][0]["readAt"]
    assert old["ageSeconds"] == told["freshness"][0]["ageSeconds"] >= 7 * 3600


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"NEO4J_URI": ""}, "The local Neo4j is not running, and no other is named."),
        ({"NEO4J_URI": f"bolt://127.0.0.1:{a_free_port()}"}, "cannot be reached"),
    ],
    ids=["nothing named", "dead"],
)
def test_a_probe_without_neo4j_ends_with_5_and_starts_nothing(
    lineage_graph: CommandLine, tmp_path: Path, environment: dict[str, str], said: str
) -> None:
    done = lineage_graph("status", "--max-age", "6h", **environment)
    assert done.returncode == 5
    assert said in done.stderr
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("arguments", [("--max-age", "often"), ("--source", "prod")])
def test_wrong_use_is_told(lineage_graph: CommandLine, arguments: tuple[str, ...]) -> None:
    assert lineage_graph("status", *arguments).returncode == 2
