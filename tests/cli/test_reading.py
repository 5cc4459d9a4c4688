"""Reading commands as people and scripts run them: the same numbers in every form, exit codes, hostile names, pipes."""

import csv
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import click
import pytest

from lineage_graph.cli import COMMANDS, Commands, cli
from tests.cli.conftest import CommandLine
from tests.questions import estate as here

QUESTIONS = [
    ("impact", "dbo.Orders"),
    ("impact", "Master"),
    ("impact", here.invoice.key, "--certain"),
    ("upstream", "Revenue", "--hops", "2"),
    ("path", "dbo.Orders", "Revenue"),
    ("path", "dbo.Orders", "Revenue", "--all"),
    ("search", "orders"),
    ("show", "dbo.Orders"),
    ("show", here.hostile.key),
    ("runs", "Load orders"),
    ("runs", "raw/orders", "--since", "2026-02-01", "--status", "failed"),
    ("coverage",),
    ("coverage", "--reason", "runtime-only"),
    ("query", "health/orphans"),
    ("query", "MATCH (s:Store) RETURN s.key AS key, s.name AS name ORDER BY key"),
]
READING = [name for name in COMMANDS if name not in {"demo", "up", "down", "load", "report", "prune"}]


def as_document(text: str) -> dict[str, object]:
    document = json.loads(text)
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize("arguments", QUESTIONS, ids=lambda arguments: " ".join(arguments)[:40])
def test_json_and_csv_hold_the_same_rows(arguments: tuple[str, ...], lineage_graph: CommandLine) -> None:
    document = as_document(lineage_graph(*arguments, "-o", "json").stdout)
    assert list(document) == [
        "schemaVersion",
        "question",
        "parameters",
        "asOf",
        "freshness",
        "cut",
        "counts",
        "results",
    ]
    assert document["schemaVersion"] == 1
    assert document["asOf"] == "2026-01-01T00:00:00+00:00"
    results = document["results"]
    assert isinstance(results, list)
    assert results
    rows = list(csv.DictReader(StringIO(lineage_graph(*arguments, "-o", "csv").stdout)))
    assert [row.keys() for row in rows] == [result.keys() for result in results]
    for name in ("key", "hops", "name"):
        if name in rows[0]:
            plain = [row[name].removeprefix("'").removeprefix("=") for row in rows]
            assert plain == [str(result[name]).removeprefix("=") for result in results]


@pytest.mark.parametrize("name", ["dbo.Orders", "Master", here.invoice.key, "crm.example"])
def test_the_table_counts_what_json_counts(name: str, lineage_graph: CommandLine) -> None:
    document = as_document(lineage_graph("impact", name, "-o", "json").stdout)
    results, counts = document["results"], document["counts"]
    assert isinstance(results, list)
    assert isinstance(counts, dict)
    for label, counted in (("Asset", "assets"), ("Pipeline", "pipelines"), ("Service", "services")):
        assert sum(label in result["labels"] for result in results) == counts[counted]
    assert sum(result["processes"] or 0 for result in results) == counts["processes"]
    assert sum(result["certainty"] == "possible" for result in results) == counts["possible"]
    text = lineage_graph("impact", name).stdout
    assert f" {counts['assets']} asset" in text.splitlines()[0]
    for result in results:
        assert result["name"] in text or "Service" in result["labels"]


