"""An address in code or SQL is the same asset as a dataset that names the place."""

import pytest

from lineage_graph.expressions import Scope
from lineage_graph.records import Properties
from lineage_graph.stores import locate
from lineage_graph.stores.addresses import at_address
from lineage_graph.stores.place import Connection, Located, Place


def by_dataset(kind: str, linked: str, settings: dict[str, str], **location: str) -> Located:
    at = Connection("adf://f", "ls", linked, Properties(settings))
    found = locate(Place("Parquet", Properties({"location": Properties({"type": kind, **location})}), at, Scope()))
    assert isinstance(found, Located)
    return found


LAKE = by_dataset(
    "AzureBlobFSLocation",
    "AzureBlobFS",
    {"url": "https://acc.dfs.core.windows.net"},
    fileSystem="Raw",
    folderPath="a/b",
)
BUCKET = by_dataset("AmazonS3Location", "AmazonS3", {}, bucketName="Sales", folderPath="a/b")


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("abfss://Raw@acc.dfs.core.windows.net/a/b", LAKE),
        ("wasbs://Raw@acc.blob.core.windows.net/a/b/", LAKE),
        ("https://ACC.blob.core.windows.net/Raw/a/b?sv=1", LAKE),
        ("s3://Sales/a/b", BUCKET),
        ("s3a://Sales/a/b/*", BUCKET),
    ],
)
def test_it_is_the_asset_and_the_store_of_the_dataset(address: str, same: Located) -> None:
    assert at_address(address) == same


@pytest.mark.parametrize(
    "address", ["/mnt/raw", "dbfs:/x", "https://example.com/a/b", "https://acc.dfs.core.windows.net"]
)
def test_what_is_no_address_of_a_store_is_none(address: str) -> None:
    assert at_address(address) is None
