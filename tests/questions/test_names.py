"""From what a person types to one node: by key, by alias, by name in any case, by a unique part; in this order."""

import pytest

from lineage_graph.answers.names import notes, resolve
from lineage_graph.errors import NothingMatched, UsageError
from lineage_graph.graph import Graph
from tests.questions import estate as here


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (here.orders.key, here.orders.key),
        ("mssql://CRM/customer", here.customer.key),
        ("DBO.ORDERS", here.orders.key),
        ("fact_", here.fact_orders.key),
        ("load customers", here.load_customers.key),
        ("Copy region", here.copy_region.key),
        ("crm.example", here.crm.key),
        ("finance", here.finance.key),
        ("=[red]\u202egnp.\x1b[31m\t<b>", here.hostile.key),
    ],
)
def test_a_name_means_one_node(typed: str, key: str, estate: Graph) -> None:
    label = "Service" if typed == "finance" else None
    assert resolve(estate, typed, label).key == key


def test_a_key_comes_before_a_name(estate: Graph) -> None:
    assert resolve(estate, here.SALES).label == "Service"


def test_several_matches_list_the_candidates(estate: Graph) -> None:
    with pytest.raises(NothingMatched) as raised:
        resolve(estate, "Orders")
    lines = str(raised.value).splitlines()
    assert lines[0] == "'Orders' means 2 things; give the key of one of them:"
    assert sorted(line.split() for line in lines[1:]) == [["DataFlow", here.flow.key], ["Dataset", here.dataset.key]]


def test_more_than_ten_candidates_are_counted(estate: Graph) -> None:
    with pytest.raises(NothingMatched) as raised:
        resolve(estate, "r")
    lines = str(raised.value).splitlines()
    assert len(lines) == 12
    assert lines[-1].startswith("  … and ")


def test_a_label_tells_things_of_one_name_apart(estate: Graph) -> None:
    assert resolve(estate, "Orders", "dataset").key == here.dataset.key
    assert resolve(estate, "orders", "Pipeline").key == here.load_orders.key


def test_an_unknown_label_is_wrong_use(estate: Graph) -> None:
    with pytest.raises(UsageError, match="Did you mean Pipeline"):
        resolve(estate, "orders", "pipelines")


def test_a_misspelt_name_offers_close_ones(estate: Graph) -> None:
    with pytest.raises(NothingMatched, match=r"Did you mean: .*FACT_ORDERS"):
        resolve(estate, "FCT_ORDRES")


@pytest.mark.parametrize("typed", ["zzzzzzzz", "*", "`) DETACH DELETE (n", "\x00", "a" * 5000])
def test_what_is_nowhere_matches_nothing(typed: str, estate: Graph) -> None:
    with pytest.raises(NothingMatched):
        resolve(estate, typed)


def test_an_empty_name_is_wrong_use(estate: Graph) -> None:
    with pytest.raises(UsageError):
        resolve(estate, "  ")


def test_what_was_removed_is_told_so(estate: Graph) -> None:
    with pytest.raises(NothingMatched, match="was removed on 2026-03-01"):
        resolve(estate, here.old_store.key)


def test_an_old_key_finds_what_it_is_called_now(estate: Graph) -> None:
    found = resolve(estate, here.old_table.key)
    assert (found.key, found.once) == (here.orders.key, here.old_table.key)
    assert notes(found, resolve(estate, here.customer.key)) == (
        f"{here.old_table.key} is called {here.orders.key} now.",
    )


def test_a_removed_name_is_no_candidate(estate: Graph) -> None:
    with pytest.raises(NothingMatched, match="Nothing has the name"):
        resolve(estate, "dbo.Legacy")
