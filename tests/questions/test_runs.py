"""``runs``: what ran last, who started it, what it moved and what went wrong, each written down by hand."""

from datetime import timedelta
from io import StringIO

import pytest
from rich.console import Console

from lineage_graph.answers.runs import Run, Wanted, runs
from lineage_graph.errors import NothingMatched, UsageError
from lineage_graph.graph import Graph
from lineage_graph.reports.runs import lasted, print_runs
from tests.questions import estate as here
from tests.questions import estate_runs as ran

ANY = Wanted()
FAILED = ("c2", "2200", "The sink\u202e is full\nand [red]closed")


def told(graph: Graph, name: str, wanted: Wanted = ANY, label: str | None = None) -> tuple[Run, ...]:
    return runs(graph, name, wanted, label).answer.results


def ids(found: tuple[Run, ...]) -> list[str]:
    return [run.key.partition("runs/")[2] for run in found]


def test_a_pipeline_has_its_last_runs_newest_first(estate: Graph) -> None:
    failed, called = told(estate, "Load orders")
    assert (failed.key, failed.status, failed.started_at) == (
        ran.orders_failed.key,
        "Failed",
        ran.FIRST + timedelta(1),
    )
    assert (failed.started_by, failed.caller, failed.rows_read, failed.rows_written) == ("ada", None, None, None)
    assert (failed.error_code, failed.message, failed.duration_ms) == (*FAILED[1:], 1_800_000)
    assert (called.started_by, called.caller, called.rows_read, called.rows_written) == (None, "Master", 1200, 1000)
    assert (called.error_code, called.message, called.ended_at) == (None, None, ran.FIRST + timedelta(minutes=30))


def test_a_pipeline_that_a_trigger_starts_names_it(estate: Graph) -> None:
    (nightly,) = told(estate, "Master")
    assert (nightly.started_by, nightly.caller) == ("Nightly", None)


def test_an_activity_has_a_run_for_every_attempt(estate: Graph) -> None:
    again, first, copied = told(estate, "Copy orders")
    assert (again.attempt, first.attempt, copied.attempt) == (1, 0, 0)
    assert (again.error_code, again.message, again.started_by) == (*FAILED[1:], "ada")
    assert (copied.pipeline, copied.activity, copied.caller) == ("Load orders", "Copy orders", "Master")
    assert (copied.rows_read, copied.rows_written, copied.duration_ms) == (1200, 1000, 305_250)


def test_a_run_tells_the_places_behind_a_pattern(estate: Graph) -> None:
    for name in ("Copy orders", "raw/orders"):
        assert [(run.read, run.written) for run in told(estate, name)] == [
            ((), ()),
            ((), ()),
            (ran.READ, ran.WRITTEN),
        ]
    console = Console(file=StringIO(), width=200, markup=False, highlight=False)
    print_runs(console, runs(estate, "Copy orders", ANY))
    said = console.file.getvalue()  # type: ignore[attr-defined]
    began = "  2026-02-01 02:00:00  "
    assert f"Where\n{began}read {ran.READ[0]}\n{began}wrote {ran.WRITTEN[0]}\n" in said


def test_an_asset_has_the_runs_that_wrote_and_read_it(estate: Graph) -> None:
    assert [(run.role, run.status) for run in told(estate, "raw/orders")] == [
        ("writes", "Failed"),
        ("writes", "Failed"),
        ("writes", "Succeeded"),
    ]
    assert {run.role for run in told(estate, here.orders.key)} == {"reads"}


def test_a_service_has_the_runs_of_its_pipelines(estate: Graph) -> None:
    answer = runs(estate, here.SALES, ANY).answer
    assert ids(answer.results) == ["o2", "m1", "o1"]
    assert answer.counts == {"runs": 3, "failed": 1, "succeeded": 2}


def test_statuses_times_and_limits_choose(estate: Graph) -> None:
    assert ids(told(estate, "Copy orders", Wanted(statuses=("Succeeded",)))) == ["c1"]
    assert ids(told(estate, "Copy orders", Wanted(since=ran.FIRST + timedelta(hours=1)))) == ["c2/1", "c2"]
    assert ids(told(estate, "Copy orders", Wanted(since=ran.FIRST))) == ["c2/1", "c2", "c1"]
    cut = runs(estate, "Copy orders", Wanted(limit=1)).answer
    assert (ids(cut.results), cut.counts, cut.cut) == (
        ["c2/1"],
        {"runs": 1, "failed": 1},
        "1 runs: there are older ones",
    )
    assert runs(estate, "Copy orders", Wanted(limit=3)).answer.cut is None


def test_what_never_ran_matches_nothing(estate: Graph) -> None:
    with pytest.raises(NothingMatched, match="No run of adf://finance/pipelines/archive is in the graph"):
        told(estate, "Archive")
    with pytest.raises(NothingMatched, match="that is Cancelled since 2026-02-01 02:00"):
        told(estate, "Copy orders", Wanted(statuses=("Cancelled",), since=ran.FIRST))
    with pytest.raises(UsageError, match="is a Store"):
        told(estate, "acme")


def test_the_report_tells_what_went_wrong_without_steering_the_terminal(estate: Graph) -> None:
    console = Console(file=StringIO(), width=120, markup=False, highlight=False)
    print_runs(console, runs(estate, "raw/orders", Wanted(limit=2)))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    lines = text.splitlines()
    assert lines[0] == "2 runs of raw/orders (Azure Storage lake), started by ada: 2 failed."
    assert " ".join(lines[2].split()) == "Began (UTC) Role Activity Status Duration Read Written Attempt"
    assert lines[4].startswith("2026-02-02 02:10:00   writes   Copy orders")
    assert " ".join(lines[4].split()).endswith("Failed 5 min 5 s 1")
    assert [line for line in lines if "2200" in line] == [
        "  2026-02-02 02:10:00  2200: The sink\\u202e is full and [red]closed"
    ]
    assert lines[-1] == "There are older ones; --limit 2 leaves them out."
    assert "\u202e" not in text


def test_on_a_narrow_screen_the_report_has_what_tells_the_runs_apart(estate: Graph) -> None:
    headers = {
        "raw/orders": "Began (UTC) Role Activity Status Rows Attempt",
        here.SALES: "Began (UTC) Pipeline Status Duration",
        "Copy orders": "Began (UTC) Status Duration Read Written Attempt",
    }
    for name, header in headers.items():
        console = Console(file=StringIO(), width=80, markup=False, highlight=False)
        print_runs(console, runs(estate, name, Wanted(limit=2)))
        lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
        assert header in [" ".join(line.split()) for line in lines]
        assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [
        (None, ""),
        (0, "0 ms"),
        (850, "850 ms"),
        (12_400, "12 s"),
        (200_000, "3 min 20 s"),
        (7_500_000, "2 h 5 min"),
        (93_600_000, "1 d 2 h"),
        (86_400_000, "1 d"),
    ],
)
def test_durations_are_told_in_words(milliseconds: int | None, said: str) -> None:
    assert lasted(milliseconds) == said
