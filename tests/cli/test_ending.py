"""SIGTERM ends the program wherever it is."""

import os
import subprocess
import sys

import pytest

SWALLOWED = """
import os, signal
from lineage_graph.cli.ending import end_if_asked, terminate

class Finalized:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(100):
            pass

signal.signal(signal.SIGTERM, terminate)
end_if_asked()
Finalized()
print("goes on", flush=True)
end_if_asked()
print("went on", flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGTERM to wait for")
def test_an_end_that_was_asked_for_inside_a_finalizer_comes_where_the_program_looks() -> None:
    result = subprocess.run([sys.executable, "-c", SWALLOWED], capture_output=True, text=True, check=False)
    assert (result.stdout, result.returncode) == ("goes on\n", 143)
