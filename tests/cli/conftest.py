"""The command line as a real process against the estate."""

import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from tests.conftest import Server, wipe
from tests.questions.estate_runs import write_estate
from tests.questions.writing import driver_of


@dataclass(frozen=True)
class CommandLine:
    """Runs ``lineage-graph`` and gives back what it said; ``environment`` is added to that of the tests."""

    environment: dict[str, str]

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "lineage_graph", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={**os.environ, "COLUMNS": "120", "PYTHONUTF8": "1", **self.environment, **environment},
            timeout=120,
            check=False,
        )


@pytest.fixture(scope="module")
def lineage_graph(server: Server) -> CommandLine:
    with driver_of(server) as driver:
        wipe(driver)
        write_estate(driver)
    return CommandLine(server.environment)
