"""What ran in the estate, what it came to, and the way of all of it into a database."""

from datetime import UTC, datetime, timedelta
from typing import Final

import neo4j

from lineage_graph.model import (
    Activity,
    ActivityRun,
    DeriveKind,
    Derives,
    Edge,
    Executed,
    Node,
    PartOf,
    Pipeline,
    PipelineRun,
    Process,
    RunOf,
    StartedBy,
)
from tests.questions.estate import (
    MOVEMENTS,
    NODES,
    REMOVED,
    RENAMED,
    SALES,
    STRUCTURE,
    column,
    copied_column,
    copy_orders,
    load_orders,
    master,
    orders,
    process_key,
    raw_orders,
    run_orders,
    switched_off,
    trigger,
)
from tests.questions.writing import prepare, write

FIRST: Final = datetime(2026, 2, 1, 2, tzinfo=UTC)
DAY: Final = timedelta(days=1)


def _ran(pipeline: Pipeline, run_id: str, start: datetime, **more: object) -> PipelineRun:
    """A run that took half an hour."""
    return PipelineRun(
        key=f"{SALES}/pipelineruns/{run_id}",
        name=pipeline.name,
        run_id=run_id,
        started_at=start,
        ended_at=start + timedelta(minutes=30),
        updated_at=start + timedelta(minutes=30),
        duration_ms=1_800_000,
        **more,  # type: ignore[arg-type]
    )


def _did(activity: Activity, run_id: str, start: datetime, **more: object) -> ActivityRun:
    """A run that took five minutes and a bit."""
    attempt = f"/{more['attempt']}" if more.get("attempt") else ""
    return ActivityRun(
        key=f"{SALES}/activityruns/{run_id}{attempt}",
        name=activity.name,
        run_id=run_id,
        type=activity.type,
        started_at=start,
        ended_at=start + timedelta(seconds=305),
        duration_ms=305_250,
        **more,  # type: ignore[arg-type]
    )


master_ran = _ran(master, "m1", FIRST, status="Succeeded", invoked_by="Nightly", invoked_by_type="ScheduleTrigger")
called_orders = _did(run_orders, "e1", FIRST, status="Succeeded", child_run="o1")
orders_ran = _ran(load_orders, "o1", FIRST, status="Succeeded", parent_run="m1", invoked_by_type="PipelineActivity")
orders_copied = _did(copy_orders, "c1", FIRST, status="Succeeded", purview_status="NotReported")
orders_failed = _ran(load_orders, "o2", FIRST + DAY, status="Failed", invoked_by="ada", invoked_by_type="Manual")
_FULL: Final = {"status": "Failed", "error_code": "2200", "message": "The sink\u202e is full\nand [red]closed"}
copy_failed = _did(copy_orders, "c2", FIRST + DAY, **_FULL)
copy_failed_again = _did(copy_orders, "c2", FIRST + DAY + timedelta(minutes=10), attempt=1, **_FULL)
_copied: Final = Process(key=process_key(copy_orders, raw_orders), name="", type="").ref

RUNS: Final[tuple[Node, ...]] = (
    master_ran,
    called_orders,
    orders_ran,
    orders_copied,
    orders_failed,
    copy_failed,
    copy_failed_again,
)
READ: Final = (f"{orders.key}_20260201",)
WRITTEN: Final = (f"{raw_orders.key}/2026-02-01",)
RAN: Final[tuple[Edge, ...]] = (
    RunOf(start=master_ran.ref, end=master.ref),
    StartedBy(start=master_ran.ref, end=trigger.ref),
    RunOf(start=called_orders.ref, end=run_orders.ref),
    PartOf(start=called_orders.ref, end=master_ran.ref),
    *(RunOf(start=run.ref, end=load_orders.ref) for run in (orders_ran, orders_failed)),
    StartedBy(start=orders_ran.ref, end=called_orders.ref),
    *(RunOf(start=run.ref, end=copy_orders.ref) for run in (orders_copied, copy_failed, copy_failed_again)),
    PartOf(start=orders_copied.ref, end=orders_ran.ref),
    *(PartOf(start=run.ref, end=orders_failed.ref) for run in (copy_failed, copy_failed_again)),
    Executed(
        start=orders_copied.ref,
        end=_copied,
        moved=True,
        rows_read=1_200,
        rows_written=1_000,
        columns="0f",
        read=READ,
        written=WRITTEN,
    ),
    Derives(
        start=column.ref,
        end=copied_column.ref,
        process=_copied.key,
        kind=DeriveKind.IDENTITY,
        declared=False,
        observed=True,
    ),
    *(Executed(start=run.ref, end=_copied, moved=False) for run in (copy_failed, copy_failed_again)),
)
_OBSERVED: Final = (
    "MATCH (process:Process)-[flow:FEEDS|PRODUCES]-(:Asset) "
    "WHERE process.key IN $keys AND coalesce(flow.match, 'exact') = 'exact' "
    "SET flow.observed = true, flow.runCount = 3, flow.firstRun = $first - duration('P30D'), flow.lastRun = $first, "
    "flow.lastStatus = 'Failed', flow.rows = 1000, flow.bytes = 9000, flow.prunedRuns = 2, flow.prunedRows = 500"
)
"""What the three runs of the orders' copy come to, two of which are pruned; the legacy table was read once, too."""


SOURCES: Final = (
    {"key": "git+adf://sales", "kind": "git", "service": SALES},
    {
        "key": "runs+adf://sales",
        "kind": "runs",
        "service": SALES,
        "latestRun": FIRST + DAY + timedelta(minutes=30),
        "runsUntil": FIRST + DAY + timedelta(hours=1),
    },
)
_SOURCES: Final = (
    "UNWIND $sources AS row CREATE (s:Source {name: row.key, lastReadWhole: datetime('2026-01-01T00:00:00Z'), "
    "lastOutcome: 'done', leaseToken: 1}) SET s += row"
)


def write_estate(driver: neo4j.Driver) -> None:
    """The whole estate into an empty database."""
    prepare(driver)
    driver.execute_query(_SOURCES, sources=[*SOURCES])
    write(driver, (*NODES, *(part for part in MOVEMENTS if isinstance(part, Node))))
    write(driver, (*STRUCTURE, *(part for part in MOVEMENTS if isinstance(part, Edge))), REMOVED)
    write(driver, (RENAMED,))
    write(driver, (*RUNS, *RAN))
    driver.execute_query(_OBSERVED, keys=[_copied.key, process_key(copy_orders, switched_off)], first=FIRST)
