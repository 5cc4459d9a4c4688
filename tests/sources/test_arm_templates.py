from pathlib import Path

import pytest

from lineage_graph.records import ArmParameter, Expression, Masked, Properties, Reference, Service, ServiceKind, nested
from lineage_graph.sources import decoding
from tests.sources.writing import Json, activity, only_service, reading, resource, template

FACTORY_NAME = {"factoryName": {"type": "string", "defaultValue": "adf-sales"}}
PIPELINE: Json = {"activities": []}


def from_template(folder: Path, *resources: Json, parameters: Json = None, **more: Json) -> Service:
    given = template(*resources, parameters={**FACTORY_NAME, **(parameters or {})}, **more)
    return only_service(folder, {"ARMTemplateForFactory.json": given})


def test_every_kind_of_resource_is_read(tmp_path: Path) -> None:
    linked = {"referenceName": "ls", "type": "LinkedServiceReference"}
    service = from_template(
        tmp_path,
        resource("pipelines", "p", {"activities": [activity("a")]}),
        resource("datasets", "d", {"type": "Json", "linkedServiceName": linked}),
        resource("linkedServices", "ls", {"type": "AzureBlobFS", "typeProperties": {}}),
        resource("dataflows", "f", {"type": "MappingDataFlow", "typeProperties": {"script": "x"}}),
        resource("triggers", "t", {"type": "ScheduleTrigger", "typeProperties": {}}),
        resource("integrationRuntimes", "r", {"type": "Managed"}),
    )
    assert (service.kind, service.name, service.source) == (ServiceKind.DATA_FACTORY, "adf-sales", "arm")
    found = [service.pipelines, service.datasets, service.linked_services, service.data_flows, service.triggers]
    assert [[item.name for item in items] for items in found] == [["p"], ["d"], ["ls"], ["f"], ["t"]]
    assert [item.name for item in service.integration_runtimes] == ["r"]
    assert str(service.pipelines[0].activities[0].origin) == (
        "ARMTemplateForFactory.json#/resources/0/properties/activities/0"
    )


def test_a_workspace_is_synapse_and_has_its_own_kinds(tmp_path: Path) -> None:
    def owned(kind: str, properties: Json) -> Json:
        return {
            "type": f"Microsoft.Synapse/workspaces/{kind}",
            "name": f"[concat(parameters('workspaceName'), '/{kind}')]",
            "properties": properties,
        }

    given = template(
        owned("notebooks", {"cells": [], "nbformat": 4}),
        owned("sqlscripts", {"content": {"query": "select 1"}}),
        owned("sparkJobDefinitions", {"jobProperties": {}}),
        owned("bigDataPools", {}),
        parameters={"workspaceName": {"type": "string", "defaultValue": "syn-sales"}},
    )
    found = reading(tmp_path, {"TemplateForWorkspace.json": given})
    (service,) = found.services
    assert (service.kind, service.name) == (ServiceKind.SYNAPSE, "syn-sales")
    assert [len(items) for items in (service.notebooks, service.sql_scripts, service.spark_jobs)] == [1, 1, 1]
    assert found.ignored == ("TemplateForWorkspace.json#/resources/3: a Spark pool, which holds no lineage",)


def test_escaped_brackets_are_literals(tmp_path: Path) -> None:
    inner = activity("a", typeProperties={"storedProcedureName": "[[dbo].[Load]"})
    service = from_template(tmp_path, resource("pipelines", "p", {"activities": [inner]}))
    assert service.pipelines[0].activities[0].settings == Properties({"storedProcedureName": "[dbo].[Load]"})


def test_a_connection_comes_from_parameters(tmp_path: Path) -> None:
    service = from_template(
        tmp_path,
        resource(
            "linkedServices",
            "ls",
            {
                "type": "AzureSqlDatabase",
                "typeProperties": {
                    "connectionString": "[parameters('ls_connectionString')]",
                    "server": "[parameters('ls_server')]",
                    "url": "[concat('https://', parameters('account'), '.net')]",
                    "password": {"type": "SecureString", "value": "[parameters('ls_password')]"},
                },
            },
        ),
        parameters={
            "ls_connectionString": {"type": "secureString"},
            "ls_server": {"type": "string", "defaultValue": "sql.example"},
            "ls_password": {"type": "secureString", "defaultValue": "s3cr3t"},
        },
    )
    assert service.linked_services[0].settings == Properties(
        {
            "connectionString": ArmParameter("ls_connectionString"),
            "server": "sql.example",
            "url": Expression("https://@{parameters('account')}.net"),
            "password": Masked(),
        }
    )


def test_a_secure_parameter_gives_its_host_and_no_secret(tmp_path: Path) -> None:
    settings = {"connectionString": "[parameters('connection')]", "url": "[parameters('token')]"}
    service = from_template(
        tmp_path,
        resource("linkedServices", "ls", {"type": "SqlServer", "typeProperties": settings}),
        parameters={
            "connection": {"type": "secureString", "defaultValue": "Server=sql.example;Password=s3cr3t"},
            "token": {"type": "securestring", "defaultValue": "s3cr3t"},
        },
    )
    assert service.linked_services[0].settings == Properties(
        {"connectionString": "Server=sql.example;Password=**********", "url": Masked()}
    )


