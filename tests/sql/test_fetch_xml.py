"""FetchXML as Microsoft documents it: entities, links that give columns, and links that only filter."""

import pytest

from lineage_graph.sql import Statements, Unparsed, entities_of, is_fetch_xml
from tests.sql.writing import holes, lines

QUERIES = [
    ('<fetch><entity name="account"><all-attributes/></entity></fetch>', ["account"]),
    ("<fetch mapping='logical' version='1.0'><entity name='contact'/></fetch>", ["contact"]),
    ('<?xml version="1.0"?>\n<fetch><!-- all --><entity name="{0}"/></fetch>', ["{0}"]),
    (
        '<fetch><entity name="account"><link-entity name="contact" from="a" to="b" link-type="outer">'
        '<attribute name="x"/><link-entity name="lead" from="a" to="b"><all-attributes/></link-entity>'
        '<link-entity name="task" from="a" to="b"/></link-entity></entity></fetch>',
        ["account, contact, lead, ?task"],
    ),
    (
        '<fetch><entity name="account"><link-entity name="contact" from="a" to="b" link-type="in"><all-attributes/>'
        '<link-entity name="lead" from="a" to="b"><all-attributes/></link-entity>'
        '<link-entity name="task" from="a" to="b"/></link-entity></entity></fetch>',
        ["account, ?contact, ?lead, ?task"],
    ),
    (
        '<fetch><entity name="account"><filter type="or"><filter><link-entity name="contact" link-type="any"/>'
        "</filter></filter></entity></fetch>",
        ["account, ?contact"],
    ),
]
UNREAD = {
    "<fetch><entity name='a'></fetch>": "it is not understood as FetchXML",
    "<fetch><entity/></fetch>": "it names no entity",
    "<fetch aggregate='true'/>": "it names no entity",
    '<!DOCTYPE x [<!ENTITY a "aa">]><fetch><entity name="&a;"/></fetch>': "it declares a document type, or is too long",
    "<fetch>" + "<entity name='a'>" * 100_000: "it declares a document type, or is too long",
    "<fetch><entity name='a'>" + "<link-entity>" * 10_000: "it is not understood as FetchXML",
}


@pytest.mark.parametrize(("text", "expected"), QUERIES)
def test_it_reads_the_entity_and_those_linked_to_it(text: str, expected: list[str]) -> None:
    assert is_fetch_xml(text)
    found = entities_of(holes(text))
    assert isinstance(found, Statements)
    assert lines(found) == expected


@pytest.mark.parametrize(("text", "reason"), UNREAD.items(), ids=range(len(UNREAD)))
def test_what_cannot_be_read_says_why(text: str, reason: str) -> None:
    found = entities_of(text)
    assert isinstance(found, Unparsed)
    assert found.reason == reason


@pytest.mark.parametrize("text", ["SELECT * FROM fetch", "<fetcher/>", "<entity name='a'/>", ""])
def test_other_texts_are_no_fetch_xml(text: str) -> None:
    assert not is_fetch_xml(text)
