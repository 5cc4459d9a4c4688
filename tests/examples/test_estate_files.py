"""The example estate, read as plain JSON: valid, complete, free of secrets, and of the shape that its tour promises."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest

EXAMPLES: Final = Path(__file__).parents[2] / "examples"
ESTATE: Final = EXAMPLES / "estate"
ARM: Final = EXAMPLES / "arm" / "finance-reporting"
SERVICES: Final = {
    "sales-ingest": "adf://adf-northbay-ingest",
    "finance-reporting": "adf://adf-northbay-finance",
    "analytics-workspace": "synapse://syn-northbay-analytics",
}
FOLDER_OF_REFERENCE: Final = {
    "CredentialReference": "credential",
    "DataFlowReference": "dataflow",
    "DatasetReference": "dataset",
    "IntegrationRuntimeReference": "integrationRuntime",
    "LinkedServiceReference": "linkedService",
    "NotebookReference": "notebook",
    "PipelineReference": "pipeline",
    "SparkJobDefinitionReference": "sparkJobDefinition",
}
POOLS: Final = {"BigDataPoolReference": "sparkmedium", "SqlPoolReference": "NorthbayDW"}
"""Pools are Azure resources: a workspace's Git folder refers to them and does not define them."""

MOVES_OR_READS: Final = {
    "Copy",
    "DatabricksNotebook",
    "Delete",
    "ExecuteDataFlow",
    "GetMetadata",
    "Lookup",
    "SparkJob",
    "SqlPoolStoredProcedure",
    "SqlServerStoredProcedure",
    "SynapseNotebook",
    "Validation",
}
ORDERS: Final = "mssql://erp-sql01.northbay.example/erp/dbo/orders"
TRUSTED_ORDERS: Final = "abfss://curated@stnorthbaylake.dfs.core.windows.net/sales/orders"

Json = dict[str, Any]


def read(path: Path) -> Json:
    content: Json = json.loads(path.read_text(encoding="utf-8"))
    return content


def files(folder: str = "*", service: str = "*") -> list[Path]:
    found = sorted(ESTATE.glob(f"{service}/{folder}/*.json"))
    assert found
    return found


def objects_in(value: object) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects_in(child)


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_in(child)


def scopes(activities: list[Json]) -> Iterator[list[Json]]:
    """The activities of every branch, the pipeline's own first."""
    yield activities
    for activity in activities:
        settings = activity["typeProperties"]
        for branch in ("activities", "ifTrueActivities", "ifFalseActivities", "defaultActivities"):
            yield from scopes(settings.get(branch, []))
        for case in settings.get("cases", []):
            yield from scopes(case["activities"])


def activities_of(pipeline: Path) -> list[Json]:
    return [activity for scope in scopes(read(pipeline)["properties"]["activities"]) for activity in scope]


def key_of(path: Path, collection: str, *names: str) -> str:
    segments = [quote(name.lower(), safe="-._~") for name in (path.stem, *names)]
    return f"{SERVICES[path.parts[-3]]}/{collection}/" + "/activities/".join(segments)


def records() -> list[Json]:
    found: list[Json] = json.loads((EXAMPLES / "expected-lineage.json").read_text(encoding="utf-8"))
    return found


def links() -> list[Json]:
    return [link for record in records() for link in record["links"]]


def impact(start: str, without: str = "") -> dict[str, int]:
    """Everything downstream of the asset, and how many processes away."""
    hops = {start: 0}
    queue = [start]
    for asset in queue:
        for link in links():
            output = link["output"]
            if link["input"] == asset and output not in {None, without, *hops}:
                hops[output] = hops[asset] + 1
                queue.append(output)
    return hops


