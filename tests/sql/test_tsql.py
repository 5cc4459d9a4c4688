"""T-SQL statements and scripts; the statements are those of Microsoft's documentation, written anew."""

import pytest

from tests.sql.writing import said

STATEMENTS = [
    ("SELECT * FROM dbo.orders", ["dbo.orders"]),
    ("SELECT o.id FROM [sales].[order lines] AS o WITH (NOLOCK)", ["sales.order lines"]),
    ("SELECT * FROM [a.b].[c]]d]", ["a.b.c]d"]),
    ("SELECT * FROM warehouse..stock", ["warehouse..stock"]),
    ("SELECT * FROM erp.warehouse.dbo.stock", ["erp.warehouse.dbo.stock"]),
    ("SELECT * FROM erp.warehouse..stock", ["erp.warehouse..stock"]),
    ("SELECT TOP (10) x = a.id FROM a INNER JOIN b ON a.id = b.id LEFT OUTER MERGE JOIN c ON 1 = 1", ["a, b, c"]),
    ("SELECT a FROM x UNION ALL SELECT a FROM y EXCEPT SELECT a FROM z", ["x, y, z"]),
    ("SELECT * FROM a WHERE id IN (SELECT id FROM b) AND EXISTS (SELECT 1 FROM c)", ["a, ?b, ?c"]),
    ("SELECT *, (SELECT MAX(d) FROM m) FROM a HAVING COUNT(*) > (SELECT n FROM k)", ["m, a, ?k"]),
    ("SELECT * FROM a JOIN b ON a.id = (SELECT MAX(id) FROM c)", ["a, b, ?c"]),
    ("SELECT * FROM a WHERE a.id IN (SELECT id FROM A)", ["a"]),
    ("WITH c AS (SELECT * FROM a) SELECT * FROM c", ["a"]),
    ("WITH c AS (SELECT * FROM a), d AS (SELECT * FROM b) SELECT * FROM d WHERE x IN (SELECT x FROM c)", ["?a, b"]),
    ("WITH n AS (SELECT 1 x FROM b UNION ALL SELECT x + 1 FROM n JOIN e ON 1 = 1) SELECT * FROM n", ["b, e"]),
    ("WITH orders AS (SELECT * FROM dbo.orders) SELECT * FROM orders", ["dbo.orders"]),
    ("SELECT * FROM a CROSS APPLY OPENJSON(a.doc) WITH (id int '$.id') j CROSS APPLY dbo.split(a.x) s", ["a"]),
    ("SELECT * FROM t CROSS APPLY t.doc.nodes('/a') AS n(x) JOIN STRING_SPLIT('a,b', ',') p ON 1 = 1", ["t"]),
    ("SELECT * FROM (SELECT y, v FROM sales) s PIVOT (SUM(v) FOR y IN ([2023], [2024])) p", ["sales"]),
    ("SELECT * FROM dbo.price FOR SYSTEM_TIME AS OF '2024-01-01' p OPTION (RECOMPILE)", ["dbo.price"]),
    ("SELECT id FROM a FOR JSON PATH, ROOT('x')", ["a"]),
    ("SELECT a.x, STRING_AGG(a.y, ',') WITHIN GROUP (ORDER BY a.y) FROM a GROUP BY a.x", ["a"]),
    ("INSERT INTO t (a, b) SELECT a, b FROM s", ["s > t"]),
    ("INSERT t VALUES (1, 'it''s')", ["> t"]),
    ("INSERT INTO t DEFAULT VALUES", ["> t"]),
    ("WITH c AS (SELECT * FROM s) INSERT INTO t SELECT * FROM c", ["s > t"]),
    ("INSERT INTO t (a) EXEC dbo.load_it @day = 1", ["> t !dbo.load_it"]),
    ("SELECT * INTO dbo.copy FROM dbo.t", ["dbo.t > dbo.copy"]),
    ("UPDATE t SET a = 1", ["> t"]),
    ("UPDATE o SET a = s.a FROM dbo.orders o JOIN s ON s.id = o.id", ["s > dbo.orders"]),
    ("UPDATE t SET a = s.a FROM t JOIN s ON s.id = t.id", ["s > t"]),
    ("UPDATE t SET a = 1 WHERE id IN (SELECT id FROM s)", ["?s > t"]),
    ("WITH c AS (SELECT *, ROW_NUMBER() OVER (ORDER BY a) n FROM t) DELETE FROM c WHERE n > 1", ["delete t"]),
    ("DELETE FROM t WHERE id IN (SELECT id FROM s)", ["?s delete t"]),
    ("DELETE o FROM dbo.orders o JOIN s ON s.id = o.id", ["?s delete dbo.orders"]),
    ("DELETE FROM t OUTPUT deleted.* INTO dbo.archive WHERE y < 2020", ["delete t", "t > dbo.archive"]),
    ("TRUNCATE TABLE dbo.t", ["truncate dbo.t"]),
    ("DROP TABLE IF EXISTS a, dbo.b", ["drop a drop dbo.b"]),
    ("CREATE TABLE dbo.t (a int NOT NULL, CONSTRAINT p PRIMARY KEY (a)) ON [PRIMARY]", ["create dbo.t"]),
    ("CREATE OR ALTER VIEW dbo.v AS WITH c AS (SELECT * FROM a) SELECT * FROM c", ["a > dbo.v"]),
    (
        "MERGE INTO dbo.t AS t USING (SELECT * FROM s WHERE id NOT IN (SELECT id FROM x)) AS s ON t.id = s.id "
        "WHEN MATCHED THEN UPDATE SET a = s.a WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a) "
        "WHEN NOT MATCHED BY SOURCE THEN DELETE OUTPUT $action, inserted.id INTO dbo.log (act, id);",
        ["s, ?x > dbo.t", "dbo.t > dbo.log"],
    ),
    ("ALTER TABLE dbo.stage SWITCH PARTITION 2 TO dbo.t PARTITION 2", ["dbo.stage > dbo.t"]),
    ("EXEC dbo.p @a = 1, @b = 'x'", ["!dbo.p"]),
    ("EXECUTE @rc = [db].[etl].[load it] @n OUTPUT", ["!db.etl.load it"]),
    ("{call etl.p(?, ?)}", ["!etl.p"]),
    ("EXEC sp_executesql N'INSERT INTO a SELECT * FROM b WHERE x = @p', N'@p int', @p = 1", ["b > a"]),
    ("EXEC ('SELECT * FROM b; SELECT * FROM c')", ["b", "c"]),
    ("DECLARE @s sysname = 'stage' DECLARE @q nvarchar(max) = 'SELECT * FROM ' + @s + '.t' EXEC (@q)", ["stage.t"]),
    ("DECLARE @q nvarchar(max); SET @q = N'SELECT * FROM '; SET @q += QUOTENAME(@n); EXEC (@q)", ["{}"]),
]

