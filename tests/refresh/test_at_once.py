"""Refreshes at once: one of a source writes at a time, and who lost its lease does not write any more."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Final

import pytest

from lineage_graph.graph import dump
from lineage_graph.graph.lease import SECONDS
from lineage_graph.refresh import exit_code
from tests.azure import faults
from tests.conftest import Server
from tests.laws.loading import changes
from tests.refresh.days import SECOND, refreshed_at, sources_of
from tests.refresh.effects import Effects
from tests.refresh.snapshots import taken
from tests.refresh.stage import Stage, effects_of, held, refreshing, staged

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows pauses and kills processes in another way")

EXPIRE: Final = "MATCH (s:Source) WHERE s.leaseOwner IS NOT NULL SET s.leaseExpires = datetime() - duration('PT1S')"

TAKE_OVER: Final = """
MATCH (s:Source) WHERE s.leaseOwner IS NOT NULL
SET s.leaseOwner = 'elsewhere:1:other', s.leaseToken = s.leaseToken + 1
"""
"""As another machine does after the lease has ended."""


@pytest.fixture(scope="module")
def stage(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(server, tmp_path_factory.mktemp("at-once")) as made:
        yield made


def refreshed(stage: Stage) -> int:
    return exit_code(refreshed_at(stage.graph, sources_of(stage.azure, stage.folder), SECOND))


def commit_under(stage: Stage, kind: str) -> int:
    """The number of a commit, or of what comes after it, within a load of the source of that kind."""
    found: list[int] = []
    effects = Effects(requests=False)

    def look() -> None:
        if effects.names[-1] == "after a commit" and kind in held(stage.graph):
            found.append(len(effects.names))

    effects.look = look
    stage.set_back()
    with refreshing(stage, effects) as process:
        process.start()
        process.join()
    assert len(found) > 2, f"little is written under the lease of {kind}"
    return found[1]


def test_of_two_refreshes_at_once_one_may_be_turned_away_and_the_graph_is_whole(stage: Stage) -> None:
    both = threading.Barrier(2)
    stage.set_back()
    with refreshing(stage, Effects(requests=False)) as first, refreshing(stage, Effects(requests=False)) as second:
        stage.azure.script.add("^GET .*/pipelines$", *[faults.after(lambda: both.wait(60))] * 2)
        for process in (first, second):
            process.start()
        for process in (first, second):
            process.join()
        codes = {first.exitcode, second.exitcode}
    assert 0 in codes
    assert codes <= {0, 7}
    assert held(stage.graph) == []
    assert stage.recovered() == stage.expected


def paused(stage: Stage, kind: str, meanwhile: Callable[[], object]) -> int | None:
    """How a refresh ends that sleeps within its load of that kind of source while something else goes on."""
    effects = Effects(commit_under(stage, kind), cuts=False, requests=False)
    stage.set_back()
    with refreshing(stage, effects) as process:

        def pause() -> None:
            assert process.pid is not None
            os.kill(process.pid, signal.SIGSTOP)
            meanwhile()
            os.kill(process.pid, signal.SIGCONT)

        effects.end = pause
        process.start()
        process.join()
        return process.exitcode


@pytest.mark.parametrize("kind", ["live", "runs"])
def test_a_refresh_that_slept_past_its_lease_is_refused(stage: Stage, kind: str) -> None:
    written: list[object] = []

    def take_over() -> None:
        stage.graph.change(TAKE_OVER)
        written.append(changes(stage.graph))

    assert paused(stage, kind, take_over) == 7
    assert changes(stage.graph) == written[0]
    stage.graph.change(EXPIRE)
    assert stage.recovered() == stage.expected


@pytest.mark.parametrize("kind", ["live", "runs"])
def test_a_refresh_does_while_another_sleeps_what_that_one_does_not_undo(stage: Stage, kind: str) -> None:
    others: list[int] = []

    def refresh_twice() -> None:
        others.append(refreshed(stage))
        stage.graph.change(EXPIRE)
        others.append(refreshed(stage))

    # Where nothing is left to write, nothing has to be refused.
    assert paused(stage, kind, refresh_twice) in (0, 7)
    assert others == [7, 0]
    assert dump(stage.graph) == stage.expected
    assert held(stage.graph) == []


def test_a_killed_refresh_blocks_other_machines_no_longer_than_its_lease(stage: Stage) -> None:
    effects_of(stage, commit_under(stage, "live"), requests=False)
    (lease,) = stage.graph.ask(
        "MATCH (s:Source {kind: 'live'}) RETURN s.leaseOwner IS NOT NULL AS held, "
        "s.leaseExpires <= datetime() + duration({seconds: $most}) AS ends",
        {"most": SECONDS},
    )
    assert lease == {"held": True, "ends": True}
    stage.graph.change("MATCH (s:Source {kind: 'live'}) SET s.leaseOwner = 'elsewhere:1:other'")
    assert refreshed(stage) == 7
    stage.graph.change(EXPIRE)
    assert stage.recovered() == stage.expected


def test_a_refresh_of_what_did_not_change_writes_its_books_only(stage: Stage) -> None:
    stage.set_back()
    stage.recovered()
    before, written = taken(stage.driver), changes(stage.graph)
    assert stage.recovered() == stage.expected
    after = taken(stage.driver)
    assert changes(stage.graph) == written
    assert {label: rows for label, rows in before.nodes.items() if label not in ("Source", "Refresh")} == {
        label: rows for label, rows in after.nodes.items() if label not in ("Source", "Refresh")
    }
    assert before.edges == after.edges
    assert len(after.nodes["Refresh"]) == len(before.nodes["Refresh"]) + 2
