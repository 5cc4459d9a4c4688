"""What is read of a capture is what was read of Azure, to the last record, and the graph is the same."""

from datetime import timedelta
from pathlib import Path

import pytest

from lineage_graph.capture import read_captures
from lineage_graph.configuration import load_configuration
from lineage_graph.graph import Graph, LoadOptions, dump
from lineage_graph.loading import load_reading
from lineage_graph.refresh import RefreshOptions, refresh
from lineage_graph.sources.live import LiveOptions
from tests.azure.asking import AT_ONCE, factory_at, workspace_at
from tests.azure.server import Azure, serving
from tests.azure.services import Service, from_folder
from tests.capture.taking import only_service, read_directly, taken
from tests.laws.loading import AT, emptied
from tests.laws.planted import git_folder
from tests.real_factories import FACTORIES, needed
from tests.refresh.test_refresh import factory, ran, settings
from tests.sources.writing import write


def planted(tmp_path: Path, name: str) -> Service:
    """A service with something strange at every place."""
    files = {path: content for path, content in git_folder().items() if isinstance(content, dict)}
    if name != "shop":
        del files["factory/shop.json"]
    del files["pipeline/strange.json"]
    return from_folder(write(tmp_path / name, files), name)


def a_workspace(azure: Azure, folder: Path) -> Path:
    file = folder / "workspace.yml"
    file.write_text(
        f"{{version: 1, sources: [{{type: synapse, name: ws, endpoint: '{azure.origin}', credential: none}}]}}",
        encoding="utf-8",
    )
    return file


@pytest.mark.parametrize("page", [50, 2])
def test_a_factory_is_read_of_its_capture_as_of_itself(tmp_path: Path, page: int) -> None:
    with serving(Azure([planted(tmp_path, "shop")], page=page)) as azure:
        (done,) = taken(settings(azure, tmp_path, "shop"), tmp_path / "capture")
        known = read_directly(factory_at(azure, "shop"))
    assert done.error is None
    assert len(known.linked_services) > 10
    assert only_service(read_captures([tmp_path / "capture"])) == known


def test_a_workspace_is_read_of_its_capture_as_of_itself(tmp_path: Path) -> None:
    with serving(Azure([planted(tmp_path, "ws")], page=3)) as azure:
        (done,) = taken(load_configuration(a_workspace(azure, tmp_path)).sources, tmp_path / "capture")
        known = read_directly(workspace_at(azure))
    assert done.error is None
    assert known.notebooks
    assert known.sql_scripts
    assert known.link_connections
    assert only_service(read_captures([tmp_path / "capture"])) == known


@needed
def test_real_factories_are_read_of_their_captures_as_of_themselves(tmp_path: Path) -> None:
    roots = sorted({path.parent.parent for path in FACTORIES.rglob("factory/*.json")})
    services: dict[str, Service] = {}
    for root in roots[:12]:
        service = from_folder(root, f"f-{len(services)}")
        services[service.name] = service
    assert len(services) > 3
    with serving(Azure([*services.values()])) as azure:
        taken(settings(azure, tmp_path, *services, runs=False), tmp_path / "capture")
        known = [read_directly(factory_at(azure, name)) for name in services]
    assert [*read_captures([tmp_path / "capture"]).services] == known


def test_the_graph_is_that_of_the_refresh(graph: Graph, tmp_path: Path) -> None:
    service = factory()
    for number in range(1, 6):
        ran(service, number, timedelta(hours=10 * number), "Succeeded" if number % 3 else "InProgress")
    with serving(Azure([service], run_page=2)) as azure:
        sources = settings(azure, tmp_path, runs={"lookback": "3d"})
        (done,) = taken(sources, tmp_path / "capture")
        (refreshed,) = refresh(graph, sources, RefreshOptions(LoadOptions(at=AT), LiveOptions(AT_ONCE)))
    assert (done.exit_code, refreshed.exit_code) == (0, 0)
    expected = dump(graph)
    loaded = load_reading(emptied(graph), read_captures([tmp_path / "capture"]), LoadOptions(at=AT))
    assert not loaded.rejected
    assert sum("PipelineRun" in line for line in expected) > 5
    assert dump(graph) == expected
    kinds = graph.ask("MATCH (s:Source) WHERE s.kind <> 'join' RETURN s.kind AS kind ORDER BY kind")
    assert [row["kind"] for row in kinds] == ["live", "runs"]
