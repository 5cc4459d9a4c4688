"""Texts with unknown parts, and texts that cannot be read."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from lineage_graph.sql import Dialect, Statements, Unparsed, tables_of
from tests.sql.writing import holes, lines, said, shown

WITH_HOLES = [
    ("SELECT * FROM {0}", ["{0}"]),
    ("SELECT * FROM {0}.{1}", ["{0}.{1}"]),
    ("SELECT * FROM [{0}].[{1}] WHERE 1 = 2", ["{0}.{1}"]),
    ("SELECT * FROM {0}_{1}", ["{0}_{1}"]),
    ("SELECT * FROM [dbo].[fact {0} v2]", ["dbo.fact {0} v2"]),
    ("SELECT * FROM {0}..t", ["{0}..t"]),
    ("SELECT MAX({0}) AS mark FROM {1} WHERE {0} > '{2}'", ["{1}"]),
    ("SELECT * FROM t WHERE {0}", ["t"]),
    ("SELECT * FROM t WHERE d >= '{0}' AND d < {1}", ["t"]),
    ("SELECT TOP {0} {1} FROM t ORDER BY {1}", ["t"]),
    ("SELECT * FROM t {0}", ["t …"]),
    ("SELECT * FROM t WHERE a = 1 {0}", ["t …"]),
    ("SELECT * FROM t{0} WHERE a = 1 {1} ", ["t{0} …"]),
    ("SELECT * FROM{0}", ["{0}"]),
    ("INSERT INTO {0} SELECT * FROM stage.{0}", ["stage.{0} > {0}"]),
    ("TRUNCATE TABLE {0}.{1}", ["truncate {0}.{1}"]),
    ("IF OBJECT_ID('{0}.{1}') IS NOT NULL TRUNCATE TABLE {0}.{1}", ["truncate {0}.{1}"]),
    ("EXEC {0}.load_{1} @a = {2}", ["!{0}.load_{1}"]),
    ("EXEC ('SELECT * FROM {0}')", ["{0}"]),
    ("COPY INTO {0} FROM 'https://a/{1}/x' WITH (FILE_TYPE = '{2}')", ["<https://a/{1}/x {2}> > {0}"]),
    ("SELECT * FROM OPENROWSET(BULK '{0}/*.parquet', FORMAT = 'PARQUET') AS r", ["<{0}/*.parquet parquet>"]),
    ("DECLARE @t sysname = '{0}' EXEC ('SELECT * FROM s.' + @t + '_x')", ["s.{0}_x"]),
    ("DELETE FROM t WHERE {0}", ["delete t"]),
]

UNREADABLE = [
    "{0}", "{0}{1}", " {0} ; {1} ", "{0} SELECT * FROM t", "WITH {0} SELECT * FROM t", "EXEC ({0})", "EXEC (@sql)",
    "", "-- nothing", "hello world", "dbo.load_it", "StormEvents | where State == 'x' | take 5", "#SCRIPT#",
    "<fetch><entity name=\"account\"/></fetch>", "$filter=a eq 1", "SELECT FROM", "SELECT 'a FROM t",
    "SELECT /* FROM t", "SELECT * FROM (SELECT * FROM t", "SELECT " + "(" * 5000,
    "SELECT " + "(" * 100 + "1" + ")" * 100, "SELECT " + "NOT " * 5000 + "1",
    "SELECT " + "CASE WHEN 1 = 1 THEN " * 500 + "1" + " END" * 500, "SELECT 1" + " " * 200_000,
]  # fmt: skip


@pytest.mark.parametrize(("sql", "expected"), WITH_HOLES)
def test_holes_stay_part_of_names(sql: str, expected: list[str]) -> None:
    assert said(holes(sql)) == expected


@pytest.mark.parametrize("sql", UNREADABLE, ids=lambda sql: shown(sql)[:40])
def test_what_cannot_be_read_says_why_in_one_line(sql: str) -> None:
    found = tables_of(holes(sql), Dialect.TSQL)
    assert isinstance(found, Unparsed)
    assert found.reason
    assert "\n" not in found.reason


def test_one_unknown_statement_does_not_hide_the_others() -> None:
    found = tables_of(holes("SELECT * FROM a;\n{0};\nSELECT * FROM b"), Dialect.TSQL)
    assert isinstance(found, Statements)
    assert lines(found) == ["a", "b"]
    assert found.unread == (Unparsed("the whole statement is only known at run time", 2),)


def test_a_procedure_that_a_script_creates_does_not_run_with_it() -> None:
    found = tables_of(
        "CREATE OR ALTER PROC dbo.p @a AS int WITH EXECUTE AS OWNER AS\n"
        "BEGIN SET NOCOUNT ON INSERT INTO t SELECT * FROM s END\nGO\nEXEC dbo.p 1",
        Dialect.TSQL,
    )
    assert isinstance(found, Statements)
    assert lines(found) == ["!dbo.p"]
    assert str(found.definitions[0].name) == "dbo.p"
    assert isinstance(found.definitions[0].body, Statements)
    assert lines(found.definitions[0].body) == ["s > t"]


def test_a_long_list_of_values_is_read() -> None:
    rows = ",".join(["(1, 'a')"] * 15_000)
    assert said("".join(["INSERT INTO t VALUES ", rows])) == ["> t"]


WORDS = [
    "SELECT", "*", "FROM", "t", "#t", "@v", "[a b]", "(", ")", ",", ".", ";", "'x'", "'", "--", "/*", "\nGO\n", "=",
    "WHERE", "IN", "INTO", "INSERT", "UPDATE", "SET", "DELETE", "MERGE", "USING", "ON", "WITH", "AS", "EXEC",
    "CASE", "WHEN", "THEN", "END", "BEGIN", "IF", "ELSE", "DECLARE", "CREATE", "TABLE", "VIEW", "PROC",
    "OPENROWSET", "BULK", "COPY", "EXTERNAL", "LOCATION", "OUTPUT", "CALL", "{", "}", "$$", "`", '"', "\ue000",
    "x\ue001", "UNION", "JOIN", "sp_executesql", "N'SELECT 1 FROM q'", "+", "DROP", "ALTER", "SWITCH", "TO",
    "RETURN", "CURSOR", "FOR", "1",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join) | st.text(max_size=60), st.sampled_from(Dialect))
def test_no_text_makes_it_raise(text: str, dialect: Dialect) -> None:
    found = tables_of(text, dialect)
    assert isinstance(found, Statements | Unparsed)
    if isinstance(found, Statements):
        places = [read.place for statement in found for read in statement.reads]
        assert all(str(place) for place in places)
