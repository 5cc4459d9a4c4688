"""The places behind a pattern are kept with the run, and are no nodes."""

from dataclasses import replace

from lineage_graph.model import Asset, Declaration, Executed, FeedKind, Feeds, Process
from lineage_graph.observed import Observer
from lineage_graph.observed.places import places
from lineage_graph.records import Expression, Pipeline, PipelineRuns, Properties, RunOutput, RunStatus
from lineage_graph.site import End, Movement
from tests.declared.estate import loop, parameter, pipeline
from tests.declared.test_data_flows import flow, run
from tests.observed.test_observer import activity_run, factory, from_to, observed, run_of

ROOT = "abfss://lake@acc.dfs.core.windows.net/"


def kept(seen: Declaration) -> list[tuple[list[str], list[str]]]:
    """What each run read and wrote, without the lake's root."""
    return [
        ([key.removeprefix(ROOT) for key in edge.read], [key.removeprefix(ROOT) for key in edge.written])
        for edge in seen.edges
        if isinstance(edge, Executed)
    ]


def assets(seen: Declaration) -> set[str]:
    return {node.key.removeprefix(ROOT) for node in seen.nodes if isinstance(node, Asset)}


def by_day() -> Pipeline:
    copy = from_to("raw/@{pipeline().parameters.day}/in", "curated/@{pipeline().parameters.day}")
    return pipeline("load", copy, parameters=(parameter("day"),))


def test_a_day_that_the_run_was_given_is_kept_with_it() -> None:
    seen = observed(factory(by_day()), activity_run("copy"), run=run_of("load", day="2026-11-21"))
    assert kept(seen) == [(["raw/2026-11-21/in"], ["curated/2026-11-21"])]
    assert assets(seen) == {"raw/{}/in", "curated/{}"}


def test_a_folder_that_the_service_evaluated_is_kept_with_the_run() -> None:
    wildcard = Expression("@formatDateTime(utcnow(), 'yyyy/MM/dd')")

    def source(folder: str | Expression) -> Properties:
        return Properties({"storeSettings": Properties({"wildcardFolderPath": folder})})

    load = pipeline("load", from_to("raw", "curated", source=source(wildcard)))
    told = Properties({"source": source("2026/11/21")})
    seen = observed(factory(load), activity_run("copy", input=told))
    assert kept(seen) == [(["2026/11/21"], [])]
    assert assets(seen) == {"{date}", "curated"}


def test_the_run_s_own_id_is_known() -> None:
    seen = observed(factory(pipeline("load", from_to("a", "b/@{pipeline().RunId}"))), activity_run("copy"))
    assert kept(seen) == [([], ["b/r1"])]


def test_the_arguments_of_a_data_flow_s_datasets_are_known_from_its_input() -> None:
    made = flow("source() ~> s\ns sink() ~> one", {"s": "named"}, {"one": "named"})
    day = Expression("@formatDateTime(utcnow(), 'yyyyMMdd')")
    activity = run()
    reference = replace(
        activity.settings["dataFlow"],  # type: ignore[type-var]
        dataset_arguments=Properties({"s": Properties({"path": day}), "one": Properties({"path": "out"})}),
    )
    activity = replace(activity, settings=Properties({"dataFlow": reference}))
    arguments = Properties({"s": Properties({"path": "20261121"}), "one": Properties({"path": "out"})})
    told = Properties({"dataflow": Properties({"referenceName": "flow", "datasetParameters": arguments})})
    service = replace(factory(pipeline("load", activity)), data_flows=(made,))
    seen = observed(service, activity_run("run", type="ExecuteDataFlow", input=told))
    assert kept(seen) == [(["20261121"], [])]


def test_what_is_named_wholly_is_not_kept_twice() -> None:
    seen = observed(factory(pipeline("load", from_to("a", "b"))), activity_run("copy"))
    assert kept(seen) == [([], [])]


def test_a_value_that_nothing_tells_leaves_nothing() -> None:
    each = loop("each", from_to("raw/@{item()}", "out/@{item()}"))
    assert kept(observed(factory(pipeline("load", each)), activity_run("copy"))) == [([], [])]


