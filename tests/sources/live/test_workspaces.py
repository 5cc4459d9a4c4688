"""What only a workspace has: its name, its links' tables, and texts that a list may leave out."""

from lineage_graph.records import Properties, Reference
from lineage_graph.sources.live import LiveOptions, read_live
from tests.azure import faults
from tests.azure.asking import AT_ONCE, Tokens, only, read_workspace, workspace_at
from tests.azure.server import Azure
from tests.azure.services import Service

LINK = {
    "name": "link",
    "properties": {
        "sourceDatabase": {
            "linkedService": {"referenceName": "erp", "type": "LinkedServiceReference"},
            "typeProperties": {"schemaName": "dbo"},
        },
        "targetDatabase": {"linkedService": {"referenceName": "dw", "type": "LinkedServiceReference"}},
        "landingZone": {},
        "compute": {"coreCount": 4, "computeType": "General"},
    },
}
TABLE = {
    "id": "one",
    "name": "orders",
    "source": {"schemaName": "dbo", "tableName": "Orders"},
    "target": {"schemaName": "sales", "tableName": "orders", "distributionOptions": {"type": "Round_RoBin"}},
}


def workspace(azure: Azure) -> Service:
    held = Service("Syn-Test", is_factory=False)
    azure.services.append(held)
    return held


def test_its_name_is_what_it_says(azure: Azure) -> None:
    held = workspace(azure).add("pipelines", {"name": "p", "properties": {"activities": []}})
    service = only(read_live([workspace_at(azure, "syn-test")], Tokens(), LiveOptions(AT_ONCE)))
    assert (service.name, service.arm_id, str(service.origin)) == ("Syn-Test", held.id, azure.origin)


def test_where_it_does_not_say_its_name_the_address_does(azure: Azure) -> None:
    workspace(azure).add("pipelines", {"name": "p", "properties": {"activities": []}})
    azure.script.add("^GET /workspace$", faults.forbidden(), forever=True)
    service = only(read_live([workspace_at(azure, "syn-test")], Tokens(), LiveOptions(AT_ONCE)))
    assert (service.name, service.incomplete) == ("syn-test", frozenset())
    assert [str(one.origin) for one in service.rejected] == ["/workspace"]


def test_a_link_has_its_tables(azure: Azure) -> None:
    workspace(azure).add("linkconnections", LINK).link_tables["link"] = [TABLE]
    service = only(read_workspace(azure))
    (link,) = service.link_connections
    assert link.replicas is not None
    (replica,) = link.replicas
    (source,) = replica.sources
    assert source.linked_service == Reference("LinkedServiceReference", "erp")
    assert source.options == Properties({"schemaName": "dbo", "tableName": "Orders"})
    assert replica.target.options == Properties({"schemaName": "sales", "tableName": "orders"})
    assert service.incomplete == frozenset()


def test_tables_that_are_not_told_make_the_links_incomplete(azure: Azure) -> None:
    workspace(azure).add("linkconnections", LINK).link_tables["link"] = [TABLE]
    azure.script.add("^GET .*/linktables$", faults.status(500), forever=True)
    service = only(read_workspace(azure))
    (link,) = service.link_connections
    assert link.replicas is None
    assert service.incomplete == {"linkconnections"}
    assert [str(one.origin) for one in service.rejected] == ["/linkconnections/link/linktables"]


def test_a_script_without_its_text_is_asked_for_itself(azure: Azure) -> None:
    held = workspace(azure)
    held.add("sqlScripts", {"name": "s", "properties": {"content": {"query": "SELECT 1"}, "type": "SqlQuery"}})
    short = {"value": [{"name": "s", "properties": {"content": {}, "type": "SqlQuery"}}]}
    azure.script.add("^GET /sqlScripts$", faults.instead(short))
    service = only(read_workspace(azure))
    assert [one.query for one in service.sql_scripts] == ["SELECT 1"]
    assert azure.paths().count("/sqlScripts/s") == 1


def test_a_text_that_cannot_be_had_makes_the_scripts_incomplete(azure: Azure) -> None:
    workspace(azure)
    short = {"value": [{"name": "s", "properties": {"content": {}, "type": "SqlQuery"}}]}
    azure.script.add("^GET /sqlScripts$", faults.instead(short))
    service = only(read_workspace(azure))
    assert [(one.name, one.query) for one in service.sql_scripts] == [("s", "")]
    assert service.incomplete == {"sqlscripts"}


def test_a_name_with_every_kind_of_sign_is_asked_for_as_it_is(azure: Azure) -> None:
    name = "a b/{c}?#%d&é"
    workspace(azure).add("linkconnections", {**LINK, "name": name}).link_tables[name] = [TABLE]
    (link,) = only(read_workspace(azure)).link_connections
    assert link.name == name
    assert link.replicas
