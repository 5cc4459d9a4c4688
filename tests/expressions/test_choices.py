"""Unknown conditions: every way they can turn out, each decided the same everywhere."""

import pytest

from lineage_graph.expressions import Choices, Result, Scope, alternatives, evaluate
from lineage_graph.records import Expression
from tests.expressions.asking import reason_of, shown


def ways(*written: str, most: int = 64) -> list[str]:
    """What the texts become, together, for every way their conditions can turn out."""

    def together(choices: Choices) -> str:
        scope = Scope(choices=choices)
        return " ".join(shown(evaluate(Expression(one), scope)).strip('"') for one in written)

    return list(alternatives(together, most))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (("@'a'",), ["a"]),
        (("@if(item().x, 'a', 'b')",), ["a", "b"]),
        (("p/@{if(item().x, 'a', 'b')}",), ["p/a", "p/b"]),
        (("@if(item().x, 'a', 'b')", "@if(item()['x'], 'c', 'd')"), ["a c", "b d"]),
        (("@if(item().x, 'a', 'b')", "@if(not(item().x), 'c', 'd')"), ["a d", "b c"]),
        (("@if(equals(item().x, 1), 'a', 'b')", "@if(equals(1, item().x), 'c', 'd')"), ["a c", "b d"]),
        (("@if(item().x, 'a', 'b')", "@if(item().y, 'c', 'd')"), ["a c", "a d", "b c", "b d"]),
        (("@if(item().x, 'a', if(item().y, 'b', 'c'))",), ["a", "b", "c"]),
        (("@if(item().x, if(item().x, 'a', 'b'), 'c')",), ["a", "c"]),
        (("@if(item().x, 'a', 'a')",), ["a"]),
        (("@coalesce(item().x, 'b')",), ["b", "{item().x}"]),
        (("@coalesce(item().x, 'b')", "@if(equals(item().x, null), 'c', 'd')"), ["b c", "{item().x} d"]),
        (("@coalesce(item().x, item().y, 'z')",), ["z", "{item().y}", "{item().x}"]),
        (("@if(and(true, item().x), 'a', 'b')", "@if(item().x, 'c', 'd')"), ["a c", "b d"]),
        (("@concat(if(item().x, 'a', item().n), '.csv')",), ["a.csv", "{item().n}.csv"]),
    ],
)
def test_all_ways(written: tuple[str, ...], expected: list[str]) -> None:
    assert ways(*written) == expected


def test_beyond_the_most_nothing_more_is_decided() -> None:
    texts = [f"@if(item().c{number}, 'a', 'b')" for number in range(3)]
    found = ways(*texts, most=4)
    assert len(found) == 4
    assert found[0] == "a a a"
    assert found[-1].startswith("b {if(item().c1, 'a', 'b')}")


def test_what_is_not_decided_for_their_number_says_so() -> None:
    def reason(choices: Choices) -> str:
        return reason_of(evaluate(Expression("@if(item().a, 1, 2)"), Scope(choices=choices)))

    assert alternatives(reason, most=1) == ("too-many-alternatives",)


def test_a_decision_counts_where_parameters_pass_it_on() -> None:
    def folder(choices: Choices) -> tuple[Result, Result]:
        outer = Scope(choices=choices)
        passed = evaluate(Expression("@if(equals(item().kind, 'x'), 'a', 'b')"), outer)
        inner = Scope(dataset={"folder": passed, "kind": evaluate(Expression("@item().kind"), outer)}, choices=choices)
        return passed, evaluate(Expression("@if(equals(dataset().kind, 'x'), 'c', 'd')"), inner)

    assert alternatives(folder) == (("a", "c"), ("b", "d"))
