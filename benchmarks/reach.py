"""How long the answers about reaching take on the wide graph of ``dag``, against a bare query in the same run."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import neo4j

from benchmarks.dag import Dag
from lineage_graph.answers.asking import UNBOUNDED
from lineage_graph.answers.names import resolve
from lineage_graph.answers.reach import Walk, distances, reach
from lineage_graph.answers.starts import Direction, Starts
from lineage_graph.graph import Graph
from lineage_graph.queries import query

ROUNDS: Final = 3
BARE: Final = "MATCH p = (a:Asset {key: $key})-[:FEEDS|PRODUCES*1..400]->(b:Asset) RETURN b.key, min(length(p))"
_DOWN: Final = Walk(Direction.DOWNSTREAM)


@dataclass(frozen=True, slots=True)
class Measured:
    """A thing that was done, in seconds (the median), what it found, and how many times the bare query it took."""

    what: str
    seconds: float
    found: int
    ratio: float


def measure(driver: neo4j.Driver, graph: Graph, dag: Dag) -> list[Measured]:
    """The bare query first, then the same question in the product's ways."""
    start = resolve(graph, dag.asset(0, 0))
    one = Starts(start, assets=(start.key,))
    many = Starts(start, assets=tuple(dag.starts(1000)))
    question = query("impact/downstream").text
    works: tuple[tuple[str, Callable[[], int]], ...] = (
        ("bare query, bare driver, 1 start", lambda: _bare(driver, start.key)),
        ("impact/downstream, 1 start", lambda: len(graph.ask(question, {"key": start.key}))),
        ("impact, 1 start: assets, stores, services, pipelines", lambda: len(reach(graph, one, _DOWN)[0])),
        ("distances only, 1,000 starts", lambda: len(distances(graph, many, Direction.DOWNSTREAM, UNBOUNDED, False))),
        ("impact, 1,000 starts: all of it", lambda: len(reach(graph, many, _DOWN)[0])),
    )
    timed = [(what, *_median(work)) for what, work in works]
    bare = timed[0][1]
    return [Measured(what, seconds, found, seconds / bare) for what, seconds, found in timed]


def _bare(driver: neo4j.Driver, key: str) -> int:
    with driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
        return len(session.execute_read(lambda transaction: list(transaction.run(BARE, key=key))))


def _median(work: Callable[[], int]) -> tuple[float, int]:
    times, found = [], 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - began)
    return statistics.median(times), found
