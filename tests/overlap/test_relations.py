"""How what a process reads and another asset meet: sentences of the design, case by case."""

import pytest

from lineage_graph.model import Match
from lineage_graph.overlap import Index, address, relation

LAKE = "abfss://raw@lake.dfs.core.windows.net"
SQL = "mssql://crm.database.windows.net/sales"

CASES = [
    # A process reads folder a/b, another wrote a/b/c.csv.
    ("a/b", "a/b/c.csv", Match.CONTAINS),
    ("a/b", "a/b/c/d/e.csv", Match.CONTAINS),
    ("a/b/c.csv", "a/b", Match.WITHIN),
    ("a/b/c.csv", "a", Match.WITHIN),
    ("a/b", "a/b", Match.EXACT),
    ("a/b", "a/bc", None),
    ("a/b", "a/c", None),
    ("a/b/x", "a/b/y", None),
    ("A/b", "a/b/c.csv", None),
    # The whole container is a folder too.
    ("", "a/b", Match.CONTAINS),
    ("a/b", "", Match.WITHIN),
    ("", "{}/x.csv", Match.CONTAINS),
    # One reads sales/{}, another wrote sales/orders.parquet.
    ("sales/{}", "sales/orders.parquet", Match.PATTERN),
    ("sales/orders.parquet", "sales/{}", Match.PATTERN),
    ("sales/{}", "sales/{}", Match.EXACT),
    ("sales/{}", "sales", Match.WITHIN),
    ("sales", "sales/{}", Match.CONTAINS),
    ("sales/{}", "finance/orders.parquet", None),
    # Patterns and folders together: possible where a hole had to be filled.
    ("sales/{}", "sales/2026/x.parquet", Match.PATTERN),
    ("sales/{}", "sales/{}/x.parquet", Match.CONTAINS),
    ("sales/{}/x.parquet", "sales/{}", Match.WITHIN),
    ("sales/{}/x.parquet", "sales/2026", Match.PATTERN),
    ("sales/{}/x.parquet", "sales/2026/y.parquet", None),
    # At least one literal segment below the container, known in both.
    ("{}", "orders", None),
    ("orders", "{}", None),
    ("{}/orders.csv", "landing/orders.csv", Match.PATTERN),
    ("{}/orders.csv", "landing", None),
    ("{}/orders.csv", "landing/{}", None),
    ("{}", "{}/x.csv", None),
    # Parts of segments.
    ("Raw/{}.{}.txt", "Raw/crm.orders.txt", Match.PATTERN),
    ("Raw/{}.{}.txt", "Raw/orders.txt", None),
    ("Raw/{}_{date}", "Raw/orders_2026-11-21", Match.PATTERN),
    ("Raw/{}_{date}", "Raw/orders_latest", None),
    ("Raw/{}_{date}", "Raw/orders_{date}", Match.PATTERN),
    # Dates and counters are what their characters allow.
    ("sales/{date}", "sales/20261121", Match.PATTERN),
    ("sales/{date}", "sales/customers", None),
    ("sales/{date}", "sales/{date}/x.csv", Match.CONTAINS),
    ("sales/{date}", "sales/{}", Match.PATTERN),
    ("sales/part-{id}.parquet", "sales/part-0003.parquet", Match.PATTERN),
    ("sales/part-{id}.parquet", "sales/part-.parquet", None),
    ("sales/part-{id}.parquet", "sales/part-next.parquet", None),
    # A date may be several folders, each of them a date: yyyy/MM/dd is one expression or three.
    ("sales/{date}/x", "sales/{date}/{date}/{date}/x", Match.PATTERN),
    ("sales/{date}/x", "sales/2024/03/05/x", Match.PATTERN),
    ("sales/2024/03/05/x", "sales/{date}/x", Match.PATTERN),
    ("sales/{date}/{date}/x", "sales/2024/03/05/x", Match.PATTERN),
    ("sales/{date}/x", "sales/2024/03/05/y", None),
    ("sales/{date}/x", "sales/2024/spain/x", None),
    ("sales/{date}/x/y", "sales/{}/{}/x/y", None),
    ("sales/{date}/x/y", "sales/{date}/{}/x/y", None),
    ("sales/{date}/x", "sales/{date}/{id}/x", None),
    ("sales/{date}/{}/x", "sales/{date}/{date}/{}/x", Match.PATTERN),
    ("sales/{date}/*/x", "sales/2024/03/05/spain/x", Match.PATTERN),
    ("sales/{date}/x/y", "sales/2024/*/05/x/y", Match.PATTERN),
    ("sales/{date}/x", "sales/year={date}/month={date}/x", None),
    ("sales/year=2024/month=03", "sales/year={date}/month={date}/x", Match.PATTERN),
    ("sales/{date}/de/{date}/x", "sales/2024/03/de/{date}/{date}/x", Match.PATTERN),
    # Folders above the end of a date, and what lies in it.
    ("sales/2024/03", "sales/{date}/x", Match.PATTERN),
    ("sales/{date}/x", "sales/2024/03", Match.PATTERN),
    ("sales/2024/03", "sales/{date}/1.csv", Match.PATTERN),
    ("sales/{date}", "sales/{date}/{date}/x", Match.CONTAINS),
    ("sales/{date}/x", "sales/{date}/{date}/{date}/x/y.csv", Match.PATTERN),
    # The date's folders end or begin in the middle of a name.
    ("sales/{date}.csv", "sales/{date}/{date}/{date}.csv", Match.PATTERN),
    ("sales/{date}.csv", "sales/2024/03/05.csv", Match.PATTERN),
    ("sales/{date}.csv", "sales/2024/03/may.csv", None),
    ("sales/{date}.zip", "sales/{date}", None),
    ("sales/in_{date}/x", "sales/in_2024/03/x", Match.PATTERN),
    ("sales/in_{date}/x", "sales/out_2024/03/x", None),
    # Behind the same date, two names are siblings, also where they look like dates.
    ("sales/{date}/1", "sales/{date}/2", None),
    ("sales/{date}/1", "sales/{date}/y", None),
    ("sales/{date}/05/x", "sales/{date}/y/x", None),
    ("sales/2024/05/x", "sales/{date}/x", Match.PATTERN),
    ("sales/{date}/*/x.csv", "sales/{date}/{date}/y.csv", None),
    # At least one literal segment, whatever the layout.
    ("{date}/x", "{date}/{date}/x", Match.PATTERN),
    ("{date}/{}", "{date}/{date}/x", None),
    # A wildcard is known to match.
    ("a/b/*.csv", "a/b/x.csv", Match.CONTAINS),
    ("a/b/*.csv", "a/b/x.json", None),
    ("a/b/*.csv", "a/b", Match.WITHIN),
    ("a/b", "a/b/*.csv", Match.CONTAINS),
    ("a/b/x.csv", "a/b/*.csv", Match.WITHIN),
    ("a/country_*.csv", "a/country_de.csv", Match.CONTAINS),
    ("a/*.csv", "a/country_*.csv", Match.CONTAINS),
    ("a/country_*.csv", "a/*.csv", Match.WITHIN),
    ("a/x*", "a/*y", Match.PATTERN),
    ("*.csv", "x.csv", Match.CONTAINS),
    ("*.csv", "{}.csv", Match.CONTAINS),
    ("a/*/x.csv", "a/b/x.csv", Match.CONTAINS),
    ("a/*/x.csv", "a/b", Match.WITHIN),
    ("a/*/x", "a/y/*", Match.PATTERN),
    ("a/part-*", "a/{}", Match.PATTERN),
    ("a/part-*", "a/part-{id}", Match.CONTAINS),
    # What may lie at any depth cannot be compared further.
    ("a/**/x.csv", "a/b/c/x.csv", Match.PATTERN),
    ("a/**/x.csv", "a", Match.WITHIN),
    ("a", "a/**/x.csv", Match.CONTAINS),
    ("a/**/x.csv", "b/x.csv", None),
    # A literal brace is percent-encoded and no hole.
    ("a/%7B%7D", "a/b", None),
]

