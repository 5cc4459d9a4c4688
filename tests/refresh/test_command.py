"""The command ``refresh`` as a process of its own, as a scheduler runs it."""

import json
import os
import random
import re
import secrets
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from lineage_graph.graph import Graph
from tests.azure.server import Azure, serving
from tests.conftest import Server
from tests.laws.loading import environment_of
from tests.refresh.test_refresh import factory, ran, settings


def command(server: Server, folder: Path, *arguments: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "lineage_graph", "refresh", "-c", str(folder / "lineage.yml"), *arguments]
    return subprocess.Popen(
        line, env=environment_of(server), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def done(server: Server, folder: Path, *arguments: str) -> tuple[int, str, str]:
    with command(server, folder, *arguments) as process:
        told, wrong = process.communicate(timeout=120)
        return process.returncode, told, wrong


@pytest.mark.usefixtures("graph")
def test_it_tells_what_it_did_and_writes_figures_for_the_monitor(server: Server, tmp_path: Path) -> None:
    service = factory()
    ran(service, 1, timedelta(hours=3))
    figures = tmp_path / "lineage.prom"
    with serving(Azure([service])) as azure:
        settings(azure, tmp_path)
        code, told, wrong = done(server, tmp_path, "-o", "json", "--metrics-file", str(figures))
    assert (code, wrong) == (0, "")
    (source,) = json.loads(told)["sources"]
    assert source["source"] == "adf-test"
    assert source["services"] == ["adf-test"]
    assert (source["runsRead"], source["rejected"], source["exitCode"]) == (2, [], 0)
    lines = figures.read_text(encoding="utf-8").splitlines()
    assert 'lineage_graph_refresh_exit_code{source="adf-test"} 0' in lines
    assert 'lineage_graph_refresh_runs_read{source="adf-test"} 2' in lines
    assert all(re.fullmatch(r'# (HELP|TYPE) .+|[a-z_]+\{source="[^"]*"\} [0-9.e+-]+', line) for line in lines)


def test_a_source_that_is_not_there_ends_with_the_code_of_azure(server: Server, tmp_path: Path) -> None:
    with serving(Azure([])) as azure:
        settings(azure, tmp_path)
        code, told, wrong = done(server, tmp_path)
    assert code == 6
    assert "adf-test" in told
    assert "There is no data factory adf-test" in wrong
    assert "Traceback" not in wrong


def test_a_dry_run_changes_nothing(graph: Graph, server: Server, tmp_path: Path) -> None:
    with serving(Azure([factory()])) as azure:
        settings(azure, tmp_path)
        code, told, _ = done(server, tmp_path, "--dry-run", "-o", "json")
    assert code == 0
    assert json.loads(told)["sources"][0]["graph"]["created"] > 0
    assert graph.ask("MATCH (n) WHERE NOT n:Graph RETURN count(n) AS nodes") == [{"nodes": 0}]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--source", "nobody"), "lineage.yml has no source nobody; it has adf-test."),
        (("--since", "yesterday"), "'yesterday' is no span of time such as 7d"),
        (("--every", "often"), "expected a duration such as 45d, 12h, 30m or 90s"),
    ],
)
def test_wrong_use_says_what_to_do(server: Server, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    with serving(Azure([factory()])) as azure:
        settings(azure, tmp_path)
        code, _, wrong = done(server, tmp_path, *arguments)
    assert code == 2
    assert said in wrong


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGTERM to wait for")
def test_it_stays_and_goes_on_and_ends_when_it_is_told_to(graph: Graph, server: Server, tmp_path: Path) -> None:
    seed = secrets.randbelow(1_000_000)
    print(f"moments chosen by the seed {seed}")  # noqa: T201 - shown where it fails
    chance = random.Random(seed)  # noqa: S311 - no secret
    with serving(Azure([factory()])) as azure:
        settings(azure, tmp_path)
        for _ in range(8):
            with command(server, tmp_path, "--every", "1s") as process:
                wait_for_rounds(graph, process, 2)
                time.sleep(chance.uniform(0.0, 1.5))
                assert process.poll() is None
                process.send_signal(signal.SIGTERM)
                _, said = process.communicate(timeout=20)
            assert process.returncode == 128 + signal.SIGTERM, said
            held = graph.ask("MATCH (s:Source) WHERE s.leaseOwner IS NOT NULL RETURN count(s) AS held")
            assert held == [{"held": 0}]


def wait_for_rounds(graph: Graph, process: subprocess.Popen[str], more: int) -> None:
    """Until the process has ended, or that many sources more were loaded."""
    count = "MATCH (r:Refresh {outcome: 'done'}) RETURN count(r) AS rounds"
    before = graph.ask(count)[0]["rounds"]
    for _ in range(600):
        rounds = graph.ask(count)[0]["rounds"]
        if int(str(rounds)) >= int(str(before)) + more or process.poll() is not None:
            return
        time.sleep(0.1)
