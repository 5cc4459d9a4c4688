"""FetchXML, the query language of Dataverse and Dynamics: the entities that a query reads, as if SQL named them.

https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/overview
"""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from lineage_graph.sql.statements import Kind, Part, Read, Statement, Statements, TableName, Unparsed

LONGEST_QUERY: Final = 200_000
"""Characters."""

_COLUMNS: Final = frozenset({"attribute", "all-attributes"})
_FETCH: Final = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?<fetch[\s>]", re.IGNORECASE)
_ROWS_OF_BOTH: Final = frozenset({"inner", "outer", "natural", "matchfirstrowusingcrossapply"})
"""Kinds of links that give columns of the linked entity; all others only filter by it:
https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/reference/link-entity"""


def is_fetch_xml(text: str) -> bool:
    """Whether the text is FetchXML, and no SQL."""
    return _FETCH.match(text) is not None


def entities_of(text: str) -> Statements | Unparsed:
    """One statement that reads the entity and those it links to, or why that cannot be told."""
    if "<!" in text.replace("<!--", "") or len(text) > LONGEST_QUERY:
        return Unparsed("it declares a document type, or is too long")
    try:
        # Without a document type there is no entity that could grow or name a file.
        root = ElementTree.fromstring(text.strip())  # noqa: S314
    except ElementTree.ParseError:
        return Unparsed("it is not understood as FetchXML")
    reads = dict.fromkeys(_reads(root))
    if not reads:
        return Unparsed("it names no entity")
    return Statements((Statement(verb="fetch", reads=tuple(reads)),))


def _reads(root: ElementTree.Element) -> Iterator[Read]:
    """The entities and those linked to them at any depth, in the order of the text; a filter's only decide."""
    waiting = [(element, Kind.DATA) for element in reversed(root.findall("entity"))]
    while waiting:
        element, kind = waiting.pop()
        if (name := element.get("name")) and element.tag in ("entity", "link-entity"):
            yield Read(TableName(Part(name)), kind if _gives_columns(element) else Kind.INFLUENCE)
        waiting.extend((child, _kind(child, kind)) for child in reversed(element))


def _kind(child: ElementTree.Element, outer: Kind) -> Kind:
    only_filters = child.tag == "filter" or child.get("link-type", "inner") not in _ROWS_OF_BOTH
    return Kind.INFLUENCE if only_filters else outer


def _gives_columns(element: ElementTree.Element) -> bool:
    """An entity without columns gives all of them; one that is linked gives none, and only decides on the rows."""
    return element.tag == "entity" or any(child.tag in _COLUMNS for child in element)