SYNAPSE = [
    (
        "CREATE TABLE dbo.t WITH (DISTRIBUTION = HASH(a), CLUSTERED COLUMNSTORE INDEX) AS SELECT * FROM stage.t",
        ["stage.t > dbo.t"],
    ),
    (
        "SELECT * FROM OPENROWSET(BULK 'https://a.dfs.core.windows.net/c/y=*/*.parquet', FORMAT = 'PARQUET') "
        "WITH (id int, name varchar(10)) AS r JOIN dbo.d ON d.id = r.id",
        ["<https://a.dfs.core.windows.net/c/y=*/*.parquet parquet>, dbo.d"],
    ),
    (
        "SELECT * FROM OPENROWSET(BULK ('a/1.csv', 'a/2.csv'), DATA_SOURCE = 'lake', FORMAT = 'CSV') AS r",
        ["<a/1.csv csv @lake>, <a/2.csv csv @lake>"],
    ),
    ("SELECT * FROM OPENROWSET('CosmosDB', 'Account=a;Database=b', Orders) AS o, t", ["t …"]),
    (
        "COPY INTO dbo.t (a DEFAULT 1 1, b 2) FROM 'https://a.blob.core.windows.net/c/x', 'https://a/y' "
        "WITH (FILE_TYPE = 'PARQUET', CREDENTIAL = (IDENTITY = 'Managed Identity'))",
        ["<https://a.blob.core.windows.net/c/x parquet>, <https://a/y parquet> > dbo.t"],
    ),
    (
        "CREATE EXTERNAL TABLE ext.t (a int) WITH (LOCATION = '/raw/', DATA_SOURCE = [lake], FILE_FORMAT = pq)",
        ["</raw/ pq @lake> > ext.t"],
    ),
    (
        "CREATE EXTERNAL TABLE ext.t WITH (LOCATION = 'out/', DATA_SOURCE = lake, FILE_FORMAT = pq) "
        "AS SELECT * FROM a JOIN b ON a.id = b.id",
        ["a, b > ext.t > <out/ pq @lake>"],
    ),
    (
        "CREATE VIEW v AS SELECT * FROM OPENROWSET(BULK 'raw/**', DATA_SOURCE = 'lake', FORMAT = 'DELTA') AS r",
        ["<raw/** delta @lake> > v"],
    ),
    ("BULK INSERT dbo.t FROM 'd/x.csv' WITH (DATA_SOURCE = 'lake', FORMAT = 'CSV')", ["<d/x.csv csv @lake> > dbo.t"]),
    ("CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'x'; CREATE DATABASE SCOPED CREDENTIAL c WITH IDENTITY = 'm'", []),
    ("CREATE SCHEMA ldw AUTHORIZATION dbo; CREATE STATISTICS s ON dbo.t (a); DROP EXTERNAL DATA SOURCE d", []),
    ("CREATE LOGIN l FROM EXTERNAL PROVIDER CREATE USER u FROM LOGIN l ALTER ROLE r ADD MEMBER u DROP USER v", []),
    ("DROP EXTERNAL TABLE dbo.t", ["drop dbo.t"]),
    ("CREATE EXTERNAL DATA SOURCE lake WITH (LOCATION = 'abfss://c@a.dfs.core.windows.net')", []),
]

