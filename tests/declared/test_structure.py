"""The graph of the tools: nothing that the files define is missing, nothing that they only mention is lost."""

import pytest
from azure.mgmt.datafactory import models as factory_models
from azure.synapse.artifacts import models as synapse_models

from lineage_graph import model
from lineage_graph.declared import declare
from lineage_graph.model import After, Calls, Contains, Feeds, Performs, Produces, Uses
from lineage_graph.records import (
    Activity,
    Branch,
    Dependency,
    LinkedService,
    Properties,
    Reference,
    Service,
    ServiceKind,
)
from lineage_graph.site import LONGEST_DETAIL
from tests.declared.estate import HERE, copy, dataset, edges, executed, folder, links, node, pipeline, service, trigger

P = "adf://sales/pipelines/p"


def known_types() -> list[str]:
    """Azure's own names of activity types, from both SDKs."""
    found: set[str] = set()
    for name in dir(factory_models):
        made = getattr(factory_models, name)
        mapping = getattr(made, "__mapping__", None)
        if name.endswith("Activity") and isinstance(mapping, dict):
            found |= set(mapping)
    for name in dir(synapse_models):
        if name.endswith("Activity"):
            subtypes = getattr(getattr(synapse_models, name), "_subtype_map", {}).get("type", {})
            found |= set(subtypes)
    return sorted(found - {"Container", "Execution"})


def test_the_sdks_tell_their_types() -> None:
    assert {"Copy", "ForEach", "SqlPoolStoredProcedure", "DatabricksJob", "ExecuteWranglingDataflow"} <= set(
        known_types()
    )


@pytest.mark.parametrize("kind", known_types())
def test_an_activity_of_every_type_of_both_sdks_is_a_node_and_known(kind: str) -> None:
    declared = service(pipeline("p", Activity(name="a", type=kind, origin=HERE)))
    made = node(declared, f"{P}/activities/a")
    assert isinstance(made, model.Activity)
    assert made.type == kind
    assert made.reason is not model.Reason.UNKNOWN_ACTIVITY_TYPE


def test_an_unknown_type_is_a_node_with_what_it_references() -> None:
    settings = Properties({"deep": (Properties({"x": dataset("orders")}),)})
    activity = Activity(name="a", type="FutureThing", origin=HERE, settings=settings)
    declared = service(pipeline("p", activity), datasets=(folder("orders", "o"),))
    assert node(declared, f"{P}/activities/a").reason == "unknown-activity-type"  # type: ignore[attr-defined]
    assert (f"{P}/activities/a", "adf://sales/datasets/orders") in edges(declared, Uses)


def test_activities_are_contained_at_any_depth_with_their_branch() -> None:
    inner = Activity(name="inner", type="Wait", origin=HERE)
    decision = Activity(name="if", type="IfCondition", origin=HERE, branches=(Branch("true", (inner,)),))
    outer = Activity(name="each", type="ForEach", origin=HERE, branches=(Branch("body", (decision,)),))
    declared = service(pipeline("p", outer))
    branches = {(e.start.key, e.end.key, e.branch) for e in declared.edges if isinstance(e, Contains) if e.branch}
    assert branches == {
        (f"{P}/activities/each", f"{P}/activities/if", "body"),
        (f"{P}/activities/if", f"{P}/activities/inner", "true"),
    }


def test_an_inactive_activity_is_there_and_performs_nothing() -> None:
    moving = copy("c", dataset("a"), dataset("b"))
    idle = Activity(
        name="c",
        type="Copy",
        origin=HERE,
        active=False,
        inputs=moving.inputs,
        outputs=moving.outputs,
    )
    declared = service(pipeline("p", idle), datasets=(folder("a", "a"), folder("b", "b")))
    made = node(declared, f"{P}/activities/c")
    assert isinstance(made, model.Activity)
    assert (made.state, made.reason) == ("Inactive", "inactive")
    assert not edges(declared, Performs) | edges(declared, Feeds) | edges(declared, Produces)


def test_what_is_only_mentioned_is_a_node_with_a_reason() -> None:
    activity = copy("c", dataset("nowhere"), dataset("b"))
    calling = Activity(
        name="call",
        type="ExecutePipeline",
        origin=HERE,
        settings=Properties({"pipeline": Reference("PipelineReference", "gone")}),
    )
    declared = service(pipeline("p", activity, calling), datasets=(folder("b", "b"),), triggers=(trigger("t", "lost"),))
    reasons = {n.key: n.reason for n in declared.nodes if getattr(n, "reason", None)}  # type: ignore[attr-defined]
    assert reasons == {
        "adf://sales/datasets/nowhere": "missing-dataset",
        "adf://sales/pipelines/gone": "missing-pipeline",
        "adf://sales/pipelines/lost": "missing-pipeline",
        f"{P}/activities/c/unknown/source": "missing-dataset",
    }
    assert edges(declared, Calls) == {(f"{P}/activities/call", "adf://sales/pipelines/gone")}


