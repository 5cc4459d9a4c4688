"""Wrong use, bad files and hostile names as people meet them: the exit code, and what is said."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lineage_graph.graph import Graph
from lineage_graph.graph.lease import End, Request, new_owner, release, take
from tests.cli.conftest import CommandLine
from tests.conftest import Server, wipe
from tests.laws.loading import declared, emptied, environment_of, everything, load_all
from tests.questions.writing import driver_of
from tests.sources.test_bad_files import STRANGE_NAMES
from tests.sources.writing import Json, activity, dataset, linked_service, pipeline, write

SHOP: dict[str, Json] = {
    "factory/shop.json": {"name": "shop", "properties": {}},
    **{f"pipeline/p{number}.json": pipeline(activity("a"), name=f"p{number}") for number in range(4)},
}
PIPELINES = "MATCH (p:Pipeline) RETURN p.name AS name, p.removedAt IS NOT NULL AS removed ORDER BY name"


@pytest.fixture(scope="module")
def lineage_graph(server: Server) -> CommandLine:
    return CommandLine(server.environment)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write(tmp_path / "shop", SHOP)


def said(done: subprocess.CompletedProcess[str], code: int) -> list[str]:
    """The lines on standard error of a command that failed as it should: no trace, nothing else said."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert lines[0].startswith("Error: "), done.stderr
    assert len(lines) <= 2, done.stderr
    return lines


def test_nobody_at_the_address(lineage_graph: CommandLine, shop: Path, free_port: int) -> None:
    uri = f"bolt://127.0.0.1:{free_port}"
    first, second = said(lineage_graph("load", str(shop), NEO4J_URI=uri), 5)
    assert first.startswith(f"Error: Neo4j at {uri} cannot be reached: ")
    assert second == ("Check that it runs and that NEO4J_URI names it, or start a local one with: lineage-graph up")


def test_a_wrong_password(lineage_graph: CommandLine, server: Server, shop: Path) -> None:
    (line,) = said(lineage_graph("load", str(shop), NEO4J_PASSWORD="wrong"), 5)
    assert line == (
        f"Error: Neo4j at {server.uri} refused the user name or the password; "
        "set NEO4J_USERNAME and NEO4J_PASSWORD, or see lineage.yml."
    )


def test_an_unencrypted_address_of_another_machine(lineage_graph: CommandLine, shop: Path) -> None:
    first, second = said(lineage_graph("load", str(shop), "--uri", "bolt://graph.example:7687"), 2)
    assert first == "Error: bolt://graph.example:7687 would send the password unencrypted to another machine."
    assert second == "Use bolt+s://, or allow it with --insecure."


def test_no_password(lineage_graph: CommandLine, server: Server, shop: Path) -> None:
    (line,) = said(lineage_graph("load", str(shop), NEO4J_PASSWORD=""), 2)
    assert line == f"Error: No password for {server.uri}: set NEO4J_PASSWORD or give --password-file."


def test_an_address_that_is_none(lineage_graph: CommandLine, shop: Path) -> None:
    (line,) = said(lineage_graph("load", str(shop), NEO4J_URI="http://127.0.0.1:7474"), 2)
    assert line == "Error: http://127.0.0.1:7474 is not a Neo4j address; write it like neo4j+s://host:7687"


def test_a_path_that_does_not_exist(lineage_graph: CommandLine, tmp_path: Path) -> None:
    (line,) = said(lineage_graph("load", str(tmp_path / "nowhere")), 2)
    assert line == f"Error: {tmp_path / 'nowhere'}: No such file or directory; name a folder or a JSON file"


def test_an_empty_folder(lineage_graph: CommandLine, tmp_path: Path) -> None:
    (line,) = said(lineage_graph("load", str(tmp_path)), 1)
    assert line == f"Error: No pipelines, datasets or other definitions, and no runs, were found in {tmp_path}."


def test_nothing_to_load(lineage_graph: CommandLine) -> None:
    (line,) = said(lineage_graph("load"), 2)
    assert line == ("Error: Nothing to load: name a folder or a file, or a lineage.yml with sources (--config).")


