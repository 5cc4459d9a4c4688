"""What is unknown in a name: a mark in the key, the parameter's name for the eye, and the reason."""

import pytest

from lineage_graph.expressions import Template, Unknown
from lineage_graph.holes import Holes
from lineage_graph.model import Reason

TABLE = Unknown(Reason.RUNTIME_ONLY, "item().table")
DAY = Unknown(Reason.RUNTIME_ONLY, "utcNow()", "date")
RUN = Unknown(Reason.RUNTIME_ONLY, "pipeline().RunId", "id")
CALL = Unknown(Reason.DYNAMIC_EXPRESSION, "split(item(), '.')")


@pytest.mark.parametrize(
    ("value", "key", "shown"),
    [
        ("raw/x", "raw/x", "raw/x"),
        (TABLE, "{}", "{table}"),
        (Template(("raw/", TABLE, ".csv")), "raw/{}.csv", "raw/{table}.csv"),
        (Template((TABLE, "_", DAY)), "{}_{date}", "{table}_{date}"),
        (Template((TABLE, CALL, DAY, DAY, RUN)), "{}{date}{id}", "{table}{}{date}{date}{id}"),
        (Template(("a\ue000b/", TABLE)), "a\ufffdb/{}", "a\ufffdb/{table}"),
    ],
)
def test_a_hole_is_written_by_its_kind_and_shown_by_its_name(
    value: str | Template | Unknown, key: str, shown: str
) -> None:
    holes = Holes()
    text = holes.write(value)
    assert text is not None
    assert (holes.key(text), holes.shown(text)) == (key, shown)


def test_the_same_unknown_is_the_same_hole_and_found_again() -> None:
    holes = Holes()
    first, second = holes.write(Template(("a", TABLE))), holes.write(Template((DAY, TABLE)))
    assert first is not None
    assert second is not None
    assert first[1] == second[1]
    assert holes.all_in(second) == (DAY, TABLE)
    assert holes.first_in(second) == DAY
    assert holes.first_in("known") is None
