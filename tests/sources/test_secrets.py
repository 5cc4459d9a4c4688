"""Canaries: a word planted at every place where the Azure SDKs and people keep secrets; it must not come through."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import azure.mgmt.datafactory.models as data_factory
import azure.synapse.artifacts.models as synapse
import pytest

from lineage_graph.records import Masked, Properties, Reference, VaultSecret
from lineage_graph.sources.secret_names import is_secret
from tests.sources.writing import (
    Json,
    activity,
    dataset,
    linked_service,
    only_service,
    pipeline,
    reading,
    resource,
    template,
)

CANARY = "c4n4ryBIRD"
SECRET_TYPES = ("SecretBase", "SecureString", "AzureKeyVaultSecretReference")


def _synapse_secrets() -> Iterator[tuple[str, str]]:
    for name, model in _classes(synapse):
        for described in getattr(model, "_attribute_map", {}).values():
            if described["type"].strip("[]{}") in SECRET_TYPES:
                yield name, described["key"].split(".")[-1]


def _data_factory_secrets() -> Iterator[tuple[str, str]]:
    for name, model in _classes(data_factory):
        for attribute, annotation in getattr(model, "__annotations__", {}).items():
            field = vars(model).get(attribute)
            if field is not None and any(f"_models.{kind}" in str(annotation) for kind in SECRET_TYPES):
                yield name, field._rest_name_input or attribute


def _classes(module: ModuleType) -> list[tuple[str, type]]:
    return inspect.getmembers(module, inspect.isclass)


SDK_SECRETS = sorted({*_synapse_secrets(), *_data_factory_secrets()})
SDK_NAMES = sorted({name for _, name in SDK_SECRETS})
OTHER_NAMES = ["encryptedCredential", "authHeaders", "CM.source.Password", "SQL_PASSWORD", "x-functions-key", "api-key"]


def test_the_sdks_still_show_their_secrets() -> None:
    assert len(SDK_SECRETS) > 200
    assert {"password", "servicePrincipalKey", "sasToken", "licenseKey", "pfx", "key"} <= set(SDK_NAMES)


@pytest.mark.parametrize("name", [*SDK_NAMES, *OTHER_NAMES])
def test_every_secret_of_the_sdks_is_known_by_its_name(name: str) -> None:
    assert is_secret(name, of_a_connection=True)


@pytest.mark.parametrize(
    "name", ["key", "credential", "secretName", "primaryKey", "keys", "partitionKey", "userName", "value"]
)
def test_names_that_mean_other_things_elsewhere_are_no_secrets_there(name: str) -> None:
    assert not is_secret(name)


def _every_sdk_secret() -> dict[str, Json]:
    """A linked service for each model and secret of the SDKs: as text, as SecureString and one level down."""
    files = {}
    for number, (model, name) in enumerate(SDK_SECRETS):
        secure = {"type": "SecureString", "value": CANARY}
        written = {name: CANARY, "other": {name: secure}, "deeper": [{"inner": {name: {"value": CANARY}}}]}
        files[f"linkedService/{number}.json"] = linked_service(f"{model}.{name}", model, **written)
        files[f"integrationRuntime/{number}.json"] = {
            "name": f"{model}.{name}",
            "properties": {"type": "Managed", "typeProperties": written},
        }
    return files


def test_no_secret_of_the_sdks_comes_through(tmp_path: Path) -> None:
    found = reading(tmp_path, _every_sdk_secret())
    assert len(found.services[0].linked_services) == len(SDK_SECRETS)
    assert CANARY not in repr(found)


CONNECTION_STRING = f"Server=tcp:sql.example,1433;Database=d;User ID=u;Password={CANARY}"
HEADERS = {"Authorization": f"Bearer {CANARY}", "x-functions-key": CANARY, "Ocp-Apim-Subscription-Key": CANARY}

PLACES: dict[str, dict[str, Json]] = {
    "connection string": {"linkedService/l.json": linked_service(connectionString=CONNECTION_STRING)},
    "secure connection string": {
        "linkedService/l.json": linked_service(connectionString={"type": "SecureString", "value": CONNECTION_STRING})
    },
    "connection string in an expression": {
        "linkedService/l.json": linked_service(
            connectionString={"type": "Expression", "value": f"@{{x}};Password={CANARY}"}
        )
    },
    "shared access address": {
        "linkedService/l.json": linked_service(sasUri=f"https://a.example/c?sv=1&sig={CANARY}&x={CANARY}")
    },
    "address": {"linkedService/l.json": linked_service(url=f"https://user:{CANARY}@host.example/")},
    "headers of a connection": {
        "linkedService/l.json": linked_service(authHeaders={"any": CANARY, "two": {"value": CANARY}})
    },
    "credential as text": {"linkedService/l.json": linked_service(credential=CANARY, encryptedCredential=CANARY)},
    "key of a search service": {"linkedService/l.json": linked_service(kind="AzureSearch", key=CANARY)},
    "default of a secure parameter": {
        "linkedService/l.json": {
            "name": "l",
            "properties": {"type": "X", "parameters": {"p": {"type": "SecureString", "defaultValue": CANARY}}},
        }
    },
    "default of a parameter called password": {
        "pipeline/p.json": pipeline(parameters={"adminPassword": {"type": "string", "defaultValue": CANARY}})
    },
    "variable": {"pipeline/p.json": pipeline(variables={"apiKey": {"type": "String", "defaultValue": CANARY}})},
    "set variable": {
        "pipeline/p.json": pipeline(activity("a", typeProperties={"variableName": "password", "value": CANARY}))
    },
    "global parameter": {
        "factory/f.json": {
            "name": "f",
            "properties": {"globalParameters": {"client_secret": {"type": "string", "value": CANARY}}},
        }
    },
    "headers of an activity": {"pipeline/p.json": pipeline(activity("a", typeProperties={"headers": HEADERS}))},
    "authentication of an activity": {
        "pipeline/p.json": pipeline(
            activity(
                "a",
                typeProperties={
                    "authentication": {"type": "Basic", "username": "u", "password": CANARY, "pfx": CANARY}
                },
            )
        )
    },
    "body of an activity": {
        "pipeline/p.json": pipeline(activity("a", typeProperties={"body": f'{{"clientSecret": "{CANARY}"}}'}))
    },
    "package": {
        "pipeline/p.json": pipeline(
            activity(
                "a",
                typeProperties={"packageParameters": {"CM.db.Password": {"value": CANARY}}, "packagePassword": CANARY},
            )
        )
    },
    "parameters of a procedure": {
        "pipeline/p.json": pipeline(
            activity(
                "a", typeProperties={"storedProcedureParameters": {"password": {"value": CANARY, "type": "String"}}}
            )
        )
    },
    "user property": {
        "pipeline/p.json": pipeline(activity("a", userProperties=[{"name": "password", "value": CANARY}]))
    },
    "query": {
        "pipeline/p.json": pipeline(
            activity("a", typeProperties={"query": f"CREATE LOGIN x WITH PASSWORD = '{CANARY}'"})
        )
    },
    "argument of an unknown activity": {
        "pipeline/p.json": pipeline(activity("a", "New", typeProperties={"deep": [{"accessToken": CANARY}]}))
    },
    "description": {"pipeline/p.json": pipeline(description=f"use {CONNECTION_STRING}")},
    "name of an activity": {"pipeline/p.json": pipeline(activity(f"call https://x/?sig={CANARY}"))},
    "arguments of a dataset": {"dataset/d.json": dataset(typeProperties={"relativeUrl": f"api?code={CANARY}&x=1"})},
    "data flow script": {
        "dataflow/f.json": {
            "name": "f",
            "properties": {"type": "MappingDataFlow", "typeProperties": {"scriptLines": [f"password: '{CANARY}'"]}},
        }
    },
    "notebook": {
        "notebook/n.json": {
            "name": "n",
            "properties": {"nbformat": 4, "cells": [{"source": [f"password = '{CANARY}'\n"]}]},
        }
    },
    "SQL script": {
        "sqlscript/s.json": {
            "name": "s",
            "properties": {"type": "SqlQuery", "content": {"query": f"SECRET = '{CANARY}'"}},
        }
    },
    "Spark job": {
        "sparkJobDefinition/j.json": {
            "name": "j",
            "properties": {"jobProperties": {"args": ["--x", f"--password={CANARY}"]}},
        }
    },
    "trigger": {
        "trigger/t.json": {"name": "t", "properties": {"type": "XTrigger", "typeProperties": {"accessKey": CANARY}}}
    },
    "rejected activity": {"pipeline/p.json": pipeline(activity(f"Password={CANARY}"), activity(f"Password={CANARY}"))},
    "broken file": {"pipeline/p.json": f'{{"password": "{CANARY}", }}', "dataset/d.json": dataset()},
    "the same key twice": {"pipeline/p.json": f'{{"sig={CANARY}": 1, "sig={CANARY}": 2}}', "dataset/d.json": dataset()},
    "default of a template": {
        "t.json": template(
            resource("linkedServices", "l", {"type": "X", "typeProperties": {"url": "[parameters('s')]"}}),
            parameters={"s": {"type": "secureString", "defaultValue": CANARY}},
        )
    },
    "expression of a template": {
        "t.json": template(
            resource(
                "linkedServices",
                "l",
                {
                    "type": "X",
                    "typeProperties": {
                        "connectionString": f"[concat('Server=', parameters('h'), ';Password={CANARY}')]"
                    },
                },
            )
        )
    },
}


@pytest.mark.parametrize("files", PLACES.values(), ids=PLACES.keys())
def test_a_secret_does_not_come_through(tmp_path: Path, files: dict[str, Json]) -> None:
    found = reading(tmp_path, files)
    assert len(found.services) == 1
    assert CANARY not in repr(found)


def test_the_rest_of_a_connection_stays(tmp_path: Path) -> None:
    vault = {"referenceName": "kv", "type": "LinkedServiceReference"}
    written = linked_service(
        connectionString=CONNECTION_STRING,
        sasUri=f"https://acc.example/container?sig={CANARY}",
        userName="reader",
        password={"type": "AzureKeyVaultSecret", "store": vault, "secretName": "pw"},
        credential={"referenceName": "identity", "type": "CredentialReference"},
        servicePrincipalId="id",
        encryptedCredential="x",
    )
    (found,) = only_service(tmp_path, {"linkedService/l.json": written}).linked_services
    assert found.settings == Properties(
        {
            "connectionString": "Server=tcp:sql.example,1433;Database=d;User ID=u;Password=**********",
            "sasUri": "https://acc.example/container?**********",
            "userName": "reader",
            "password": VaultSecret(Reference("LinkedServiceReference", "kv"), "pw"),
            "credential": Reference("CredentialReference", "identity"),
            "servicePrincipalId": "id",
            "encryptedCredential": Masked(),
        }
    )


def test_a_key_that_is_a_path_stays(tmp_path: Path) -> None:
    written = dataset(kind="AmazonS3Object", typeProperties={"bucketName": "b", "key": "folder/file.csv"})
    (found,) = only_service(tmp_path, {"dataset/d.json": written}).datasets
    assert found.settings["key"] == "folder/file.csv"


SECURE = {"parameters": {"token": {"type": "SecureString"}, "folder": {"type": "String"}}}
ARGUMENTS = {"token": CANARY, "folder": "raw"}


def test_arguments_for_secure_parameters_are_masked(tmp_path: Path) -> None:
    callee = {"referenceName": "Callee", "type": "PipelineReference"}
    files = {
        "pipeline/callee.json": pipeline(name="callee", **SECURE),
        "pipeline/caller.json": pipeline(
            activity("call", "ExecutePipeline", typeProperties={"pipeline": callee, "parameters": ARGUMENTS}),
            activity(
                "copy", "Copy", inputs=[{"referenceName": "D", "type": "DatasetReference", "parameters": ARGUMENTS}]
            ),
            name="caller",
        ),
        "dataset/d.json": {"name": "d", "properties": {"type": "Json", "linkedServiceName": "ls", **SECURE}},
        "trigger/t.json": {
            "name": "t",
            "properties": {
                "type": "ScheduleTrigger",
                "typeProperties": {},
                "pipelines": [{"pipelineReference": callee, "parameters": ARGUMENTS}],
            },
        },
    }
    service = only_service(tmp_path, files)
    masked = Properties({"token": Masked(), "folder": "raw"})
    call, copy = next(found for found in service.pipelines if found.name == "caller").activities
    assert call.settings["parameters"] == masked
    assert copy.inputs[0].arguments == masked
    assert service.triggers[0].pipelines[0].arguments == masked
    assert CANARY not in repr(service)