def test_one_name_for_several_services(lineage_graph: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, {"a/pipeline/p.json": pipeline(), "b/pipeline/p.json": pipeline()})
    first, second = said(lineage_graph("load", str(tmp_path), "--service", "x"), 2)
    assert first == "Error: --service names one service, but 2 were found: unnamed-a (a), unnamed-b (b)"
    assert second == "Load the folder or the template of one of them at a time."


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--at", "yesterday"], "Error: --at yesterday is no time; write it like 2026-11-21T08:00:00Z."),
        (
            ["--at", "2026-11-21"],
            "Error: The time 2026-11-21 00:00:00 has no zone; write it like 2026-11-21T08:00:00Z.",
        ),
        (["--store", "crm"], "Error: --store crm: write NAME=HOST, such as kv-prod+crm=crm.database.windows.net"),
        (
            ["--store", "dbfs:/mnt/lake=acc"],
            "Error: dbfs:/mnt/lake: acc is no address of a store, such as abfss://raw@account.dfs.core.windows.net",
        ),
        (["--store", "=h"], "Error: --store =h: write NAME=HOST, such as kv-prod+crm=crm.database.windows.net"),
    ],
)
def test_options_that_make_no_sense(lineage_graph: CommandLine, shop: Path, options: list[str], line: str) -> None:
    assert said(lineage_graph("load", str(shop), *options), 2) == [line]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("version: 1\nsuorces: []", "line 2: suorces: this key is not known; did you mean sources?"),
        (
            "version: 1\nneo4j:\n  uri: ${NOT_SET_ANYWHERE}",
            "line 3: neo4j.uri: the environment variable NOT_SET_ANYWHERE is not set; set it or write a default",
        ),
        (
            "version: 1\nneo4j:\n  password: hunter2",
            "line 3: neo4j.password: a password may not stand in the file; write ${NEO4J_PASSWORD}",
        ),
    ],
)
def test_a_wrong_configuration_names_its_line(
    lineage_graph: CommandLine, tmp_path: Path, text: str, problem: str
) -> None:
    (tmp_path / "lineage.yml").write_text(text, encoding="utf-8")
    (line,) = said(lineage_graph("load", "-c", str(tmp_path / "lineage.yml")), 2)
    assert line == f"Error: {tmp_path / 'lineage.yml'}, {problem}"


def test_a_broken_file_is_named_and_the_others_are_loaded(lineage_graph: CommandLine, graph: Graph, shop: Path) -> None:
    emptied(graph)
    write(shop, {"pipeline/bad.json": '{\n "name": "x",\n}'})
    done = lineage_graph("load", str(shop))
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("Rejected: file pipeline/bad.json: invalid JSON at line 3, column 1: ")
    assert [row["name"] for row in graph.ask(PIPELINES)] == ["p0", "p1", "p2", "p3"]


def test_the_guard_keeps_what_vanished_until_it_is_allowed(
    lineage_graph: CommandLine, graph: Graph, shop: Path
) -> None:
    emptied(graph)
    assert lineage_graph("load", str(shop)).returncode == 0
    (shop / "pipeline/p0.json").unlink()
    (shop / "pipeline/p1.json").unlink()
    write(shop, {"pipeline/p9.json": pipeline(activity("a"), name="p9")})
    done = lineage_graph("load", str(shop))
    assert done.returncode == 8
    assert done.stderr.splitlines() == [
        "Error: git+adf://shop no longer has 2 of 4 pipelines: adf://shop/pipelines/p0, adf://shop/pipelines/p1.",
        "Nothing was removed, all else was written; if it is really gone, load again with --allow-removals.",
    ]
    kept = [("p0", False), ("p1", False), ("p2", False), ("p3", False), ("p9", False)]
    assert [(row["name"], row["removed"]) for row in graph.ask(PIPELINES)] == kept
    assert lineage_graph("load", str(shop), "--allow-removals").returncode == 0
    gone = [("p0", True), ("p1", True), ("p2", False), ("p3", False), ("p9", False)]
    assert [(row["name"], row["removed"]) for row in graph.ask(PIPELINES)] == gone


