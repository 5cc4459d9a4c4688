"""The scheduled refresh against our own server: what it loads, what it leaves alone, and how it goes on."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from lineage_graph.configuration import SourceSettings, load_configuration
from lineage_graph.graph import Graph, dump
from lineage_graph.packaged import packaged
from lineage_graph.refresh import Refreshed, RefreshOptions, exit_code, refresh
from lineage_graph.sources.live import LiveOptions
from tests.azure.asking import AT_ONCE
from tests.azure.faults import forbidden
from tests.azure.server import Azure, serving
from tests.azure.services import GROUP, SUBSCRIPTION, Service

NOW = datetime.now(UTC)


def factory(name: str = "adf-test") -> Service:
    """A factory that copies a table into the lake."""
    service = Service(name)
    service.add(
        "linkedservices",
        {
            "name": "lake",
            "properties": {"type": "AzureBlobFS", "typeProperties": {"url": "https://acc.dfs.core.windows.net"}},
        },
    )
    service.add("datasets", a_folder("raw"), a_folder("curated"))
    service.add("pipelines", {"name": "load", "properties": {"activities": [a_copy()]}})
    return service


def a_folder(name: str) -> dict[str, Any]:
    location = {"type": "AzureBlobFSLocation", "fileSystem": "lake", "folderPath": name}
    reference = {"referenceName": "lake", "type": "LinkedServiceReference"}
    properties = {"type": "Parquet", "linkedServiceName": reference, "typeProperties": {"location": location}}
    return {"name": name, "properties": properties}


def a_copy(source: str = "raw", sink: str = "curated") -> dict[str, Any]:
    return {
        "name": "copy",
        "type": "Copy",
        "inputs": [{"referenceName": source, "type": "DatasetReference"}],
        "outputs": [{"referenceName": sink, "type": "DatasetReference"}],
        "typeProperties": {"source": {"type": "ParquetSource"}, "sink": {"type": "ParquetSink"}},
    }


def ran(service: Service, number: int, ago: timedelta, status: str = "Succeeded", pipeline: str = "load") -> None:
    """A run of the pipeline that began so long ago and took a minute."""
    start = NOW - ago
    end = start + timedelta(minutes=1)
    ended = status not in ("InProgress", "Queued")
    times = {"runStart": start.isoformat(), "runEnd": end.isoformat() if ended else None}
    run = {"runId": f"r{number}", "pipelineName": pipeline, "status": status, "lastUpdated": end.isoformat(), **times}
    copied = {"rowsRead": number, "rowsCopied": number} if status == "Succeeded" else {}
    activity = {
        "activityRunId": f"a{number}",
        "activityName": "copy",
        "activityType": "Copy",
        "pipelineName": pipeline,
        "pipelineRunId": f"r{number}",
        "status": status,
        "activityRunStart": start.isoformat(),
        "activityRunEnd": end.isoformat() if ended else None,
        "output": copied,
    }
    forget(service, number)
    service.runs.pipelines.append(run)
    service.runs.activities.append(activity)


def forget(service: Service, number: int) -> None:
    service.runs.pipelines[:] = [one for one in service.runs.pipelines if one["runId"] != f"r{number}"]
    service.runs.activities[:] = [one for one in service.runs.activities if one["pipelineRunId"] != f"r{number}"]


def settings(azure: Azure, folder: Path, *names: str, **more: object) -> tuple[SourceSettings, ...]:
    """The sources of a lineage.yml that names these factories."""
    sources = [
        {
            "type": "data-factory",
            "name": name,
            "subscription": SUBSCRIPTION,
            "resource-group": GROUP,
            "factory": name,
            "endpoint": azure.origin,
            "credential": "none",
            **more,
        }
        for name in names or ("adf-test",)
    ]
    file = folder / "lineage.yml"
    file.write_text(json.dumps({"version": 1, "sources": sources}), encoding="utf-8")
    return load_configuration(file).sources


def refreshed(graph: Graph, sources: tuple[SourceSettings, ...], **options: object) -> tuple[Refreshed, ...]:
    return tuple(refresh(graph, sources, RefreshOptions(live=LiveOptions(AT_ONCE), **options)))  # type: ignore[arg-type]


def seen(graph: Graph) -> dict[str, object]:
    (row,) = graph.ask(
        "MATCH (:Process)-[o:PRODUCES]->(:Asset) "
        "RETURN o.declared AS declared, o.observed AS observed, o.runCount AS runs, o.rows AS rows, "
        "o.lastStatus AS status"
    )
    return dict(row)


def watermark(graph: Graph) -> dict[str, object]:
    (row,) = graph.ask(
        "MATCH (s:Source {kind: 'runs'}) RETURN s.watermark AS until, s.openRuns AS waiting, s.gaps AS gaps"
    )
    return dict(row)


def test_definitions_and_runs_are_in_the_graph(graph: Graph, tmp_path: Path) -> None:
    service = factory()
    ran(service, 1, timedelta(hours=50))
    ran(service, 2, timedelta(hours=2))
    with serving(Azure([service])) as azure:
        (done,) = refreshed(graph, settings(azure, tmp_path))
    assert done.exit_code == 0, done
    assert seen(graph) == {"declared": True, "observed": True, "runs": 2, "rows": 2, "status": "Succeeded"}
    assert graph.ask("MATCH (s:Source) WHERE s.kind <> 'join' RETURN s.key AS key ORDER BY key") == [
        {"key": "live+adf://adf-test"},
        {"key": "runs+adf://adf-test"},
    ]


def test_what_did_not_change_is_not_written_again(graph: Graph, tmp_path: Path) -> None:
    service = factory()
    ran(service, 1, timedelta(hours=50))
    ran(service, 2, timedelta(minutes=20))
    with serving(Azure([service])) as azure:
        sources = settings(azure, tmp_path)
        refreshed(graph, sources)
        before = dump(graph)
        (done,) = refreshed(graph, sources)
    assert sum(run.source.total.written for run in done.runs) == 0
    assert sum(loaded.services.summary.total.written for loaded in done.loaded) == 0
    assert dump(graph) == before


def test_it_goes_on_where_it_stopped_and_a_little_before(graph: Graph, tmp_path: Path) -> None:
    service = factory()
    ran(service, 1, timedelta(days=3))
    with serving(Azure([service])) as azure:
        # The clock of this machine has gone on since the first of the tests was collected.
        azure.date = format_datetime(NOW, usegmt=True)
        sources = settings(azure, tmp_path)
        refreshed(graph, sources)
        azure.asked.clear()
        ran(service, 2, timedelta(minutes=10))
        refreshed(graph, sources)
        asked = [path for path in azure.paths("POST") if "queryactivityruns" in path.lower()]
    assert len(asked) == 1
    assert "/r2/" in asked[0]
    assert seen(graph)["runs"] == 2


def test_a_run_that_had_not_ended_is_asked_for_again(graph: Graph, tmp_path: Path) -> None:
    service = factory()
    ran(service, 1, timedelta(days=2), status="InProgress")
    with serving(Azure([service])) as azure:
        sources = settings(azure, tmp_path)
        refreshed(graph, sources)
        assert watermark(graph)["waiting"] == ["r1"]
        assert graph.ask("MATCH (:ActivityRun)-[e:EXECUTED]->() RETURN count(e) AS edges") == [{"edges": 0}]
        ran(service, 1, timedelta(days=2))
        refreshed(graph, sources)
    assert watermark(graph)["waiting"] == []
    assert seen(graph)["runs"] == 1


def test_a_source_that_fails_leaves_the_others_whole(graph: Graph, tmp_path: Path) -> None:
    with serving(Azure([factory("adf-one")])) as azure:
        done = refreshed(graph, settings(azure, tmp_path, "adf-gone", "adf-one"))
    assert [one.exit_code for one in done] == [6, 0]
    assert exit_code(done) == 1
    assert graph.ask("MATCH (s:Service) RETURN s.key AS key") == [{"key": "adf://adf-one"}]


def test_runs_that_cannot_be_read_are_read_the_next_time(graph: Graph, tmp_path: Path) -> None:
    service = factory()
    ran(service, 1, timedelta(hours=5))
    with serving(Azure([service])) as azure:
        sources = settings(azure, tmp_path)
        azure.script.add("(?i)queryactivityruns", forbidden(), forever=True)
        (failed,) = refreshed(graph, sources)
        assert failed.exit_code == 1
        assert graph.ask("MATCH (r:PipelineRun) RETURN count(r) AS runs") == [{"runs": 0}]
        azure.script.scenes.clear()
        (done,) = refreshed(graph, sources)
    assert done.exit_code == 0, done.problems
    assert seen(graph)["runs"] == 1


def test_runs_that_azure_no_longer_keeps_are_told(graph: Graph, tmp_path: Path) -> None:
    service = factory()
    with serving(Azure([service])) as azure:
        sources = settings(azure, tmp_path)
        refreshed(graph, sources)
        graph.change("MATCH (s:Source {kind: 'runs'}) SET s.watermark = datetime() - duration('P60D')")
        (done,) = refreshed(graph, sources)
    assert done.exit_code == 1
    assert "no longer keeps the runs" in done.problems[0]
    gaps = watermark(graph)["gaps"]
    assert isinstance(gaps, list)
    assert len(gaps) == 1


def test_without_runs_only_the_definitions_are_read(graph: Graph, tmp_path: Path) -> None:
    service = factory()
    ran(service, 1, timedelta(hours=5))
    with serving(Azure([service])) as azure:
        refreshed(graph, settings(azure, tmp_path, runs=False))
        assert not [path for path in azure.paths() if "queryPipelineRuns" in path]
    assert graph.ask("MATCH (r:PipelineRun) RETURN count(r) AS runs") == [{"runs": 0}]


def test_files_of_runs_are_seen_beside_the_definitions_of_the_same_round(graph: Graph, tmp_path: Path) -> None:
    examples = packaged("examples")
    sources = [
        {"type": "runs", "name": "ran", "path": str(examples / "runs" / "adf-northbay-finance")},
        {"type": "git", "name": "finance", "path": str(examples / "estate" / "finance-reporting")},
    ]
    file = tmp_path / "lineage.yml"
    file.write_text(json.dumps({"version": 1, "sources": sources}), encoding="utf-8")
    done = refreshed(graph, load_configuration(file).sources)
    assert [(one.source.name, one.exit_code) for one in done] == [("finance", 0), ("ran", 0)]
    found = graph.ask(
        "MATCH (:Activity {name: 'Copy extract'})-[:PERFORMS]->(:Process)-[w:PRODUCES]->(a:Asset) "
        "WHERE w.observed RETURN a.name AS name, w.runCount AS runs ORDER BY name"
    )
    assert found == [{"name": "extracts/revenue", "runs": 3}, {"name": "extracts/revenue_exceptions", "runs": 3}]
