"""Records of one file to runs: each with the service it names, or a place among what was rejected."""

from dataclasses import dataclass, field
from typing import TypeVar

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

_Run = TypeVar("_Run", PipelineRun, ActivityRun)


@dataclass(slots=True)
class RunFile:
    """What one file gave, each run with the service that it names itself; ``named`` is what the user says of others.

    ``pages`` are the pages of a REST API in it: the kind of their runs, and whether another page follows. ``cut`` says
    that the file ends in the middle of a record.
    """

    name: str
    intake: Intake = field(default_factory=lambda: Intake(BORDER))
    pipeline_runs: list[tuple[ServiceName | None, PipelineRun]] = field(default_factory=list)
    activity_runs: list[tuple[ServiceName | None, ActivityRun]] = field(default_factory=list)
    pages: list[tuple[str, bool]] = field(default_factory=list)
    trigger_runs: int = 0
    cut: bool = False
    named: ServiceName | None = None


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
        _add(parse_activity_run(rest, place, file.intake), rest, file.activity_runs)
    elif _is_of_a_trigger(record):
        file.trigger_runs += 1
    else:
        _add(parse_pipeline_run(rest, place, file.intake), rest, file.pipeline_runs)


def _is_of_a_trigger(record: dict[str, Json]) -> bool:
    return any(name.lower() in ("triggername", "triggerrunid") for name in record)


def _add(run: _Run | None, rest: dict[str, Json], runs: list[tuple[ServiceName | None, _Run]]) -> None:
    if run is not None:
        runs.append((service_of(rest.get("id")), run))
