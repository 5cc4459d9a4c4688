"""A factory on two days: what the tests disturb, and what must be in the graph however they did.

On the second day a pipeline and a dataset are gone, others are new, a run has ended and others were made. Azure's clock
stands still on each of them, whatever the clock of this machine says.
"""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final

from lineage_graph.configuration import SourceSettings
from lineage_graph.graph import Graph, LoadOptions, dump
from lineage_graph.refresh import Refreshed, RefreshOptions, refresh
from lineage_graph.sources.live import LiveOptions
from tests.azure.asking import AT_ONCE
from tests.azure.server import Azure
from tests.azure.services import Service
from tests.refresh.test_refresh import NOW, a_copy, a_folder, factory, ran, settings

FIRST: Final = datetime(2026, 3, 1, tzinfo=UTC)
SECOND: Final = datetime(2026, 3, 2, tzinfo=UTC)


def show_first_day(azure: Azure) -> Service:
    """Let the server be as on the first day; gives back its factory."""
    azure.date = format_datetime(NOW - timedelta(days=1), usegmt=True)
    azure.services[:] = [first_day()]
    return azure.services[0]


def show_second_day(azure: Azure) -> Service:
    """Let the server be as on the second day; gives back its factory."""
    azure.date = format_datetime(NOW, usegmt=True)
    azure.services[:] = [second_day()]
    return azure.services[0]


def first_day() -> Service:
    """The factory as it begins: five pipelines, five datasets, a run that has ended and one that goes on."""
    service = factory()
    service.add("datasets", a_folder("old"), a_folder("kept"), a_folder("other"))
    service.add("pipelines", a_pipeline("old", "kept", "old"))
    service.add("pipelines", *(a_pipeline(f"idle{number}", "raw", "other") for number in range(3)))
    service.add("triggers", a_trigger())
    ran(service, 1, timedelta(hours=30))
    ran(service, 2, timedelta(hours=26), status="InProgress")
    return service


def second_day() -> Service:
    """The factory a day later."""
    service = first_day()
    for listed in ("pipelines", "datasets"):
        service.objects[listed] = [one for one in service.objects[listed] if one["name"] != "old"]
    service.add("datasets", a_folder("new"))
    service.add("pipelines", a_pipeline("added", "curated", "new"))
    ran(service, 2, timedelta(hours=26))
    ran(service, 3, timedelta(hours=3))
    ran(service, 4, timedelta(hours=2), pipeline="added")
    return service


def a_pipeline(name: str, source: str, sink: str) -> dict[str, Any]:
    """A pipeline that copies one folder into another."""
    return {"name": name, "properties": {"activities": [a_copy(source, sink)]}}


def a_trigger() -> dict[str, Any]:
    started = [{"pipelineReference": {"referenceName": "load", "type": "PipelineReference"}}]
    properties = {"type": "ScheduleTrigger", "runtimeState": "Started", "pipelines": started, "typeProperties": {}}
    return {"name": "nightly", "properties": properties}


def sources_of(azure: Azure, folder: Path) -> tuple[SourceSettings, ...]:
    """The factory in a lineage.yml; its runs are read of three days."""
    return settings(azure, folder, runs={"lookback": "3d"})


def refreshed_at(
    graph: Graph,
    sources: tuple[SourceSettings, ...],
    at: datetime,
    *,
    allow_removals: bool = False,
    since: datetime | None = None,
) -> tuple[Refreshed, ...]:
    """What came of a refresh whose definitions hold from then on."""
    load = LoadOptions(at=at, allow_removals=allow_removals)
    return tuple(refresh(graph, sources, RefreshOptions(load, LiveOptions(AT_ONCE), since=since)))


def undisturbed(graph: Graph, azure: Azure, folder: Path, *, from_first: bool) -> list[str]:
    """The graph that both days leave, or the second one alone, if nothing goes wrong; the server ends on the second."""
    sources = sources_of(azure, folder)
    if from_first:
        show_first_day(azure)
        refreshed_at(graph, sources, FIRST)
    show_second_day(azure)
    refreshed_at(graph, sources, SECOND)
    return dump(graph)


def holding(lines: list[str]) -> list[str]:
    """Of a dump what is not removed."""
    return [line for line in lines if '"removedAt"' not in line]


def removed(graph: Graph) -> set[str]:
    """The keys of the objects that count as removed."""
    rows = graph.ask("MATCH (n) WHERE n.removedAt IS NOT NULL RETURN n.key AS key")
    return {str(row["key"]) for row in rows}