TABLES = [
    ("dbo/orders", "dbo/orders", Match.EXACT),
    ("dbo/orders", "dbo/orderlines", None),
    ("dbo/stage_{}", "dbo/stage_orders", Match.PATTERN),
    ("dbo/stage_orders", "dbo/stage_{}", Match.PATTERN),
    ("dbo/stage_{}", "dbo/orders", None),
    ("{}/orders", "dbo/orders", Match.PATTERN),
    ("{}/orders", "dbo/customers", None),
    # A table name without any literal part joins nothing.
    ("dbo/{}", "dbo/orders", None),
    ("dbo/orders", "dbo/{}", None),
    ("dbo/{}_{}", "dbo/stage_orders", None),
    ("dbo/{}", "dbo/stage_{}", None),
    # A date in a table's name is no folder.
    ("{date}/orders_{date}", "2024/03/orders_1", None),
    # Tables never contain one another.
    ("dbo", "dbo/orders", None),
    ("dbo/*", "dbo/orders", None),
]


@pytest.mark.parametrize(("read", "other", "expected"), CASES)
def test_paths_meet(read: str, other: str, expected: Match | None) -> None:
    assert relation(path(read), path(other)) == expected
    assert indexed(path(read), path(other)) == (None if expected is Match.EXACT else expected)


