"""A host or a mount that is named after the fact: the runs and what they came to go along to the new keys."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lineage_graph.graph import Graph, LoadOptions, dump, prune_runs
from lineage_graph.loading import load_services
from lineage_graph.loading.runs import load_batch
from lineage_graph.records import (
    ActivityRun,
    Dataset,
    LinkedService,
    Origin,
    PipelineRun,
    Properties,
    RunBatch,
    RunOutput,
    RunStatus,
    Service,
    ServiceKind,
    SinkColumn,
    SinkRun,
    VaultSecret,
)
from tests.declared.estate import HERE, LAKE, copy, dataset, folder, linked, pipeline
from tests.declared.test_data_flows import flow, run

DAY = datetime(2026, 11, 1, 8, tzinfo=UTC)
MARCH, APRIL, MAY = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 4, 5))
HIDDEN, HOST = "kv-prod+crm", "crm.database.windows.net"
NAMED: Mapping[str, str] = {HIDDEN: f"{HOST}/sales"}
OLD, NEW = f"mssql://{HIDDEN}/{{}}/dbo/orders", f"mssql://{HOST}/sales/dbo/orders"
COPIED = f"mssql://{HOST}/sales/dbo/copied"

VAULT = LinkedService(
    name="vault",
    origin=HERE,
    type="AzureKeyVault",
    settings=Properties({"baseUrl": "https://kv-prod.vault.azure.net/"}),
)
CRM = LinkedService(
    name="crm",
    origin=HERE,
    type="AzureSqlDatabase",
    settings=Properties({"connectionString": VaultSecret(vault=linked("vault"), secret="crm")}),
)


def table(name: str) -> Dataset:
    settings = Properties({"schema": "dbo", "table": name})
    return Dataset(name=name, origin=HERE, type="AzureSqlTable", linked_service=linked("crm"), settings=settings)


FACTORY = Service(
    kind=ServiceKind.DATA_FACTORY,
    name="sales",
    source="git",
    origin=HERE,
    pipelines=(
        pipeline(
            "load", copy("in", dataset("raw"), dataset("orders")), copy("on", dataset("orders"), dataset("copied"))
        ),
        pipeline("out", copy("tell", dataset("orders"), dataset("raw"))),
    ),
    datasets=(table("orders"), table("copied"), folder("raw", "raw")),
    linked_services=(LAKE, VAULT, CRM),
)


def options(at: datetime, hosts: Mapping[str, str]) -> LoadOptions:
    return LoadOptions(at=at, hosts=hosts, allow_removals=True)


def batch(*days: int) -> RunBatch:
    """On each of these days both pipelines ran; each activity wrote ten times the day's rows."""
    times = {day: DAY + timedelta(days=day - 1) for day in days}
    return RunBatch(
        origin=Origin("runs.json"),
        kind=ServiceKind.DATA_FACTORY,
        name="sales",
        pipeline_runs=tuple(
            PipelineRun(
                run_id=f"{name}{day}",
                pipeline=name,
                status=RunStatus.SUCCEEDED,
                start=start,
                end=start + timedelta(minutes=9),
            )
            for day, start in times.items()
            for name in ("load", "out")
        ),
        activity_runs=tuple(
            ActivityRun(
                run_id=f"{activity}{day}",
                name=activity,
                type="Copy",
                pipeline=name,
                pipeline_run_id=f"{name}{day}",
                status=RunStatus.SUCCEEDED,
                start=start,
                end=start + timedelta(minutes=8),
                output=RunOutput(rows_read=day * 10, rows_written=day * 10),
            )
            for day, start in times.items()
            for name, activity in (("load", "in"), ("load", "on"), ("out", "tell"))
        ),
    )


def flows(graph: Graph, key: str) -> list[list[object]]:
    """What holds at the asset: type, the activity, runs, first and last day, rows."""
    rows = graph.ask(
        "MATCH (:Asset {key: $key})-[f:FEEDS|PRODUCES]-(p:Process) WHERE f.removedAt IS NULL "
        "WITH f, p ORDER BY type(f), p.key RETURN [type(f), split(split(p.key, '/activities/')[1], '=>')[0], "
        "f.runCount, f.firstRun.day, f.lastRun.day, f.rows] AS row",
        {"key": key},
    )
    return [[*row["row"]] for row in rows if isinstance(row["row"], list)]


