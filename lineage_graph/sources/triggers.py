"""Triggers. Most start several pipelines (``pipelines``), those for tumbling windows and chains one (``pipeline``).

The JSON: https://learn.microsoft.com/azure/data-factory/concepts-pipeline-execution-triggers
"""

from collections.abc import Iterator

from lineage_graph.records import Reference, Trigger, TriggeredPipeline
from lineage_graph.sources.intake import Definition, Intake
from lineage_graph.sources.raw import Json
from lineage_graph.sources.values import text

_PIPELINE = "PipelineReference"


def trigger(definition: Definition, intake: Intake) -> Trigger:
    """The trigger, with the pipelines that it starts and the arguments it gives them."""
    state = text(definition.properties.get("runtimeState"))
    return Trigger(
        **definition.shared,
        type=definition.type,
        running=state.lower() == "started" if state else None,
        pipelines=tuple(_started(definition, intake)),
        settings=intake.border.properties(definition.settings),
    )


def _started(definition: Definition, intake: Intake) -> Iterator[TriggeredPipeline]:
    several, one = definition.properties.get("pipelines"), definition.properties.get("pipeline")
    for index, raw in enumerate(several if isinstance(several, list) else ()):
        if (started := _pipeline(raw, intake)) is not None:
            yield started
        else:
            place = definition.at("pipelines", index)
            intake.reject("trigger", place, "it starts a pipeline without naming it")
    if (started := _pipeline(one, intake)) is not None:
        yield started


def _pipeline(raw: Json, intake: Intake) -> TriggeredPipeline | None:
    if not isinstance(raw, dict):
        return None
    named: Reference | None = intake.border.reference(raw.get("pipelineReference"), _PIPELINE)
    if named is None:
        return None
    read = intake.border.properties(
        {"pipelineReference": raw["pipelineReference"], "parameters": raw.get("parameters")}
    )
    return TriggeredPipeline(named, read.properties("parameters"))
