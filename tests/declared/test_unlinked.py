"""Where no linked service is named, who needs one stands in its place: what is not the same place never meets."""

import pytest

from lineage_graph.model import Asset, Reason, Store
from lineage_graph.records import Activity, Dataset, Properties
from tests.declared.estate import HERE, copy, dataset, folder, links, node, pipeline, service
from tests.declared.estate import linked as to

LOCATION = Properties({"type": "AzureBlobFSLocation", "fileSystem": "raw", "folderPath": "orders"})


def unlinked(name: str) -> Dataset:
    """A dataset of the folder ``raw/orders``, of an account that nobody names."""
    return Dataset(name=name, origin=HERE, type="Parquet", settings=Properties({"location": LOCATION}))


IN, OUT = folder("in", "in"), folder("out", "out")
FIRST = "abfss://raw@sales+datasets%2Ffirst/orders"
OTHER = "abfss://raw@sales+datasets%2Fother%20one/orders"


def test_two_datasets_without_a_linked_service_are_two_places() -> None:
    moved = pipeline(
        "p",
        copy("write", dataset("in"), dataset("first")),
        copy("read", dataset("other one"), dataset("out")),
    )
    found = service(moved, datasets=(IN, OUT, unlinked("first"), unlinked("other one")))
    assert links(found) == {("in", FIRST, "data"), (OTHER, "out", "data")}


def test_one_dataset_without_a_linked_service_is_one_place_for_all_who_use_it() -> None:
    moved = pipeline(
        "p", copy("write", dataset("in"), dataset("First")), copy("read", dataset("first"), dataset("out"))
    )
    found = service(moved, datasets=(IN, OUT, unlinked("first")))
    assert links(found) == {("in", FIRST, "data"), (FIRST, "out", "data")}
    asset, store = node(found, FIRST), node(found, "abfss://sales+datasets%2Ffirst")
    assert isinstance(asset, Asset)
    assert isinstance(store, Store)
    assert (asset.reason, asset.detail) == (Reason.MISSING_LINKED_SERVICE, "no linked service is named")
    assert (store.reason, store.detail) == (Reason.MISSING_LINKED_SERVICE, "no linked service is named")


def test_a_linked_service_of_the_same_name_is_another_place() -> None:
    there = Dataset(
        name="there",
        origin=HERE,
        type="Parquet",
        settings=Properties({"location": LOCATION}),
        linked_service=to("first"),
    )
    moved = pipeline("p", copy("c", dataset("first"), dataset("there")))
    found = service(moved, datasets=(unlinked("first"), there))
    assert links(found) == {(FIRST, "abfss://raw@sales+first/orders", "data")}


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_scripts_of_two_activities_without_a_linked_service_do_not_meet(names: tuple[str, str]) -> None:
    def script(name: str, text: str) -> Activity:
        settings = Properties({"scripts": (Properties({"type": "NonQuery", "text": text}),)})
        return Activity(name=name, type="Script", origin=HERE, settings=settings)

    first, second = names
    found = service(
        pipeline("p", script(first, "INSERT INTO t SELECT * FROM s"), script(second, "INSERT INTO u SELECT * FROM t"))
    )
    tables = {asset.key.rpartition("/")[2] for asset in found.nodes if isinstance(asset, Asset)}
    assert tables == {"s", "t", "u"}
    assert len({asset.key for asset in found.nodes if isinstance(asset, Asset)}) == 4
