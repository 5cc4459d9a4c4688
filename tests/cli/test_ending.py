"""SIGTERM and Ctrl-C end the program wherever it is."""

import os
import signal
import subprocess
import sys
import time

import neo4j
import pytest

from tests.conftest import Server
from tests.laws.loading import environment_of
from tests.questions.writing import driver_of

ENDLESS = "UNWIND range(1, 1000000000000) AS number RETURN count(number + 1) AS count"
RUNNING = "SHOW TRANSACTIONS YIELD currentQuery AS query WHERE query STARTS WITH 'UNWIND' RETURN count(*) AS running"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has neither of the two signals")

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


def test_an_end_that_was_asked_for_inside_a_finalizer_comes_where_the_program_looks() -> None:
    result = subprocess.run([sys.executable, "-c", SWALLOWED], capture_output=True, text=True, check=False)
    assert (result.stdout, result.returncode) == ("goes on\n", 143)


@pytest.mark.parametrize(("asked", "code", "said"), [("SIGTERM", 143, "Terminated."), ("SIGINT", 130, "Interrupted.")])
def test_a_query_that_takes_long_ends_when_it_is_told_to(server: Server, asked: str, code: int, said: str) -> None:
    line = [sys.executable, "-m", "lineage_graph", "query", ENDLESS]
    with (
        driver_of(server) as driver,
        subprocess.Popen(line, env=environment_of(server), stderr=subprocess.PIPE, text=True) as process,
    ):
        try:
            wait_until_running(driver, 1)
            process.send_signal(signal.Signals[asked])
            _, told = process.communicate(timeout=30)
            wait_until_running(driver, 0)
        finally:
            process.kill()
    assert (process.returncode, told.strip()) == (code, said)


def wait_until_running(driver: neo4j.Driver, count: int) -> None:
    """Until so many of the queries run on the server."""
    for _ in range(300):
        (answer,), _, _ = driver.execute_query(RUNNING)
        if answer["running"] == count:
            return
        time.sleep(0.1)
    pytest.fail(f"not {count} queries are running")
