"""The order of running again: worked out by hand, and held to its law on random nets."""

from collections.abc import Sequence

from hypothesis import given

from lineage_graph.answers.net import Step
from lineage_graph.reports.turns import Turn, turns
from tests.reports.nets import nets, reached, step

Places = list[tuple[int, str, int | None, str]]


def _places(found: Sequence[Turn]) -> Places:
    return [(turn.place, turn.owner, turn.cycle, "".join(turn.waits_for)) for turn in found]


def test_a_pipeline_comes_after_all_that_it_waits_for() -> None:
    steps = [step("W", "a", "b"), step("X", "a", "c"), step("Y", "bc", "d"), step("Z", "ad", "e")]
    assert _places(turns(steps, ["a"])) == [
        (1, "W", None, "a"),
        (1, "X", None, "a"),
        (2, "Y", None, "bc"),
        (3, "Z", None, "ad"),
    ]


def test_what_is_not_late_is_not_waited_for() -> None:
    steps = [step("W", "az", "b"), step("X", "z", "c"), step("Y", "bc", "d")]
    assert _places(turns(steps, ["a"])) == [(1, "W", None, "a"), (2, "Y", None, "b")]


def test_pipelines_that_wait_for_each_other_stand_together_as_a_cycle() -> None:
    steps = [step("W", "a", "b"), step("X", "bd", "c"), step("Y", "c", "d"), step("Z", "d", "e")]
    assert _places(turns(steps, ["a"])) == [
        (1, "W", None, "a"),
        (2, "X", 1, "bd"),
        (2, "Y", 1, "c"),
        (3, "Z", None, "d"),
    ]


def test_two_cycles_at_one_place_have_two_numbers() -> None:
    steps = [step("W", "ac", "b"), step("X", "b", "c"), step("Y", "ae", "d"), step("Z", "d", "e")]
    assert [(turn.owner, turn.place, turn.cycle) for turn in turns(steps, ["a"])] == [
        ("W", 1, 1),
        ("X", 1, 1),
        ("Y", 1, 2),
        ("Z", 1, 2),
    ]


def test_a_pipeline_that_reads_its_own_output_is_no_cycle() -> None:
    steps = [step("W", "a", "b", 1), step("W", "b", "c", 2), step("X", "c", "d")]
    assert _places(turns(steps, ["a"])) == [(1, "W", None, "ab"), (2, "X", None, "c")]


def test_what_else_a_pipeline_moves_does_not_count() -> None:
    steps = [step("W", "a", "b", 1), step("W", "y", "z", 2), step("X", "z", "c"), step("Y", "b", "d")]
    assert _places(turns(steps, ["a"])) == [(1, "W", None, "a"), (2, "Y", None, "b")]


def test_a_pipeline_that_only_reads_is_in_the_order() -> None:
    assert _places(turns([step("W", "a", None)], ["a"])) == [(1, "W", None, "a")]


def test_nobody_waits_for_what_nobody_reads() -> None:
    assert turns([step("W", "a", "b")], ["b"]) == []
    assert turns([step("W", "a", "b")], []) == []


@given(nets())
def test_every_pipeline_runs_once_and_after_those_that_write_what_it_waits_for(steps: list[Step]) -> None:
    found = {turn.owner: turn for turn in turns(steps, ["a"])}
    late = reached(steps, ["a"])
    running = [one for one in steps if one.process in late]
    assert set(found) == {one.owner for one in running}
    assert len(turns(steps, ["a"])) == len(found)
    for giver in running:
        for taker in running:
            if giver.output in taker.inputs and giver.owner != taker.owner:
                first, second = found[giver.owner], found[taker.owner]
                together = first.cycle is not None and first.cycle == second.cycle
                assert first.place < second.place or together
                assert giver.output in second.waits_for


@given(nets())
def test_a_cycle_is_only_what_really_waits_for_itself(steps: list[Step]) -> None:
    for turn in turns(steps, ["a"]):
        if turn.cycle is not None:
            assert turn.owner in _before(turn.owner, steps)


def _before(owner: str, steps: list[Step]) -> set[str]:
    """All owners that write, at first hand or later, what the owner reads; owners' own movements left out."""
    late = reached(steps, ["a"])
    running = [one for one in steps if one.process in late]
    pairs = {(x.owner, y.owner) for x in running for y in running if x.owner != y.owner and x.output in y.inputs}
    found = {giver for giver, taker in pairs if taker == owner}
    for _ in steps:
        found |= {giver for giver, taker in pairs if taker in found}
    return found