def test_an_old_key_is_answered_with_a_note(lineage_graph: CommandLine) -> None:
    done = lineage_graph("impact", here.old_table.key, "-o", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["parameters"]["key"] == here.orders.key
    assert done.stderr == f"Note: {here.old_table.key} is called {here.orders.key} now.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("impact", "dbo.Orders"), 0, ""),
        (("impact", "raw/switched-off"), 0, ""),
        (("impact", "no such thing"), 4, "Nothing has the name"),
        (("impact", "Orders"), 4, "means 2 things"),
        (("impact", here.old_store.key), 4, "was removed"),
        (("path", "Revenue", "dbo.Orders"), 4, "No way leads"),
        (("search", "zzzzz"), 4, "No name has"),
        (("search", "***"), 2, "no word"),
        (("impact", "onprem"), 2, "no data passes"),
        (("impact", "dbo.Orders", "--hops", "0"), 2, "hops"),
        (("impact", "dbo.Orders", "-o", "xml"), 2, "xml"),
        (("impact",), 2, "NAME"),
        (("nonsense",), 2, "nonsense"),
        (("runs", "Load orders", "--since", "2026-02-02T01:00:00Z"), 0, ""),
        (("runs", "Load orders", "--since", "1d"), 4, "No run of"),
        (("runs", "Load orders", "--since", "soon"), 2, "no span of time such as 7d"),
        (("runs", "Load orders", "--status", "done"), 2, "done"),
        (("runs", "Load orders", "--limit", "0"), 2, "limit"),
        (("query", "no/question"), 2, "no question"),
        (("query", "impact/downstream"), 2, "needs --key"),
        (("query", "impact/downstream", "--kee", "x"), 2, "no parameter --kee"),
        (("query", "impact/downstream_rings", "--key", "x", "--hops", "far"), 2, "not a value such as"),
        (("query", "MATCH (n) DETACH DELETE n"), 2, "writes"),
        (("query", "LOAD CSV FROM 'file:///x' AS l RETURN l"), 2, "LoadCSV"),
        (("query", "CALL dbms.components() YIELD name RETURN name"), 2, "dbms.components"),
        (("query", "MATCH (n RETURN n"), 2, "does not accept"),
        (("query", "-f", "nowhere.cypher"), 2, "nowhere.cypher"),
        (("impact", "x", "--uri", "bolt://127.0.0.1:1"), 5, "cannot be reached"),
        (("impact", "x", "--uri", "http://127.0.0.1"), 2, "not a Neo4j address"),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], code: int, said: str, lineage_graph: CommandLine) -> None:
    done = lineage_graph(*arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert code == 0 or done.stdout == ""


@pytest.mark.parametrize("name", READING)
def test_every_reading_command_has_help_with_an_example(name: str) -> None:
    group = cli
    assert isinstance(group, Commands)
    command = group.get_command(click.Context(cli), name)
    assert command is not None
    text = command.get_help(click.Context(command, info_name=name))
    assert name == "status" or f"\n    lineage-graph {name}" in text
    for parameter in command.params:
        assert not isinstance(parameter, click.Option) or parameter.help, parameter.name


def test_a_hostile_name_does_no_harm(lineage_graph: CommandLine) -> None:
    shown = lineage_graph("show", here.hostile.key).stdout
    assert r"=[red]\u202egnp.\x1b[31m\t<b>" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    row = next(csv.DictReader(StringIO(lineage_graph("show", here.hostile.key, "-o", "csv").stdout)))
    assert row["name"] == "'" + here.hostile.name
    document = json.loads(lineage_graph("show", here.hostile.key, "-o", "json").stdout)
    assert document["results"][0]["name"] == here.hostile.name


def test_a_console_that_cannot_show_everything_shows_escapes(lineage_graph: CommandLine) -> None:
    for arguments in QUESTIONS[::3]:
        done = lineage_graph(*arguments, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
        assert done.returncode == 0, done.stderr
        assert done.stdout.isascii()
    document = json.loads(lineage_graph("search", "orders", "-o", "json", PYTHONIOENCODING="cp1252").stdout)
    assert document["counts"]["matches"] > 0


def test_a_reader_that_goes_away_ends_it_quietly(lineage_graph: CommandLine) -> None:
    command = f"'{sys.executable}' -m lineage_graph query | head -1; echo ${{PIPESTATUS[0]}}"
    environment = {**os.environ, **lineage_graph.environment}
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, env=environment, timeout=60, check=False
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "0"


def test_no_colour_without_a_terminal(lineage_graph: CommandLine) -> None:
    assert "\x1b" not in lineage_graph("impact", "dbo.Orders").stdout
    assert "\x1b" not in lineage_graph("coverage").stdout


def test_a_cut_is_told(lineage_graph: CommandLine) -> None:
    assert "there is more behind" in lineage_graph("impact", "dbo.Orders", "--hops", "1").stdout
    done = lineage_graph("impact", "dbo.Orders", "--hops", "1", "-o", "csv")
    assert "cut at hops 1" in done.stderr
    assert as_document(lineage_graph("impact", "dbo.Orders", "--hops", "99", "-o", "json").stdout)["cut"] is None


def test_what_may_be_missing_is_told(lineage_graph: CommandLine) -> None:
    text = " ".join(lineage_graph("impact", "dbo.Orders").stdout.split())
    assert "sink of copy file (runtime-only)" in text
    assert "Score (Build mart, DatabricksNotebook: opaque-code)" in text
    assert "only possible" in lineage_graph("impact", here.invoice.key).stdout


def test_a_question_takes_its_parameters_as_options(lineage_graph: CommandLine, tmp_path: Path) -> None:
    rows = lineage_graph("query", "impact/downstream", "--key", here.orders.key, "-o", "csv").stdout.splitlines()
    assert rows[0] == "key,name,labels,hops"
    assert len(rows) == 8
    listed = lineage_graph("query", "impact/downstream_layer", f"--frontier={here.orders.key}", "--certain", "true")
    assert "raw@lake" in listed.stdout
    file = tmp_path / "mine.cypher"
    file.write_text(
        '// Mine.\n// :param name => "x"\n// :returns key\nMATCH (s:Store {name: $name}) RETURN s.key AS key'
    )
    asked = lineage_graph("query", "-f", str(file), "--name", "acme", "-o", "csv")
    assert asked.stdout.splitlines() == ["key", "snowflake://acme"], asked.stderr


def test_the_library_is_listed_and_explained(lineage_graph: CommandLine) -> None:
    assert "impact/downstream" in lineage_graph("query").stdout
    explained = lineage_graph("query", "impact/downstream", "--explain").stdout
    assert ":param key =>" in explained
    assert "MATCH path" in explained


def test_the_schema_is_printed_and_applied(lineage_graph: CommandLine) -> None:
    assert "CREATE CONSTRAINT assetKey" in lineage_graph("schema").stdout
    applied = lineage_graph("schema", "apply")
    assert (applied.returncode, applied.stdout) == (0, "")
    assert "in place" in applied.stderr


def test_a_question_tells_its_own_help(lineage_graph: CommandLine) -> None:
    told = lineage_graph("query", "structure/callers", "--help")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines() == [
        "Which pipelines call this one, directly or through others.",
        "",
        "steps counts calls and nestings on the shortest way down to it. An inactive activity calls",
        "nothing.",
        "",
        "Options:",
        '  --key          such as "adf://sales/pipelines/load%20orders"',
        "",
        "Columns: key, name, service, steps",
    ]
