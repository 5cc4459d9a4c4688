"""Columns that the service itself computed for a data flow's run: in the graph, counted, never twice, never lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lineage_graph.graph import Graph, LoadOptions, dump, prune_runs
from lineage_graph.loading import load_services
from lineage_graph.loading.runs import load_batch
from lineage_graph.records import (
    ActivityRun,
    Origin,
    PipelineRun,
    RunBatch,
    RunOutput,
    RunStatus,
    Service,
    ServiceKind,
    SinkColumn,
    SinkRun,
)
from tests.conftest import Server, wipe
from tests.declared.estate import HERE, LAKE, folder, pipeline
from tests.declared.test_data_flows import flow, run
from tests.questions.writing import driver_of

DAY = datetime(2026, 11, 1, 8, tzinfo=UTC)
MARCH = LoadOptions(at=datetime(2026, 3, 1, tzinfo=UTC))
ROOT = "abfss://lake@acc.dfs.core.windows.net/"
SCRIPT = """source() ~> orders
source() ~> customers
orders, customers join(id == id) ~> joined
joined sink() ~> good"""
MADE = flow(SCRIPT, {"orders": "a", "customers": "b"}, {"good": "x"})
FACTORY = Service(
    kind=ServiceKind.DATA_FACTORY,
    name="sales",
    source="git",
    origin=HERE,
    pipelines=(pipeline("load", run()), pipeline("again", run())),
    datasets=tuple(folder(name, name) for name in ("a", "b", "x")),
    linked_services=(LAKE,),
    data_flows=(MADE,),
)
ID = SinkColumn("id", "orders", ("id",), mapped=True)
NAME = SinkColumn("name", "customers", ("first", "last"))
LOADED = SinkColumn("loadedAt")
Told = tuple[SinkColumn, ...]


def batch(days: dict[int, Told], pipeline_name: str = "load", status: RunStatus = RunStatus.SUCCEEDED) -> RunBatch:
    """A run on each of these days of November, and what its sink told of its columns."""
    return RunBatch(
        origin=Origin("runs.json"),
        kind=ServiceKind.DATA_FACTORY,
        name="sales",
        pipeline_runs=tuple(
            PipelineRun(
                run_id=f"{pipeline_name}{day}",
                pipeline=pipeline_name,
                status=RunStatus.SUCCEEDED,
                start=DAY + timedelta(days=day - 1),
                end=DAY + timedelta(days=day - 1, minutes=5),
            )
            for day in days
        ),
        activity_runs=tuple(
            ActivityRun(
                run_id=f"{pipeline_name}-run-{day}",
                name="run",
                type="ExecuteDataFlow",
                pipeline=pipeline_name,
                pipeline_run_id=f"{pipeline_name}{day}",
                status=status,
                start=DAY + timedelta(days=day - 1),
                end=DAY + timedelta(days=day - 1, minutes=4),
                output=RunOutput(sinks=(SinkRun("good", 10, told),) if told else ()),
            )
            for day, told in days.items()
        ),
    )


def derived(graph: Graph) -> list[list[object]]:
    """Each derivation: from, to, the pipeline, kind, runs, first and last day, status."""
    rows = graph.ask(
        "MATCH (a:Column)-[d:DERIVES]->(b:Column) WHERE NOT d.declared AND d.observed "
        "WITH a, b, d ORDER BY a.key, b.key, d.process "
        "RETURN [a.key, b.key, split(d.process, '/')[4], d.kind, d.runCount, d.firstRun.day, d.lastRun.day, "
        "d.lastStatus] AS row"
    )
    found: list[list[object]] = []
    for row in rows:
        cells = row["row"]
        assert isinstance(cells, list)
        found.append([str(cells[0]).removeprefix(ROOT), str(cells[1]).removeprefix(ROOT), *cells[2:]])
    return found


def columns(graph: Graph) -> list[object]:
    rows = graph.ask("MATCH (a:Asset)-[:HAS_COLUMN]->(c:Column) RETURN a.key + ' ' + c.name AS it ORDER BY it")
    return [str(row["it"]).removeprefix(ROOT) for row in rows]


def test_what_a_sink_told_becomes_columns_and_derivations(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch({3: (ID, NAME, LOADED)}), FACTORY, MARCH)
    assert columns(graph) == ["a id", "b first", "b last", "x id", "x loadedAt", "x name"]
    assert derived(graph) == [
        ["a#id", "x#id", "load", "identity", 1, 3, 3, "Succeeded"],
        ["b#first", "x#name", "load", "transformation", 1, 3, 3, "Succeeded"],
        ["b#last", "x#name", "load", "transformation", 1, 3, 3, "Succeeded"],
    ]


def test_a_column_counts_the_runs_that_told_of_it(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    changed = replace(ID, mapped=False)
    load_batch(graph, batch({3: (ID, NAME), 5: (ID,), 7: (changed,)}), FACTORY, MARCH)
    load_batch(graph, batch({9: ()}, status=RunStatus.FAILED), FACTORY, MARCH)
    assert derived(graph) == [
        ["a#id", "x#id", "load", "transformation", 3, 3, 7, "Succeeded"],
        ["b#first", "x#name", "load", "transformation", 1, 3, 3, "Succeeded"],
        ["b#last", "x#name", "load", "transformation", 1, 3, 3, "Succeeded"],
    ]


def test_each_process_has_its_own_derivation(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch({3: (ID,), 4: (ID,)}), FACTORY, MARCH)
    load_batch(graph, batch({5: (ID,)}, "again"), FACTORY, MARCH)
    assert derived(graph) == [
        ["a#id", "x#id", "again", "identity", 1, 5, 5, "Succeeded"],
        ["a#id", "x#id", "load", "identity", 2, 3, 4, "Succeeded"],
    ]


def test_neither_the_order_nor_the_number_of_loads_matters(graph: Graph, server: Server) -> None:
    told: dict[int, Told] = {3: (ID, NAME), 5: (ID,), 7: (replace(ID, mapped=False), NAME)}
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch(told), FACTORY, MARCH)
    expected = dump(graph)
    again = load_batch(graph, batch(told), FACTORY, MARCH)
    assert again.source.total.written == 0
    assert dump(graph) == expected
    with driver_of(server) as driver:
        wipe(driver)
    for day in (7, 3, 5, 3):
        load_batch(graph, batch({day: told[day]}), FACTORY, MARCH)
    load_services(graph, [FACTORY], MARCH)
    assert dump(graph) == expected


def test_columns_are_known_from_the_graph_where_no_definition_was_read(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch({3: (ID, NAME)}), None, MARCH)
    assert [row[:4] for row in derived(graph)] == [
        ["a#id", "x#id", "load", "identity"],
        ["b#first", "x#name", "load", "transformation"],
        ["b#last", "x#name", "load", "transformation"],
    ]


def test_pruning_keeps_what_the_columns_came_to(graph: Graph) -> None:
    load_services(graph, [FACTORY], MARCH)
    load_batch(graph, batch({3: (ID, NAME), 5: (ID,)}), FACTORY, MARCH)
    before = derived(graph)
    for days in (3, 30):
        prune_runs(graph, DAY + timedelta(days=days))
        assert derived(graph) == before
    load_batch(graph, batch({40: (ID,)}), FACTORY, MARCH)
    assert derived(graph)[0] == ["a#id", "x#id", "load", "identity", 3, 3, 10, "Succeeded"]
    expected = dump(graph)
    load_batch(graph, batch({40: (ID,)}), FACTORY, MARCH)
    assert dump(graph) == expected


def test_two_sources_of_one_asset_give_it_the_columns_of_both(graph: Graph) -> None:
    both = flow(SCRIPT, {"orders": "a", "customers": "a"}, {"good": "x"})
    service = replace(FACTORY, data_flows=(both,))
    load_services(graph, [service], MARCH)
    load_batch(graph, batch({3: (ID, NAME)}), service, MARCH)
    assert [row[:2] for row in derived(graph)] == [["a#first", "x#name"], ["a#id", "x#id"], ["a#last", "x#name"]]
