"""Cells of notebooks and what they read and write; written from the documentation of Spark, Synapse and Databricks."""

import pytest

from lineage_graph.notebooks import Access, Accesses, Hole, Unread, reads_and_writes
from lineage_graph.records import Cell

LAKE = "abfss://c@a.dfs.core.windows.net"

PYTHON = [
    (f'df = spark.read.parquet("{LAKE}/x")', [f"< path {LAKE}/x parquet"]),
    (f"df = spark.read.format('delta').load('{LAKE}/x')", [f"< path {LAKE}/x delta"]),
    (f'df = spark.read.load("{LAKE}/x", format="csv", header=True)', [f"< path {LAKE}/x csv"]),
    ('df = spark.read.option("header", True).csv("/raw/x.csv")', ["< path /raw/x.csv csv"]),
    ('df = spark.read.format("csv").option("path", "/raw/x").load()', ["< path /raw/x csv"]),
    ('df = spark.read.format("csv").options(path="/raw/x", header="true").load()', ["< path /raw/x csv"]),
    ('spark.read.parquet("/a", "/b")', ["< path /a parquet", "< path /b parquet"]),
    ('spark.read.json(["/a", "/b"])', ["< path /a json", "< path /b json"]),
    ('spark.read.orc("/a").union(spark.read.text("/b"))', ["< path /a orc", "< path /b text"]),
    ('df = (spark\n  .read\n  .schema(s)\n  .json("/a"))', ["< path /a json"]),
    ('spark.read.table("db.t")', ["< table db.t"]),
    ('df = spark.table("db.t").where("x = 1")', ["< table db.t"]),
    ('spark.readStream.format("cloudFiles").option("cloudFiles.format", "json").load("/in")',
     ["< path /in cloudfiles"]),
    ('spark.readStream.format("rate").load()', []),
    ('spark.sparkContext.textFile("/a.txt")', ["< path /a.txt text"]),
    ('df.write.parquet("/out")', ["> path /out parquet"]),
    ('df.write.mode("overwrite").format("delta").partitionBy("d").save("/out")', ["> path /out delta"]),
    ('df.write.save("/out", format="delta")', ["> path /out delta"]),
    ('df.coalesce(1).write.option("path", "/out").format("delta").saveAsTable("db.t")', ["> table db.t delta"]),
    ('df.write.insertInto("db.t")', ["> table db.t"]),
    ('df.writeTo("lake.db.t").append()', ["> table lake.db.t"]),
    ('df.writeStream.format("delta").option("checkpointLocation", "/c").start("/out")', ["> path /out delta"]),
    ('df.writeStream.toTable("db.t")', ["> table db.t"]),
    ('spark.read.parquet("/a").write.csv("/b")', ["< path /a parquet", "> path /b csv"]),
    ('DeltaTable.forPath(spark, "/t").toDF()', ["< path /t delta"]),
    ('t = DeltaTable.forName(spark, "db.t")\nt.alias("a").merge(df.alias("b"), "a.i = b.i").execute()',
     ["< table db.t delta", "> table db.t delta"]),
    ('mssparkutils.fs.cp("/a", "/b", True)', ["< path /a", "> path /b"]),
    ('dbutils.fs.mv("dbfs:/a", "dbfs:/b")', ["< path dbfs:/a", "> path dbfs:/b"]),
    ('mssparkutils.fs.ls("/a"); dbutils.fs.rm("/b"); mssparkutils.fs.head("/c")', []),
    (f'pd.read_csv("{LAKE}/x.csv").to_parquet("{LAKE}/y.parquet")',
     [f"< path {LAKE}/x.csv csv", f"> path {LAKE}/y.parquet parquet"]),
    ('pd.read_csv("local.csv").to_csv("other.csv")', []),
    ('pd.read_excel(io="/dbfs/mnt/x.xlsx")', ["< path /dbfs/mnt/x.xlsx excel"]),
    ('spark.read.synapsesql("pool.dbo.t")', ["< sql-endpoint pool.dbo.t synapsesql"]),
    ('df.write.mode("append").synapsesql("pool.dbo.t")', ["> sql-endpoint pool.dbo.t synapsesql"]),
    ('spark.read.format("cosmos.olap").option("spark.synapse.linkedService", "Cosmos")'
     '.option("spark.cosmos.container", "orders").load()', ["< container orders cosmos.olap via Cosmos"]),
    ('df.write.format("cosmos.oltp").option("spark.synapse.linkedService", "Cosmos")'
     '.option("spark.cosmos.container", "orders").mode("append").save()',
     ["> container orders cosmos.oltp via Cosmos"]),
    ('spark.read.format("jdbc").option("url", "jdbc:sqlserver://h:1433;database=d;user=u;password=p")'
     '.option("dbtable", "dbo.t").load()', ["< sql-endpoint dbo.t jdbc via jdbc:sqlserver://h:1433;database=d"]),
    ('spark.read.format("jdbc").option("url", "jdbc:postgresql://u:p@h/d?user=u&password=p")'
     '.option("query", "SELECT 1 FROM t").load()', ["< query SELECT 1 FROM t jdbc via jdbc:postgresql://h/d"]),
    ('spark.read.jdbc("jdbc:mysql://h/d", "t")', ["< sql-endpoint t jdbc via jdbc:mysql://h/d"]),
    ('spark.read.format("kafka").option("subscribe", "orders").load()', ["< topic orders kafka"]),
    ('spark.sql("INSERT INTO b SELECT * FROM a")', ["< table a", "> table b"]),
    ('spark.sql("""MERGE INTO delta.`/t` t USING s ON t.i = s.i WHEN MATCHED THEN UPDATE SET *""")',
     ["< table s", "> path /t delta"]),
    ('df.createOrReplaceTempView("v")\nspark.sql("SELECT * FROM v JOIN t ON 1 = 1")', ["< table t"]),
    ("spark.sql('CREATE TEMP VIEW v AS SELECT * FROM a'); spark.table('v')", ["< table a"]),
    ('p = "/raw"\nspark.read.json(p + "/x")', ["< path /raw/x json"]),
    ('p = "/raw"\nq = f"{p}/y"\nspark.read.json(f"{q}/x")', ["< path /raw/y/x json"]),
    ('spark.read.json("{}/{n}".format("a", n="b"))', ["< path a/b json"]),
    ('spark.read.json("/%s/%d" % ("a", 3))', ["< path /a/3 json"]),
    ('import os\nspark.read.json(os.path.join("/a/", "b"))', ["< path /a/b json"]),
    ('r = spark.read.format("delta")\ndf = r.load("/a")', ["< path /a delta"]),
    ("%matplotlib inline\n!pip install x\nif x:\n  %run other\nspark.table('t')", ["< table t"]),
    ("# spark.table('t')\n'''spark.table('u')'''", []),
    ("F.col('x').cast('int'); re.compile('a').sub('b', 'c'); print('x'.format())", []),
]  # fmt: skip

