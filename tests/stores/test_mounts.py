"""Paths in Databricks' file system: where a mount is known they are the store's own, else they stay the workspace's."""

import pytest

from lineage_graph.model import Reason
from lineage_graph.stores.mounts import Mounts, is_mount
from lineage_graph.stores.place import Host
from tests.stores.places import at, dataset, found, key

HOST = Host("adb-1.2.azuredatabricks.net")
LAKE = "abfss://raw@acc.dfs.core.windows.net"
NAMED = {
    "dbfs:/mnt/lake": f"{LAKE}/",
    "dbfs:/mnt/lake/deep": f"{LAKE}/elsewhere",
    "databricks://ADB-1.2.azuredatabricks.net/mnt/own": "wasbs://own@acc.blob.core.windows.net/base",
    "kv+lake": "acc.dfs.core.windows.net",
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("dbfs:/mnt/lake/a/b", f"{LAKE}/a/b"),
        ("dbfs:///mnt/lake//a/", f"{LAKE}/a"),
        ("/mnt/lake/deep/a", f"{LAKE}/elsewhere/a"),
        ("/mnt/own/a", "abfss://own@acc.dfs.core.windows.net/base/a"),
        ("/mnt/lakes/a", "dbfs://adb-1.2.azuredatabricks.net/mnt/lakes/a"),
        ("/FileStore/a.csv", "dbfs://adb-1.2.azuredatabricks.net/FileStore/a.csv"),
        ("a.csv", None),
        ("//server/share", None),
        ("dbfs:/", None),
    ],
)
def test_a_path_is_behind_the_longest_mount_above_it(path: str, expected: str | None) -> None:
    located = Mounts(NAMED, HOST).located(path)
    assert (located.asset.key if located else None) == expected


def test_a_mount_of_one_workspace_is_none_of_another() -> None:
    assert Mounts(NAMED, Host("adb-9.9.azuredatabricks.net")).located("/mnt/own/a") == Mounts(
        {}, Host("adb-9.9.azuredatabricks.net")
    ).located("/mnt/own/a")
    assert Mounts(NAMED).located("/mnt/own/a") is None


def test_what_is_mounted_and_not_named_is_known_to_the_workspace_alone() -> None:
    mounted, own = (Mounts({}, HOST).located(path) for path in ("/mnt/x/a", "/FileStore/a"))
    assert mounted
    assert own
    assert (mounted.asset.reason, own.asset.reason) == (Reason.RUNTIME_ONLY, None)
    assert mounted.asset.detail == "what is mounted at mnt/x is known to the workspace adb-1.2.azuredatabricks.net"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"database": "delta", "table": "/mnt/x/orders"}, "dbfs://adb-1.2.azuredatabricks.net/mnt/x/orders"),
        ({"table": f"delta.`{LAKE}/orders`"}, f"{LAKE}/orders"),
        (
            {"database": "delta", "table": "orders"},
            "databricks://adb-1.2.azuredatabricks.net/hive_metastore/delta/orders",
        ),
    ],
)
def test_a_delta_table_may_be_named_by_its_folder(settings: dict[str, str], expected: str) -> None:
    workspace = at("AzureDatabricksDeltaLake", domain=f"https://{HOST.name}")
    place = dataset("AzureDatabricksDeltaLakeDataset", workspace, **settings)
    assert key(place) == expected
    assert found(place).asset.kind in ("Path", "Table")


def test_mounts_are_told_from_hosts() -> None:
    assert [is_mount(name) for name in NAMED] == [True, True, True, False]
