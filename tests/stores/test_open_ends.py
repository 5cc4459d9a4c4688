"""What stands in the holes of a key: one identity each, in their order, so that values can be put in again."""

import re

import pytest

from lineage_graph.expressions import Scope, Unknown
from lineage_graph.overlap.filling import put, shape
from lineage_graph.records import Expression, Properties, Value
from lineage_graph.stores import locate
from lineage_graph.stores.place import Connection, Located, Place
from lineage_graph.stores.registry import PLACES, STORES
from tests.stores.test_strange_texts import FIELDS

HOSTS = ("server", "host", "hostName", "url", "endpoint", "serviceUri", "environmentUrl", "accountIdentifier")
HOLE = re.compile(r"\{(?:date|id|)\}")


def at(kind: str, fields: dict[str, Value]) -> Located | Unknown:
    """A place of the kind in a store whose host is known."""
    linked = next((one for one, place in PLACES.items() if place == kind), "")
    settings: dict[str, Value] = dict.fromkeys(HOSTS, "https://acc.dfs.core.windows.net")
    settings |= {"workspaceId": "w", "artifactId": "a", "database": "d", "fileShare": "s", "project": "p"}
    return locate(
        Place(kind, Properties(fields), Connection("adf://sales", "ls", linked, Properties(settings)), Scope())
    )


@pytest.mark.parametrize("kind", sorted(STORES))
def test_values_put_into_the_holes_give_the_key_that_the_store_makes_of_them(kind: str) -> None:
    unknown = at(kind, {name: Expression(f"@item().{name}") for name in FIELDS})
    known = at(kind, {name: f"Of{name}" for name in FIELDS})
    if isinstance(unknown, Unknown) or isinstance(known, Unknown):
        assert type(unknown) is type(known)
        return
    values = {f"item().{name}": f"Of{name}" for name in FIELDS}
    assert len(unknown.open) == len(HOLE.findall(unknown.asset.key))
    assert put(shape(unknown.asset.key, unknown.open), values) == known.asset.key


@pytest.mark.parametrize(
    ("folder", "file", "key", "identities"),
    [
        ("@item().a", "@{item().b}_@{item().a}.csv", "{}/{}_{}.csv", ("item().a", "item().b", "item().a")),
        ("@{item().a}@{item().b}", "x", "{}/x", ("item().a}{item().b",)),
        (
            "@{item().a}@{utcNow()}",
            "@{pipeline().RunId}.csv",
            "{}{date}/{id}.csv",
            ("item().a", "utcNow()", "pipeline().RunId"),
        ),
        ("in", "@{dataset().file}@{item()}", "in/{}", ("",)),
        ("in", "@{toUpper(dataset().file)}", "in/{}", ("",)),
        ("in", "@{guid()}/@{rand(1, 9)}", "in/{id}/{id}", ("", "")),
        (
            "@toUpper(item().a)",
            "@activity('look up').output.firstRow.file",
            "{}/{}",
            ("toUpper(item().a)", "activity('look up').output.firstRow.file"),
        ),
    ],
)
def test_each_hole_has_the_identity_of_what_stands_in_it(
    folder: str, file: str, key: str, identities: tuple[str, ...]
) -> None:
    named: dict[str, Value] = {"folderPath": Expression(folder), "fileName": Expression(file)}
    location = Properties({"type": "AzureBlobFSLocation", "fileSystem": "lake", **named})
    found = at("DelimitedText", {"location": location})
    assert isinstance(found, Located)
    assert found.asset.key == f"abfss://lake@acc.dfs.core.windows.net/{key}"
    assert found.open == identities


def test_a_database_that_is_fixed_below_a_hidden_host_is_a_hole_without_identity() -> None:
    connection = Connection("adf://sales", "ls", "AzureSqlDatabase", Properties({"connectionString": "a=b"}))
    place = Place("AzureSqlTable", Properties({"schema": "dbo", "table": Expression("@item()")}), connection, Scope())
    found = locate(place)
    assert isinstance(found, Located)
    assert found.asset.key == "mssql://sales+ls/{}/dbo/{}"
    assert found.open == ("", "item()")


def test_a_key_that_was_cut_tells_nothing_of_its_holes() -> None:
    location = Properties(
        {"type": "AzureBlobFSLocation", "fileSystem": "lake", "folderPath": Expression(f"@{{item()}}/{'a' * 5000}")}
    )
    found = at("DelimitedText", {"location": location})
    assert isinstance(found, Located)
    assert found.open == ()


def test_a_long_identity_is_cut_and_stays_apart_from_others() -> None:
    names = [f"{'x' * 600}{end}" for end in "ab"]
    found = [at("AzureSqlTable", {"table": Expression(f"@item().{name}"), "schema": "dbo"}) for name in names]
    one, other = (located.open[-1] for located in found if isinstance(located, Located))
    assert len(one) == len(other) == 500
    assert one != other