def ran(graph: Graph) -> dict[str, int]:
    """How many runs each process has, by the host that it names."""
    rows = graph.ask("MATCH (:ActivityRun)-[e:EXECUTED]->(p:Process) RETURN p.key AS key, count(e) AS runs")
    return {str(row["key"]).partition("/activities/")[2]: int(str(row["runs"])) for row in rows}


AS_EXPECTED = [
    ["FEEDS", "on", 2, 3, 5, 50],
    ["FEEDS", "tell", 2, 3, 5, 50],
    ["PRODUCES", "in", 2, 3, 5, 50],
]


def test_runs_and_counters_go_along_to_the_new_key(graph: Graph) -> None:
    load_services(graph, [FACTORY], options(MARCH, {}))
    load_batch(graph, batch(3, 5), FACTORY, options(MARCH, {}))
    assert flows(graph, OLD) == AS_EXPECTED
    load_services(graph, [FACTORY], options(APRIL, NAMED))
    assert flows(graph, NEW) == AS_EXPECTED
    assert flows(graph, OLD) == []
    raw = "abfss://lake@acc.dfs.core.windows.net/raw"
    assert ran(graph) == {f"in=>{NEW}": 2, f"on=>{COPIED}": 2, f"tell=>{raw}": 2}
    assert graph.ask(
        "MATCH (a:Asset {key: $key})-[r:RENAMED_TO]->(b) "
        "RETURN a.removedAt.month AS gone, a.sources AS by, b.key AS new",
        {"key": OLD},
    ) == [{"gone": 4, "by": [], "new": NEW}]
    stores = graph.ask(
        "MATCH (s:Store) WHERE s.key STARTS WITH 'mssql' RETURN s.key AS key, s.removedAt IS NULL AS holds"
    )
    assert {str(row["key"]): row["holds"] for row in stores} == {f"mssql://{HIDDEN}": False, f"mssql://{HOST}": True}


def test_loading_again_and_runs_that_come_again_change_nothing(graph: Graph) -> None:
    load_services(graph, [FACTORY], options(MARCH, {}))
    load_batch(graph, batch(3, 5), FACTORY, options(MARCH, {}))
    load_services(graph, [FACTORY], options(APRIL, NAMED))
    load_batch(graph, batch(5), FACTORY, options(APRIL, NAMED))
    assert flows(graph, NEW) == AS_EXPECTED
    expected = dump(graph)
    load_services(graph, [FACTORY], options(MAY, NAMED))
    load_batch(graph, batch(3, 5), FACTORY, options(MAY, NAMED))
    assert dump(graph) == expected


def test_what_is_kept_of_pruned_runs_goes_along(graph: Graph) -> None:
    load_services(graph, [FACTORY], options(MARCH, {}))
    load_batch(graph, batch(3, 5), FACTORY, options(MARCH, {}))
    prune_runs(graph, DAY + timedelta(days=3))
    load_services(graph, [FACTORY], options(APRIL, NAMED))
    assert flows(graph, NEW) == AS_EXPECTED
    prune_runs(graph, DAY + timedelta(days=30))
    load_services(graph, [FACTORY], options(MAY, NAMED))
    assert flows(graph, NEW) == AS_EXPECTED


def test_a_host_that_is_no_longer_named_takes_its_runs_back(graph: Graph) -> None:
    load_services(graph, [FACTORY], options(MARCH, {}))
    load_batch(graph, batch(3, 5), FACTORY, options(MARCH, {}))
    load_services(graph, [FACTORY], options(APRIL, NAMED))
    load_services(graph, [FACTORY], options(MAY, {}))
    assert flows(graph, OLD) == AS_EXPECTED
    assert flows(graph, NEW) == []