SCALA = [
    ('val p = "/raw"\nval df = spark.read.format("json").load(p + "/x")', ["< path /raw/x json"]),
    ('val p = "/raw"\nspark\n  .read // all\n  .parquet(s"$p/a/${p}")', ["< path /raw/a//raw parquet"]),
    ('df.write.mode("overwrite").saveAsTable("db.t")', ["> table db.t"]),
    ('spark.sql("""INSERT INTO b\nSELECT * FROM a""")', ["< table a", "> table b"]),
    ('val t = DeltaTable.forPath(spark, "/t")\nt.as("a").merge(df, "x").whenMatched.updateAll().execute()',
     ["< path /t delta", "> path /t delta"]),
    ('df.write.synapsesql("pool.dbo.t", Constants.INTERNAL, None)', ["> sql-endpoint pool.dbo.t synapsesql"]),
    ('df.createOrReplaceTempView("v"); spark.table("v"); spark.table("w")', ["< table w"]),
]  # fmt: skip

CSHARP = [
    ('var p = "/raw";\nvar df = spark.Read().Format("delta").Load($"{p}/x");', ["< path /raw/x delta"]),
    ('data.Write().Mode("overwrite").Parquet(@"/out");', ["> path /out parquet"]),
    ('spark.Sql($"SELECT * FROM db.t").Show();', ["< table db.t"]),
]


def written(found: Accesses) -> list[str]:
    """``< kind name format via connection`` for a read, ``>`` for a write."""
    return [
        " ".join(filter(None, ("<>"[access.writes], access.kind, access.name, access.format)))
        + (f" via {access.connection}" if access.connection else "")
        for access in found
    ]


