"""The runs of ``test_runs`` as a file holds them."""

from datetime import timedelta

from tests.loading.test_runs import DAY
from tests.sources.runs.saved import activity_run, pipeline_run
from tests.sources.runs.saved import lines as as_lines

SALES = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.DataFactory/factories/sales"


def lines(day: int, *, service: str | None = SALES, rows: int | None = None, seconds: int = 0) -> str:
    """A run of the pipeline ``load`` on that day of November and its activity's, a line each.

    The rows are ten times the day, or as many as said; ``seconds`` later it was updated.
    """
    start = DAY + timedelta(days=day - 1)
    times = {"runStart": start.isoformat(), "runEnd": (start + timedelta(minutes=5)).isoformat()}
    updated = (start + timedelta(minutes=5, seconds=seconds)).isoformat()
    moved = {"rowsRead": rows or day * 10, "rowsCopied": rows or day * 10}
    return as_lines(
        pipeline_run(f"r{day}", service, pipelineName="load", lastUpdated=updated, **times),
        activity_run(
            f"a{day}",
            service=service,
            activityName="copy",
            pipelineName="load",
            pipelineRunId=f"r{day}",
            activityRunStart=times["runStart"],
            activityRunEnd=times["runEnd"],
            lastUpdated=updated,
            output=moved,
        ),
    )