def test_a_move_that_was_interrupted_is_made_good(graph: Graph) -> None:
    load_services(graph, [FACTORY], options(MARCH, {}))
    load_services(graph, [FACTORY], options(APRIL, NAMED))
    load_batch(graph, batch(3, 5), FACTORY, options(APRIL, {}))
    load_services(graph, [FACTORY], options(APRIL, NAMED))
    assert flows(graph, NEW) == AS_EXPECTED
    assert flows(graph, OLD) == []


BY_FLOW = replace(
    FACTORY,
    pipelines=(pipeline("load", run()),),
    data_flows=(flow("source() ~> raw\nraw sink() ~> good", {"raw": "raw"}, {"good": "orders"}),),
)


DERIVED = (
    "MATCH (a:Column)-[d:DERIVES]->(b:Column)<-[h:HAS_COLUMN]-(asset:Asset) WHERE h.removedAt IS NULL "
    "RETURN a.key AS a, b.key AS b, split(d.process, '=>')[1] AS process, d.runCount AS runs, d.kind AS kind, "
    "asset.key AS of"
)


def test_columns_and_what_they_came_to_go_along(graph: Graph) -> None:
    told = RunOutput(sinks=(SinkRun("good", 7, (SinkColumn("Id", "raw", ("id",), mapped=True),)),))
    made = batch(3, 5)
    runs = replace(
        made,
        activity_runs=tuple(
            replace(one, name="run", type="ExecuteDataFlow", output=told)
            for one in made.activity_runs
            if one.name == "in"
        ),
    )
    load_services(graph, [BY_FLOW], options(MARCH, {}))
    load_batch(graph, runs, BY_FLOW, options(MARCH, {}))
    load_services(graph, [BY_FLOW], options(APRIL, NAMED))
    raw = "abfss://lake@acc.dfs.core.windows.net/raw"
    expected = [{"a": f"{raw}#id", "b": f"{NEW}#id", "process": NEW, "runs": 2, "kind": "identity", "of": NEW}]
    assert graph.ask(DERIVED) == expected
    load_batch(graph, runs, BY_FLOW, options(APRIL, NAMED))
    assert graph.ask(DERIVED) == expected


SPARK = "adb-1.2.azuredatabricks.net"
DELTA = LinkedService(
    name="delta",
    origin=HERE,
    type="AzureDatabricksDeltaLake",
    settings=Properties({"domain": f"https://{SPARK}"}),
)
IN_SPARK = Dataset(
    name="orders",
    origin=HERE,
    type="AzureDatabricksDeltaLakeDataset",
    linked_service=linked("delta"),
    settings=Properties({"table": "delta.`/mnt/lake/orders`"}),
)
MOUNTED = replace(
    FACTORY,
    pipelines=(pipeline("load", copy("in", dataset("raw"), dataset("orders"))),),
    datasets=(IN_SPARK, folder("raw", "raw")),
    linked_services=(LAKE, DELTA),
)


@pytest.mark.parametrize("name", ["dbfs:/mnt/lake", f"databricks://{SPARK}/mnt/lake"])
def test_what_lay_below_a_mount_moves_to_the_store_behind_it(graph: Graph, name: str) -> None:
    old, new = f"dbfs://{SPARK}/mnt/lake/orders", "abfss://gold@acc.dfs.core.windows.net/orders"
    hosts = {name: "abfss://gold@acc.dfs.core.windows.net/"}
    runs = replace(batch(3, 5), activity_runs=tuple(one for one in batch(3, 5).activity_runs if one.name == "in"))
    load_services(graph, [MOUNTED], options(MARCH, {}))
    load_batch(graph, runs, MOUNTED, options(MARCH, {}))
    assert flows(graph, old) == [["PRODUCES", "in", 2, 3, 5, 50]]
    load_services(graph, [MOUNTED], options(APRIL, hosts))
    assert flows(graph, new) == [["PRODUCES", "in", 2, 3, 5, 50]]
    assert flows(graph, old) == []
    ties = graph.ask("MATCH (a:Asset)-[r:RENAMED_TO]->(b) WHERE r.removedAt IS NULL RETURN a.key AS a, b.key AS b")
    assert ties == [{"a": old, "b": new}]
