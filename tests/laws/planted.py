"""Canaries: words planted at every place of a Git folder, a template and lineage.yml where people keep secrets.

Every place has a number of its own, so that a leak tells where it came from. To add a place: another ``canary()``.
"""

from itertools import count
from typing import Any, Final

from tests.sources.writing import activity, dataset, linked_service, pipeline, resource, template

_NUMBERS = count(1)
STEM: Final = "c4n4ryBIRD"


def canary() -> str:
    return f"{STEM}{next(_NUMBERS):03}"


def _reference(kind: str, name: str) -> dict[str, str]:
    return {"referenceName": name, "type": f"{kind}Reference"}


def _expression(text: str) -> dict[str, str]:
    return {"value": text, "type": "Expression"}


def _secure(text: str) -> dict[str, str]:
    return {"type": "SecureString", "value": text}


def _connection(word: str = "Password") -> str:
    return f"Server=tcp:shop.database.windows.net,1433;Database=shop;User ID=u;{word}={canary()}"


def _blob_connection() -> str:
    return (
        f"DefaultEndpointsProtocol=https;AccountName=shoplake;AccountKey={canary()}==;EndpointSuffix=core.windows.net"
    )


def connections() -> dict[str, tuple[str, dict[str, Any]]]:
    """Linked services: name, type and settings."""
    web = f"https://api.example/?code={canary()}"
    return {
        "ls_sql": ("AzureSqlDatabase", {"connectionString": _connection(), "encryptedCredential": canary()}),
        "ls_sql_secure": ("AzureSqlDatabase", {"connectionString": _secure(_connection("Pwd"))}),
        "ls_sql_parts": (
            "AzureSqlDatabase",
            {"server": "shop.database.windows.net", "database": "shop", "userName": "u", "password": canary()},
        ),
        "ls_sql_dynamic": ("SqlServer", {"connectionString": _expression(f"Server=@{{x}};Database=d;PWD={canary()}")}),
        "ls_blob": ("AzureBlobStorage", {"connectionString": _blob_connection()}),
        "ls_blob_sas": (
            "AzureBlobStorage",
            {"sasUri": f"https://shoplake.blob.core.windows.net/lake?sv=1&sig={canary()}"},
        ),
        "ls_lake": ("AzureBlobFS", {"url": "https://shoplake.dfs.core.windows.net", "accountKey": _secure(canary())}),
        "ls_lake_sp": (
            "AzureBlobFS",
            {
                "url": "https://shoplake.dfs.core.windows.net",
                "servicePrincipalId": "id",
                "servicePrincipalKey": canary(),
                "servicePrincipalCredential": _secure(canary()),
                "servicePrincipalEmbeddedCert": canary(),
                "servicePrincipalEmbeddedCertPassword": canary(),
            },
        ),
        "ls_cosmos": (
            "CosmosDb",
            {"connectionString": f"AccountEndpoint=https://c.documents.azure.com;AccountKey={canary()}=="},
        ),
        "ls_mongo": (
            "MongoDbAtlas",
            {"connectionString": f"mongodb+srv://u:{canary()}@m.example/db", "database": "db"},
        ),
        "ls_snow": (
            "Snowflake",
            {
                "connectionString": f"jdbc:snowflake://a.snowflakecomputing.com/?user=u&db=D&password={canary()}",
                "privateKey": canary(),
                "privateKeyPassphrase": canary(),
            },
        ),
        "ls_databricks": (
            "AzureDatabricks",
            {"domain": "https://adb-1.2.azuredatabricks.net", "accessToken": canary()},
        ),
        "ls_rest": (
            "RestService",
            {"url": web, "authHeaders": {"x-api-key": canary()}, "clientSecret": canary(), "refreshToken": canary()},
        ),
        "ls_s3": ("AmazonS3", {"accessKeyId": "id", "secretAccessKey": canary(), "sessionToken": canary()}),
        "ls_sftp": ("Sftp", {"host": "f.example", "privateKeyContent": canary(), "passPhrase": canary()}),
        "ls_ads": ("GoogleAds", {"developerToken": canary(), "mwsAuthToken": canary(), "securityToken": canary()}),
        "ls_search": ("AzureSearch", {"url": "https://s.search.windows.net", "key": canary(), "credential": canary()}),
        "ls_new": ("BrandNewService", {"deep": [{"secretKey": canary(), "apiKey": {"value": canary()}}]}),
    }