SCRIPTS = [
    ("SELECT 1 FROM a SELECT 2 FROM b INSERT INTO c SELECT 3 FROM d UPDATE e SET x = 1", ["a", "b", "d > c", "> e"]),
    ("SET NOCOUNT ON INSERT INTO t SELECT * FROM s", ["s > t"]),
    ("SET IDENTITY_INSERT dbo.t ON; INSERT INTO dbo.t SELECT * FROM s", ["s > dbo.t"]),
    ("USE db\nGO\nSELECT * FROM a\nGO 3\nSELECT * FROM b\ngo", ["db..a", "db..b"]),
    ("SELECT * FROM a USE [my db] INSERT INTO dbo.t SELECT * FROM other.dbo.s USE c; EXEC dbo.p; TRUNCATE TABLE u",
     ["a", "other.dbo.s > my db.dbo.t", "!c.dbo.p", "truncate c..u"]),
    ("USE db; SELECT * INTO #t FROM a; EXEC ('INSERT INTO b SELECT * FROM #t')", ["db..a > db..b"]),
    ("USE db; EXEC ('USE inner_db; SELECT * FROM a'); SELECT * FROM b", ["inner_db..a", "db..b"]),
    ("IF EXISTS (SELECT 1 FROM a) INSERT INTO t SELECT * FROM b ELSE INSERT INTO t SELECT * FROM c",
     ["?a", "b > t", "c > t"]),
    ("IF OBJECT_ID('dbo.t') IS NOT NULL BEGIN TRUNCATE TABLE dbo.t END", ["truncate dbo.t"]),
    ("WHILE @i < 3 BEGIN INSERT INTO t SELECT * FROM s SET @i = @i + 1 END SELECT * FROM u", ["s > t", "u"]),
    ("BEGIN TRY BEGIN TRAN INSERT INTO t SELECT * FROM s COMMIT END TRY BEGIN CATCH ROLLBACK; THROW END CATCH",
     ["s > t"]),
    ("SELECT CASE WHEN a = 1 THEN 2 ELSE 3 END FROM t SELECT * FROM u", ["t", "u"]),
    ("DECLARE @m int = (SELECT MAX(id) FROM a), @n int SELECT * FROM b WHERE id > @m", ["a", "b"]),
    ("SELECT * INTO #t FROM a; INSERT INTO #t SELECT * FROM b; INSERT INTO c SELECT * FROM #t; DROP TABLE #t",
     ["a, b > c"]),
    ("CREATE TABLE #t (a int); INSERT #t EXEC dbo.p; INSERT INTO c SELECT * FROM tempdb..#t", ["!dbo.p", "> c"]),
    ("DECLARE @t TABLE (a int); INSERT @t SELECT a FROM s; SELECT * FROM x WHERE a IN (SELECT a FROM @t)", ["x, ?s"]),
    ("SELECT * INTO #unused FROM a", ["a"]),
    ("EXEC ('SELECT * INTO ##t FROM a'); INSERT INTO b SELECT * FROM ##t", ["a > b"]),
    ("DECLARE c CURSOR FOR SELECT id FROM a OPEN c FETCH NEXT FROM c INTO @x CLOSE c DEALLOCATE c", ["a"]),
    ("SELECT 'a; SELECT * FROM b' -- ; FROM c\nFROM t /* FROM d; /* nested */ FROM e */", ["t"]),
    ("DROP TABLE IF EXISTS a IF 1 = 1 SELECT * FROM b", ["drop a", "b"]),
    ("ALTER TABLE a ADD b int ALTER TABLE a DROP COLUMN c SELECT * FROM d", ["d"]),
    ("UPDATE STATISTICS dbo.t; PRINT 'x'; SELECT * FROM a", ["a"]),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "expected"), STATEMENTS + SYNAPSE + SCRIPTS)
def test_a_script_says_what_it_reads_and_writes(sql: str, expected: list[str]) -> None:
    assert said(sql) == expected