@pytest.mark.parametrize(
    ("name", "reason"), [("AutoResolveIntegrationRuntime", None), ("SelfHosted", "missing-reference")]
)
def test_the_runtime_that_every_service_has_is_not_missing(name: str, reason: str | None) -> None:
    link = LinkedService(name="l", origin=HERE, type="HttpServer", integration_runtime=name)
    declared = service(linked_services=(link,))
    key = f"adf://sales/integrationruntimes/{name.lower()}"
    assert ("adf://sales/linkedservices/l", key) in edges(declared, Uses)
    runtime = node(declared, key)
    assert isinstance(runtime, model.IntegrationRuntime)
    assert runtime.reason == reason


def test_a_detail_is_never_longer_than_a_detail_may_be() -> None:
    text = f"select from where ( {'x' * LONGEST_DETAIL}"
    scripts = (Properties({"type": "Query", "text": text}),)
    activity = Activity(name="a", type="Script", origin=HERE, settings=Properties({"scripts": scripts}))
    made = node(service(pipeline("p", activity)), f"{P}/activities/a")
    assert isinstance(made, model.Activity)
    assert made.reason == "query-not-parsed"
    assert made.detail == text[:LONGEST_DETAIL]


def test_waiting_for_an_activity_that_is_not_there_is_reported_and_the_rest_kept() -> None:
    waiting = Activity(
        name="b",
        type="Wait",
        origin=HERE,
        depends_on=(Dependency("A", ("Succeeded",)), Dependency("nobody", ("Failed",))),
    )
    made = Service(
        kind=ServiceKind.DATA_FACTORY,
        name="sales",
        source="git",
        origin=HERE,
        pipelines=(pipeline("p", Activity(name="a", type="Wait", origin=HERE), waiting),),
    )
    declared, rejected = declare(made)
    assert edges(declared, After) == {(f"{P}/activities/b", f"{P}/activities/a")}
    assert [one.reason for one in rejected] == ["b waits for nobody, which the pipeline does not hold"]


def test_two_contexts_that_write_one_asset_are_one_process() -> None:
    declared = service(
        pipeline("p", copy("one", dataset("a"), dataset("c")), copy("two", dataset("b"), dataset("c"))),
        datasets=(folder("a", "a"), folder("b", "b"), folder("c", "c")),
    )
    assert len(edges(declared, Performs)) == 2
    assert links(declared) == {("a", "c", "data"), ("b", "c", "data")}


def test_a_procedure_is_executed_and_its_inside_is_said_to_be_opaque() -> None:
    pool = Properties({"sqlPool": Reference("SqlPoolReference", "Pool")})
    activity = Activity(
        name="a",
        type="SqlPoolStoredProcedure",
        origin=HERE,
        rest=pool,
        settings=Properties({"storedProcedureName": "[etl].[Load Facts]"}),
    )
    declared = service(pipeline("p", activity))
    assert executed(declared) == {"mssql://sales.sql.azuresynapse.net/pool/etl/load%20facts()"}
    assert node(declared, f"{P}/activities/a").reason == "opaque-code"  # type: ignore[attr-defined]


def test_a_query_that_nobody_can_read_is_a_placeholder_and_the_dataset_s_table_is_not_read() -> None:
    activity = copy(
        "c",
        dataset("a"),
        dataset("b"),
        source=Properties({"type": "AzureSqlSource", "sqlReaderQuery": "select from where ("}),
    )
    declared = service(pipeline("p", activity), datasets=(folder("a", "a"), folder("b", "b")))
    assert links(declared) == {("p/activities/c/unknown/source", "b", "data")}
    assert node(declared, f"{P}/activities/c/unknown/source").reason == "query-not-parsed"  # type: ignore[attr-defined]


def test_readers_only_read_and_delete_moves_nothing() -> None:
    def reader(kind: str) -> Activity:
        return Activity(name=kind, type=kind, origin=HERE, settings=Properties({"dataset": dataset("a")}))

    declared = service(
        pipeline("p", reader("Lookup"), reader("GetMetadata"), reader("Validation"), reader("Delete")),
        datasets=(folder("a", "a"),),
    )
    assert links(declared) == {("a", None, "lookup"), ("a", None, "validation")}
    assert node(declared, f"{P}/activities/delete").effect == "delete"  # type: ignore[attr-defined]
    assert (f"{P}/activities/delete", "adf://sales/datasets/a") in edges(declared, Uses)