def _activities() -> list[dict[str, Any]]:
    copy = activity(
        "Copy",
        "Copy",
        description=f"use {_connection()}",
        typeProperties={
            "source": {"type": "AzureSqlSource", "sqlReaderQuery": f"CREATE LOGIN x WITH PASSWORD = '{canary()}'"},
            "sink": {"type": "RestSink", "additionalHeaders": {"Authorization": f"Bearer {canary()}"}},
        },
        inputs=[_reference("Dataset", "table")],
        outputs=[_reference("Dataset", "address")],
    )
    address = f"@concat('https://shoplake.blob.core.windows.net/', item().x, '?sig={canary()}')"
    dynamic = activity(
        "Dynamic",
        "Copy",
        typeProperties={"source": {"type": "JsonSource"}, "sink": {"type": "JsonSink"}},
        inputs=[{**_reference("Dataset", "dynamic"), "parameters": {"folder": _expression(address)}}],
        outputs=[{**_reference("Dataset", "dynamic"), "parameters": {"folder": f"out;Password={canary()}"}}],
    )
    headers = {"Authorization": f"Basic {canary()}", "x-functions-key": canary(), "Ocp-Apim-Subscription-Key": canary()}
    login = {"type": "Basic", "username": "u", "password": canary(), "pfx": canary()}
    web = activity(
        "Web",
        "WebActivity",
        typeProperties={
            "url": f"https://u:{canary()}@api.example/run?code={canary()}",
            "method": "POST",
            "headers": headers,
            "body": f'{{"client_secret": "{canary()}"}}',
            "authentication": login,
        },
        userProperties=[{"name": "apiToken", "value": canary()}],
    )
    called = {"pipeline": _reference("Pipeline", "other"), "parameters": {"adminPassword": canary()}}
    unknown = {"token": f"Bearer {canary()}", "deep": [{"accessToken": canary()}]}
    procedure = {
        "storedProcedureName": "dbo.Grant",
        "storedProcedureParameters": {"password": {"value": canary(), "type": "String"}},
    }
    return [
        copy,
        dynamic,
        web,
        activity("Call", "ExecutePipeline", typeProperties=called),
        activity("Unknown", "BrandNewActivity", typeProperties=unknown),
        activity(
            "Procedure",
            "SqlServerStoredProcedure",
            typeProperties=procedure,
            linkedServiceName=_reference("LinkedService", "ls_sql"),
        ),
        activity("Set", "SetVariable", typeProperties={"variableName": "password", "value": canary()}),
        activity(f"Fetch https://x.example/?sig={canary()}"),
        activity(f"Fetch Password={canary()}"),
        activity(f"Fetch Password={canary()}"),
        activity("Gone", "Lookup", typeProperties={"dataset": _reference("Dataset", f"gone?sig={canary()}")}),
    ]


def _programs() -> list[dict[str, Any]]:
    """Activities whose detail tells what they run."""
    manager = {
        "ConnectionString": {"value": f"Data Source=shop;Initial Catalog=shop;Password={canary()};"},
        "Password": {"value": _secure(canary())},
        "password": {"value": canary()},
    }
    package = {
        "packageLocation": {
            "packagePath": "f/p/l.dtsx",
            "typeProperties": {"packagePassword": _secure(canary()), "packageContent": f"Password={canary()}"},
        },
        "connectVia": _reference("IntegrationRuntime", "ir"),
        "executionCredential": {"userName": "u", "password": _secure(canary())},
        "packageConnectionManagers": {"shop": manager},
        "packageParameters": {"key": {"value": canary()}, "x": {"value": _expression(f"@concat('sig={canary()}')")}},
        "propertyOverrides": {"Package.x": {"value": canary(), "isSensitive": True}},
    }
    command = f"load.exe --password {canary()} -apiKey={canary()} --db-password='{canary()}' --token {canary()}"
    kusto = f".create external table T (a:int) kind=storage (h@'https://shoplake.blob.core.windows.net/c;{canary()}')"
    app = _reference("LinkedService", "ls_function")
    return [
        activity("Package", "ExecuteSSISPackage", typeProperties=package),
        activity("Program", "Custom", typeProperties={"command": command}),
        activity("Kusto", "AzureDataExplorerCommand", typeProperties={"command": kusto}),
        activity("Mapper", "HDInsightStreaming", typeProperties={"mapper": command, "input": f"/x?sig={canary()}"}),
        activity(
            "Function",
            "AzureFunctionActivity",
            typeProperties={"functionName": f"run?clientId=x&code={canary()}", "method": "GET"},
            linkedServiceName=app,
        ),
        activity("Hook", "WebHook", typeProperties={"url": f"https://hooks.slack.com/services/T0/B0/{canary()}"}),
    ]