def test_names_with_open_parts_agree_with_their_references(tmp_path: Path) -> None:
    call = activity(
        "call",
        "ExecutePipeline",
        typeProperties={
            "pipeline": {"referenceName": "[concat('load_', parameters('region'))]", "type": "PipelineReference"}
        },
    )
    named = {
        "type": "Microsoft.DataFactory/factories/pipelines",
        "name": "[concat(parameters('factoryName'), '/', 'load_', parameters('region'))]",
        "properties": {"activities": [call]},
    }
    (found,) = from_template(tmp_path, named, parameters={"region": {"type": "string"}}).pipelines
    assert found.name == "load_{region}"
    assert found.activities[0].settings["pipeline"] == Reference("PipelineReference", "load_{region}")


def test_a_reference_that_is_a_parameter_is_known_as_one(tmp_path: Path) -> None:
    linked = {"referenceName": "[parameters('connection')]", "type": "LinkedServiceReference"}
    service = from_template(tmp_path, resource("datasets", "d", {"type": "Json", "linkedServiceName": linked}))
    assert service.datasets[0].linked_service == Reference("LinkedServiceReference", ArmParameter("connection"))


def test_arguments_that_are_one_open_parameter_are_warned_about(tmp_path: Path) -> None:
    written = {"referenceName": "d", "type": "DatasetReference", "parameters": "[parameters('arguments')]"}
    given = template(
        resource("pipelines", "p", {"activities": [activity("a", inputs=[written])]}), parameters=FACTORY_NAME
    )
    place = "t.json#/resources/0/properties/activities/0/inputs/0/parameters"
    assert reading(tmp_path, {"t.json": given}).warnings == (
        f"{place}: the template's parameter arguments has no value",
    )


def test_settings_that_are_one_open_parameter_stay_visible(tmp_path: Path) -> None:
    service = from_template(
        tmp_path,
        resource(
            "datasets",
            "d",
            {"type": "[parameters('kind')]", "linkedServiceName": "ls", "typeProperties": "[parameters('where')]"},
        ),
    )
    assert service.datasets[0].type == "{kind}"
    assert service.datasets[0].settings == Properties({"typeProperties": ArmParameter("where")})


def test_two_factories_in_one_template_are_two_services(tmp_path: Path) -> None:
    given = template(
        {"type": "Microsoft.DataFactory/factories/pipelines", "name": "one/p", "properties": PIPELINE},
        {"type": "Microsoft.DataFactory/factories/pipelines", "name": "two/p", "properties": PIPELINE},
        {"type": "Microsoft.Synapse/workspaces/pipelines", "name": "one/p", "properties": PIPELINE},
    )
    services = reading(tmp_path, {"t.json": given}).services
    assert [(found.kind.value, found.name) for found in services] == [
        ("adf", "one"),
        ("adf", "two"),
        ("synapse", "one"),
    ]


def test_the_factory_itself_gives_global_parameters(tmp_path: Path) -> None:
    service = from_template(
        tmp_path,
        {
            "type": "Microsoft.DataFactory/factories",
            "name": "[parameters('factoryName')]",
            "properties": {"globalParameters": {"env": {"type": "string", "value": "dev"}}},
        },
        {
            "type": "Microsoft.DataFactory/factories/globalparameters",
            "name": "[concat(parameters('factoryName'), '/default')]",
            "properties": {"region": {"type": "string", "value": "[parameters('region')]"}},
        },
        parameters={"region": {"type": "string", "defaultValue": "north"}},
    )
    assert service.name == "adf-sales"
    assert [(found.name, found.default) for found in service.global_parameters] == [("env", "dev"), ("region", "north")]


def test_resources_inside_the_factory_belong_to_it(tmp_path: Path) -> None:
    service = from_template(
        tmp_path,
        {
            "type": "Microsoft.DataFactory/factories",
            "name": "[parameters('factoryName')]",
            "resources": [{"type": "pipelines", "name": "inner", "properties": PIPELINE}],
        },
    )
    assert (service.name, [found.name for found in service.pipelines]) == ("adf-sales", ["inner"])
    assert service.pipelines[0].origin.pointer == "/resources/0/resources/0"


def test_bicep_writes_resources_under_symbolic_names(tmp_path: Path) -> None:
    given = template(parameters=FACTORY_NAME)
    given["resources"] = {
        "load": {
            "type": "Microsoft.DataFactory/factories/pipelines",
            "name": "[format('{0}/{1}', parameters('factoryName'), 'load')]",
            "properties": "[variables('$fxv#0')]",
        }
    }
    given["variables"] = {"$fxv#0": {"activities": [{"name": "a", "type": "Wait"}]}}
    service = only_service(tmp_path, {"main.json": given})
    assert [found.name for found in nested(service.pipelines[0].activities)] == ["a"]
    assert service.pipelines[0].origin.pointer == "/resources/load"


