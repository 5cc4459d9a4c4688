"""Walks over what has run only: against the naive truth on random nets, and on the estate by hand."""

from datetime import UTC, datetime, timedelta

import neo4j
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lineage_graph.answers.between import between
from lineage_graph.answers.impact import impact
from lineage_graph.answers.path import Ends, path
from lineage_graph.answers.reach import CERTAIN, POSSIBLE, Walk, reach
from lineage_graph.answers.starts import EVER, Direction, Starts
from lineage_graph.errors import NothingMatched
from lineage_graph.graph import Graph
from lineage_graph.reports.impact import print_impact
from lineage_graph.reports.screen import screen
from tests.questions import estate_runs as ran
from tests.questions.oracle import Movement, asset, downstream, parts, pipeline, random_net, upstream
from tests.questions.writing import prepare, write

ASSETS = 9
SINCE = datetime(2026, 2, 1, tzinfo=UTC)
few = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_RUN = (
    "UNWIND $runs AS run MATCH (process:Process {key: run.key})-[flow:FEEDS|PRODUCES]-() "
    "WHERE coalesce(flow.match, 'exact') = 'exact' "
    "SET flow.observed = true, flow.lastRun = run.at"
)


def written(driver: neo4j.Driver, movements: list[Movement], ages: list[int]) -> None:
    """Age 0 never ran, 1 ran before ``SINCE``, 2 since, 3 nobody kept when."""
    driver.execute_query("MATCH (n) DETACH DELETE n")
    prepare(driver)
    write(driver, *parts(ASSETS, movements))
    times = {1: SINCE - timedelta(seconds=1), 2: SINCE, 3: None}
    runs = [
        {"key": f"{pipeline(movement.pipeline).key}/activities/a{number}=>", "at": times[age]}
        for number, (movement, age) in enumerate(zip(movements, ages, strict=False))
        if age
    ]
    driver.execute_query(_RUN, runs=runs)


def those_of(movements: list[Movement], ages: list[int], wanted: set[int]) -> list[Movement]:
    """The net without what did not run; a process of which only overlaps are known tells of no run."""
    gone = Movement((), None, 0)
    return [
        movement if age in wanted and (movement.output is not None or _exact(movement)) else gone
        for movement, age in zip(movements, ages, strict=False)
    ]


def _exact(movement: Movement) -> set[int]:
    return set(movement.inputs) - movement.pattern_inputs - movement.overlapping_inputs


def expected(
    movements: list[Movement], starts: set[int], direction: Direction
) -> tuple[dict[str, tuple[int, str]], dict[str, int]]:
    walk = downstream if direction is Direction.DOWNSTREAM else upstream
    hops, reached = walk(movements, starts, certain=False)
    sure, _ = walk(movements, starts, certain=True)
    counts: dict[str, int] = {}
    for number in reached:
        key = pipeline(movements[number].pipeline).key
        counts[key] = counts.get(key, 0) + 1
    return {asset(n).key: (far, CERTAIN if n in sure else POSSIBLE) for n, far in hops.items()}, counts


@few
@given(
    net=st.tuples(
        st.integers(0, 2**32).map(lambda seed: random_net(seed, ASSETS)),
        st.lists(st.integers(0, 3), min_size=14, max_size=14),
    ),
    starts=st.sets(st.integers(0, ASSETS - 1), min_size=1, max_size=3),
    direction=st.sampled_from(Direction),
    ever=st.booleans(),
)
def test_only_what_ran_is_walked_over(
    empty: neo4j.Driver,
    empty_graph: Graph,
    net: tuple[list[Movement], list[int]],
    starts: set[int],
    direction: Direction,
    ever: bool,
) -> None:
    movements, ages = net
    written(empty, movements, ages)
    context = impact(empty_graph, asset(0).key, Walk(direction)).start
    many = Starts(context, assets=tuple(asset(number).key for number in starts))
    walk = Walk(direction, since=EVER if ever else SINCE)
    results, _ = reach(empty_graph, many, walk)
    assets, processes = expected(those_of(movements, ages, {1, 2, 3} if ever else {2, 3}), starts, direction)
    assets.pop(context.key, None)
    assert {r.key: (r.hops, r.certainty) for r in results if r.label == "Asset"} == assets
    assert {r.key: r.processes for r in results if r.label == "Pipeline"} == processes


def reached(graph: Graph, name: str, direction: Direction, since: datetime | None) -> set[str]:
    return {result.name for result in impact(graph, name, Walk(direction, since=since)).answer.results}


def test_what_is_declared_and_did_not_run_is_left_out(estate: Graph) -> None:
    assert reached(estate, "dbo.Orders", Direction.DOWNSTREAM, EVER) == {"raw/orders", "Load orders", "sales"}
    assert reached(estate, "dbo.Orders", Direction.DOWNSTREAM, ran.FIRST) == {"raw/orders", "Load orders", "sales"}
    assert reached(estate, "dbo.Orders", Direction.DOWNSTREAM, ran.FIRST + timedelta(seconds=1)) == set()
    assert reached(estate, "FACT_ORDERS", Direction.UPSTREAM, EVER) == set()
    assert reached(estate, "raw/orders", Direction.UPSTREAM, EVER) == {"dbo.Orders", "Load orders", "sales"}


def test_a_pipeline_counts_with_what_it_did(estate: Graph) -> None:
    assert reached(estate, "Load orders", Direction.DOWNSTREAM, EVER) == {"raw/orders", "sales"}
    assert reached(estate, "Load orders", Direction.UPSTREAM, EVER) == {"dbo.Orders", "sales"}
    assert reached(estate, "Load customers", Direction.DOWNSTREAM, EVER) == set()


def test_a_way_leads_only_over_what_ran(estate: Graph) -> None:
    ends = Ends("dbo.Orders", "raw/orders", since=ran.FIRST)
    assert [step.hops for step in path(estate, ends).answer.results] == [0, 1, 1]
    assert {row.name for row in between(estate, ends).results} == {"dbo.Orders", "raw/orders", "Load orders"}
    for late in (
        Ends("dbo.Orders", "raw/orders", since=ran.FIRST + ran.DAY),
        Ends("dbo.Orders", "Revenue", False, EVER),
    ):
        for ask in (path, between):
            try:
                ask(estate, late)
            except NothingMatched:
                continue
            raise AssertionError("something on the way did not run")


def test_the_answer_says_what_it_left_out(estate: Graph) -> None:
    report = impact(estate, "dbo.Orders", Walk(Direction.DOWNSTREAM, since=ran.FIRST))
    assert report.answer.parameters["since"] == "2026-02-01T02:00:00+00:00"
    assert impact(estate, "dbo.Orders", Walk(Direction.DOWNSTREAM, since=EVER)).answer.parameters["since"] == "ever"
    console = screen()
    with console.capture() as captured:
        print_impact(console, report)
    said = " ".join(captured.get().split())
    assert "Only lineage that has run since 2026-02-01 02:00 UTC counts here" in said
