"""One activity with known and unknown calls: its concrete process is an instance of the one with the pattern."""

import pytest

from lineage_graph.model import InstanceOf
from lineage_graph.records import Value
from tests.declared.estate import ROOT, call, copy, dataset, edges, expression, folder, parameter, pipeline, service

FOLDER = folder("folder", expression("@dataset().path"), parameter("path"))
COPY = "adf://sales/pipelines/move/activities/copy"


def instances(*tables: Value) -> set[tuple[str, str]]:
    """What is an instance of what where the pipeline ``move`` is called with each of these tables."""
    moved = pipeline(
        "move",
        copy(
            "copy",
            dataset("folder", path=expression("in/@{pipeline().parameters.table}")),
            dataset("folder", path=expression("out/@{pipeline().parameters.table}.csv")),
        ),
        parameters=(parameter("table"),),
    )
    caller = pipeline("caller", *(call(f"call {n}", "move", table=table) for n, table in enumerate(tables)))
    return edges(service(moved, caller, datasets=(FOLDER,)), InstanceOf)


def test_a_known_call_beside_an_unknown_one_is_its_instance_and_so_are_the_assets() -> None:
    assert instances("orders", expression("@activity('look').output.firstRow.name")) == {
        (f"{COPY}=>{ROOT}/out/orders.csv", f"{COPY}=>{ROOT}/out/{{}}.csv"),
        (f"{ROOT}/in/orders", f"{ROOT}/in/{{}}"),
        (f"{ROOT}/out/orders.csv", f"{ROOT}/out/{{}}.csv"),
    }


def test_calls_that_are_all_known_or_all_unknown_have_no_instances() -> None:
    assert instances("orders", "lines") == set()
    assert instances(expression("@item().a")) == set()


def test_what_does_not_fit_the_pattern_is_no_instance() -> None:
    assert instances("2026/orders", expression("@item().a")) == set()


def test_a_date_may_be_several_folders() -> None:
    found = instances("2026/11/21", expression("@{formatDateTime(utcNow(), 'yyyy/MM/dd')}"))
    assert (f"{ROOT}/in/2026/11/21", f"{ROOT}/in/{{date}}") in found


@pytest.mark.parametrize(
    ("known", "is_one"),
    [
        ("2026/11/21", True),
        ("2026-11-21T04:00:00Z", True),
        ("20261121", True),
        ("orders", False),
        ("2026/orders", False),
        ("2026//21", True),
    ],
)
def test_only_what_a_date_looks_like_takes_the_place_of_one(known: str, is_one: bool) -> None:
    found = instances(known, expression("@{formatDateTime(utcNow(), 'yyyy/MM/dd')}"))
    assert ((f"{ROOT}/in/{known.replace('//', '/')}", f"{ROOT}/in/{{date}}") in found) is is_one
