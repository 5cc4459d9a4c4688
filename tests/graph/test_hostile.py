"""Names and values from the outside that a database, a driver or a query could stumble over."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage_graph import model
from lineage_graph.errors import LineageError
from lineage_graph.graph import Counts, Graph, LoadOptions, load
from lineage_graph.graph.rows import LONGEST_TEXT, Group, node_group, node_row
from lineage_graph.keys import LONGEST_KEY, object_key
from lineage_graph.model import Contains, Declaration, Ref
from tests.graph.sales import SALES

HOSTILE = (
    'it\'s "quoted"',
    "`) DETACH DELETE (n) //",
    "a\\b\n\r\t\v",
    "nul\x00nul",
    "\u202egnp.exe",
    "line\u2028separator",
    "😀👩‍👩‍👧",
    "lone \ud800 surrogate",
    "n" * 300,
    "__proto__",
    "=cmd()|' /C calc'!A0",
    "[red]bold[/red]",
    "<img src=x onerror=alert(1)>",
    "](javascript:alert(1))",
    "\uff26\uff55\uff4c\uff4c",
    "e\u0301 and \u00e9",
    "' OR 1=1 --",
    "$name {rows} %s {0}",
    " ",
)


def declared(names: tuple[str, ...]) -> Declaration:
    service = model.Service(key=SALES, name="sales", kind="DataFactory")
    pipelines = tuple(
        model.Pipeline(key=object_key(SALES, "pipelines", name), name=name, description=name, parameters=(name,))
        for name in names
    )
    return Declaration(
        source="git",
        service=SALES,
        nodes=(service, *pipelines),
        edges=tuple(Contains(start=service.ref, end=pipeline.ref, branch=pipeline.name) for pipeline in pipelines),
    )


@pytest.mark.smoke
def test_hostile_names_are_stored_as_they_are(graph: Graph) -> None:
    summary = load(graph, [declared(HOSTILE)])
    assert summary.total == Counts(created=1 + 2 * len(HOSTILE))
    rows = graph.ask(
        "MATCH (:Service)-[r:CONTAINS]->(p:Pipeline) "
        "RETURN p.name AS name, p.description AS text, p.parameters AS list, r.branch AS branch"
    )
    expected = {name.replace("\ud800", "\ufffd") for name in HOSTILE}
    assert {row["name"] for row in rows} == {row["text"] for row in rows} == {row["branch"] for row in rows} == expected
    assert all(row["list"] == [row["name"]] for row in rows)
    assert load(graph, [declared(HOSTILE)]).total == Counts(unchanged=1 + 2 * len(HOSTILE))


def test_a_text_of_ten_megabytes_is_cut_with_a_sign(graph: Graph) -> None:
    load(graph, [declared(("x" * 10_000_000,))])
    (row,) = graph.ask("MATCH (p:Pipeline) RETURN p.description AS text, p.key AS key, size(p.words) AS words")
    text, key = row["text"], row["key"]
    assert isinstance(text, str)
    assert isinstance(key, str)
    assert (len(text), text[-2:]) == (LONGEST_TEXT, "x…")
    assert len(key) <= LONGEST_KEY
    assert row["words"] == 1024


def test_many_long_texts_fit_into_bounded_batches(graph: Graph) -> None:
    summary = load(graph, [declared(tuple(f"{number} " + "y" * 30_000 for number in range(400)))])
    assert summary.total == Counts(created=801)


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd(model.Pipeline):
    """A pipeline whose type tells nothing of what it holds."""

    arm_id: object = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (2**63, str(2**63)),
        (-(2**63) - 1, str(-(2**63) - 1)),
        (2**63 - 1, 2**63 - 1),
        (float("nan"), None),
        (float("-inf"), None),
        (1.5, 1.5),
        (True, True),
        ((), None),
        (("a", 1, None), ["a", "1", "None"]),
        (frozenset({"b", "a"}), ["a", "b"]),
        ({"nested": [1]}, "{'nested': [1]}"),
        (model.Reason.INACTIVE, "inactive"),
        (datetime(2026, 3, 1, 8, tzinfo=timezone(timedelta(hours=2))), datetime(2026, 3, 1, 6, tzinfo=UTC)),
        (datetime(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC)),
    ],
)
def test_values_that_neo4j_does_not_take_are_made_acceptable(value: object, stored: object) -> None:
    row = node_row(node_group("Pipeline"))(Odd(key="k", name="n", arm_id=value))
    assert row.properties.get("armId") == stored


def test_a_class_that_the_model_does_not_know_is_refused(graph: Graph) -> None:
    odd = Odd(key=f"{SALES}/pipelines/x", name="x")
    with pytest.raises(LineageError, match="no label Odd"):
        load(graph, [Declaration(source="git", service=SALES, nodes=(odd,), edges=())])


@given(st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_the_digest_tells_rows_apart(name: str, description: str, parameters: list[str]) -> None:
    group: Group = node_group("Pipeline")
    one = model.Pipeline(key="k", name=name, description=description, parameters=tuple(parameters))
    other = model.Pipeline(key="k", name=name, description=description + "!", parameters=tuple(parameters))
    make = node_row(group)
    assert make(one).digest == make(one).digest
    assert make(one).digest != make(other).digest


def test_the_digest_is_the_same_on_every_machine() -> None:
    # Made with: printf %s '[2,"Path",{"aliases":["a","b"],"name":"é","pattern":true}]' | b2sum -l 64
    row = node_row(node_group("Asset"))(
        model.Asset(key="s3://lake/é", name="é", kind="Path", aliases=("a", "b"), pattern=True)
    )
    assert (row.digest, row.second_label) == ("9f0ca4644e70a024", "Path")


def test_keys_of_relationships_are_those_of_their_nodes(graph: Graph) -> None:
    key = "s3://lake/" + "é" * 4_000 + "\ud800"
    asset = model.Asset(key=key, name="long", kind="Path")
    store = model.Store(key="s3://lake", name="lake", type="AmazonS3")
    edge = model.StoredIn(start=Ref("Asset", key), end=Ref("Store", "s3://lake"))
    declaration = Declaration(source="git", service=SALES, nodes=(asset, store), edges=(edge,))
    assert load(graph, [declaration], LoadOptions()).total == Counts(created=3)
    assert load(graph, [declaration], LoadOptions()).total == Counts(unchanged=3)
    (row,) = graph.ask("MATCH (a:Asset)-[:STORED_IN]->(:Store) RETURN size(a.key) AS length")
    assert isinstance(row["length"], int)
    assert row["length"] < LONGEST_KEY
