"""What is reached, and how far it is, against the naive truth: random nets with cycles, removed edges and patterns."""

import neo4j
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lineage_graph.answers.between import between
from lineage_graph.answers.impact import impact
from lineage_graph.answers.path import Ends, path
from lineage_graph.answers.reach import CERTAIN, POSSIBLE, Walk, reach
from lineage_graph.answers.starts import Direction, Starts
from lineage_graph.errors import NothingMatched
from lineage_graph.graph import Graph
from tests.conftest import Server
from tests.questions.conftest import connection_to
from tests.questions.oracle import Movement, asset, downstream, parts, pipeline, random_net, upstream
from tests.questions.writing import prepare, write

ASSETS = 9
numbers = st.integers(0, ASSETS - 1)
movements_of = st.integers(0, 2**32).map(lambda seed: random_net(seed, ASSETS))
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(driver: neo4j.Driver, movements: list[Movement]) -> None:
    driver.execute_query("MATCH (n) DETACH DELETE n")
    prepare(driver)
    write(driver, *parts(ASSETS, movements))


def expect(
    movements: list[Movement], starts: set[int], direction: Direction
) -> tuple[dict[str, tuple[int, str]], dict[str, int]]:
    """Every asset's hops and certainty, and every pipeline's number of processes."""
    walk = downstream if direction is Direction.DOWNSTREAM else upstream
    hops, reached = walk(movements, starts, certain=False)
    sure, _ = walk(movements, starts, certain=True)
    assets = {asset(n).key: (distance, CERTAIN if n in sure else POSSIBLE) for n, distance in hops.items()}
    counts: dict[str, int] = {}
    for number in reached:
        key = pipeline(movements[number].pipeline).key
        counts[key] = counts.get(key, 0) + 1
    return assets, counts


@few
@given(movements=movements_of, start=numbers, direction=st.sampled_from(Direction))
def test_one_start_reaches_what_the_naive_walk_reaches(
    empty: neo4j.Driver, empty_graph: Graph, movements: list[Movement], start: int, direction: Direction
) -> None:
    written(empty, movements)
    answer = impact(empty_graph, asset(start).key, Walk(direction)).answer
    assets, processes = expect(movements, {start}, direction)
    assert {r.key: (r.hops, r.certainty) for r in answer.results if r.label == "Asset"} == assets
    assert {r.key: r.processes for r in answer.results if r.label == "Pipeline"} == processes
    assert [r.hops for r in answer.results] == sorted(r.hops for r in answer.results)


@few
@given(movements=movements_of, starts=st.sets(numbers, min_size=2, max_size=3), direction=st.sampled_from(Direction))
def test_many_starts_reach_what_the_naive_walk_reaches(
    empty: neo4j.Driver, empty_graph: Graph, movements: list[Movement], starts: set[int], direction: Direction
) -> None:
    written(empty, movements)
    context = impact(empty_graph, asset(0).key, Walk(direction)).start
    many = Starts(context, assets=tuple(asset(number).key for number in starts))
    results, _ = reach(empty_graph, many, Walk(direction))
    assets, processes = expect(movements, starts, direction)
    assets.pop(context.key, None)
    assert {r.key: (r.hops, r.certainty) for r in results if r.label == "Asset"} == assets
    assert {r.key: r.processes for r in results if r.label == "Pipeline"} == processes


@few
@given(movements=movements_of, start=numbers, hops=st.integers(1, 3))
def test_a_limit_cuts_exactly_and_says_so(
    empty: neo4j.Driver, empty_graph: Graph, movements: list[Movement], start: int, hops: int
) -> None:
    written(empty, movements)
    whole = impact(empty_graph, asset(start).key, Walk(Direction.DOWNSTREAM)).answer
    part = impact(empty_graph, asset(start).key, Walk(Direction.DOWNSTREAM, hops)).answer
    near = [result for result in whole.results if result.hops <= hops]
    assert [(r.key, r.hops, r.certainty) for r in part.results] == [(r.key, r.hops, r.certainty) for r in near]
    assert bool(part.cut) == (len(near) < len(whole.results))


@few
@given(movements=movements_of, start=numbers, end=numbers)
def test_a_path_is_as_short_as_the_naive_distance(
    empty: neo4j.Driver, empty_graph: Graph, movements: list[Movement], start: int, end: int
) -> None:
    if start == end:
        return
    written(empty, movements)
    ends = Ends(asset(start).key, asset(end).key)
    hops, _ = downstream(movements, {start}, certain=False)
    if end not in hops:
        try:
            path(empty_graph, ends)
        except NothingMatched:
            return
        raise AssertionError("there is no way")
    steps = path(empty_graph, ends).answer.results
    assert steps[-1].hops == hops[end]
    assert [step.labels[0] for step in steps] == ["Asset", *["Process", "Asset"] * hops[end]]


@few
@given(movements=movements_of, start=numbers, end=numbers)
def test_all_ways_are_downstream_of_one_end_and_upstream_of_the_other(
    empty: neo4j.Driver, empty_graph: Graph, movements: list[Movement], start: int, end: int
) -> None:
    down, _ = downstream(movements, {start}, certain=False)
    back, _ = upstream(movements, {end}, certain=False)
    if start == end or end not in down:
        return
    written(empty, movements)
    rows = between(empty_graph, Ends(asset(start).key, asset(end).key)).results
    expected = (set(down) | {start}) & (set(back) | {end})
    assert {row.key for row in rows if row.label == "Asset"} == {asset(number).key for number in expected}
    between_them = [
        movement
        for movement in movements
        if movement.output in expected
        and not movement.is_output_removed
        and expected & (set(movement.inputs) - movement.removed_inputs)
    ]
    owners = {pipeline(movement.pipeline).key for movement in between_them}
    assert {row.key for row in rows if row.label == "Pipeline"} == owners


def test_a_chain_of_five_hundred_processes_is_walked_to_its_end(empty: neo4j.Driver, empty_graph: Graph) -> None:
    prepare(empty)
    write(empty, *parts(501, [Movement((n,), n + 1, pipeline=n) for n in range(500)]))
    answer = impact(empty_graph, asset(0).key, Walk(Direction.DOWNSTREAM)).answer
    assert answer.counts["assets"] == answer.counts["processes"] == answer.counts["pipelines"] == 500
    assert max(result.hops for result in answer.results) == 500
    assert len(path(empty_graph, Ends(asset(0).key, asset(500).key)).answer.results) == 1001


def test_two_connections_see_the_same(empty_database: Server, empty: neo4j.Driver) -> None:
    written(empty, [Movement((0,), 1, 0)])
    with connection_to(empty_database) as one, connection_to(empty_database) as other:
        first = impact(one, asset(0).key, Walk(Direction.DOWNSTREAM)).answer
        assert first == impact(other, asset(0).key, Walk(Direction.DOWNSTREAM)).answer
