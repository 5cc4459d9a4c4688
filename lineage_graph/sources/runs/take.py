"""Records of one file to runs: kept with the service it names, or put among what was rejected."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from lineage_graph.records import ActivityRun, PipelineRun
from lineage_graph.sources.decoding import Flaw
from lineage_graph.sources.intake import Intake
from lineage_graph.sources.raw import Json
from lineage_graph.sources.runs.activity_runs import parse_activity_run
from lineage_graph.sources.runs.logs import as_rest, is_log
from lineage_graph.sources.runs.pipeline_runs import parse_pipeline_run
from lineage_graph.sources.runs.place import Place
from lineage_graph.sources.runs.service_of import ServiceName, service_of
from lineage_graph.sources.runs.sharing import BORDER

Keep: TypeAlias = Callable[[ServiceName | None, PipelineRun | ActivityRun], None]
"""Takes a run and the service that its record names."""


@dataclass(slots=True)
class RunFile:
    """One file while it is read; ``keep`` gets its runs.

    ``pages`` are the pages of a REST API in it: by the kind of their runs, whether each is followed by another one.
    ``cut`` says that the file ends in the middle of a record.
    """

    name: str
    keep: Keep
    intake: Intake = field(default_factory=lambda: Intake(BORDER))
    pages: dict[str, bool] = field(default_factory=dict)
    activity_runs: int = 0
    trigger_runs: int = 0
    cut: bool = False


def take(record: Json | Flaw, place: Place, file: RunFile) -> None:
    """Add the record to the file's runs, or to what is rejected."""
    if isinstance(record, Flaw):
        file.intake.reject("run", place.origin, record.reason)
        return
    if not isinstance(record, dict):
        file.intake.reject("run", place.origin, "no object")
        return
    if isinstance(unknown := record.get("additionalProperties"), dict):
        # Clients made by AutoRest, as the Azure CLI's, put there what their model does not know: id, retryAttempt.
        record = unknown | record
    rest = as_rest(record) if is_log(record) else record
    if "activityRunId" in rest or "activityName" in rest:
        file.activity_runs += 1
        _keep(parse_activity_run(rest, place, file.intake), rest, file)
    elif _is_of_a_trigger(record):
        file.trigger_runs += 1
    else:
        _keep(parse_pipeline_run(rest, place, file.intake), rest, file)


def _is_of_a_trigger(record: dict[str, Json]) -> bool:
    return any(name.lower() in ("triggername", "triggerrunid") for name in record)


def _keep(run: PipelineRun | ActivityRun | None, rest: dict[str, Json], file: RunFile) -> None:
    if run is not None:
        file.keep(service_of(rest.get("id")), run)
