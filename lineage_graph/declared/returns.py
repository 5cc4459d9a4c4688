"""What a called pipeline gives back: ``activity('call').output.pipelineReturnValue``.

https://learn.microsoft.com/azure/data-factory/tutorial-pipeline-return-value
"""

from typing import Final

from lineage_graph.catalog import Catalog
from lineage_graph.declared.points import Point
from lineage_graph.declared.starts import called_pipeline, context_of, first_point
from lineage_graph.declared.variables import returned_by, settled
from lineage_graph.declared.walk import walk
from lineage_graph.expressions import Object, Result
from lineage_graph.records import Activity, Pipeline, nested

DEEPEST_RETURN: Final = 8
"""Levels of calls through which a return value is followed."""

NOT_KNOWN: Final[tuple[Result, Result]] = (None, None)


def return_value(held: Catalog, activity: Activity, point: Point, depth: int = 0) -> tuple[Result, Result]:
    """The activity's output, and what of it is proven; None for both where the called pipeline returns nothing."""
    pipeline = held.pipelines.get(called_pipeline(activity) or "")
    if pipeline is None or not activity.active or depth >= DEEPEST_RETURN or not _returns(pipeline):
        return NOT_KNOWN

    def deeper(inner: Activity, at: Point) -> tuple[Result, Result]:
        return return_value(held, inner, at, depth + 1)

    context = context_of(pipeline, activity.settings.properties("parameters"), point)
    walked = walk(pipeline.activities, first_point(held, pipeline, context), settled(pipeline), deeper)
    values, proven = (Object({name: pair[side] for name, pair in walked.given_back.items()}) for side in (0, 1))
    return Object({"pipelineReturnValue": values}), Object({"pipelineReturnValue": proven})


def _returns(pipeline: Pipeline) -> bool:
    return any(returned_by(activity) for activity in nested(pipeline.activities))
