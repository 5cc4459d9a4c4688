"""What definitions make secret of runs: nothing of it is looked at, even where a record holds it.

That is the input and the output of activities whose policy says so, and the arguments for secure parameters:
https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities#activity-policy
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from lineage_graph.records import NOTHING, Activity, ActivityRun, Pipeline, PipelineRun

_SECURE: Final = ("securestring", "secureobject")


def open_to_us(runs: Iterable[ActivityRun], defined: Mapping[str, Activity]) -> tuple[ActivityRun, ...]:
    """The runs without what the policies of their activities, by lower-case name, keep secret; figures stay."""
    return tuple(_without_secrets(run, defined.get(run.name.lower())) for run in runs)


def without_secure_arguments(run: PipelineRun, pipeline: Pipeline) -> PipelineRun:
    """The run without the arguments that the pipeline takes as SecureString."""
    secure = {parameter.name.lower() for parameter in pipeline.parameters if parameter.type.lower() in _SECURE}
    if not secure:
        return run
    return replace(run, parameters=tuple(pair for pair in run.parameters if pair[0].lower() not in secure))


def _without_secrets(run: ActivityRun, activity: Activity | None) -> ActivityRun:
    policy = activity.rest.properties("policy") if activity else NOTHING
    if policy.get("secureInput") is True:
        run = replace(run, input=NOTHING)
    if policy.get("secureOutput") is True:
        run = replace(run, output=replace(run.output, rows=(), metadata=NOTHING, return_value=NOTHING))
    return run
