"""Power Query: every sink with the sources that its query uses."""

import pytest

from lineage_graph.activities.mashup import sources_of
from lineage_graph.model import Performs
from lineage_graph.records import Activity, DataFlow, FlowStep, Properties, Reference
from tests.activities.estate import HERE, P, activity, declared, properties
from tests.declared.estate import dataset, edges, executed, expression, folder, links, node, parameter, service

TEXT = """section Section1;
shared Orders = let Doc = Csv.Document("https://acc/Customers.csv") in Doc;
shared Customers = let Doc = 1 in Doc; // Orders
shared #"Per customer" = let Source = Table.NestedJoin(Orders, "Customers", Customers) in Source;
shared Plain = let Source = Orders, X = Table.RemoveColumns(Source, {"Customers; shared Customers ="}) in X;
shared Deep = Plain;
"""
DATASETS = (folder("a", "a"), folder("b", "b"), folder("x", "x"), folder("y", "y"))


@pytest.mark.parametrize(
    ("query", "used"),
    [
        ("Per customer", {"Orders", "Customers"}),
        ("Plain", {"Orders"}),
        ("Deep", {"Orders"}),
        ("Nowhere", {"Orders", "Customers"}),
        (None, {"Orders", "Customers"}),
    ],
)
def test_a_query_uses_the_sources_that_it_names_else_all(query: str | None, used: set[str]) -> None:
    assert sources_of(TEXT, query, ["Orders", "Customers"]) == used


def flow(*sinks: FlowStep, name: str = "flow") -> DataFlow:
    sources = (FlowStep(name="Orders", dataset=dataset("a")), FlowStep(name="Customers", dataset=dataset("b")))
    return DataFlow(name=name, origin=HERE, type="WranglingDataFlow", sources=sources, sinks=sinks, script=TEXT)


def sink(name: str, into: str, script: str = "") -> dict[str, object]:
    return {"name": name, "dataset": dataset(into), "script": script}


def run(**settings: object) -> Activity:
    return activity("ExecuteWranglingDataflow", dataFlow=Reference("DataFlowReference", "flow"), **settings)


def test_the_older_form_names_a_sink_by_its_query() -> None:
    found = declared(run(sinks={"Plain": sink("s", "x")}), datasets=DATASETS, data_flows=(flow(),))
    assert links(found) == {("a", "x", "data")}
    assert executed(found) == {"adf://sales/dataflows/flow"}
    assert {start for start, _ in edges(found, Performs)} == {f"{P}/activities/a"}


def test_the_newer_form_lists_sinks_under_their_query() -> None:
    queries = [
        {"queryName": "Plain", "dataflowSinks": [sink("s", "x")]},
        {"queryName": "Per customer", "dataflowSinks": [sink("t", "y")]},
    ]
    found = declared(run(queries=queries), datasets=DATASETS, data_flows=(flow(),))
    assert links(found) == {("a", "x", "data"), ("a", "y", "data"), ("b", "y", "data")}


def test_a_single_literal_among_the_file_names_is_the_file() -> None:
    one = "sink(allowSchemaDrift: true,\n\tpartitionFileNames:['out.csv'],\n\ttruncate: true) ~> s"
    two = "sink(partitionFileNames:['a.csv', 'b.csv']) ~> t"
    sinks = {"Plain": sink("s", "x", one), "Deep": sink("t", "y", two)}
    found = declared(run(sinks=sinks), datasets=DATASETS, data_flows=(flow(),))
    assert links(found) == {("a", "x/out.csv", "data"), ("a", "y", "data")}


def test_a_flow_that_no_activity_runs_performs_itself_into_its_own_sinks() -> None:
    own = flow(FlowStep(name="s", dataset=dataset("x")))
    found = service(datasets=DATASETS, data_flows=(own,))
    assert links(found) == {("a", "x", "data"), ("b", "x", "data")}
    assert {start for start, _ in edges(found, Performs)} == {"adf://sales/dataflows/flow"}


def test_an_activity_without_sinks_writes_into_those_of_the_flow() -> None:
    found = declared(run(), datasets=DATASETS, data_flows=(flow(FlowStep(name="s", dataset=dataset("x"))),))
    assert links(found) == {("a", "x", "data"), ("b", "x", "data")}


def test_arguments_reach_the_datasets_of_sources_and_sinks() -> None:
    generic = folder("a", expression("@dataset().path"), parameter("path"))
    reference = Reference(
        "DataFlowReference",
        "flow",
        dataset_arguments=properties({"Orders": {"path": expression("in/@{pipeline().parameters.area}")}}),
    )
    one = activity("ExecuteWranglingDataflow", dataflow=reference, sinks={"Plain": sink("s", "x")})
    found = declared(one, datasets=(generic, *DATASETS[1:]), data_flows=(flow(),))
    assert links(found) == {("in/eu", "x", "data")}


def test_a_flow_that_the_files_lack_and_a_sink_without_a_place_are_said() -> None:
    missing = declared(run(sinks={"Plain": sink("s", "x")}), datasets=DATASETS)
    assert node(missing, f"{P}/activities/a").reason == "missing-reference"  # type: ignore[attr-defined]
    assert executed(missing) == {"adf://sales/dataflows/flow"}
    nowhere = declared(run(sinks={"Plain": Properties({"name": "s"})}), datasets=DATASETS, data_flows=(flow(),))
    assert links(nowhere) == {("a", "p/activities/a/unknown/s", "data")}
