"""A pipeline's variables: what one activity alone sets has one value, what nobody sets keeps its default.

https://learn.microsoft.com/azure/data-factory/control-flow-set-variable-activity
"""

from collections import Counter
from collections.abc import Mapping

from lineage_graph.expressions import NO_SCOPE, Result, Unknown, evaluate
from lineage_graph.model import Reason
from lineage_graph.records import Activity, Pipeline, Properties, Value, nested

_RETURN_VALUE = "pipelineReturnValue"


def assigned(activity: Activity) -> str | None:
    """Lower-case name of the variable that the activity sets; None where it appends or sets none."""
    name = activity.settings.text("variableName")
    return name.lower() if activity.type == "SetVariable" and isinstance(name, str) else None


def returned_by(activity: Activity) -> Mapping[str, Value]:
    """What the activity puts into the pipeline's return value, by name; nothing for any other activity."""
    if activity.settings.get("setSystemVariable") is not True or assigned(activity) != _RETURN_VALUE.lower():
        return {}
    pairs = (pair for pair in activity.settings.items_of("value") if isinstance(pair, Properties))
    return {str(pair.get("key")): _content(pair.get("value")) for pair in pairs}


def _content(value: Value) -> Value:
    """``{"type": "String", "content": …}``; a list is a list of such."""
    if not isinstance(value, Properties):
        return value
    content = value.get("content")
    return tuple(map(_content, content)) if isinstance(content, tuple) else content


def settled(pipeline: Pipeline) -> frozenset[str]:
    """Lower-case names of the variables that exactly one activity sets, and none appends to."""
    times = _times(pipeline)
    return frozenset(name for name, count in times.items() if count == 1)


def initial(pipeline: Pipeline) -> Mapping[str, Result]:
    """The variables before anything runs: the default of what is set once at most, all others unknown.

    What nothing sets and nobody gave a default is empty until somebody fills it in: no run tells its value.
    """
    times = _times(pipeline)
    return {
        name.lower(): evaluate(default, NO_SCOPE)
        if times[name.lower()] <= 1 and default not in (None, "")
        else Unknown(_why(times[name.lower()]), f"variables('{name}')")
        for name, default in pipeline.variables.items()
    }


def _why(times: int) -> Reason:
    return Reason.RUNTIME_ONLY if times else Reason.PARAMETER_WITHOUT_VALUE


def _times(pipeline: Pipeline) -> Counter[str]:
    times = Counter[str]()
    for activity in nested(pipeline.activities):
        name = activity.settings.text("variableName")
        if activity.active and isinstance(name, str) and not returned_by(activity):
            times[name.lower()] += 1 if activity.type == "SetVariable" else 2
    return times
