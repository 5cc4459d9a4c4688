"""One answer in three forms: the same rows in each, and nothing in a name that a reader would obey."""

import csv
import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from rich.console import Console

from lineage_graph.answers.asking import Answer, Source
from lineage_graph.reports.output import FORMS, write, write_csv, write_json
from lineage_graph.reports.screen import add, screen, table

ESCAPE, RIGHT_TO_LEFT, SEQUENCE_START = "\x1b[31mred", "\u202egnp.exe", "\x9b2J"
HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a,b", 'a"b', "[bold]a[/bold]", ":smile:", "Größe", "表")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    key: str
    name: str
    part_of: tuple[str, ...] = ()
    assets: int | None = None


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def _answer(*names: str) -> Answer[Place]:
    return Answer(
        question="places",
        parameters={"name": "x", "certain": False},
        results=tuple(Place(key=f"k{at}", name=name, part_of=("a", "b"), assets=at) for at, name in enumerate(names)),
        counts={"places": len(names)},
        freshness=(Source("git+adf://s", "git", "adf://s", datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)),),
    )


def _people(answer: Answer[Place]) -> Callable[[Console], None]:
    def show(console: Console) -> None:
        drawn = table("Name", "Part of", "Assets", numbers=["Assets"])
        for place in answer.results:
            add(drawn, place.name, place.part_of, place.assets)
        console.print(drawn)

    return show


def _bytes(write_to: Callable[[io.TextIOWrapper], None], encoding: str = "utf-8", *, terminal: bool = False) -> bytes:
    buffer = io.BytesIO()
    stream = (Terminal if terminal else io.TextIOWrapper)(buffer, encoding=encoding, newline="\r\n")
    write_to(stream)
    stream.flush()
    return buffer.getvalue()


def _table(answer: Answer[Place], encoding: str, monkeypatch: pytest.MonkeyPatch, *, terminal: bool = False) -> str:
    def to(stream: io.TextIOWrapper) -> None:
        stream.reconfigure(errors="backslashreplace", newline="\n")
        monkeypatch.setattr(sys, "stdout", stream)
        write(answer, Place, "table", _people(answer))

    monkeypatch.setenv("TERM", "xterm-256color")
    return _bytes(to, encoding, terminal=terminal).decode(encoding)


def test_json_is_the_envelope_of_every_question() -> None:
    text = _bytes(lambda stream: write_json(_answer("orders"), stream)).decode()
    assert json.loads(text) == {
        "schemaVersion": 1,
        "question": "places",
        "parameters": {"name": "x", "certain": False},
        "asOf": "2026-05-04T03:02:01+00:00",
        "freshness": [
            {
                "source": "git+adf://s",
                "kind": "git",
                "service": "adf://s",
                "readAt": "2026-05-04T03:02:01+00:00",
                "runsUntil": None,
            }
        ],
        "cut": None,
        "counts": {"places": 1},
        "results": [{"key": "k0", "name": "orders", "partOf": ["a", "b"], "assets": 0}],
    }


def test_csv_is_rfc_4180_with_lists_in_one_cell() -> None:
    written = _bytes(lambda stream: write_csv(_answer("or,ders", 'a"b'), Place, stream))
    assert written == b'key,name,partOf,assets\r\nk0,"or,ders",a; b,0\r\nk1,"a""b",a; b,1\r\n'


def test_csv_is_utf8_on_a_console_with_a_code_page() -> None:
    written = _bytes(lambda stream: write_csv(_answer("表"), Place, stream), "cp1252")
    assert "k0,表,a; b,0" in written.decode("utf-8")


def test_json_on_a_console_with_a_code_page_is_ascii_and_the_same() -> None:
    written = _bytes(lambda stream: write_json(_answer("表", "😀", "é"), stream), "cp1252")
    assert written.isascii()
    assert [row["name"] for row in json.loads(written)["results"]] == ["表", "😀", "é"]


def test_the_three_forms_have_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = _answer("one", "two", "three")
    records = json.loads(_bytes(lambda stream: write_json(answer, stream)))["results"]
    lines = list(csv.DictReader(io.StringIO(_bytes(lambda stream: write_csv(answer, Place, stream)).decode())))
    shown = _table(answer, "utf-8", monkeypatch).splitlines()[2:]
    assert [row["name"] for row in records] == [row["name"] for row in lines] == ["one", "two", "three"]
    assert [line.split()[0] for line in shown if line.strip()] == ["one", "two", "three"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_csv_is_a_formula(name: str) -> None:
    text = _bytes(lambda stream: write_csv(_answer(name), Place, stream)).decode()
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["name"] == f"'{name}"


@pytest.mark.parametrize("name", [ESCAPE, RIGHT_TO_LEFT, SEQUENCE_START])
@pytest.mark.parametrize("form", FORMS)
def test_no_form_lets_a_name_steer_a_terminal(name: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = _answer(name)
    written = {
        "table": lambda: _table(answer, "utf-8", monkeypatch, terminal=True),
        "json": lambda: _bytes(lambda stream: write_json(answer, stream), terminal=True).decode(),
        "csv": lambda: _bytes(lambda stream: write_csv(answer, Place, stream), terminal=True).decode(),
    }[form]()
    assert name not in written
    assert name[1:] in written


def test_json_keeps_what_it_escapes() -> None:
    names = [ESCAPE, RIGHT_TO_LEFT, SEQUENCE_START, "\U000e0041", "\x7f"]
    text = _bytes(lambda stream: write_json(_answer(*names), stream)).decode()
    assert [row["name"] for row in json.loads(text)["results"]] == names
    assert not set("".join(names)) - set("[31mredgnp.exe2J") & set(text)


def test_csv_in_a_file_keeps_every_character() -> None:
    text = _bytes(lambda stream: write_csv(_answer(RIGHT_TO_LEFT), Place, stream)).decode()
    assert RIGHT_TO_LEFT in text


def test_a_table_shows_markup_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _table(_answer("[bold]a[/bold]", ":smile:"), "utf-8", monkeypatch)
    assert "[bold]a[/bold]" in shown
    assert ":smile:" in shown


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
def test_a_table_can_be_printed_on_any_console(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _table(_answer(*HOSTILE), encoding, monkeypatch)
    assert "@SUM(A1)" in shown
    assert "\\u8868" in shown


def test_a_table_is_plain_where_nobody_sees_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in _table(_answer("one"), "utf-8", monkeypatch)


def test_a_terminal_has_a_bold_heading_and_no_colour_if_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" in _table(_answer("one"), "utf-8", monkeypatch, terminal=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in _table(_answer("one"), "utf-8", monkeypatch, terminal=True)


def test_wide_characters_do_not_bend_the_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _table(_answer("表表", "abcd"), "utf-8", monkeypatch).splitlines()
    wide, narrow = (next(line for line in lines if line.startswith(name)) for name in ("表表", "abcd"))
    assert wide.index("a; b") + len("表表") == narrow.index("a; b") == 7


def test_a_screen_writes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    screen().print("one")
    assert capsys.readouterr().out == "one\n"