def _captures() -> dict[str, Any]:
    """A change data capture and a link connection."""
    linked = _reference("LinkedService", "ls_sql")
    entity = {
        "name": "dbo.t",
        "properties": {
            "dslConnectorProperties": [
                {"name": "tableName", "value": f"t;Password={canary()}"},
                {"name": "password", "value": canary()},
            ]
        },
    }
    return {
        "adfcdc/c.json": {
            "name": "c",
            "properties": {
                "SourceConnectionsInfo": [{"SourceEntities": [entity], "Connection": {"linkedService": linked}}],
                "TargetConnectionsInfo": [
                    {
                        "TargetEntities": [entity],
                        "Connection": {"linkedService": linked},
                        "DataMapperMappings": [
                            {"sourceEntityName": "dbo.t", "targetEntityName": "dbo.t"},
                            {"sourceEntityName": f"dbo.x?sig={canary()}", "targetEntityName": f"Password={canary()}"},
                        ],
                    }
                ],
            },
        },
        "linkConnection/l.json": {
            "name": "l",
            "properties": {
                "sourceDatabase": {"linkedService": linked},
                "targetDatabase": {"linkedService": linked},
                "landingZone": {"linkedService": linked, "sasToken": _secure(canary())},
                "linkTables": [{"source": {"tableName": f"t;Password={canary()}"}}],
            },
        },
    }


def _parameters() -> dict[str, Any]:
    return {
        "adminPassword": {"type": "string", "defaultValue": canary()},
        "secure": {"type": "SecureString", "defaultValue": canary()},
        "link": {"type": "string", "defaultValue": f"https://shoplake.blob.core.windows.net/lake?sig={canary()}"},
    }


def _main_pipeline() -> dict[str, Any]:
    return pipeline(
        *_activities(),
        *_programs(),
        name="main",
        description=f"key: {_blob_connection()}",
        annotations=[f"AccountKey={canary()}==", f"sig={canary()}"],
        parameters=_parameters(),
        variables={"apiKey": {"type": "String", "defaultValue": canary()}},
        folder={"name": f"old/Password={canary()}"},
    )


def _dataset_files() -> dict[str, Any]:
    location = {"type": "AzureBlobStorageLocation", "container": "lake", "folderPath": _expression("@dataset().folder")}
    relative = {"relativeUrl": f"v1/data?api_key={canary()}", "additionalHeaders": f"Authorization: Bearer {canary()}"}
    dynamic = {
        "typeProperties": {"location": location},
        "parameters": {"folder": {"type": "string", "defaultValue": f"x?sig={canary()}"}},
        "annotations": [f"Password={canary()}"],
    }
    return {
        "table": dataset("table", "AzureSqlTable", "ls_sql", typeProperties={"schema": "dbo", "table": "t"}),
        "address": dataset("address", "RestResource", "ls_rest", typeProperties=relative),
        "dynamic": dataset("dynamic", "Json", "ls_blob", **dynamic),
    }


