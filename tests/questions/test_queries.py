"""The header of a question is held to its body, with file and line."""

from pathlib import Path

import pytest

from lineage_graph.errors import UsageError
from lineage_graph.queries import Query, QueryParameter, parse, queries, query, read_query, used_parameters

GOOD = """// Title of it.
//
// Why it is
// so.
//
// :param key => "a \\"b\\""
// :param hops => [1, 2]
// :returns key, hops
MATCH (n {key: $key}) // $comment
RETURN n.key AS key, $hops AS hops, '$no' AS text
"""


def test_a_good_file_becomes_a_question() -> None:
    assert parse(GOOD, "x.cypher", "topic/x") == Query(
        name="topic/x",
        title="Title of it",
        about="Why it is\nso.",
        parameters=(QueryParameter("key", 'a "b"'), QueryParameter("hops", [1, 2])),
        columns=("key", "hops"),
        text="MATCH (n {key: $key}) // $comment\nRETURN n.key AS key, $hops AS hops, '$no' AS text",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace("// Title of it.", "//"), "x.cypher:1: the title is missing"),
        ("RETURN 1 AS one", "x.cypher:1: the title is missing"),
        (GOOD.replace("// :returns key, hops\n", ""), "the columns are missing"),
        (GOOD.replace("// :returns key, hops", "// :returns key hops"), "x.cypher:8: only"),
        (GOOD.replace(":returns", ":give"), "x.cypher:8: only"),
        (GOOD.replace("[1, 2]", "[1, 2"), "x.cypher:7: the example of hops is not a JSON value"),
        (GOOD.replace("key => ", "key = "), "x.cypher:6: a parameter is written"),
        (GOOD.replace("$hops", "$far"), r"x.cypher:9: \$far is used but not declared"),
        (GOOD.replace("$hops", "1"), "x.cypher:9: the parameter hops is declared but not used"),
        ("// Title.\n// :returns x\n", "x.cypher:3: there is no query"),
        ("", "there is no query"),
    ],
)
def test_a_bad_header_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse(text, "x.cypher", "x")


def test_parameters_in_strings_and_comments_do_not_count() -> None:
    text = "/* $a */ RETURN '$b \\' $c', \"$d\", `$e`, $f // $g"
    assert used_parameters(text) == {"f"}


def test_the_library_is_sorted_and_has_no_schema() -> None:
    assert list(queries()) == sorted(queries())
    assert "schema" not in queries()
    assert query("impact/downstream").columns == ("key", "name", "labels", "hops")


def test_an_unknown_question_offers_close_ones() -> None:
    with pytest.raises(UsageError, match="Did you mean impact/downstream"):
        query("impact/downstraem")


def test_a_file_that_is_no_text_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "x.cypher").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="cannot be read"):
        read_query(tmp_path / "x.cypher")
