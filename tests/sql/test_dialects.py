"""The other dialects, as far as their statements differ from those of T-SQL."""

import pytest

from lineage_graph.sql import Dialect, Part, Statements, TableName, tables_of
from tests.sql.writing import lines, said

SNOWFLAKE, SPARK, DATABRICKS, ORACLE = Dialect.SNOWFLAKE, Dialect.SPARK, Dialect.DATABRICKS, Dialect.ORACLE

CASES = [
    (SNOWFLAKE, "SELECT * FROM a, LATERAL FLATTEN(input => a.x) f, TABLE(FLATTEN(a.y)) g", ["a"]),
    (SNOWFLAKE, "COPY INTO t FROM @db.s.stage/day/ FILE_FORMAT = (TYPE = CSV)", ["<@db.s.stage/day/ csv> > t"]),
    (SNOWFLAKE, "COPY INTO t FROM (SELECT $1 FROM @stage/x) FILE_FORMAT = (TYPE = JSON)", ["<@stage/x> > t"]),
    (SNOWFLAKE, "COPY INTO 's3://bucket/x' FROM (SELECT * FROM q)", ["q > <s3://bucket/x>"]),
    (SNOWFLAKE, "COPY INTO @stage/x FROM db.s.t", ["db.s.t > <@stage/x>"]),
    (SNOWFLAKE, "MERGE INTO a USING b ON a.x = b.x WHEN MATCHED THEN UPDATE SET x = 1", ["b > a"]),
    (SNOWFLAKE, "CREATE TABLE a CLONE b", ["b > a"]),
    (SNOWFLAKE, "CREATE TEMPORARY TABLE x AS SELECT * FROM a; INSERT INTO b SELECT * FROM x", ["a > b"]),
    (SNOWFLAKE, "CALL db.s.p(1)", ["!db.s.p"]),
    (SNOWFLAKE, "CREATE PROCEDURE p() AS $$ insert into a select * from b; $$; SELECT * FROM c", ["c"]),
    (SNOWFLAKE, "USE WAREHOUSE w; ALTER SESSION SET x = 1; SELECT * FROM a", ["a"]),
    (DATABRICKS, "SELECT * FROM delta.`abfss://c@a.dfs.core.windows.net/x`",
     ["<abfss://c@a.dfs.core.windows.net/x delta>"]),
    (DATABRICKS, "SELECT * FROM main.sales.orders VERSION AS OF 3", ["main.sales.orders"]),
    (DATABRICKS, "COPY INTO t FROM '/mnt/x' FILEFORMAT = PARQUET", ["</mnt/x parquet> > t"]),
    (DATABRICKS, "MERGE INTO delta.`/t` t USING s ON t.i = s.i WHEN MATCHED THEN UPDATE SET * "
     "WHEN NOT MATCHED THEN INSERT *", ["s > </t delta>"]),
    (DATABRICKS, "OPTIMIZE t; VACUUM t; CONVERT TO DELTA parquet.`/x`; SELECT * FROM t", ["t"]),
    (SPARK, "CREATE TABLE x USING delta LOCATION '/x' AS SELECT * FROM q", ["q > x > </x delta>"]),
    (SPARK, "CREATE TABLE x USING delta LOCATION '/x'", ["</x delta> > x"]),
    (SPARK, "INSERT OVERWRITE TABLE x PARTITION (d = 1) SELECT * FROM y", ["y > x"]),
    (SPARK, "INSERT OVERWRITE DIRECTORY '/x' USING parquet SELECT * FROM y", ["y > </x>"]),
    (SPARK, "CREATE OR REPLACE TEMP VIEW v AS SELECT * FROM a; INSERT INTO b SELECT * FROM v", ["a > b"]),
    (SPARK, "CREATE TEMP VIEW v USING csv OPTIONS (path '/x', header 'true'); INSERT INTO b SELECT * FROM v",
     ["</x csv> > b"]),
    (SPARK, "SELECT * FROM a LEFT SEMI JOIN b ON a.x = b.x", ["a, ?b"]),
    (SPARK, "SELECT * FROM a; USE db; INSERT INTO b SELECT * FROM c.d", ["a", "c.d > db.b"]),
    (SPARK, "USE db; CREATE TEMP VIEW v AS SELECT * FROM a; INSERT INTO b SELECT * FROM v", ["db.a > db.b"]),
    (DATABRICKS, "USE SCHEMA db; SELECT * FROM a; USE CATALOG c; SELECT * FROM x.y.z", ["db.a", "x.y.z"]),
    (SPARK, "CACHE TABLE c AS SELECT * FROM a; SELECT * FROM c", ["a"]),
    (SPARK, 'SELECT "not a table", `my col` FROM `my db`.t', ["my db.t"]),
    (SPARK, "CREATE DATABASE IF NOT EXISTS d; SHOW TABLES; DESCRIBE EXTENDED t; SELECT * FROM t", ["t"]),
    (Dialect.HIVE, "LOAD DATA INPATH '/landing/x' INTO TABLE db.t", ["</landing/x> > db.t"]),
    (ORACLE, "SELECT * FROM hr.emp e, hr.dept d WHERE e.d = d.id(+)", ["hr.emp, hr.dept"]),
    (ORACLE, "SELECT sysdate FROM dual", []),
    (ORACLE, "SELECT * FROM emp@link", ["emp@link"]),
    (Dialect.POSTGRES, "WITH RECURSIVE r AS (SELECT 1 FROM b UNION ALL SELECT x FROM r) SELECT * FROM r", ["b"]),
    (Dialect.POSTGRES, "WITH t AS (SELECT * FROM t) SELECT * FROM t", ["t"]),
    (Dialect.POSTGRES, "DELETE FROM a USING b WHERE a.x = b.x", ["?b delete a"]),
    (Dialect.POSTGRES, "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING", ["> t"]),
    (Dialect.POSTGRES, "COPY t FROM '/x.csv' WITH (FORMAT csv)", ["</x.csv> > t"]),
    (Dialect.POSTGRES, "COPY (SELECT * FROM q) TO '/x.csv'", ["q > </x.csv>"]),
    (Dialect.POSTGRES, "SELECT $tag$ FROM x; $tag$ FROM t", ["t"]),
    (Dialect.REDSHIFT, "COPY t FROM 's3://b/k' IAM_ROLE 'r' FORMAT AS PARQUET", ["<s3://b/k> > t"]),
    (Dialect.REDSHIFT, "UNLOAD ('select * from x') TO 's3://b/k' IAM_ROLE 'r'", ["x"]),
    (Dialect.MYSQL, "INSERT INTO t SELECT * FROM `s`.`a` ON DUPLICATE KEY UPDATE b = 1 # FROM z", ["s.a > t"]),
    (Dialect.MYSQL, "SELECT 'it\\'s FROM x' FROM t", ["t"]),
    (Dialect.BIGQUERY, "SELECT * FROM `my-project.sales.orders` o, o.lines, UNNEST(o.tags)",
     ["my-project.sales.orders"]),
    (Dialect.TERADATA, "SEL * FROM db.t", ["db.t"]),
    (Dialect.PRESTO, "SELECT * FROM hive.s.t CROSS JOIN UNNEST(a) AS x (y)", ["hive.s.t"]),
    (Dialect.GENERIC, 'SELECT * FROM "DEMO"."Sales";', ["DEMO.Sales"]),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES)
def test_each_dialect_is_read(dialect: Dialect, sql: str, expected: list[str]) -> None:
    assert said(sql, dialect) == expected


def test_quotes_are_told_where_they_keep_the_case() -> None:
    found = tables_of('SELECT * FROM "db".Sales', SNOWFLAKE)
    assert isinstance(found, Statements)
    assert found.statements[0].reads[0].place == TableName(Part("Sales"), Part("db", quoted=True))
    assert tables_of("SELECT * FROM [T]", Dialect.TSQL) == tables_of("SELECT * FROM T", Dialect.TSQL)


def test_temporary_views_of_the_session_are_no_tables() -> None:
    first = tables_of("CREATE TEMP VIEW v AS SELECT * FROM a", SPARK)
    assert isinstance(first, Statements)
    assert first.local_names == {"v"}
    second = tables_of("SELECT * FROM v JOIN b ON v.x = b.x JOIN global_temp.v ON 1 = 1", SPARK, first.local_names)
    assert isinstance(second, Statements)
    assert lines(second) == ["b"]
