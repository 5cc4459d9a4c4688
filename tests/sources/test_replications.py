"""Change data captures and link connections: what they keep equal, from Git and from ARM templates."""

from pathlib import Path

import pytest

from lineage_graph.records import Properties, Reference, Replica, ReplicaEnd, Replication, ServiceKind
from tests.sources.writing import Json, only_service, resource, template

SQL = Reference("LinkedServiceReference", "sql")
LAKE = Reference("LinkedServiceReference", "lake")


def options(**values: Json) -> Json:
    return [{"name": name, "value": value} for name, value in values.items()]


def entity(name: str, **values: Json) -> Json:
    return {"name": name, "properties": {"schema": [], "dslConnectorProperties": options(**values)}}


def connection(linked: str, **common: Json) -> Json:
    return {
        "linkedService": {"referenceName": linked, "type": "LinkedServiceReference"},
        "linkedServiceType": "AzureSqlDatabase",
        "type": "linkedservicetype",
        "isInlineDataset": True,
        "commonDslConnectorProperties": options(**common),
    }


def mapping(source: str, target: str, *columns: Json) -> Json:
    return {
        "sourceEntityName": source,
        "targetEntityName": target,
        "sourceConnectionReference": {"connectionName": "sql", "type": "linkedservicetype"},
        "attributeMappingInfo": {"attributeMappings": list(columns)},
    }


def attribute(entity: str) -> Json:
    return {"name": "n", "entity": entity, "entityConnectionReference": {"connectionName": "sql"}}


def capture(*, capital: bool, mappings: list[Json]) -> Json:
    """Its outer names as Git folders (capital) and as the REST interface spell them."""

    def named(name: str) -> str:
        return name[0].upper() + name[1:] if capital else name

    source: Json = {
        named("connection"): connection("sql", format="table", store="sqlserver"),
        named("sourceEntities"): [
            entity("s.orders", schemaName="s", tableName="orders", password="x"),
            entity("s.customers", schemaName="s", tableName="customers"),
        ],
    }
    target: Json = {
        named("connection"): connection("lake", format="parquet"),
        named("targetEntities"): [entity("raw/orders", fileSystem="raw", folderPath="orders")],
        named("dataMapperMappings"): mappings,
        named("relationships"): [],
    }
    return {
        named("sourceConnectionsInfo"): [source],
        named("targetConnectionsInfo"): [target],
        named("policy"): {"mode": "Microbatch"},
        "allowVNetOverride": False,
        "folder": {"name": "cdc"},
    }


def orders() -> ReplicaEnd:
    held = {"format": "table", "store": "sqlserver", "schemaName": "s", "tableName": "orders"}
    return ReplicaEnd("s.orders", SQL, Properties(held))


def without_masked(found: ReplicaEnd) -> ReplicaEnd:
    kept = {name: value for name, value in found.options.items() if name != "password"}
    return ReplicaEnd(found.name, found.linked_service, Properties(kept))


def only_capture(folder: Path, *, capital: bool, git: bool, mappings: list[Json]) -> Replication:
    properties = capture(capital=capital, mappings=mappings)
    if git:
        files: dict[str, Json] = {"adfcdc/c.json": {"name": "c", "properties": properties}}
    else:
        parameters = {"factoryName": {"type": "string", "defaultValue": "adf-sales"}}
        files = {"ARMTemplateForFactory.json": template(resource("adfcdcs", "c", properties), parameters=parameters)}
    (found,) = only_service(folder, files).change_data_captures
    return found


