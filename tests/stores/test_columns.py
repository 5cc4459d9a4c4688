"""Keys of columns: below their asset, folded as the store folds names."""

import pytest

from lineage_graph.stores.columns import column_key


@pytest.mark.parametrize(
    ("asset", "column", "expected"),
    [
        ("mssql://h/sales/dbo/orders", "CustomerId", "customerid"),
        ("databricks://h/hive_metastore/default/orders", "CustomerId", "customerid"),
        ("snowflake://acme/SALES/PUBLIC/ORDERS", "customer_id", "CUSTOMER_ID"),
        ("snowflake://acme/SALES/PUBLIC/ORDERS", "Customer Id", "Customer Id"),
        ("postgresql://h/sales/public/orders", "CustomerId", "customerid"),
        ("oracle://h/XE/SALES/ORDERS", "customerId", "CUSTOMERID"),
        ("abfss://raw@lake.dfs.core.windows.net/orders", "CustomerId", "CustomerId"),
        ("cosmosdb://shop/sales/orders", "customerId", "customerId"),
        ("abfss://raw@lake.dfs.core.windows.net/orders", "a/b#{c}%", "a%2Fb%23%7Bc%7D%25"),
    ],
)
def test_a_column_folds_as_the_names_of_its_store(asset: str, column: str, expected: str) -> None:
    assert column_key(asset, column) == f"{asset}#{expected}"