def test_things_of_one_key_are_told_apart_by_label(lineage_graph: CommandLine, graph: Graph, shop: Path) -> None:
    emptied(graph)
    write(shop, {"linkedService/crm.json": linked_service("crm", "BrandNewStore", url="https://crm.example")})
    write(shop, {"dataset/d.json": dataset("d", "BrandNewData", "crm")})
    read = activity("read", "Lookup", typeProperties={"dataset": {"referenceName": "d", "type": "DatasetReference"}})
    write(shop, {"pipeline/p9.json": pipeline(read, name="p9")})
    lineage_graph("load", str(shop))
    key = "adf://shop/linkedservices/crm"
    done = lineage_graph("show", key)
    assert done.returncode == 4
    assert done.stderr.splitlines()[0] == f"Error: {key!r} means 3 things; give the --label of one of them:"
    assert lineage_graph("show", key, "--label", "Store").returncode == 0


def test_another_load_holds_the_lease(lineage_graph: CommandLine, graph: Graph, shop: Path) -> None:
    emptied(graph)
    graph.prepare()
    at = datetime(2026, 3, 1, tzinfo=UTC)
    lease = take(graph, Request("git+adf://shop", "git", "adf://shop", frozenset(), frozenset(), at), new_owner())
    first, second = said(lineage_graph("load", str(shop)), 7)
    assert first.startswith(f"Error: git+adf://shop is being loaded by process {os.getpid()} on ")
    assert second.startswith("Wait for it; if it was killed, its lease ends at ")
    assert graph.ask(PIPELINES) == []
    release(graph, lease, End("done", whole=True, counts={}))
    assert lineage_graph("load", str(shop)).returncode == 0


def test_a_dry_run_writes_nothing_at_all(lineage_graph: CommandLine, empty_database: Server, shop: Path) -> None:
    done = lineage_graph("load", str(shop), "--dry-run")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Would load 1 service: shop\n")
    assert everything(empty_database) == "[]"
    with driver_of(empty_database) as driver:
        assert driver.execute_query("SHOW CONSTRAINTS").records == []
    lineage_graph("load", str(shop))
    before = everything(empty_database)
    write(shop, {"pipeline/p9.json": pipeline(activity("a"), name="p9")})
    assert lineage_graph("load", str(shop), "--dry-run").returncode == 0
    assert everything(empty_database) == before


def test_other_data_in_the_database_is_left_alone(lineage_graph: CommandLine, server: Server, shop: Path) -> None:
    foreign = (
        "MATCH (n) WHERE n.mine RETURN labels(n) AS labels, properties(n) AS properties, "
        "[(n)-[r]->(m) | [type(r), properties(r), m.name]] AS ties ORDER BY n.name"
    )
    with driver_of(server) as driver:
        wipe(driver)
        driver.execute_query(
            "CREATE (a:Pipeline {name: 'Nord Stream', mine: true})-[:CONTAINS {mine: true}]->"
            "(b:Customer {name: 'p0', mine: true, sources: ['git+adf://shop']}) CREATE (b)-[:USES]->(a)"
        )
        before = [row.data() for row in driver.execute_query(foreign).records]
        assert lineage_graph("load", str(shop)).returncode == 0
        for name in ("p0", "p1", "p2"):
            (shop / f"pipeline/{name}.json").unlink()
        assert lineage_graph("load", str(shop), "--allow-removals").returncode == 0
        assert [row.data() for row in driver.execute_query(foreign).records] == before
        assert len(before) == 2


