"""What of a run's record may be kept outside Azure: the fields that the readers look at, and no secret in them.

To keep a field that a reader newly looks at: name it here, and one of an activity's output in ``outputs``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from lineage_graph.keys import storable
from lineage_graph.sources.intake import Intake
from lineage_graph.sources.payloads import without_payload
from lineage_graph.sources.raw import Json
from lineage_graph.sources.redaction import MASK, redact
from lineage_graph.sources.runs.activity_runs import hides
from lineage_graph.sources.runs.arguments import argument
from lineage_graph.sources.runs.embedded import embedded
from lineage_graph.sources.runs.fields import Fields
from lineage_graph.sources.runs.outputs import looked_at, page
from lineage_graph.sources.runs.place import Place
from lineage_graph.sources.runs.sharing import BORDER
from lineage_graph.sources.scrubbing import masked, only, properties, scrubbed

_PIPELINE_RUN: Final = (
    *("runId", "runGroupId", "isLatest", "pipelineName", "lastUpdated", "runStart", "runEnd", "durationInMs"),
    *("status", "debugRunId"),
)
_ACTIVITY_RUN: Final = (
    *("activityRunId", "activityName", "activityType", "pipelineName", "pipelineRunId", "status", "activityRunStart"),
    *("activityRunEnd", "lastUpdated", "durationInMs", "retryAttempt", "iterationHash", "linkedServiceName"),
    *("effectiveIntegrationRuntime", "secureInput", "secureOutput"),
)
_POLICY: Final = ("secureInput", "secureOutput")
_INVOKED: Final = ("id", "name", "invokedByType", "pipelineRunId")
_ERROR: Final = ("errorCode", "failureType")
_VALUES: Final = frozenset(
    {
        *("firstRow", "value", "itemName", "itemType", "childItems", "exists", "size", "lastModified"),
        *("structure", "columnCount", "pipelineReturnValue"),
    }
)
"""What of an output is data; a policy may make it secret, while figures stay."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What definitions make secret of runs: inputs and outputs by pipeline and activity, arguments by pipeline.

    All names are in lower case.
    """

    inputs: frozenset[tuple[str, str]] = frozenset()
    outputs: frozenset[tuple[str, str]] = frozenset()
    arguments: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))


def kept_pipeline_run(raw: Json, hidden: Hidden) -> Json:
    """The run's record with what may be kept; nothing of what is no object."""
    if not isinstance(raw, dict):
        return None
    told = _scalars(raw, _PIPELINE_RUN)
    if "invokedBy" in raw:
        told["invokedBy"] = _part(raw["invokedBy"], lambda found: _scalars(found, _INVOKED))
    if "message" in raw:
        told["message"] = _message(raw)
    if "parameters" in raw:
        secret = hidden.arguments.get(str(raw.get("pipelineName")).lower(), frozenset())
        told["parameters"] = _part(raw["parameters"], lambda found: _written_arguments(found, secret))
    return told


def kept_activity_run(raw: Json, hidden: Hidden) -> Json:
    """The same for the run of an activity: a side that is secure is left out wholly."""
    if not isinstance(raw, dict):
        return None
    told = _scalars(raw, _ACTIVITY_RUN)
    place = str(raw.get("pipelineName")).lower(), str(raw.get("activityName")).lower()
    parts: Mapping[str, Callable[[dict[str, Json]], Json]] = {
        "input": lambda found: _input(raw, found, is_hidden=place in hidden.inputs),
        "output": lambda found: _output(raw, found, is_hidden=place in hidden.outputs),
        "error": lambda found: {**_scalars(found, _ERROR), "message": _message(found)},
        "userProperties": lambda found: properties(found, BORDER),
        "policy": lambda found: only(found, _POLICY),
        "executionDetails": _details,
    }
    told.update({name: _part(raw[name], keep) for name, keep in parts.items() if name in raw})
    if "integrationRuntimeNames" in raw:
        told["integrationRuntimeNames"] = scrubbed(raw["integrationRuntimeNames"], BORDER)
    return told


