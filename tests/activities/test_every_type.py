"""No activity type of Azure is unknown, and none that touches data is silent."""

import pytest
from azure.mgmt.datafactory import models as factory_models
from azure.synapse.artifacts import models as synapse_models

from lineage_graph.activities import understand
from lineage_graph.activities.control import control
from lineage_graph.activities.registry import ACTIVITIES
from lineage_graph.catalog import catalog
from lineage_graph.expressions import Scope
from lineage_graph.model import ConnectsTo
from lineage_graph.records import Activity, Service, ServiceKind
from lineage_graph.site import Site
from lineage_graph.stores.registry import CONNECTIONS
from tests.activities.estate import HERE, P, activity, declared, linked_service
from tests.declared.estate import edges

CONTROL = {
    "AppendVariable",
    "ExecutePipeline",
    "Fail",
    "Filter",
    "ForEach",
    "IfCondition",
    "SetVariable",
    "Switch",
    "Until",
    "Wait",
}
"""https://learn.microsoft.com/azure/data-factory/concepts-pipelines-activities#control-flow-activities"""


def factory_types() -> set[str]:
    """The discriminators of the newer SDK: every model class names its own."""
    mapped = (getattr(getattr(factory_models, name), "__mapping__", {}) for name in dir(factory_models))
    return {
        kind
        for mapping in mapped
        for kind, made in mapping.items()
        if issubclass(made, factory_models.Activity) and kind not in ("Container", "Execution")
    }


def synapse_types() -> set[str]:
    """The discriminators of the older SDK: a base class maps them to its subclasses."""
    bases = (synapse_models.Activity, synapse_models.ControlActivity, synapse_models.ExecutionActivity)
    return {kind for base in bases for kind in base._subtype_map["type"]} - {"Container", "Execution"}


TYPES = sorted(factory_types() | synapse_types())


def test_both_sdks_tell_their_types() -> None:
    assert len(factory_types()) == 40
    assert synapse_types() - factory_types() == {"SqlPoolStoredProcedure"}
    assert factory_types() - synapse_types() == {"DatabricksJob", "ExecuteWranglingDataflow"}


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_has_a_function_or_is_control(kind: str) -> None:
    assert (ACTIVITIES[kind] is control) == (kind in CONTROL)


@pytest.mark.parametrize("kind", sorted(set(TYPES) - CONTROL))
def test_a_type_that_touches_data_is_never_silent(kind: str) -> None:
    service = Service(kind=ServiceKind.DATA_FACTORY, name="sales", source="git", origin=HERE)
    flow = understand(Activity(name="a", type=kind, origin=HERE), Site(catalog(service), f"{P}/activities/a", Scope()))
    assert flow.movements or flow.reason or flow.effect


@pytest.mark.skipif("PowerBIWorkspace" not in CONNECTIONS, reason="no store names Power BI")
def test_a_power_bi_workspace_is_a_store() -> None:
    workspace = linked_service("Pbi", "PowerBIWorkspace", workspaceId="0A-1b", tenantId="2c")
    found = declared(activity("Wait"), workspace)
    assert ("adf://sales/linkedservices/pbi", "powerbi://0a-1b") in edges(found, ConnectsTo)
