"""A refresh that meets a fault, then one that does not: the graph is that of a factory that never had the fault.

In between nothing counts as removed that is still there, and the command's exit code tells of the fault. Another fault
is a line in ``FAULTS``. What each does to the reading alone is tested in ``tests/sources/live``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from lineage_graph.graph import Graph, dump
from lineage_graph.refresh import exit_code
from tests.azure import faults
from tests.azure.faults import Fault
from tests.azure.server import Azure, serving
from tests.conftest import Server, wipe
from tests.laws.loading import emptied, graph_of
from tests.questions.writing import driver_of
from tests.refresh.days import (
    FIRST,
    SECOND,
    holding,
    refreshed_at,
    removed,
    show_first_day,
    show_second_day,
    sources_of,
    undisturbed,
)

ANYTHING: Final = "."
ITSELF: Final = "^GET .*/factories/adf-test$"
PIPELINES: Final = "^GET .*/pipelines$"
DATASETS: Final = "^GET .*/datasets$"
RUNS: Final = "/queryPipelineRuns$"
ACTIVITIES: Final = "/queryActivityruns$"
OF_ONE_RUN: Final = "/pipelineruns/r3/queryActivityruns$"
OPEN_RUN: Final = "^GET .*/pipelineruns/r2$"


@dataclass(frozen=True, slots=True)
class Case:
    """Requests that meet a fault, and how the refresh ends: a ``later`` one, and the ``first`` one ever.

    Not every case is tried at first: None where it is much the same. ``passing`` faults concern one request only.
    ``traces``: what stood for things that could not be read stays, as removed.
    """

    name: str
    pattern: str
    fault: Fault
    later: int
    first: int | None = None
    passing: bool = False
    traces: bool = False


FAULTS: Final = (
    # 1 and 2: throttled and unavailable
    Case("runs throttled for a moment", RUNS, faults.throttled("0"), 0, passing=True),
    Case("activities throttled for a moment", ACTIVITIES, faults.throttled(), 0, passing=True),
    Case("pipelines throttled for a moment", PIPELINES, faults.throttled(), 0, passing=True),
    Case("runs throttled for good", RUNS, faults.throttled("0"), 1, 1),
    Case("runs unavailable", RUNS, faults.status(502), 1),
    Case("activities time out", ACTIVITIES, faults.status(408), 1),
    Case("pipelines unavailable", PIPELINES, faults.status(503), 1, 1),
    # 3: a token that is not accepted
    Case("token refused once", RUNS, faults.unauthorized, 0, passing=True),
    Case("token refused for runs", RUNS, faults.unauthorized, 6),
    Case("token refused for activities", ACTIVITIES, faults.unauthorized, 6, 6),
    Case("token refused for pipelines", PIPELINES, faults.unauthorized, 6),
    # 4: rights that are missing
    Case("no right to anything", ANYTHING, faults.forbidden(), 6),
    Case("no right to pipelines", PIPELINES, faults.forbidden(), 1, 1),
    Case("no right to datasets", DATASETS, faults.forbidden(), 1, 1, traces=True),
    Case("no right to links", "^GET .*/linkedservices$", faults.forbidden(), 1, 1, traces=True),
    Case("no right to triggers", "^GET .*/triggers$", faults.forbidden(), 1, 1),
    Case("no right to global parameters", "^GET .*/globalParameters$", faults.forbidden(), 1),
    Case("no right to runs", RUNS, faults.forbidden(), 1),
    Case("no right to activities", ACTIVITIES, faults.forbidden(), 1, 1),
    # 5: not there
    Case("no such factory", ITSELF, faults.not_there, 6, 6),
    Case("nothing there", ANYTHING, faults.not_there, 6),
    Case("no such list of pipelines", PIPELINES, faults.not_there, 1),
    Case("no such run", OF_ONE_RUN, faults.not_there, 1, 1),
    Case("open run unavailable", OPEN_RUN, faults.status(500), 1),
    # 6: answers that are none
    Case("nobody answers", ANYTHING, faults.hang_up, 6),
    Case("a proxy answers", ANYTHING, faults.html, 6),
    Case("a proxy answers for runs", RUNS, faults.html, 1),
    Case("pipelines cut in the middle", PIPELINES, faults.truncated, 1),
    Case("datasets cut off", DATASETS, faults.cut_off, 1, traces=True),
    Case("activities cut off", OF_ONE_RUN, faults.cut_off, 1),
    Case("pipelines damaged", PIPELINES, faults.bad_gzip, 1),
    # 7: lists that are none
    Case("pipelines null", PIPELINES, faults.null_value, 1, 1),
    Case("datasets without a list", DATASETS, faults.no_value, 1, traces=True),
    Case("runs null", RUNS, faults.null_value, 1),
    Case("activities without a list", OF_ONE_RUN, faults.no_value, 1),
    # 8 and 9: too little
    Case("no pipelines", PIPELINES, faults.instead({"value": []}), 8),
    Case("no datasets", DATASETS, faults.instead({"value": []}), 8, traces=True),
    # 10: pages
    Case("runs without end", RUNS, faults.same_token_again, 1),
    Case("pipelines in a circle", PIPELINES, faults.same_page_again, 1),
    Case("pipelines without end", PIPELINES, faults.endless, 1),
    # 11: other addresses
    Case("pipelines go on elsewhere", PIPELINES, faults.linked_to("http://elsewhere.example/next"), 1),
    Case("runs redirected", RUNS, faults.redirect("https://elsewhere.example/"), 1),
)
AT_FIRST: Final = tuple(case for case in FAULTS if case.first is not None)


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """The graph as it should be, and the keys of what counts as removed there."""

    lines: list[str]
    removed: set[str]


@pytest.fixture(scope="module")
def graph(server: Server) -> Iterator[Graph]:
    with driver_of(server) as driver:
        wipe(driver)
    with graph_of(server) as opened:
        yield opened


def undisturbed_days(graph: Graph, folder: Path, *, from_first: bool) -> Undisturbed:
    emptied(graph)
    with serving(Azure()) as azure:
        return Undisturbed(undisturbed(graph, azure, folder, from_first=from_first), removed(graph))


@pytest.fixture(scope="module")
def both_days(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return undisturbed_days(graph, tmp_path_factory.mktemp("both"), from_first=True)


@pytest.fixture(scope="module")
def second_alone(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return undisturbed_days(graph, tmp_path_factory.mktemp("second"), from_first=False)


def disturbed(graph: Graph, azure: Azure, folder: Path, case: Case) -> tuple[int, set[str], int]:
    """How the refresh under the fault ends, what counts as removed after it, and how the one after it ends."""
    sources = sources_of(azure, folder)
    show_second_day(azure)
    azure.script.add(case.pattern, case.fault, forever=not case.passing)
    bad = exit_code(refreshed_at(graph, sources, SECOND))
    lost = removed(graph)
    azure.script.scenes.clear()
    return bad, lost, exit_code(refreshed_at(graph, sources, SECOND))


def assert_same(found: list[str], expected: list[str], case: Case) -> None:
    if case.traces:
        found, expected = holding(found), holding(expected)
    assert found == expected


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case.name)
def test_what_a_fault_kept_from_a_graph_comes_with_the_next_refresh(
    graph: Graph, both_days: Undisturbed, tmp_path: Path, case: Case
) -> None:
    emptied(graph)
    with serving(Azure()) as azure:
        show_first_day(azure)
        assert exit_code(refreshed_at(graph, sources_of(azure, tmp_path), FIRST)) == 0
        bad, lost, good = disturbed(graph, azure, tmp_path, case)
    assert (bad, lost - both_days.removed, good) == (case.later, set(), 0)
    assert_same(dump(graph), both_days.lines, case)


@pytest.mark.parametrize("case", AT_FIRST, ids=lambda case: case.name)
def test_a_fault_of_the_first_refresh_leaves_no_trace(
    graph: Graph, second_alone: Undisturbed, tmp_path: Path, case: Case
) -> None:
    emptied(graph)
    with serving(Azure()) as azure:
        bad, lost, good = disturbed(graph, azure, tmp_path, case)
    assert (bad, lost, good) == (case.first, set(), 0)
    assert_same(dump(graph), second_alone.lines, case)
