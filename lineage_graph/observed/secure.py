"""Activities whose policy keeps their input or output secret: nothing of it is looked at, even where a log holds it.

https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities#activity-policy
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from lineage_graph.records import NOTHING, Activity, ActivityRun


def open_to_us(runs: Iterable[ActivityRun], defined: Mapping[str, Activity]) -> tuple[ActivityRun, ...]:
    """The runs without what the policies of their activities, by lower-case name, keep secret; figures stay."""
    return tuple(_without_secrets(run, defined.get(run.name.lower())) for run in runs)


def _without_secrets(run: ActivityRun, activity: Activity | None) -> ActivityRun:
    policy = activity.rest.properties("policy") if activity else NOTHING
    if policy.get("secureInput") is True:
        run = replace(run, input=NOTHING)
    if policy.get("secureOutput") is True:
        run = replace(run, output=replace(run.output, rows=(), metadata=NOTHING, return_value=NOTHING))
    return run