@pytest.mark.parametrize("capital", [True, False], ids=["capital", "camel"])
@pytest.mark.parametrize("git", [True, False], ids=["git", "arm"])
def test_a_capture_has_one_replica_per_mapping(tmp_path: Path, *, capital: bool, git: bool) -> None:
    found = only_capture(tmp_path, capital=capital, git=git, mappings=[mapping("s.orders", "raw/orders")])
    assert (found.name, found.type, found.folder) == ("c", "ChangeDataCapture", "cdc")
    assert found.linked_services == (SQL, LAKE)
    assert found.replicas is not None
    ((replica),) = found.replicas
    assert [without_masked(one) for one in replica.sources] == [orders()]
    target = {"format": "parquet", "fileSystem": "raw", "folderPath": "orders"}
    assert replica.target == ReplicaEnd("raw/orders", LAKE, Properties(target))


def test_no_secret_of_a_capture_is_kept(tmp_path: Path) -> None:
    found = only_capture(tmp_path, capital=True, git=True, mappings=[mapping("s.orders", "raw/orders")])
    assert "'x'" not in repr(found)


def test_columns_of_other_entities_make_these_sources_too(tmp_path: Path) -> None:
    derived: Json = {"name": "n", "attributeReferences": [attribute("s.customers"), attribute("s.orders")]}
    direct: Json = {"name": "m", "attributeReference": attribute("s.orders")}
    mappings = [mapping("s.orders", "raw/orders", derived, direct)]
    found = only_capture(tmp_path, capital=True, git=True, mappings=mappings)
    assert found.replicas is not None
    assert [one.name for one in found.replicas[0].sources] == ["s.orders", "s.customers"]


def test_an_entity_that_is_not_listed_is_kept_by_its_name(tmp_path: Path) -> None:
    found = only_capture(tmp_path, capital=True, git=True, mappings=[mapping("s.gone", "raw/gone")])
    assert found.replicas == (Replica((ReplicaEnd("s.gone"),), ReplicaEnd("raw/gone", LAKE)),)


def link(**more: Json) -> Json:
    def end(linked: str, **given: Json) -> Json:
        return {"linkedService": {"referenceName": linked, "type": "LinkedServiceReference", **given}}

    return {
        "sourceDatabase": {**end("sql"), "typeProperties": {"resourceId": "/subscriptions/0"}},
        "targetDatabase": {
            **end("pool", parameters={"DBName": "mart"}),
            "typeProperties": {"crossTableTransaction": False},
        },
        "landingZone": {**end("lake"), "fileSystem": "landing", "sasToken": {"type": "SecureString", "value": "x"}},
        "compute": {"coreCount": 4, "computeType": "General"},
        **more,
    }


POOL = Reference("LinkedServiceReference", "pool", Properties({"DBName": "mart"}))


def test_a_link_connection_without_tables_knows_its_two_databases(tmp_path: Path) -> None:
    service = only_service(tmp_path, {"linkConnection/l.json": {"name": "l", "properties": link()}})
    assert service.kind is ServiceKind.SYNAPSE
    (found,) = service.link_connections
    assert (found.type, found.linked_services, found.replicas) == ("LinkConnection", (SQL, POOL, LAKE), None)


def test_a_link_connection_keeps_the_tables_that_it_lists(tmp_path: Path) -> None:
    tables: Json = [
        {"id": "1", "source": {"schemaName": "s", "tableName": "orders"}, "target": {"tableName": "sales"}},
        {"id": "2", "source": {"schemaName": "s", "tableName": "customers"}},
    ]
    given = template(
        {
            "type": "Microsoft.Synapse/workspaces/linkConnections",
            "name": "[concat(parameters('workspaceName'), '/l')]",
            "properties": link(linkTables=tables),
        },
        parameters={"workspaceName": {"type": "string", "defaultValue": "syn-sales"}},
    )
    (found,) = only_service(tmp_path, {"TemplateForWorkspace.json": given}).link_connections

    def table(name: str, reference: Reference) -> ReplicaEnd:
        return ReplicaEnd(name, reference, Properties({"schemaName": "s", "tableName": name}))

    assert found.replicas == (
        Replica((table("orders", SQL),), table("sales", POOL)),
        Replica((table("customers", SQL),), table("customers", POOL)),
    )