def _part(raw: Json, keep: Callable[[dict[str, Json]], Json]) -> Json:
    """An object, also one inside a text; of anything else only that it is there."""
    found = embedded(raw) if isinstance(raw, str) and raw else raw
    if isinstance(found, dict):
        return keep(found)
    return MASK if raw else None


def _scalars(raw: Json, names: tuple[str, ...]) -> dict[str, Json]:
    found = only(raw, names)
    return {name: _scalar(value) for name, value in found.items()}


def _scalar(raw: Json) -> Json:
    if isinstance(raw, str):
        return redact(storable(raw), evaluated=True)
    return MASK if isinstance(raw, dict | list) else raw


def _message(raw: dict[str, Json]) -> str | None:
    return Fields(raw, Place(""), Intake(BORDER)).message("message")


def _written_arguments(raw: dict[str, Json], secret: frozenset[str]) -> dict[str, Json]:
    return {
        redact(storable(name)): MASK if name.lower() in secret else argument(name, value, BORDER)
        for name, value in raw.items()
    }


def _side(raw: dict[str, Json], found: dict[str, Json]) -> tuple[Fields, Fields]:
    whole = Fields(raw, Place(""), Intake(BORDER))
    return whole, Fields(found, whole.place, whole.intake)


def _input(raw: dict[str, Json], found: dict[str, Json], *, is_hidden: bool) -> dict[str, Json]:
    if is_hidden or hides("secureInput", *_side(raw, found)):
        return only(found, ("secureInput",))
    return properties(without_payload(raw.get("activityType"), found), BORDER)


def _output(raw: dict[str, Json], found: dict[str, Json], *, is_hidden: bool) -> dict[str, Json]:
    always = _scalars(found, ("effectiveIntegrationRuntime", "secureOutput"))
    if hides("secureOutput", *_side(raw, found)):
        return always
    kept = {name: found[name] for name in looked_at(str(raw.get("activityType") or "")) if name in found}
    data = {} if is_hidden else {name: scrubbed(value, BORDER, name) for name, value in kept.items() if name in _VALUES}
    if is_hidden:
        kept = {name: value for name, value in kept.items() if name not in _VALUES}
    figures = {name: _FORMS.get(name, _scalar)(value) for name, value in kept.items() if name not in _VALUES}
    return {**figures, **data, **always}


def _details(found: dict[str, Json]) -> Json:
    """The names of the runtimes that carried the activity out."""
    runtimes = found.get("integrationRuntime")
    one = runtimes[0] if isinstance(runtimes, list) and runtimes else runtimes
    return {"integrationRuntime": scrubbed(only(one, ("name",)), BORDER)} if isinstance(one, dict) else {}


def _flow(raw: Json) -> Json:
    """The rows of a data flow's sinks and sources, and which columns came from where."""
    if not isinstance(raw, dict):
        return masked(raw)
    metrics = _each(raw.get("metrics"), _sink)
    profile = _each(raw.get("profile"), lambda one: scrubbed(only(one, ("lineage",)), BORDER))
    return {"metrics": metrics, "profile": profile}


def _sink(raw: dict[str, Json]) -> Json:
    sources = _each(raw.get("sources"), lambda one: _scalars(one, ("rowsRead",)))
    return {**_scalars(raw, ("rowsWritten",)), "sources": sources}


def _each(raw: Json, keep: Callable[[dict[str, Json]], Json]) -> dict[str, Json]:
    held = raw.items() if isinstance(raw, dict) else ()
    return {redact(storable(name)): keep(value) for name, value in held if isinstance(value, dict)}


def _results(raw: Json) -> Json:
    return (
        [_scalars(one, ("rowCount",)) if isinstance(one, dict) else None for one in raw]
        if isinstance(raw, list)
        else []
    )


def _purview(raw: Json) -> Json:
    return _scalars(raw, ("status",)) if isinstance(raw, dict) else masked(raw)


_FORMS: Final[Mapping[str, Callable[[Json], Json]]] = {
    "runStatus": _flow,
    "resultSets": _results,
    "reportLineageToPurview": _purview,
    "reportLineageToPurvew": _purview,
    "runPageUrl": page,
}
