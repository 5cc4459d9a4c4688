"""A refresh killed at any of its effects, then one that is not: the graph is as if the first had never been killed.

A run of the tests takes one effect of every ``STEP``, and another one each time; LINEAGE_GRAPH_TEST_EFFECTS=all all.
"""

import os
from collections.abc import Iterator
from typing import Final

import pytest

from lineage_graph.graph import dump
from tests.conftest import Server
from tests.refresh.stage import Stage, effects_of, some_of, staged

STEP: Final = 3

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="a process is killed in another way on Windows"),
    pytest.mark.timeout(1800),
]


@pytest.fixture(scope="module")
def stage(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(server, tmp_path_factory.mktemp("killed")) as made:
        yield made


@pytest.fixture(scope="module")
def whole(stage: Stage) -> list[str]:
    """The effects of a refresh that nobody disturbs."""
    effects = effects_of(stage)
    assert dump(stage.graph) == stage.expected
    return effects.names


def test_a_refresh_has_effects_of_every_kind(whole: list[str]) -> None:
    assert {*whole} == {"asked Azure", "before a commit", "after a commit"}
    assert whole.count("before a commit") == whole.count("after a commit")
    assert len(whole) > 50


def test_a_refresh_that_is_killed_at_any_effect_is_made_good_by_the_next(stage: Stage, whole: list[str]) -> None:
    for number in some_of(len(whole), STEP):
        effects = effects_of(stage, number)
        assert effects.over, f"it ended before effect {number}"
        assert stage.recovered() == stage.expected, f"killed at effect {number}, {effects.names[-1]}"
