"""The schema as Cypher: as fresh as the model, and as the database understands it."""

from pathlib import Path

import pytest

from lineage_graph import model, schema
from lineage_graph.graph import Graph

_FILE = Path(__file__).parents[2] / "cypher" / "schema.cypher"


def test_the_written_schema_is_fresh() -> None:
    assert _FILE.read_text(encoding="utf-8") == schema.document(), (
        "make it anew: python -m lineage_graph.schema > cypher/schema.cypher"
    )


@pytest.mark.smoke
def test_every_label_has_its_constraint_in_the_database(graph: Graph) -> None:
    rows = graph.ask("SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type RETURN *")
    found = {(str(row["labelsOrTypes"]), str(row["properties"]), row["type"]) for row in rows}
    labels = [node.__name__ for node in model.NODES] + ["Graph", "Source", "Refresh"]
    assert found == {(f"['{label}']", "['key']", "UNIQUENESS") for label in labels}


def test_names_are_in_the_graphs_spelling() -> None:
    assert schema.edge_type(model.StoredIn) == "STORED_IN"
    assert schema.edge_type(model.Feeds) == "FEEDS"
    assert schema.camel("defined_in") == "definedIn"
    assert schema.NODES["Pipeline"].properties == (
        "armId",
        "definedIn",
        "description",
        "detail",
        "folder",
        "name",
        "parameters",
        "reason",
        "url",
    )
    assert schema.EDGES["AFTER"].properties == ("conditions",)


def test_a_kind_is_a_label_and_only_elsewhere_a_property() -> None:
    assert "kind" not in schema.NODES["Asset"].properties
    assert "kind" in schema.EDGES["FEEDS"].properties


@pytest.mark.parametrize("label", schema.NODES)
def test_nodes_are_written_by_their_key(graph: Graph, label: str) -> None:
    second = schema.NODES[label].second_labels
    told = graph.explain(schema.put_nodes(label, second[0] if second else None), {"rows": [], "shared": {}})
    assert any("Unique" in name for name in told.operators)
    assert not any("Scan" in name for name in told.operators)


@pytest.mark.parametrize(
    ("type_", "start", "end"), [(edge.type, *ends) for edge in schema.EDGES.values() for ends in edge.joins]
)
def test_relationships_are_written_by_the_keys_of_their_ends(graph: Graph, type_: str, start: str, end: str) -> None:
    told = graph.explain(schema.put_edges(type_, start, end), {"rows": [], "shared": {}})
    assert sum("UniqueIndexSeek" in name for name in told.operators) == 2
    assert not any("Scan" in name or name == "Expand(All)" for name in told.operators)
