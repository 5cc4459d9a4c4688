"""What a mapping was asked for is all that a conclusion rests on."""

import pytest

from lineage_graph.observed.noting import Noting


def test_only_what_was_asked_for_must_be_the_same() -> None:
    values = Noting({"day": "21", "table": "orders"})
    assert values["day"] == "21"
    assert values.asked().holds({"day": "21", "table": "customers", "more": 1})
    assert not values.asked().holds({"day": "22", "table": "orders"})


def test_that_there_was_nothing_is_an_answer() -> None:
    values = Noting({"day": "21"})
    assert "table" not in values
    assert values.get("month") is None
    assert values.asked().holds({"day": "22"})
    assert not values.asked().holds({"table": "orders"})
    assert not values.asked().holds({"month": None})


@pytest.mark.parametrize("other", [{"day": "21"}, {"day": "21", "table": "customers"}, {}])
def test_who_went_through_all_was_told_all(other: dict[str, str]) -> None:
    values = Noting({"day": "21", "table": "orders"})
    assert {**values} == {"day": "21", "table": "orders"}
    assert values.asked().holds({"day": "21", "table": "orders"})
    assert not values.asked().holds(other)


def test_numbers_that_are_equal_and_written_differently_are_not_the_same() -> None:
    values = Noting[object]({"mark": 1})
    assert values["mark"] == 1
    assert not values.asked().holds({"mark": True})
    assert not values.asked().holds({"mark": 1.0})