@pytest.mark.parametrize("path", files(), ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_file_is_written_as_the_git_integration_writes_it(path: Path) -> None:
    definition = read(path)
    assert definition["name"] == path.stem
    assert isinstance(definition["properties"], dict)
    assert path.read_text(encoding="utf-8") == json.dumps(definition, indent="\t", ensure_ascii=False)


def test_the_estate_has_the_size_that_its_tour_tells() -> None:
    assert len(files("pipeline")) == 22
    assert sum(len(activities_of(path)) for path in files("pipeline")) == 109
    assert len(files("dataset")) == 55
    assert {service: len(files("pipeline", service)) for service in SERVICES} == {
        "sales-ingest": 11,
        "finance-reporting": 6,
        "analytics-workspace": 5,
    }


def test_the_services_are_named_by_their_files() -> None:
    assert [path.stem for path in files("factory")] == ["adf-northbay-finance", "adf-northbay-ingest"]
    names = {path.stem for path in files("linkedService", "analytics-workspace")}
    assert {f"syn-northbay-analytics-WorkspaceDefault{store}" for store in ("SqlServer", "Storage")} < names


@pytest.mark.parametrize("service", SERVICES)
def test_every_reference_resolves_and_hands_over_what_is_asked(service: str) -> None:
    for path in files("*", service):
        for reference in objects_in(read(path)):
            kind, name = reference.get("type"), reference.get("referenceName")
            if name is None or kind in POOLS:
                assert name == POOLS.get(str(kind))
                continue
            target = ESTATE / service / FOLDER_OF_REFERENCE[str(kind)] / f"{name}.json"
            assert target.is_file(), f"{path}: {kind} {name}"
            declared = read(target)["properties"].get("parameters", {})
            assert set(reference.get("parameters", {})) <= set(declared) or kind in {
                "DataFlowReference",
                "NotebookReference",
            }, f"{path}: {name}"


@pytest.mark.parametrize("pipeline", files("pipeline"), ids=lambda path: path.stem)
def test_a_dataset_in_a_pipeline_gets_every_argument_without_default(pipeline: Path) -> None:
    for reference in objects_in(read(pipeline)):
        if reference.get("type") == "DatasetReference":
            dataset = read(pipeline.parents[1] / "dataset" / f"{reference['referenceName']}.json")
            declared = dataset["properties"].get("parameters", {})
            needed = {name for name, parameter in declared.items() if "defaultValue" not in parameter}
            assert needed <= set(reference.get("parameters", {}))


@pytest.mark.parametrize("pipeline", files("pipeline"), ids=lambda path: path.stem)
def test_activity_names_are_unique_and_dependencies_stay_in_their_scope(pipeline: Path) -> None:
    names = Counter(activity["name"].lower() for activity in activities_of(pipeline))
    assert [name for name, count in names.items() if count > 1] == []
    for scope in scopes(read(pipeline)["properties"]["activities"]):
        own = {activity["name"] for activity in scope}
        for activity in scope:
            assert {dependency["activity"] for dependency in activity["dependsOn"]} <= own - {activity["name"]}


def test_the_control_flow_is_nested_and_of_every_kind() -> None:
    types = Counter(activity["type"] for path in files("pipeline") for activity in activities_of(path))
    assert {"AppendVariable", "ExecutePipeline", "Fail", "SetVariable", "Wait", "WebActivity"} <= set(types)
    nested = {
        (outer["type"], inner["type"])
        for path in files("pipeline")
        for outer in activities_of(path)
        for inner in activities_of_one(outer)
    }
    assert {
        ("ForEach", "Switch"),
        ("ForEach", "IfCondition"),
        ("ForEach", "Copy"),
        ("Until", "IfCondition"),
        ("Switch", "Copy"),
        ("IfCondition", "SqlServerStoredProcedure"),
    } <= nested


def activities_of_one(outer: Json) -> list[Json]:
    return [activity for scope in scopes([outer]) for activity in scope if activity is not outer]


@pytest.mark.parametrize("path", files("dataflow"), ids=lambda path: path.stem)
def test_a_data_flow_lists_exactly_the_steps_of_its_script(path: Path) -> None:
    settings = read(path)["properties"]["typeProperties"]
    listed = [step["name"] for part in ("sources", "sinks", "transformations") for step in settings[part]]
    assert sorted(re.findall(r"~> ?(\w+)", "\n".join(settings["scriptLines"]))) == sorted(listed)


def test_nothing_looks_like_a_secret_and_no_host_is_real() -> None:
    secret = re.compile(r"(?i)accountkey=|sharedaccess|[?&;]sig=|(?:password|pwd|secret|token)=|eyJ|[A-Za-z0-9+/]{60,}")
    signed_in = re.compile(r"://[^/\s:]+:(?!\*{10}@)[^/\s]+@")
    invented = re.compile(
        r"northbay|^adb-7203948115620934\.|^schema\.management\.azure\.com$|^(dfs\.)?core\.windows\.net$"
    )
    host = re.compile(r"(?i)[\w-]+(?:\.[\w-]+)*\.(?:net|com|io|org|example|local)\b")
    for path in sorted(EXAMPLES.rglob("*.json*")):
        lines = [path.read_text(encoding="utf-8")] if path.suffix == ".json" else path.read_text("utf-8").splitlines()
        for text in texts_in([json.loads(line) for line in lines]):
            assert not secret.search(text), path
            assert not signed_in.search(text), path
            for name in host.findall(text):
                assert invented.search(name), name


def test_every_secret_of_a_linked_service_is_in_the_key_vault() -> None:
    for path in files("linkedService"):
        settings = read(path)["properties"]["typeProperties"]
        for name in ("password", "accountKey", "accessToken", "privateKey"):
            assert settings.get(name, {"type": "AzureKeyVaultSecret"})["type"] == "AzureKeyVaultSecret"
        assert "encryptedCredential" not in settings


def from_arm(value: object, values: dict[str, str]) -> object:
    """The value without ARM: parameters replaced, ``[[`` back to ``[``."""
    if isinstance(value, dict):
        return {name: from_arm(child, values) for name, child in value.items()}
    if isinstance(value, list):
        return [from_arm(child, values) for child in value]
    if isinstance(value, str) and value.startswith("[["):
        return value[1:]
    if isinstance(value, str) and value.startswith("["):
        return values[value.removeprefix("[parameters('").removesuffix("')]")]
    return value


def test_the_arm_template_is_the_finance_factory() -> None:
    template = read(ARM / "ARMTemplateForFactory.json")
    given = read(ARM / "ARMTemplateParametersForFactory.json")["parameters"]
    values = {name: parameter["defaultValue"] for name, parameter in template["parameters"].items()}
    assert {name: parameter["value"] for name, parameter in given.items()} == values
    assert values["factoryName"] == "adf-northbay-finance"
    exported = {}
    for resource in template["resources"]:
        name = re.fullmatch(r"\[concat\(parameters\('factoryName'\), '/(.+)'\)]", resource["name"])
        assert name is not None
        kind = resource["type"].removeprefix("Microsoft.DataFactory/factories/")
        exported[kind, name[1]] = from_arm(resource["properties"], values)
    folders = ("pipeline", "dataset", "linkedService", "dataflow", "trigger", "integrationRuntime")
    assert exported == {
        (f"{folder}s", path.stem): read(path)["properties"]
        for folder in folders
        for path in files(folder, "finance-reporting")
    }


def test_the_arm_template_depends_on_its_own_resources_only() -> None:
    resources = read(ARM / "ARMTemplateForFactory.json")["resources"]
    own = {
        f"[concat(variables('factoryId'), '/{resource['type'].split('/')[-1]}/{resource['name'].split('/')[-1]}"
        for resource in resources
    }
    assert {needed for resource in resources for needed in resource["dependsOn"]} <= own


def test_the_expected_lineage_covers_every_activity_that_moves_or_reads_data() -> None:
    performing = {
        key_of(path, "pipelines", activity["name"]): activity
        for path in files("pipeline")
        for activity in activities_of(path)
        if activity["type"] in MOVES_OR_READS
    }
    run = {
        activity["typeProperties"]["dataflow"]["referenceName"]
        for activity in performing.values()
        if activity["type"] == "ExecuteDataFlow"
    }
    idle = {key_of(path, "dataflows") for path in files("dataflow") if path.stem not in run}
    assert idle == {"adf://adf-northbay-ingest/dataflows/df_returns_prototype"}
    scripts = {key_of(path, "sqlscripts") for path in files("sqlscript")}
    assert sorted(record["activity"] for record in records()) == sorted({*performing, *idle, *scripts})


def test_the_expected_lineage_gives_a_reason_for_every_end_it_cannot_name() -> None:
    for record in records():
        assert set(record) == {"activity", "links", "executes", "reasons"}
        for link in record["links"]:
            assert link["kind"] in {"data", "lookup", "validation", "influence"}
            assert link["output"] is not None or link["kind"] in {"lookup", "validation"}
            for end, role in (("input", "source"), ("output", "sink")):
                unnamed = str(link[end]).endswith(f"{record['activity']}/unknown/{role}")
                assert unnamed or "/unknown/" not in str(link[end])
                assert not unnamed or end in record["reasons"]


def test_few_names_need_more_than_parameters_handed_on() -> None:
    ends = [
        (record["activity"], end, record["reasons"].get(end))
        for record in records()
        for end in ("input", "output")
        if any(link[end] for link in record["links"])
    ]
    dynamic = [end for end in ends if end[2] in {"dynamic-expression", "runtime-only"}]
    assert 0.05 <= len(dynamic) / len(ends) <= 0.10


def test_a_change_of_the_erp_orders_reaches_nine_processes_far_through_all_three_services() -> None:
    hops = impact(ORDERS)
    assert hops["abfss://gold@stnorthbaylake.dfs.core.windows.net/exports/revenue_cube"] == max(hops.values()) == 9
    readers = {
        record["activity"].split("/")[2] for record in records() if any(x["input"] in hops for x in record["links"])
    }
    assert readers == {"adf-northbay-ingest", "adf-northbay-finance", "syn-northbay-analytics"}
    fan_out = {link["output"] for link in links() if link["input"] == TRUSTED_ORDERS and link["output"]}
    assert len(fan_out) == 7


def test_the_trusted_orders_are_the_bottleneck() -> None:
    assert set(impact(ORDERS, without=TRUSTED_ORDERS)) == {
        ORDERS,
        "abfss://raw@stnorthbaylake.dfs.core.windows.net/erp/orders",
        "abfss://curated@stnorthbaylake.dfs.core.windows.net/sales/orders_rejected",
        "mssql://sqlnorthbayfin.database.windows.net/reporting/rpt/orderexceptions",
    }


def test_the_price_list_is_an_orphan_and_the_click_stream_a_dead_end() -> None:
    price_list = "abfss://raw@stnorthbaylake.dfs.core.windows.net/erp/price_list"
    assert price_list in {link["output"] for link in links()}
    assert price_list not in {link["input"] for link in links()}
    clicks = impact("mongodb://cosmos-northbay-shop.mongo.cosmos.azure.com/webshop/clickstream")
    assert list(clicks)[1:] == [
        "abfss://raw@stnorthbaylake.dfs.core.windows.net/webshop/clickstream",
        "abfss://sandbox@stnorthbaylake.dfs.core.windows.net/web/sessions",
        "databricks://adb-7203948115620934.14.azuredatabricks.net/hive_metastore/sandbox/web_sessions",
    ]