def git_folder() -> dict[str, Any]:
    """The files of a workspace with a canary at every place."""
    given = {name: {**linked_service(name, kind, **settings)} for name, (kind, settings) in connections().items()}
    given["ls_blob"]["properties"]["parameters"] = {"token": {"type": "string", "defaultValue": f"Bearer {canary()}"}}
    given["ls_blob"]["properties"]["description"] = f"SharedAccessSignature=sv=1&sig={canary()}"
    script = [f"source(query: 'select 1 -- Password={canary()};') ~> s", f"s sink(password: '{canary()}') ~> t"]
    started = {"pipelineReference": _reference("Pipeline", "main"), "parameters": {"adminPassword": canary()}}
    return {
        "factory/shop.json": {
            "name": "shop",
            "properties": {"globalParameters": {"client_secret": {"type": "string", "value": canary()}}},
        },
        **{f"linkedService/{name}.json": content for name, content in given.items()},
        **{f"dataset/{name}.json": content for name, content in _dataset_files().items()},
        "pipeline/main.json": _main_pipeline(),
        "pipeline/other.json": pipeline(activity("Wait"), name="other"),
        "dataflow/flow.json": {
            "name": "flow",
            "properties": {
                "type": "MappingDataFlow",
                "typeProperties": {"sources": [{"name": "s"}], "sinks": [{"name": "t"}], "scriptLines": script},
            },
        },
        "trigger/t.json": {
            "name": "t",
            "properties": {
                "type": "BrandNewTrigger",
                "pipelines": [started],
                "typeProperties": {"accessKey": canary()},
                "annotations": [f"pwd={canary()}"],
            },
        },
        "integrationRuntime/ir.json": {
            "name": "ir",
            "properties": {
                "type": "SelfHosted",
                "typeProperties": {"linkedInfo": {"authorizationType": "Key", "key": _secure(canary())}},
            },
        },
        **_captures(),
        "notebook/n.json": {"name": "n", "properties": {"cells": [{"source": [f"password = '{canary()}'\n"]}]}},
        "sqlscript/s.json": {
            "name": "s",
            "properties": {"content": {"query": f"CREATE CREDENTIAL c WITH IDENTITY='x', SECRET = '{canary()}'"}},
        },
        "pipeline/broken.json": f'{{"password": "{canary()}", }}',
        "pipeline/twice.json": f'{{"sig={canary()}": 1, "sig={canary()}": 2}}',
        "pipeline/strange.json": {"name": f"Password={canary()}", "properties": f"sig={canary()}"},
    }


def arm_files() -> dict[str, Any]:
    """A template and its parameter file."""
    resources = [
        resource("linkedServices", name, {"type": kind, "typeProperties": settings})
        for name, (kind, settings) in connections().items()
    ]
    given = {
        "type": "AzureSqlDatabase",
        "typeProperties": {"connectionString": "[parameters('ls_given_connectionString')]"},
    }
    joined = {
        "type": "AzureSqlDatabase",
        "typeProperties": {"connectionString": f"[concat('Server=', parameters('host'), ';Password={canary()}')]"},
    }
    default = {
        "type": "AzureBlobStorage",
        "typeProperties": {"connectionString": "[parameters('ls_default_connectionString')]"},
    }
    resources += [
        resource("linkedServices", "ls_given", given),
        resource("linkedServices", "ls_joined", joined),
        resource("linkedServices", "ls_default", default),
        *(resource("datasets", name, content["properties"]) for name, content in _dataset_files().items()),
        resource("pipelines", "main", _main_pipeline()["properties"]),
    ]
    parameters = {
        "factoryName": {"type": "string", "defaultValue": "shop-arm"},
        "host": {"type": "string", "defaultValue": "shop.database.windows.net"},
        "ls_given_connectionString": {"type": "secureString", "metadata": {"description": _connection()}},
        "ls_default_connectionString": {"type": "secureString", "defaultValue": _blob_connection()},
        "unused_password": {"type": "secureString", "defaultValue": canary()},
    }
    values = {"factoryName": {"value": "shop-arm"}, "ls_given_connectionString": {"value": _connection()}}
    return {
        "template.json": template(*resources, parameters=parameters, variables={"sas": f"?sig={canary()}"}),
        "values.json": {"contentVersion": "1.0.0.0", "parameters": values},
    }
