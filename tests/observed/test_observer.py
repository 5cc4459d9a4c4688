"""What runs tell: each case is a small factory, some runs of it, and the links that they carried out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lineage_graph.model import Activity as ActivityNode
from lineage_graph.model import ActivityRun as RunNode
from lineage_graph.model import Declaration, Executed, Feeds, InstanceOf, PartOf, Process, RunOf, StartedBy
from lineage_graph.model import PipelineRun as PipelineRunNode
from lineage_graph.observed import Observer, PipelineRuns
from lineage_graph.records import (
    Activity,
    ActivityRun,
    Dataset,
    Expression,
    Parameter,
    Pipeline,
    PipelineRun,
    Properties,
    RunOutput,
    RunStatus,
    Service,
    ServiceKind,
)
from tests.declared.estate import HERE, LAKE, copy, dataset, folder, links, loop, parameter, pipeline

EIGHT = datetime(2026, 11, 21, 8, tzinfo=UTC)
S = "adf://sales"
NAMED = folder("named", Expression("@dataset().path"), parameter("path"))


def factory(*pipelines: Pipeline, datasets: tuple[Dataset, ...] = (NAMED,)) -> Service:
    return Service(
        kind=ServiceKind.DATA_FACTORY,
        name="sales",
        source="git",
        origin=HERE,
        pipelines=pipelines,
        datasets=datasets,
        linked_services=(LAKE,),
    )


def run_of(name: str, run_id: str = "r1", **parameters: str) -> PipelineRun:
    return PipelineRun(
        run_id=run_id,
        pipeline=name,
        status=RunStatus.SUCCEEDED,
        start=EIGHT,
        parameters=tuple(sorted(parameters.items())),
    )


def activity_run(name: str, number: int = 1, **more: object) -> ActivityRun:
    fields: dict[str, object] = {
        "run_id": f"{name}-{number}",
        "name": name,
        "type": "Copy",
        "pipeline": "load",
        "pipeline_run_id": "r1",
        "status": RunStatus.SUCCEEDED,
        "start": EIGHT + timedelta(minutes=number),
    }
    return ActivityRun(**{**fields, **more})  # type: ignore[arg-type]


def observed(service: Service, *activities: ActivityRun, run: PipelineRun | None = None) -> Declaration:
    return Observer.of(service).observe([PipelineRuns(run or run_of("load"), activities)])


def carried_out(seen: Declaration) -> dict[str, list[str]]:
    """Which runs carried out which process, both without what goes before."""
    found: dict[str, list[str]] = {}
    for edge in seen.edges:
        if isinstance(edge, Executed):
            process = edge.end.key.removeprefix(f"{S}/pipelines/load/activities/").replace(
                "abfss://lake@acc.dfs.core.windows.net/", ""
            )
            found.setdefault(process, []).append(edge.start.key.removeprefix(f"{S}/activityruns/"))
    return found


def instances(seen: Declaration) -> set[tuple[str, str]]:
    tail = "abfss://lake@acc.dfs.core.windows.net/"
    return {
        (edge.start.key.replace(tail, ""), edge.end.key.replace(tail, ""))
        for edge in seen.edges
        if isinstance(edge, InstanceOf) and edge.start.label == "Asset"
    }


def from_to(reads: str, writes: str, name: str = "copy", **settings: Properties) -> Activity:
    return copy(name, dataset("named", path=text(reads)), dataset("named", path=text(writes)), **settings)


def text(value: str) -> str | Expression:
    return Expression(value) if "@" in value else value


def test_a_run_is_a_node_with_what_it_is_a_run_of() -> None:
    seen = observed(factory(pipeline("load", from_to("a", "b"))), activity_run("copy"))
    keys = {node.key for node in seen.nodes if isinstance(node, PipelineRunNode | RunNode)}
    assert keys == {f"{S}/pipelineruns/r1", f"{S}/activityruns/copy-1"}
    ends = {(edge.start.key, edge.end.key) for edge in seen.edges if isinstance(edge, RunOf | PartOf)}
    assert ends == {
        (f"{S}/pipelineruns/r1", f"{S}/pipelines/load"),
        (f"{S}/activityruns/copy-1", f"{S}/pipelines/load/activities/copy"),
        (f"{S}/activityruns/copy-1", f"{S}/pipelineruns/r1"),
    }


def test_a_declared_process_is_carried_out_with_what_was_moved() -> None:
    output = RunOutput(rows_read=20, rows_written=19, rows_skipped=1, bytes_read=2000, bytes_written=1900)
    seen = observed(factory(pipeline("load", from_to("a", "b"))), activity_run("copy", output=output, duration_ms=5000))
    (edge,) = (edge for edge in seen.edges if isinstance(edge, Executed))
    assert (edge.moved, edge.evidence, edge.rows_read, edge.rows_written, edge.rows_skipped, edge.duration_ms) == (
        *(True, "definition", 20, 19, 1, 5000),
    )
    assert (edge.bytes_read, edge.bytes_written) == (2000, 1900)
    assert links(seen) == {("a", "b", "data")}
    assert {(edge.declared, edge.observed) for edge in seen.edges if isinstance(edge, Feeds)} == {(False, True)}


def test_a_parameter_has_the_value_of_the_run() -> None:
    load = pipeline(
        "load",
        from_to("raw/@{pipeline().parameters.table}", "curated/@{pipeline().parameters.table}"),
        parameters=(parameter("table"),),
    )
    seen = observed(factory(load), activity_run("copy"), run=run_of("load", table="orders"))
    assert links(seen) == {("raw/orders", "curated/orders", "data")}
    assert instances(seen) == {("raw/orders", "raw/{}"), ("curated/orders", "curated/{}")}


def test_a_default_is_no_value_where_the_run_had_another() -> None:
    load = pipeline("load", from_to("a", "@pipeline().parameters.to"), parameters=(parameter("to", "x"),))
    seen = observed(factory(load), activity_run("copy"), run=run_of("load", to="y"))
    assert links(seen) == {("a", "y", "data")}


def test_dates_guids_and_counters_make_no_name_of_their_own() -> None:
    for value in ("2026-11-21", "2026/11/21", "20261121", "2026-11-21T08:00:00.0000000Z", "17"):
        load = pipeline("load", from_to("a", "raw/@{pipeline().parameters.day}"), parameters=(parameter("day"),))
        seen = observed(factory(load), activity_run("copy"), run=run_of("load", day=value))
        assert links(seen) == {("a", "raw/{}", "data")}, value


def test_the_time_of_a_run_stays_a_date() -> None:
    load = pipeline("load", from_to("a", "raw/@{formatDateTime(utcNow(),'yyyyMMdd')}"))
    assert links(observed(factory(load), activity_run("copy"))) == {("a", "raw/{date}", "data")}


ROWS = tuple(Properties({"table": name}) for name in ("orders", "items", "prices"))
OVER_ROWS = pipeline(
    "load",
    Activity(name="list", type="Lookup", origin=HERE, settings=Properties({"dataset": dataset("named", path="list")})),
    Activity(
        name="each",
        type="ForEach",
        origin=HERE,
        settings=Properties({"items": Expression("@activity('list').output.value")}),
        branches=loop("each", from_to("raw/@{item().table}", "curated/@{item().table}")).branches,
    ),
)


def listing() -> ActivityRun:
    return activity_run("list", 0, type="Lookup", output=RunOutput(rows=ROWS))


def test_each_row_of_a_lookup_is_a_process_of_its_own() -> None:
    seen = observed(factory(OVER_ROWS), listing(), *(activity_run("copy", number) for number in (1, 2, 3)))
    assert links(seen) == {
        ("list", None, "lookup"),
        ("raw/orders", "curated/orders", "data"),
        ("raw/items", "curated/items", "data"),
        ("raw/prices", "curated/prices", "data"),
    }
    assert carried_out(seen) == {
        "list=>": ["list-0"],
        "copy=>curated/orders": ["copy-1"],
        "copy=>curated/items": ["copy-2"],
        "copy=>curated/prices": ["copy-3"],
    }


def test_the_evaluated_input_tells_the_rounds_apart_where_their_order_does_not() -> None:
    over = pipeline(
        "load",
        OVER_ROWS.activities[0],
        Activity(
            name="each",
            type="ForEach",
            origin=HERE,
            settings=Properties({"items": Expression("@activity('list').output.value")}),
            branches=loop(
                "each",
                from_to("raw", "curated/@{item().table}", source=Properties({"tag": Expression("@item().table")})),
            ).branches,
        ),
    )
    runs = (
        activity_run("copy", number, input=Properties({"source": Properties({"tag": name})}))
        for number, name in enumerate(("prices", "orders", "items"), 1)
    )
    assert carried_out(observed(factory(over), listing(), *runs)) == {
        "list=>": ["list-0"],
        "copy=>curated/prices": ["copy-1"],
        "copy=>curated/orders": ["copy-2"],
        "copy=>curated/items": ["copy-3"],
    }


def test_the_evaluated_input_names_what_no_definition_and_no_output_tells() -> None:
    each = loop(
        "each",
        from_to(
            "raw/@{item().table}",
            "curated/@{item().table}",
            source=Properties({"tag": Expression("from @{item().table}")}),
        ),
    )
    seen = observed(
        factory(pipeline("load", each)),
        activity_run("copy", input=Properties({"source": Properties({"tag": "from orders"})})),
    )
    assert links(seen) == {("raw/orders", "curated/orders", "data")}
    assert {edge.evidence for edge in seen.edges if isinstance(edge, Executed)} == {"input"}


def test_a_branch_is_decided_by_the_values_of_the_run() -> None:
    chosen = Activity(
        name="full",
        type="IfCondition",
        origin=HERE,
        settings=Properties({"expression": Expression("@equals(pipeline().parameters.mode, 'full')")}),
        branches=(
            *(type(one)("true", one.activities) for one in loop("x", from_to("all", "out", "copy all")).branches),
            *(type(one)("false", one.activities) for one in loop("x", from_to("new", "out", "copy new")).branches),
        ),
    )
    load = pipeline("load", chosen, parameters=(parameter("mode"),))
    seen = observed(factory(load), activity_run("copy all"), run=run_of("load", mode="full"))
    assert links(seen) == {("all", "out", "data")}


def test_a_run_that_failed_moved_nothing_unless_it_says_so() -> None:
    load = pipeline("load", from_to("a", "@pipeline().parameters.to"), parameters=(parameter("to"),))
    failed = activity_run("copy", status=RunStatus.FAILED, error_code="2200")
    nothing = observed(factory(load), failed, run=run_of("load", to="b"))
    assert links(nothing) == set()
    assert carried_out(nothing) == {"copy=>{}": ["copy-1"]}
    assert [edge.moved for edge in nothing.edges if isinstance(edge, Executed)] == [False]
    half = activity_run("copy", status=RunStatus.FAILED, output=RunOutput(rows_written=7))
    assert links(observed(factory(load), half, run=run_of("load", to="b"))) == {("a", "b", "data")}


def test_a_failed_run_of_what_is_declared_is_kept_with_the_process_and_does_not_make_it_observed() -> None:
    seen = observed(factory(pipeline("load", from_to("a", "b"))), activity_run("copy", status=RunStatus.FAILED))
    assert links(seen) == set()
    assert carried_out(seen) == {"copy=>b": ["copy-1"]}
    assert [edge.moved for edge in seen.edges if isinstance(edge, Executed)] == [False]


def test_a_run_in_progress_carried_out_nothing_yet() -> None:
    seen = observed(factory(pipeline("load", from_to("a", "b"))), activity_run("copy", status=RunStatus.IN_PROGRESS))
    assert carried_out(seen) == {}
    assert [node.status for node in seen.nodes if isinstance(node, RunNode)] == ["InProgress"]


def test_an_activity_that_no_definition_has_any_more_is_a_historic_one() -> None:
    seen = observed(factory(pipeline("load", from_to("a", "b"))), activity_run("old copy"))
    (activity,) = (node for node in seen.nodes if isinstance(node, ActivityNode))
    assert (activity.key, activity.state) == (f"{S}/pipelines/load/activities/old%20copy", "Historic")
    assert len([node for node in seen.nodes if isinstance(node, Process)]) == 1
    assert [edge.start.key for edge in seen.edges if isinstance(edge, Executed)] == [f"{S}/activityruns/old%20copy-1"]


def test_a_run_knows_its_trigger() -> None:
    run = PipelineRun(run_id="r1", pipeline="load", status=RunStatus.SUCCEEDED, trigger="nightly")
    seen = observed(factory(pipeline("load")), run=run)
    assert [(edge.start.key, edge.end.key) for edge in seen.edges if isinstance(edge, StartedBy)] == [
        (f"{S}/pipelineruns/r1", f"{S}/triggers/nightly")
    ]


def test_a_repeated_attempt_is_a_run_of_the_same_process() -> None:
    first = activity_run("copy", 1, run_id="x", status=RunStatus.FAILED)
    second = activity_run("copy", 2, run_id="x", attempt=1)
    seen = observed(factory(pipeline("load", from_to("a", "b"))), first, second)
    assert carried_out(seen) == {"copy=>b": ["x", "x/1"]}


def test_the_order_of_runs_does_not_matter() -> None:
    runs = [listing(), *(activity_run("copy", number) for number in (1, 2, 3))]
    assert observed(factory(OVER_ROWS), *runs) == observed(factory(OVER_ROWS), *reversed(runs))


def test_a_parameter_of_another_type_is_read_as_such() -> None:
    tables = Parameter("tables", "array")
    each = Activity(
        name="each",
        type="ForEach",
        origin=HERE,
        settings=Properties({"items": Expression("@pipeline().parameters.tables")}),
        branches=loop("each", from_to("raw/@{item()}", "curated/@{item()}")).branches,
    )
    seen = observed(
        factory(pipeline("load", each, parameters=(tables,))),
        *(activity_run("copy", number) for number in (1, 2)),
        run=run_of("load", tables='["a", "b"]'),
    )
    assert links(seen) == {("raw/a", "curated/a", "data"), ("raw/b", "curated/b", "data")}


def test_what_a_policy_keeps_secret_is_not_looked_at() -> None:
    first, each = OVER_ROWS.activities
    secret = replace(first, rest=Properties({"policy": Properties({"secureOutput": True})}))
    seen = observed(factory(pipeline("load", secret, each)), listing(), activity_run("copy"))
    assert links(seen) == {("list", None, "lookup"), ("raw/{}", "curated/{}", "data")}
    hidden = from_to("raw/@{item()}", "out/@{item()}", source=Properties({"tag": Expression("@item()")}))
    hidden = replace(hidden, rest=Properties({"policy": Properties({"secureInput": True})}))
    told = activity_run("copy", input=Properties({"source": Properties({"tag": "orders"})}))
    assert links(observed(factory(pipeline("load", loop("each", hidden))), told)) == {("raw/{}", "out/{}", "data")}
