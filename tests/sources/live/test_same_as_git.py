"""The same service from its Git folder and from Azure: the same nodes, the same edges, the same keys."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Final

import pytest

from lineage_graph.declared import declare
from lineage_graph.model import Declaration, IntegrationRuntime, Node, ToolObject
from lineage_graph.records import Service
from lineage_graph.sources import read
from tests.azure.asking import only, read_factory, read_workspace
from tests.azure.server import Azure
from tests.azure.services import Json, from_folder

ESTATE: Final = Path(__file__).parents[3] / "examples" / "estate"
FACTORIES: Final = {"sales-ingest": "adf-northbay-ingest", "finance-reporting": "adf-northbay-finance"}
WORKSPACE: Final = "syn-northbay-analytics"


def from_git(folder: str) -> Service:
    return only(read([ESTATE / folder]))


def from_azure(azure: Azure, folder: str) -> Service:
    azure.page = 3
    if folder in FACTORIES:
        azure.services.append(from_folder(ESTATE / folder))
        return only(read_factory(azure, name=FACTORIES[folder]))
    azure.services.append(from_folder(ESTATE / folder, WORKSPACE))
    return only(read_workspace(azure))


def declared(service: Service) -> Declaration:
    declaration, rejected = declare(service)
    assert rejected == ()
    return declaration


def without_place(node: Node) -> Node:
    """Without what only one of the two sources can know."""
    if isinstance(node, IntegrationRuntime):
        node = replace(node, state=None)
    if isinstance(node, ToolObject):
        return replace(node, defined_in=None, arm_id=None, url=None)
    return node


@pytest.mark.parametrize("folder", [*FACTORIES, "analytics-workspace"])
def test_a_service_is_the_same_from_git_and_from_azure(azure: Azure, folder: str) -> None:
    git, live = declared(from_git(folder)), declared(from_azure(azure, folder))
    assert len(git.nodes) > 50
    assert [without_place(node) for node in live.nodes] == [without_place(node) for node in git.nodes]
    assert live.edges == git.edges
    assert (live.service, live.objects, live.incomplete) == (git.service, git.objects, git.incomplete)
    assert (git.source, live.source) == ("git", "live")


@pytest.mark.parametrize("folder", [*FACTORIES, "analytics-workspace"])
def test_the_records_differ_only_in_where_they_were_found(azure: Azure, folder: str) -> None:
    git, live = from_git(folder), from_azure(azure, folder)
    ours = {item.name for item in fields(Service)} - {"source", "origin", "arm_id", "rejected", "incomplete"}
    for name in sorted(ours):
        assert plain(getattr(live, name)) == plain(getattr(git, name)), name
    assert live.rejected == git.rejected == ()


def plain(value: Json) -> Json:
    """A record without its places, its objects in the order of their names: a list may have any."""
    if isinstance(value, tuple):
        children = [plain(child) for child in value]
        return sorted(children, key=lambda child: child["name"]) if is_named(children) else children
    if hasattr(value, "__dataclass_fields__"):
        left_out = ("origin", "arm_id", "state")
        return {item.name: plain(getattr(value, item.name)) for item in fields(value) if item.name not in left_out}
    return {name: plain(child) for name, child in value.items()} if isinstance(value, dict) else value


def is_named(children: list[Json]) -> bool:
    return bool(children) and all(isinstance(child, dict) and "settings" in child for child in children)


def test_what_only_azure_knows_is_kept(azure: Azure) -> None:
    live = from_azure(azure, "sales-ingest")
    runtimes = {one.name: one.state for one in live.integration_runtimes}
    assert runtimes == {"ir-dataflow": None, "ir-onprem": "Online"}
    arm_id = azure.services[0].id
    assert live.arm_id == arm_id
    assert {one.arm_id for one in live.pipelines} == {f"{arm_id}/pipelines/{one.name}" for one in live.pipelines}
    assert str(live.pipelines[0].origin) == f"{arm_id}/pipelines/{live.pipelines[0].name}"
    urls = {node.url for node in declared(live).nodes if isinstance(node, ToolObject) and node.url}
    assert any(url.startswith("https://adf.azure.com/en/authoring/pipeline/") for url in urls)
