"""What runs say in other answers: ``show``, freshness, and the questions about what ran and what did not."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from lineage_graph.answers.asking import Source
from lineage_graph.answers.freshness import freshness
from lineage_graph.answers.query import run
from lineage_graph.answers.show import LAST_RUN, show
from lineage_graph.graph import Graph
from lineage_graph.queries import query
from lineage_graph.reports.freshness import ago, freshness_line
from lineage_graph.reports.show import print_show
from tests.questions import estate as here
from tests.questions import estate_runs as ran

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
COPIED = f"{here.copy_orders.key}=>{here.raw_orders.key}"


def told(graph: Graph, name: str, *columns: str) -> list[tuple[object, ...]]:
    question = query(name)
    return [tuple(row[column] for column in columns) for row in run(graph, question, question.examples).results]


def shown(graph: Graph, name: str) -> str:
    console = Console(file=StringIO(), width=200, markup=False, highlight=False)
    print_show(console, show(graph, name))
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_show_tells_of_the_last_run(estate: Graph) -> None:
    for name, key in (("Load orders", ran.orders_failed.key), ("Copy orders", ran.copy_failed_again.key)):
        (last,) = [tie for tie in show(estate, name).answer.results if tie.relation == LAST_RUN]
        assert (last.key, last.properties["status"]) == (key, "Failed")
    assert LAST_RUN not in [tie.relation for tie in show(estate, "Archive").answer.results]
    text = shown(estate, "Copy orders")
    assert (
        "Last run\n  Failed, 2026-02-02 02:10 UTC, for 5 min 5 s\n  2200: The sink\\u202e is full and [red]closed"
        in text
    )


def test_show_tells_of_an_asset_when_its_data_moved_last(estate: Graph) -> None:
    (mover,) = show(estate, "raw/orders").movers[:1]
    assert (mover.first_run, mover.last_run) == (ran.FIRST - timedelta(days=30), ran.FIRST)
    assert (mover.run_count, mover.last_status, mover.rows) == (3, "Failed", 1000)
    text = shown(estate, "raw/orders")
    assert "Copy, Load orders, sales, last ran 2026-02-01 02:00 UTC, 1,000 rows, 3 runs, the latest Failed" in text


def test_sources_tell_until_when_runs_are_known(estate: Graph) -> None:
    assert [(one.source, one.runs_until) for one in freshness(estate)] == [
        ("git+adf://sales", None),
        ("runs+adf://sales", ran.FIRST + ran.DAY + timedelta(hours=1)),
    ]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (14 * 60 + 59, "14 minutes ago"),
        (7_200, "2 hours ago"),
        (3 * 86_400, "3 days ago"),
    ],
)
def test_times_are_told_in_words(seconds: int, said: str) -> None:
    assert ago(timedelta(seconds=seconds)) == said


def test_one_line_tells_how_fresh_an_answer_is() -> None:
    git = Source("git+adf://a", "git", "adf://a", NOON - timedelta(minutes=14))
    runs = Source("runs+adf://a", "runs", "adf://a", NOON - timedelta(hours=2), NOON - timedelta(hours=1))
    other = Source("runs+adf://b", "runs", "adf://b", None, NOON - timedelta(hours=3))
    assert freshness_line([], NOON) is None
    assert freshness_line([git], NOON) == "Loaded 14 minutes ago."
    assert freshness_line([git, runs], NOON) == "Loaded 14 minutes ago; runs until 2026-11-21 11:00 UTC."
    assert freshness_line([other], NOON) == "Runs until 2026-11-21 09:00 UTC."
    both = "Loaded 14 minutes ago; runs until 2026-11-21 09:00 to 11:00 UTC, by service."
    assert freshness_line([git, runs, other], NOON) == both


def test_what_purview_missed(estate: Graph) -> None:
    found = told(estate, "runs/missed_by_purview", "key", "pipeline", "activity", "purviewStatus", "processes")
    assert found == [(ran.orders_copied.key, "Load orders", "Copy orders", "NotReported", 1)]


def test_what_failed_last_and_who_waits_for_it(estate: Graph) -> None:
    found = told(estate, "runs/failing", "process", "pipeline", "asset", "lastRun", "runCount", "readers")
    assert found == [(COPIED, "Load orders", here.raw_orders.key, ran.FIRST, 3, ["Build mart"])]


def test_what_is_declared_and_never_ran_though_its_pipeline_did(estate: Graph) -> None:
    found = told(estate, "lineage/never_ran", "pipeline", "activity", "asset", "pipelineRuns", "lastPipelineRun")
    assert found == [("Load orders", "Copy region", here.curated_region.key, 2, ran.FIRST + ran.DAY)]


def test_what_ran_and_is_no_longer_declared(estate: Graph) -> None:
    assert told(estate, "lineage/no_longer_declared", "performer", "role", "asset") == [
        ("Copy orders", "reads", here.old_table.key),
        ("Copy orders", "writes", here.switched_off.key),
    ]
