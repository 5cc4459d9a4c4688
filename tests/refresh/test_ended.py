"""A refresh that is told to end (SIGTERM) while it waits for a commit: it ends, and holds no lease any more.

A run of the tests takes one effect of every ``STEP``, and another one each time; LINEAGE_GRAPH_TEST_EFFECTS=all all.
"""

import os
import signal
import time
from collections.abc import Iterator
from typing import Final

import pytest

from lineage_graph.cli.ending import TERMINATED
from tests.conftest import Server
from tests.refresh.effects import Effects, ending_process
from tests.refresh.stage import Stage, effects_of, held, refreshing, some_of, staged

STEP: Final = 31
HEARD: Final = 0.2
"""Seconds that a message waits, so that the process gets the signal before it."""

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGTERM to wait for"),
    pytest.mark.timeout(1800),
]


@pytest.fixture(scope="module")
def stage(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(server, tmp_path_factory.mktemp("ended")) as made:
        yield made


def ended_at(stage: Stage, effect: int) -> tuple[Effects, int | None]:
    """What happened in a refresh that was told to end at that commit, and its exit code."""
    stage.set_back()
    effects = Effects(effect, cuts=False, requests=False)
    with refreshing(stage, effects, ending_process) as process:

        def tell() -> None:
            assert process.pid is not None
            os.kill(process.pid, signal.SIGTERM)
            time.sleep(HEARD)

        effects.end = tell
        process.start()
        process.join(20)
        return effects, process.exitcode


def test_a_refresh_that_is_told_to_end_at_any_commit_ends_without_a_lease(stage: Stage) -> None:
    whole = effects_of(stage, requests=False).names
    for number in some_of(len(whole), STEP):
        effects, code = ended_at(stage, number)
        where = f"told to end at effect {number}, {effects.names[number - 1]}"
        assert (code, held(stage.graph)) == (TERMINATED, []), where
        assert stage.recovered() == stage.expected, where
