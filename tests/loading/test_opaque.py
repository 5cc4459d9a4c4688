"""What a load and ``coverage`` say of the same graph is the same."""

from pathlib import Path

from lineage_graph.answers.coverage import coverage
from lineage_graph.graph import Graph, LoadOptions
from lineage_graph.loading import load_reading
from lineage_graph.sources import read

ESTATE = Path(__file__).parents[2] / "examples" / "estate"


def test_both_count_the_opaque_activities_of_the_example_estate_alike(graph: Graph) -> None:
    """Twelve have no process; a thirteenth has one, read from the cells of a notebook, and one is switched off."""
    loaded = load_reading(graph, read([ESTATE]), LoadOptions())
    counts = coverage(graph).counts
    assert (loaded.measure.opaque, counts["opaque"], counts["inactive"]) == (12, 12, 1)
