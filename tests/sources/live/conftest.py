from collections.abc import Iterator

import pytest

from tests.azure.server import Azure, serving
from tests.azure.services import Service


@pytest.fixture
def azure() -> Iterator[Azure]:
    """A server without services and faults."""
    with serving(Azure()) as started:
        yield started


@pytest.fixture
def factory(azure: Azure) -> Service:
    """A factory on it, with one object of the kinds that matter."""
    held = Service("adf-test")
    held.add("pipelines", *({"name": f"p{number}", "properties": {"activities": []}} for number in range(3)))
    lake = {"type": "AzureBlobFS", "typeProperties": {"url": "https://lake.dfs.core.windows.net"}}
    held.add("linkedservices", {"name": "lake", "properties": lake})
    linked = {"referenceName": "lake", "type": "LinkedServiceReference"}
    held.add("datasets", {"name": "orders", "properties": {"type": "Parquet", "linkedServiceName": linked}})
    held.add("dataflows", {"name": "flow", "properties": {"type": "MappingDataFlow", "typeProperties": {}}})
    started = {"type": "ScheduleTrigger", "runtimeState": "Started", "pipelines": [], "typeProperties": {}}
    held.add("triggers", {"name": "nightly", "properties": started})
    held.add("integrationRuntimes", {"name": "onprem", "properties": {"type": "SelfHosted", "typeProperties": {}}})
    azure.services.append(held)
    return held


@pytest.fixture(params=["factory", "workspace"])
def running(azure: Azure, request: pytest.FixtureRequest) -> Service:
    """A factory or a workspace on it, without runs as yet."""
    held = Service("Bakery", is_factory=request.param == "factory")
    azure.services.append(held)
    return held