@pytest.mark.parametrize(("source", "expected"), PYTHON)
def test_python_says_what_it_reads_and_writes(source: str, expected: list[str]) -> None:
    found = reads_and_writes([Cell("code", source)], "python")
    assert written(found) == expected
    assert not found.unread


@pytest.mark.parametrize(("source", "expected"), SCALA)
def test_scala_says_what_it_reads_and_writes(source: str, expected: list[str]) -> None:
    assert written(reads_and_writes([Cell("code", source)], "scala")) == expected


@pytest.mark.parametrize(("source", "expected"), CSHARP)
def test_csharp_says_what_it_reads_and_writes(source: str, expected: list[str]) -> None:
    assert written(reads_and_writes([Cell("code", source)], "csharp")) == expected


def test_parameters_and_unknown_names_are_holes_that_are_named() -> None:
    cells = [
        Cell("code", 'container = "raw"\nday = None', ("parameters",)),
        Cell("code", 'def load(name):\n  return spark.read.json(f"/{container}/{day}/{name}")'),
        Cell("code", 'spark.read.csv(dbutils.widgets.get("source") + "/x")'),
        Cell("code", 'spark.read.orc(find() + "/x")'),
    ]
    found = reads_and_writes(cells, "python")
    assert found.found == (
        Access("path", "/\ue000/\ue001/\ue002", False, "json", 1),
        Access("path", "\ue003/x", False, "csv", 2),
        Access("path", "\ue004/x", False, "orc", 3),
    )
    assert found.holes == (
        Hole("container", parameter=True, default="raw"),
        Hole("day", parameter=True),
        Hole("name (of a function)"),
        Hole("source", parameter=True),
        Hole("find()"),
    )


def test_a_name_that_is_given_two_values_is_a_hole() -> None:
    found = reads_and_writes([Cell("code", 'p = "/a"\nif x:\n  p = "/b"\nspark.read.orc(p)')], "python")
    assert found.found == (Access("path", "\ue000", False, "orc", 0),)
    assert found.holes == (Hole("p"),)


def test_a_loop_makes_its_name_a_hole() -> None:
    found = reads_and_writes([Cell("code", 'for t in tables:\n  spark.table(f"db.{t}")')], "python")
    assert found.found == (Access("table", "db.\ue000", False, None, 0),)
    assert found.holes == (Hole("t"),)


def test_each_cell_is_read_in_its_own_language() -> None:
    cells = [
        Cell("markdown", "spark.table('no')"),
        Cell("code", "%%sql\nCREATE TEMP VIEW v AS SELECT * FROM a"),
        Cell("code", '%%spark\nval x = spark.table("b")'),
        Cell("code", "%%pyspark\nspark.sql('SELECT * FROM v')"),
        Cell("code", '%%csharp\nspark.Table("c");'),
        Cell("code", "%sql SELECT 1\nSELECT * FROM d WHERE x = ${day}"),
        Cell("code", "%md\n spark.table('no')"),
        Cell("code", "%%sparkr\ndf <- read.df('/x')"),
    ]
    found = reads_and_writes(cells, "python")
    assert [(access.name, access.cell) for access in found] == [("a", 1), ("b", 2), ("c", 4), ("d", 5)]
    assert found.unread == ()


def test_what_is_not_understood_is_told() -> None:
    cells = [
        Cell("code", "this is no python"),
        Cell("code", "spark.sql(make())"),
        Cell("code", "spark.sql('SELEC x')"),
        Cell("code", "x\x00"),
        Cell("code", "x = " + "(" * 3000 + ")" * 3000),
        Cell("code", "spark.read.json(" + "a + " * 5000 + "a)"),
        Cell("code", "x" * 200_001),
    ]
    found = reads_and_writes(cells, "python")
    assert not found.found
    assert {problem.cell for problem in found.unread} == {0, 1, 2, 3, 4, 5, 6}
    assert Unread(0, "the cell is not understood as Python") in found.unread
    assert all("\n" not in problem.reason for problem in found.unread)


def test_a_notebook_in_another_language_is_told_and_not_guessed() -> None:
    found = reads_and_writes([Cell("code", "df <- read.df('/x')")], "R")
    assert found == Accesses(unread=(Unread(0, "the language of the cell is not read"),))
