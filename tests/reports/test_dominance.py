"""Weak points: worked out by hand on small nets, and against taking each one away on random ones."""

from collections.abc import Sequence

import networkx as nx
import pytest
from hypothesis import given

from lineage_graph.answers.net import Step
from lineage_graph.reports.dominance import WeakPoint, weak_points
from lineage_graph.reports.net import ASSET, PROCESS, ROOT, net, rooted
from tests.reports.nets import nets, reached, step

Found = dict[str, tuple[int, int]]


def _found(points: Sequence[WeakPoint]) -> Found:
    return {point.key: (point.assets, point.owners) for point in points}


def test_all_hangs_on_the_only_asset_in_the_middle() -> None:
    steps = [step("W", "a", "c"), step("X", "b", "c"), step("Y", "c", "d"), step("Z", "c", "e")]
    assert _found(weak_points(steps)) == {"c": (2, 2), "a": (0, 1), "b": (0, 1), "Y": (1, 0), "Z": (1, 0)}


def test_two_ways_around_leave_no_weak_point_between() -> None:
    steps = [step("W", "a", "b"), step("X", "a", "c"), step("Y", "bc", "d")]
    assert _found(weak_points(steps)) == {"a": (3, 3), "W": (1, 0), "X": (1, 0), "Y": (1, 0)}


def test_two_ways_through_one_pipeline_hang_on_it_though_on_none_of_its_assets() -> None:
    steps = [step("W", "a", "c", 1), step("W", "b", "d", 2), step("X", "cd", "e")]
    assert _found(weak_points(steps))["W"] == (3, 1)
    assert _found(weak_points(steps))["a"] == (1, 0)


def test_a_pipeline_hangs_on_an_asset_only_with_all_that_it_does() -> None:
    steps = [step("W", "a", "b", 1), step("W", "c", "d", 2), step("X", "a", "e", 1), step("X", "b", "f", 2)]
    assert _found(weak_points(steps))["a"] == (3, 1)


def test_what_most_hangs_on_comes_first() -> None:
    steps = [step("W", "a", "b"), step("X", "b", "c"), step("Y", "c", "d")]
    assert [point.key for point in weak_points(steps)] == ["a", "W", "b", "X", "c", "Y"]


def test_a_cycle_without_an_entry_can_be_entered_anywhere() -> None:
    steps = [step("W", "a", "b"), step("X", "b", "a"), step("Y", "b", "c")]
    assert _found(weak_points(steps)) == {"b": (1, 2), "a": (0, 1), "Y": (1, 0)}


def test_a_cycle_behind_an_entry_hangs_on_it() -> None:
    steps = [step("V", "z", "a"), step("W", "a", "b"), step("X", "b", "a")]
    assert _found(weak_points(steps)) == {"z": (2, 3), "V": (2, 2), "a": (1, 2), "W": (1, 1), "b": (0, 1)}


def test_a_process_that_reads_nothing_is_an_entry() -> None:
    assert _found(weak_points([step("W", "", "a"), step("X", "a", "b")])) == {"W": (2, 1), "a": (1, 1), "X": (1, 0)}


def test_from_a_start_only_what_lies_behind_it_counts_and_the_start_is_no_answer() -> None:
    steps = [step("W", "a", "b"), step("X", "b", "c"), step("Y", "z", "c"), step("Z", "c", "d")]
    assert _found(weak_points(steps, ["a"])) == {
        "W": (3, 2),
        "b": (2, 2),
        "X": (2, 1),
        "c": (1, 1),
        "Z": (1, 0),
    }


@pytest.mark.parametrize("starts", [[], ["nobody knows it"]])
def test_from_no_start_there_is_no_weak_point(starts: list[str]) -> None:
    assert weak_points([step("W", "a", "b")], starts) == []


def test_an_empty_net_has_no_weak_point() -> None:
    assert weak_points([]) == []


@given(nets())
def test_taking_a_weak_point_away_cuts_off_exactly_what_hangs_on_it(steps: list[Step]) -> None:
    entries = [key for kind, key in rooted(net(steps)).successors(ROOT)]
    assert _found(weak_points(steps)) == _cut_off(steps, entries, ())


@given(nets())
def test_from_a_start_too_it_cuts_off_exactly_what_hangs_on_it(steps: list[Step]) -> None:
    used = {key for one in steps for key in (*one.inputs, one.output)}
    starts = sorted({"a", "b"} & used)
    assert _found(weak_points(steps, ["a", "b"])) == _cut_off(steps, starts, starts)


@given(nets())
def test_data_reaches_the_whole_net_from_its_entries(steps: list[Step]) -> None:
    graph = rooted(net(steps))
    assert nx.descendants(graph, ROOT) == set(net(steps))


def _cut_off(steps: list[Step], entries: list[str], left_out: Sequence[str]) -> Found:
    """What each asset and owner cuts off, by taking it away and walking anew."""
    everything = reached(steps, entries)
    processes = {one.process: one.owner for one in steps}
    owners = {processes[key] for key in everything if key in processes}
    found: Found = {}
    for point in sorted({*(everything - set(processes)), *owners} - set(left_out)):
        lost = everything - reached(steps, entries, without=point)
        assets = len([key for key in lost if key not in processes and key != point])
        hanging = [owner for owner in owners - {point} if _of(owner, everything, processes) <= lost]
        if assets or hanging:
            found[point] = (assets, len(hanging))
    return found


def _of(owner: str, keys: set[str], processes: dict[str, str]) -> set[str]:
    return {key for key in keys if processes.get(key) == owner}


def test_an_asset_and_a_process_of_one_name_are_two() -> None:
    graph = net([Step("same", "W", ("same",), "other")])
    assert set(graph) == {(ASSET, "same"), (PROCESS, "same"), (ASSET, "other")}