def test_a_run_that_moved_nothing_has_no_places() -> None:
    failed = activity_run("copy", status=RunStatus.FAILED)
    assert kept(observed(factory(by_day()), failed, run=run_of("load", day="2026-11-21"))) == [([], [])]


def test_few_places_are_kept_of_one_run() -> None:
    pattern = Asset(key=f"{ROOT}raw/{{}}", name="raw/{}", kind="Path", pattern=True)
    process = Process(key="p=>", name="p", type="Copy")
    days = (Asset(key=f"{ROOT}raw/{day:02}", name="raw", kind="Path") for day in range(1, 31))
    movement = Movement(tuple((End(asset), FeedKind.DATA) for asset in days))
    parts = (pattern, process, Feeds(start=pattern.ref, end=process.ref))
    found = places([movement], parts, process)
    assert found.read == tuple(f"{ROOT}raw/{day:02}" for day in range(1, 21))
    assert found.written == ()


def test_what_was_worked_out_for_one_run_is_kept_with_those_only_that_differ_in_nothing_it_came_from() -> None:
    """The paths name the day, the run and what a lookup gave; the note in the input and the table name nothing."""
    reads = "raw/@{pipeline().parameters.day}/@{activity('last').output.firstRow.mark}"
    copied = from_to(reads, "curated/@{pipeline().parameters.day}/@{pipeline().RunId}")
    load = pipeline("load", copied, parameters=(parameter("day"), parameter("table")))

    def ran(run: str, day: str, mark: object, table: str = "t") -> PipelineRuns:
        looked_up = RunOutput(rows=(Properties({"mark": mark}),))  # type: ignore[dict-item]
        return PipelineRuns(
            run_of("load", run, day=day, table=table),
            (
                activity_run("last", type="Lookup", output=looked_up, pipeline_run_id=run, run_id=f"last-{run}"),
                activity_run("copy", pipeline_run_id=run, run_id=f"copy-{run}"),
            ),
        )

    def all_kept(*runs: PipelineRuns) -> list[tuple[list[str], list[str]]]:
        seen = Observer.of(factory(load)).observe(runs)
        return [one for one in kept(seen) if one != ([], [])]

    runs = (
        ran("r1", "2026-11-21", "a9"),
        ran("r2", "2026-11-21", "a9", table="other"),
        ran("r3", "2026-11-22", "a9"),
        ran("r4", "2026-11-22", 1),
        ran("r5", "2026-11-22", True),
    )
    assert all_kept(*runs) == [
        (["raw/2026-11-21/a9"], ["curated/2026-11-21/r1"]),
        (["raw/2026-11-21/a9"], ["curated/2026-11-21/r2"]),
        (["raw/2026-11-22/a9"], ["curated/2026-11-22/r3"]),
        (["raw/2026-11-22/1"], ["curated/2026-11-22/r4"]),
        (["raw/2026-11-22/True"], ["curated/2026-11-22/r5"]),
    ]


def test_the_evaluated_input_of_one_run_says_nothing_of_the_next() -> None:
    wildcard = Expression("@formatDateTime(utcnow(), 'yyyy/MM/dd')")

    def source(folder: str | Expression) -> Properties:
        return Properties({"storeSettings": Properties({"wildcardFolderPath": folder})})

    load = pipeline("load", from_to("raw", "curated", source=source(wildcard)))
    days = ("2026/11/21", "2026/11/21", "2026/11/22")
    runs = [
        activity_run("copy", number, input=Properties({"source": source(day)})) for number, day in enumerate(days, 1)
    ]
    seen = Observer.of(factory(load)).observe(
        PipelineRuns(run_of("load", f"r{number}"), (replace(run, pipeline_run_id=f"r{number}"),))
        for number, run in enumerate(runs, 1)
    )
    assert kept(seen) == [(["2026/11/21"], []), (["2026/11/21"], []), (["2026/11/22"], [])]
