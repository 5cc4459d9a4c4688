"""FetchXML, Dataverse's own query language: the entity that a query reads, and those that it is linked to.

https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/overview
"""

from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from lineage_graph.model import FeedKind

_BEGINS: Final = "<fetch"
_COLUMNS: Final = frozenset({"attribute", "all-attributes"})
_NEVER_EXPANDED: Final = ("<!DOCTYPE", "<!ENTITY")


def entities(query: str) -> tuple[tuple[str, FeedKind], ...]:
    """The entities with what they are read for; nothing where the query is no FetchXML, or none that can be read.

    A linked entity without columns only decides which rows there are.
    """
    text = query.strip()
    if not text.lower().startswith(_BEGINS) or any(word in text for word in _NEVER_EXPANDED):
        return ()
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - no document type, so no entity is ever expanded
    except ElementTree.ParseError:
        return ()
    return tuple(_named(root))


def _named(root: ElementTree.Element) -> Iterator[tuple[str, FeedKind]]:
    for tag in ("entity", "link-entity"):
        for element in root.iter(tag):
            gives = tag == "entity" or any(child.tag in _COLUMNS for child in element)
            if name := element.get("name"):
                yield name, FeedKind.DATA if gives else FeedKind.INFLUENCE