@pytest.mark.parametrize(("read", "other", "expected"), TABLES)
def test_tables_meet(read: str, other: str, expected: Match | None) -> None:
    assert relation(f"{SQL}/{read}", f"{SQL}/{other}") == expected
    assert indexed(f"{SQL}/{read}", f"{SQL}/{other}") == (None if expected is Match.EXACT else expected)


@pytest.mark.parametrize(
    ("read", "other", "expected"),
    [
        # In the same store and container only.
        (f"{LAKE}/a", "abfss://curated@lake.dfs.core.windows.net/a/x.csv", None),
        (f"{LAKE}/a", "abfss://raw@other.dfs.core.windows.net/a/x.csv", None),
        ("abfss://{}@lake.dfs.core.windows.net/a", "abfss://{}@lake.dfs.core.windows.net/a/x.csv", None),
        (f"{SQL}/dbo/t_{{}}", "mssql://crm.database.windows.net/hr/dbo/t_1", None),
        ("mssql://crm.database.windows.net/{}/dbo/t", "mssql://crm.database.windows.net/hr/dbo/t", None),
        # Below a host that stands in, an unknown database is a fixed value.
        ("mssql://kv+crm/{}/dbo/t_{}", "mssql://kv+crm/{}/dbo/t_1", Match.PATTERN),
        # Stores of every kind.
        ("s3://bucket/in", "s3://bucket/in/x.csv", Match.CONTAINS),
        ("s3://bucket/in", "s3://tekcub/in/x.csv", None),
        ("adl://old.azuredatalakestore.net/in", "adl://old.azuredatalakestore.net/in/x.csv", Match.CONTAINS),
        ("https://a.file.core.windows.net/s/in", "https://a.file.core.windows.net/s/in/x.csv", Match.CONTAINS),
        ("https://a.file.core.windows.net/s", "https://a.file.core.windows.net/t/in", None),
        ("file://host/share/in", "file://host/share/in/x.csv", Match.CONTAINS),
        ("dbfs:/mnt/in", "dbfs:/mnt/in/x.csv", Match.CONTAINS),
        ("cosmosdb://a/shop/orders_{}", "cosmosdb://a/shop/orders_de", Match.PATTERN),
        ("cosmosdb://a/shop/orders", "cosmosdb://a/shop/orders/x", None),
        ("snowflake://acme/MART/PUBLIC/FACT_{}", "snowflake://acme/MART/PUBLIC/FACT_ORDERS", Match.PATTERN),
        ("dynamics://org/account_{}", "dynamics://org/account_1", Match.PATTERN),
        # What is no data never joins.
        ("adf://f/linkedservices/x/a", "adf://f/linkedservices/x/a/b", None),
    ],
)
def test_stores_meet(read: str, other: str, expected: Match | None) -> None:
    assert relation(read, other) == expected


def path(below: str) -> str:
    return f"{LAKE}/{below}" if below else LAKE


def indexed(read: str, other: str) -> Match | None:
    places = [address(read), address(other)]
    assert places[0]
    found = list(Index(place for place in places if place).overlaps(places[0]))
    assert len(found) <= 1
    return found[0].match if found else None
