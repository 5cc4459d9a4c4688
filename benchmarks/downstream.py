"""The whole downstream of an asset in a graph of 100,000, from one start and from a thousand."""

import time
from collections.abc import Callable
from typing import Final

from benchmarks import dag
from benchmarks.database import bare, empty, settle
from benchmarks.figures import Figure, Measurement, at_most, paired, plain, spread
from lineage_graph.answers.asking import UNBOUNDED
from lineage_graph.answers.impact import impact
from lineage_graph.answers.names import resolve
from lineage_graph.answers.reach import Walk, reach
from lineage_graph.answers.starts import Direction, Starts
from lineage_graph.graph import Connection, Graph, Parameter, connect
from lineage_graph.queries import query

GRAPH: Final = dag.Dag()
TIMES: Final = 5
STARTS: Final = 1000
BARE: Final = (
    "MATCH p = (a:Asset {key: $key})-[:FEEDS|PRODUCES*1..400]->(b:Asset) RETURN b.key AS key, min(length(p)) AS hops"
)
_ABOUT: Final = (
    "A DAG of {layers} layers: {assets:,} assets, as many processes, about four edges of data flow each. `bare` is one "
    "query through the official driver, without any condition, for key and distance: `{query}`. `impact` asks for "
    "everything that holds now with names, labels, stores and services, one row per distance. The question "
    "`impact/downstream` gives a row per asset with name and labels, sorted: most of its time the driver spends on "
    "taking twice as many values out of as many rows. All take turns; medians of {times} after a warm-up."
)

Question = Callable[[], int]


def measure(connection: Connection) -> Measurement:
    """The figures of one start and of many."""
    empty(connection)
    with bare(connection) as driver, connect(connection) as graph:
        dag.write(driver, GRAPH)
        settle(connection)
        key = GRAPH.asset(0, 0)

        def bare_query() -> int:
            return len(driver.execute_query(BARE, key=key).records)

        found, taken = _in_turns({"bare": bare_query, **_questions(graph, key)})
    about = _ABOUT.format(layers=GRAPH.layers, assets=GRAPH.layers * GRAPH.width, query=BARE, times=TIMES)
    return Measurement(
        "Downstream",
        about,
        (
            at_most("what `impact` asks / bare", paired(taken["rings"], taken["bare"]), 1.3, spread(taken["rings"])),
            at_most(f"{STARTS:,} starts / one start", paired(taken["many"], taken["one"]), 2, spread(taken["many"])),
            plain("bare", f"{spread(taken['bare'])}: {found['bare']:,} assets"),
            Figure("`query impact/downstream` / bare", spread(taken["rows"]), paired(taken["rows"], taken["bare"])),
            plain("one start, with pipelines and services", f"{spread(taken['one'])}: {found['one']:,} results"),
            plain(f"{STARTS:,} starts, the same", f"{spread(taken['many'])}: {found['many']:,} results"),
            plain("the answer of the command `impact`", spread(taken["command"])),
        ),
    )


def _questions(graph: Graph, key: str) -> dict[str, Question]:
    walk, named = Walk(Direction.DOWNSTREAM), resolve(graph, key)

    def starts(count: int) -> Starts:
        return Starts(named, assets=tuple(GRAPH.starts(count)))

    def rings() -> int:
        parameters: dict[str, Parameter] = {"key": key, "hops": UNBOUNDED, "certain": False, "since": None}
        return len(graph.ask(query("impact/downstream_rings").text, parameters))

    return {
        "rows": lambda: len(graph.ask(query("impact/downstream").text, {"key": key})),
        "rings": rings,
        "one": lambda: len(reach(graph, starts(1), walk)[0]),
        "many": lambda: len(reach(graph, starts(STARTS), walk)[0]),
        "command": lambda: len(impact(graph, key, walk).answer.results),
    }


def _in_turns(questions: dict[str, Question]) -> tuple[dict[str, int], dict[str, list[float]]]:
    found = {name: question() for name, question in questions.items()}
    taken: dict[str, list[float]] = {name: [] for name in questions}
    for _ in range(TIMES):
        for name, question in questions.items():
            begin = time.perf_counter()
            question()
            taken[name].append(time.perf_counter() - begin)
    return found, taken