HOSTILE = "sh\x1b[31mop\u202e\x07[red] =cmd() \N{DELIVERY TRUCK}"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A factory of a hostile name, with hostile objects, and some that are rejected."""
    files: dict[str, Json] = {
        "factory/f.json": {"name": HOSTILE, "properties": {}},
        "pipeline/a.json": pipeline(activity(HOSTILE), activity(HOSTILE), name=HOSTILE),
        "pipeline/\x1b[31m[red]\u202e.json": "{",
    }
    return write(tmp_path / "hostile", files)


def test_every_strange_name_is_kept_in_the_graph_as_it_is(graph: Graph, tmp_path: Path) -> None:
    names = [*STRANGE_NAMES, "y" * 1_000_000]
    files = {f"pipeline/{number}.json": pipeline(activity(name), name=name) for number, name in enumerate(names)}
    folder = write(tmp_path / "strange", {**files, "factory/f.json": {"name": "strange", "properties": {}}})
    load_all(emptied(graph), declared([folder]))
    for label in ("Pipeline", "Activity"):
        held = graph.ask(f"MATCH (n:{label}) RETURN n.name AS name, size(n.key) AS length")
        assert sorted(str(row["name"]) for row in held) == sorted(
            [*STRANGE_NAMES, "y" * 32_767 + "\N{HORIZONTAL ELLIPSIS}"]
        )
        assert max(int(str(row["length"])) for row in held) <= 4096
    (again,) = load_all(graph, declared([folder]))
    assert again.total.written == 0


@pytest.mark.parametrize("output", ["table", "json"])
def test_hostile_names_are_shown_safely(lineage_graph: CommandLine, graph: Graph, hostile: Path, output: str) -> None:
    emptied(graph)
    done = lineage_graph("load", str(hostile), "-o", output)
    assert done.returncode == 1, done.stderr
    for text in (done.stdout, done.stderr):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", text), text
    assert "[red]" in done.stdout
    assert "[red]" in (done.stdout if output == "json" else done.stderr)
    assert graph.ask("MATCH (p:Pipeline) RETURN p.name AS name") == [{"name": HOSTILE}]


def test_a_console_of_windows_prints_escapes(lineage_graph: CommandLine, graph: Graph, hostile: Path) -> None:
    emptied(graph)
    done = lineage_graph("load", str(hostile), PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert done.returncode == 1, done.stderr
    assert "\\U0001f69a" in done.stdout
    assert "Traceback" not in done.stderr
    assert "Unexpected" not in done.stderr


def test_without_a_terminal_nothing_is_coloured_or_animated(
    lineage_graph: CommandLine, graph: Graph, shop: Path
) -> None:
    emptied(graph)
    done = lineage_graph("load", str(shop), TERM="xterm-256color")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_a_terminal_that_wants_no_colour_gets_none(server: Server, graph: Graph, shop: Path) -> None:
    pty = pytest.importorskip("pty", reason="Windows has no such terminals")
    emptied(graph)
    ours, theirs = pty.openpty()
    environment = {**environment_of(server), "NO_COLOR": "1", "TERM": "xterm-256color"}
    with subprocess.Popen(
        [sys.executable, "-m", "lineage_graph", "load", str(shop)], stdout=theirs, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    assert process.returncode == 0
    assert b"Loaded 1 service" in shown
    assert not re.search(rb"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d|10\d)[;m]", shown), shown


def _read(terminal: int) -> bytes:
    """What the terminal shows; nothing once the process at its other end is gone."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


@pytest.mark.parametrize("output", ["table", "json"])
def test_a_reader_that_went_away_ends_it_quietly(server: Server, graph: Graph, shop: Path, output: str) -> None:
    emptied(graph)
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "lineage_graph", "load", str(shop), "-o", output]
    with subprocess.Popen(command, stdout=writing, stderr=subprocess.PIPE, env=environment_of(server)) as process:
        os.close(writing)
        _, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, b"")
    assert len(graph.ask(PIPELINES)) == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_under_the_output(server: Server) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "lineage_graph", "query", "RETURN 1 AS one", "-o", "csv"]
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, env=environment_of(server), check=False
        )
    assert (done.returncode, done.stderr) == (1, "Error: No space left on device\n")
