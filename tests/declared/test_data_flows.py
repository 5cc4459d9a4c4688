"""Data flows: each sink with the sources that reach it by the script's streams."""

from lineage_graph.model import Performs, Process
from lineage_graph.records import Activity, DataFlow, FlowStep, Properties, Reference, Value
from tests.declared.estate import (
    HERE,
    dataset,
    edges,
    expression,
    folder,
    linked,
    links,
    parameter,
    pipeline,
    service,
)

DATASETS = tuple(folder(name, name) for name in ("a", "b", "c", "x", "y"))


def flow(script: str, sources: dict[str, str], sinks: dict[str, str]) -> DataFlow:
    def steps(named: dict[str, str]) -> tuple[FlowStep, ...]:
        return tuple(FlowStep(name=name, dataset=dataset(held)) for name, held in named.items())

    return DataFlow(
        name="flow", origin=HERE, type="MappingDataFlow", sources=steps(sources), sinks=steps(sinks), script=script
    )


def run(**more: Value) -> Activity:
    reference = Reference("DataFlowReference", "flow", **more)  # type: ignore[arg-type]
    return Activity(name="run", type="ExecuteDataFlow", origin=HERE, settings=Properties({"dataFlow": reference}))


SPLIT = """source() ~> orders
source() ~> customers
source() ~> blocked
orders, customers join(id == key, joinType: 'inner') ~> joined
joined, blocked exists(id == number, negate: true) ~> kept
kept sink() ~> good
customers sink() ~> all"""


def test_each_sink_gets_only_the_sources_that_reach_it() -> None:
    made = flow(SPLIT, {"orders": "a", "customers": "b", "blocked": "c"}, {"good": "x", "all": "y"})
    declared = service(pipeline("p", run()), datasets=DATASETS, data_flows=(made,))
    assert links(declared) == {
        ("a", "x", "data"),
        ("b", "x", "data"),
        ("c", "x", "influence"),
        ("b", "y", "data"),
    }


def test_two_sinks_into_one_asset_are_two_processes_named_by_their_step() -> None:
    made = flow("source() ~> s\ns sink() ~> one\ns sink() ~> two", {"s": "a"}, {"one": "x", "two": "x"})
    declared = service(pipeline("p", run()), datasets=DATASETS, data_flows=(made,))
    keys = sorted(node.key.partition("=>")[2] for node in declared.nodes if isinstance(node, Process))
    root = "abfss://lake@acc.dfs.core.windows.net"
    assert keys == [f"{root}/x#one", f"{root}/x#two"]


def test_a_data_flow_that_nobody_runs_performs_by_itself() -> None:
    made = flow("source() ~> s\ns sink() ~> one", {"s": "a"}, {"one": "x"})
    declared = service(datasets=DATASETS, data_flows=(made,))
    assert [start for start, _ in edges(declared, Performs)] == ["adf://sales/dataflows/flow"]


def test_arguments_reach_the_datasets_of_sources_and_sinks() -> None:
    generic = folder("generic", expression("@dataset().path"), parameter("path"))
    made = flow("source() ~> s\ns sink() ~> one", {"s": "generic"}, {"one": "generic"})
    given = Properties(
        {"s": Properties({"path": "in"}), "one": Properties({"path": expression("@pipeline().parameters.to")})}
    )
    activity = run(dataset_arguments=given)
    declared = service(
        pipeline("p", activity, parameters=(parameter("to", "out"),)), datasets=(generic,), data_flows=(made,)
    )
    assert links(declared) == {("in", "out", "data")}


def test_sources_without_a_dataset_are_found_by_the_script_s_options() -> None:
    script = """parameters{ area as string ('eu') }
source(format: 'delta', fileSystem: 'lake', folderPath: 'in') ~> s
s sink(format: 'delta', fileSystem: 'lake', folderPath: ($area)) ~> one"""
    made = DataFlow(
        name="flow",
        origin=HERE,
        type="MappingDataFlow",
        script=script,
        sources=(FlowStep(name="s", linked_service=linked("lake")),),
        sinks=(FlowStep(name="one", linked_service=linked("lake")),),
    )
    declared = service(pipeline("p", run(arguments=Properties({"area": "'us'"}))), data_flows=(made,))
    assert links(declared) == {("in", "us", "data")}
    assert links(service(data_flows=(made,))) == {("in", "eu", "data")}


def test_a_cache_sink_is_no_asset() -> None:
    made = flow("source() ~> s\ns sink(store: 'cache', format: 'inline') ~> one", {"s": "a"}, {})
    declared = service(pipeline("p", run()), datasets=DATASETS, data_flows=(made,))
    assert links(declared) == {("a", None, "lookup")}


def test_a_script_that_cannot_be_read_joins_every_source_with_every_sink() -> None:
    made = flow("this is no script", {"s": "a", "t": "b"}, {"one": "x"})
    declared = service(pipeline("p", run()), datasets=DATASETS, data_flows=(made,))
    assert links(declared) == {("a", "x", "data"), ("b", "x", "data")}


def test_wildcards_and_queries_of_a_source_take_the_dataset_s_place() -> None:
    script = """source(wildcardPaths: ['in/*.csv', 'old/*.csv']) ~> s
source(query: 'select from where (') ~> t
s, t union() ~> u
u sink(partitionFileNames: ['all.csv']) ~> one"""
    made = flow(script, {"s": "a", "t": "b"}, {"one": "x"})
    declared = service(pipeline("p", run()), datasets=DATASETS, data_flows=(made,))
    assert links(declared) == {
        ("in/*.csv", "x/all.csv", "data"),
        ("old/*.csv", "x/all.csv", "data"),
        ("p/activities/run/unknown/t", "x/all.csv", "data"),
    }


def test_an_argument_in_quotes_may_be_known_in_part() -> None:
    made = flow(
        "parameters{ area as string ('x') }\nsource(wildcardPaths: [($area)]) ~> s\ns sink() ~> one",
        {"s": "a"},
        {"one": "x"},
    )
    argument = expression("'in/@{activity('look').output.firstRow.area}'")
    activity = run(arguments=Properties({"area": argument}))
    declared = service(pipeline("p", activity), datasets=DATASETS, data_flows=(made,))
    assert links(declared) == {("in/{}", "x", "data")}
