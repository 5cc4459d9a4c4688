"""FetchXML: a query to Dataverse reads the entities that it names, not the one of its dataset."""

import pytest

from lineage_graph.records import Activity, Dataset
from tests.activities.estate import declared, linked_service, properties
from tests.declared.estate import HERE, dataset, expression, folder, linked, links, node

CRM = linked_service("crm", "Dynamics", serviceUri="https://contoso.crm4.dynamics.com")
ROWS = Dataset(
    name="rows",
    origin=HERE,
    type="DynamicsEntity",
    linked_service=linked("crm"),
    settings=properties({"entityName": "lead"}),
)
AT = "dataverse://contoso.crm4.dynamics.com"
UNKNOWN = ("p/activities/a/unknown/source", "x", "data")
QUERIES = {
    "all columns": ('<fetch><entity name="Account"><all-attributes/></entity></fetch>', {("account", "data")}),
    "a linked entity with columns": (
        '<fetch top="5"><entity name="account"><attribute name="name"/>'
        '<link-entity name="contact" from="parentcustomerid" to="accountid"><attribute name="city"/></link-entity>'
        "</entity></fetch>",
        {("account", "data"), ("contact", "data")},
    ),
    "a linked entity that only filters, in another": (
        '<fetch><entity name="account"><attribute name="name"/><link-entity name="contact"><attribute name="city"/>'
        '<link-entity name="team"><filter><condition attribute="kind" operator="eq" value="1"/></filter></link-entity>'
        "</link-entity></entity></fetch>",
        {("account", "data"), ("contact", "data"), ("team", "influence")},
    ),
    "a name from a parameter": (
        expression('<fetch>\n<entity name="@{pipeline().parameters.area}"><all-attributes/></entity></fetch>'),
        {("eu", "data")},
    ),
    "an unknown part beside the name": (
        expression('<fetch><entity name="task">@{pipeline().parameters.unset}</entity></fetch>'),
        {("task", "data")},
    ),
    "an unknown name": (
        expression('<fetch><entity name="@{pipeline().parameters.unset}"/></fetch>'),
        {("{}", "data")},
    ),
}


def reading(query: object) -> Activity:
    return Activity(
        name="a",
        type="Copy",
        origin=HERE,
        inputs=(dataset("rows"),),
        outputs=(dataset("x"),),
        settings=properties({"source": {"type": "DynamicsSource", "query": query}}),
    )


@pytest.mark.parametrize(("query", "entities"), QUERIES.values(), ids=QUERIES)
def test_a_query_reads_the_entities_that_it_names(query: object, entities: set[tuple[str, str]]) -> None:
    found = declared(reading(query), CRM, datasets=(ROWS, folder("x", "x")))
    assert links(found) == {(f"{AT}/{name}", "x", kind) for name, kind in entities}


@pytest.mark.parametrize(
    "query",
    [
        "<fetch><entity name='account'></fetch>",
        "<fetch/>",
        "<fetch",
        "<!DOCTYPE fetch [<!ENTITY e 'account'>]><fetch><entity name='&e;'/></fetch>",
    ],
)
def test_a_query_that_cannot_be_read_is_a_placeholder(query: str) -> None:
    found = declared(reading(query), CRM, datasets=(ROWS, folder("x", "x")))
    assert links(found) == {UNKNOWN}
    unknown = node(found, "adf://sales/pipelines/p/activities/a/unknown/source")
    assert unknown.reason == "query-not-parsed"  # type: ignore[attr-defined]