def deployment(inner: Json, scope: str | None = None, **parameters: Json) -> Json:
    options = {"expressionEvaluationOptions": {"scope": scope}} if scope else {}
    handed = {name: {"value": value} for name, value in parameters.items()}
    return {
        "type": "Microsoft.Resources/deployments",
        "name": "inner",
        "properties": {"mode": "Incremental", "template": inner, "parameters": handed, **options},
    }


def test_a_nested_deployment_sees_the_outer_parameters(tmp_path: Path) -> None:
    inner = template(resource("pipelines", "p", PIPELINE), parameters={"factoryName": {"defaultValue": "inner"}})
    assert from_template(tmp_path, deployment(inner)).name == "adf-sales"


def test_a_nested_deployment_of_inner_scope_sees_what_it_is_given(tmp_path: Path) -> None:
    inner = template(resource("pipelines", "p", PIPELINE), parameters={"factoryName": {"type": "string"}})
    given = deployment(inner, "inner", factoryName="[concat(parameters('factoryName'), '-inner')]")
    service = from_template(tmp_path, given)
    assert service.name == "adf-sales-inner"
    assert service.pipelines[0].origin.pointer == "/resources/0/properties/template/resources/0"


def linked_templates(*names: str) -> dict[str, Json]:
    return {
        f"linkedTemplates/ArmTemplate_{index}.json": template(
            resource("pipelines", name, PIPELINE), parameters=FACTORY_NAME
        )
        for index, name in enumerate(names)
    }


MASTER = template(
    {
        "type": "Microsoft.Resources/deployments",
        "name": "ArmTemplate_0",
        "properties": {"templateLink": {"uri": "[concat(parameters('containerUri'), '/ArmTemplate_0.json')]"}},
    }
)


def test_linked_templates_together_are_one_service(tmp_path: Path) -> None:
    files = {**linked_templates("a", "b"), "linkedTemplates/ArmTemplate_master.json": MASTER}
    found = reading(tmp_path, files)
    (service,) = found.services
    assert (service.name, [item.name for item in service.pipelines]) == ("adf-sales", ["a", "b"])
    assert found.ignored == (
        "linkedTemplates/ArmTemplate_master.json#/resources/0: a resource of type Microsoft.Resources/deployments",
    )


def test_linked_templates_beside_the_whole_template_are_not_read_again(tmp_path: Path) -> None:
    whole = template(
        resource("pipelines", "a", PIPELINE), resource("pipelines", "b", PIPELINE), parameters=FACTORY_NAME
    )
    found = reading(tmp_path, {"ARMTemplateForFactory.json": whole, **linked_templates("a", "b")})
    assert [service.origin.file for service in found.services] == ["ARMTemplateForFactory.json"]
    assert found.rejected == ()
    assert found.ignored == (
        "linkedTemplates/ArmTemplate_0.json: a part of ARMTemplateForFactory.json, which is read",
        "linkedTemplates/ArmTemplate_1.json: a part of ARMTemplateForFactory.json, which is read",
    )


def test_linked_templates_that_hold_more_are_a_service_of_their_own(tmp_path: Path) -> None:
    whole = template(resource("pipelines", "a", PIPELINE), parameters=FACTORY_NAME)
    found = reading(tmp_path, {"ARMTemplateForFactory.json": whole, **linked_templates("a", "b")})
    assert [item.kind for item in found.rejected] == ["service"]


def test_other_resources_are_listed_as_ignored(tmp_path: Path) -> None:
    storage = {"type": "Microsoft.Storage/storageAccounts", "name": "acc", "properties": {}}
    found = reading(tmp_path, {"t.json": template(storage)})
    assert found.services == ()
    assert found.ignored == ("t.json#/resources/0: a resource of type Microsoft.Storage/storageAccounts",)


def test_a_resource_without_properties_is_rejected(tmp_path: Path) -> None:
    service = from_template(
        tmp_path, resource("pipelines", "bad", None), resource("datasets", "d", {"type": "Json", "typeProperties": {}})
    )
    assert [(item.origin.pointer, item.reason) for item in service.rejected] == [
        ("/resources/0", "it has no properties")
    ]
    assert service.incomplete == {"pipelines"}


def test_a_template_that_grows_without_end_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MOST_VALUES", 10_000)
    variables = {f"v{i}": {"a": f"[variables('v{i - 1}')]", "b": f"[variables('v{i - 1}')]"} for i in range(1, 40)}
    service = from_template(
        tmp_path,
        resource("pipelines", "bomb", {"activities": [], "annotations": "[variables('v39')]"}),
        resource("pipelines", "good", PIPELINE),
        variables={"v0": {"x": 1}, **variables},
    )
    assert [found.name for found in service.pipelines] == ["good"]
    assert [item.reason for item in service.rejected] == ["more than 10,000 values"]


def test_copies_of_a_resource_are_read_as_one_with_a_warning(tmp_path: Path) -> None:
    copied = resource("pipelines", "p", PIPELINE, copy={"name": "loop", "count": 3})
    given = template(copied, parameters=FACTORY_NAME)
    assert reading(tmp_path, {"t.json": given}).warnings == (
        "t.json#/resources/0: stands for several copies and is read as one",
    )
